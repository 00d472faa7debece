import type { Medium } from "../plant/media.ts";
import type { LocalizedText } from "../plant/tag.ts";
import type { Language } from "./language.ts";

export const mediaTexts = {
  "energy.electricity": { en: "Electricity", zh: "电" },
  "energy.water": { en: "Water", zh: "水" },
  "energy.natural-gas": { en: "Natural gas", zh: "天然气" },
  "energy.compressed-air": { en: "Compressed air", zh: "压缩空气" },
  "energy.chilled-water": { en: "Chilled water", zh: "冷冻水" },
  "energy.steam": { en: "Steam", zh: "蒸汽" },
  "energy.nitrogen": { en: "Nitrogen", zh: "氮气" },
  "energy.oxygen": { en: "Oxygen", zh: "氧气" },
  "energy.argon": { en: "Argon", zh: "氩气" },
  "energy.hydrogen": { en: "Hydrogen", zh: "氢气" },
  "energy.carbon-dioxide": { en: "Carbon dioxide", zh: "二氧化碳" },
} as const satisfies Readonly<Record<`energy.${Medium}`, LocalizedText>>;

/** Name of a medium; one that has none is given as it is. */
export function mediumText(medium: string, language: Language): string {
  const key = `energy.${medium}`;
  return Object.hasOwn(mediaTexts, key) ? mediaTexts[key as keyof typeof mediaTexts][language] : medium;
}
