import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { durationText, hoursText, ratioText } from "../../../edge/contracts/words/figure-text.ts";
import { ageText } from "../../../edge/contracts/words/time-text.ts";
import { language } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { decimalsOf, formatNumber } from "../i18n/number.ts";
import type { Mirror } from "./mirror.ts";
import { inLargerUnit, unitSymbol } from "./units.ts";

export {
  clockText as formatClock,
  dateText as formatDate,
  momentText as formatMoment,
} from "../../../edge/contracts/words/time-text.ts";
export { formatNumber };

/** A factor in one piece: behind or before ×, a thin space between thousands would read as two numbers. */
export function formatFactor(factor: number): string {
  const own = String(factor).split(".")[1]?.length ?? 0;
  const decimals = Math.min(own, factor < 1 ? 2 : factor < 10 ? 1 : 0);
  return formatNumber(factor, decimals).replaceAll("\u2009", ",");
}

/** With its sign, a difference. */
export function formatSigned(value: number, decimals = 0): string {
  const text = formatNumber(Math.abs(value), decimals);
  return value < 0 && Number(Math.abs(value).toFixed(decimals)) !== 0 ? `−${text}` : value > 0 ? `+${text}` : text;
}

/** Times in seconds with one unit, "92.6 / 32.0 秒"; a dash for an unknown one. */
export function formatSeconds(...values: readonly (number | null)[]): string {
  const shown = values.map((value) => (value === null ? "—" : formatNumber(value, 1)));
  return `${shown.join(" / ")} ${unitSymbol("s")}`;
}

/** Decimals that fit a tag's whole range, so that its value does not jump about while it changes. */
function decimalsFor(range: Tag["range"]): number | undefined {
  if (range === undefined) return undefined;
  const span = Math.abs(range[1] - range[0]);
  return span >= 2000 ? 0 : span >= 50 ? 1 : span >= 2 ? 2 : 3;
}

/** The newest value of a tag with its unit; an empty text before the first value. */
export function formatValue(tag: Tag, mirror: Mirror): string {
  const value = mirror.value(tag.ref);
  switch (tag.type) {
    case "text":
      return mirror.text(tag.ref) === "" ? t("value.empty") : (mirror.text(tag.ref) ?? "");
    case "waveform":
      // waveform-card.tsx draws its points.
      return "";
    default:
      return Number.isNaN(value) ? "" : formatAs(tag, value);
  }
}

/** A value as its tag shows it: words where its numbers are codes, else a number with its unit. */
export function formatAs(tag: Pick<Tag, "type" | "labels" | "unit" | "range">, value: number): string {
  if (tag.type === "boolean") return t(value === 0 ? "value.no" : "value.yes");
  if (tag.type !== "enum") return formatMeasured(value, tag);
  const label = tag.labels?.find((one) => one.value === value);
  return label === undefined ? String(value) : local(label);
}

/** A number with its unit, with decimals that fit its range where it has one. */
export function formatMeasured(value: number, { unit, range }: Pick<Tag, "unit" | "range">): string {
  const shown = inLargerUnit(value, unit);
  const decimals =
    shown.value === value
      ? Number.isInteger(value) && Math.abs(value) >= 1000
        ? 0
        : (decimalsFor(range) ?? decimalsOf(value))
      : decimalsOf(shown.value);
  return `${formatNumber(shown.value, decimals)}${shown.symbol === "" ? "" : ` ${shown.symbol}`}`;
}

/** A span of time in its largest useful unit. */
export function formatAge(ms: number): string {
  return ageText(ms, language.value);
}

/** How far a moment is ahead of the start of a forecast, in whole minutes. */
export function formatAhead(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return t("live.future-ahead", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** A ratio from 0 to 1 as a percentage; a dash for an unknown one. */
export function formatRatio(ratio: number | null): string {
  return ratioText(ratio, language.value);
}

/** Seconds in hours, without the unit; a dash for an unknown time. */
export function formatHours(seconds: number | null): string {
  return hoursText(seconds, language.value);
}

/** Seconds in their largest useful unit; a dash for an unknown time. */
export function formatDuration(seconds: number | null): string {
  return durationText(seconds, language.value);
}

/** Power with a unit that keeps it short. */
export function formatPower(watts: number): string {
  const kilowatts = watts / 1000;
  return `${formatNumber(kilowatts, Math.abs(kilowatts) >= 100 ? 0 : 1)} kW`;
}
