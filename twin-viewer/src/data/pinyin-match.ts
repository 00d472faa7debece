import { match } from "pinyin-pro";

/** Results of one search are reused for each asset of a type. */
const MOST_KNOWN = 20_000;
/** A shorter word matches scattered syllables by chance. */
const LEAST_SCATTERED = 4;

let known = new Map<string, boolean>();

/**
 * Whether a word matches a Chinese text: by full pinyin, first letters, characters, or a mix, with each reading of a
 * character (重 is zhong and chong). `scattered`: syllables may be left out in between, as in `zzwd` for 主轴轴承温度. Loaded
 * with the first search.
 */
export function isTypedAs(text: string, word: string, scattered: boolean): boolean {
  const continuous = !scattered || word.length < LEAST_SCATTERED;
  const key = `${continuous ? "c" : "s"}${word} ${text}`;
  let answer = known.get(key);
  if (answer === undefined) {
    if (known.size >= MOST_KNOWN) known = new Map();
    answer = match(text, word, { precision: "start", continuous }) !== null;
    known.set(key, answer);
  }
  return answer;
}
