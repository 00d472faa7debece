import { pinyin } from "pinyin-pro";

const known = new Map<string, string>();

/** First letters of a Chinese text's syllables, in one word: 主轴温度 becomes `zzwd`. Loaded only when somebody searches. */
export function initialsOf(text: string): string {
  let initials = known.get(text);
  if (initials === undefined) {
    initials = pinyin(text, { pattern: "first", toneType: "none", type: "array", nonZh: "consecutive" }).join("").toLowerCase();
    known.set(text, initials);
  }
  return initials;
}
