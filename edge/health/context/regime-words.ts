import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { unitSymbol } from "../../contracts/plant/unit-symbol.ts";
import type { Language } from "../../contracts/words/language.ts";
import { numberText } from "../../contracts/words/number-text.ts";
import type { DemandSignal } from "./demand-signals.ts";
import type { RegimePlaces } from "./regime-places.ts";

/** Signals that a label names at most. */
const MOST_NAMED = 3;

/** A learnt regime for people: `learned regime 2: power ≈ 4.1 kW, speed ≈ 1 480 /min`; undefined where none is. */
export function regimeWords(
  signals: readonly DemandSignal[],
  places: RegimePlaces,
  place: number,
): LocalizedText | undefined {
  const number = places.number(place);
  if (number === 0) return undefined;
  const said = (language: Language): readonly string[] =>
    signals.slice(0, MOST_NAMED).flatMap(({ tag, kind }, at) => {
      const [low, high] = places.range(place, at);
      if (Number.isNaN(low)) return [];
      const middle = (low + high) / 2;
      if (kind === "chosen") return `${tag.name[language]} ${choiceText(tag, middle, language)}`;
      const text = (value: number): string => numberText(value, language, decimalsFor(value, high));
      const unit = unitSymbol(tag.unit);
      const isWide = high - low > 2 * (places.least[at] as number);
      const amount = isWide ? `${text(low)}–${text(high)}` : `≈ ${text(middle)}`;
      return `${tag.name[language]} ${amount}${unit === "" ? "" : ` ${unit}`}`;
    });
  const varies = places.isVarying({ noise: places.noises(place) });
  return {
    zh: `学到的工况 ${number}：${[...said("zh"), ...(varies ? ["时高时低"] : [])].join("，")}`,
    en: `learned regime ${number}: ${[...said("en"), ...(varies ? ["up and down"] : [])].join(", ")}`,
  };
}

/** Two significant digits are enough to know a level by. */
function decimalsFor(value: number, largest: number): number {
  const size = Math.max(Math.abs(value), Math.abs(largest));
  return size >= 100 ? 0 : size >= 1 ? 1 : 2;
}

function choiceText({ type, labels }: DemandSignal["tag"], value: number, language: Language): string {
  const whole = Math.round(value);
  if (type === "boolean") return SWITCH[whole === 0 ? "off" : "on"][language];
  return labels?.find((label) => label.value === whole)?.[language] ?? String(whole);
}

const SWITCH = { on: { zh: "开", en: "on" }, off: { zh: "关", en: "off" } } as const;
