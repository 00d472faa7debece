import type { Asset } from "../../contracts/plant/plant.ts";
import type { LocalizedText, Tag } from "../../contracts/plant/tag.ts";

/** `CNC-206 Spindle bearing temperature`, the start of most messages. */
export function subject(asset: Asset, tag: Tag): LocalizedText {
  return { zh: `${asset.label} ${tag.name.zh}`, en: `${asset.label} ${tag.name.en}` };
}

/** A duration as people write it: `45 s`, `12 min`, `3.5 h`. */
export function duration(seconds: number): LocalizedText {
  if (seconds < 90) return { zh: `${Math.round(seconds)} 秒`, en: `${Math.round(seconds)} s` };
  if (seconds < 5400) return { zh: `${Math.round(seconds / 60)} 分钟`, en: `${Math.round(seconds / 60)} min` };
  const hours = Math.round(seconds / 360) / 10;
  return { zh: `${hours} 小时`, en: `${hours} h` };
}
