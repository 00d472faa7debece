import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { local, t } from "../i18n/language.ts";
import { decimalsOf, formatNumber } from "../i18n/number.ts";
import type { Mirror } from "./mirror.ts";
import { inLargerUnit, unitSymbol } from "./units.ts";

export { formatNumber };

/** A factor in one piece: behind or before ×, a thin space between thousands would read as two numbers. */
export function formatFactor(factor: number): string {
  const own = String(factor).split(".")[1]?.length ?? 0;
  const decimals = Math.min(own, factor < 1 ? 2 : factor < 10 ? 1 : 0);
  return formatNumber(factor, decimals).replaceAll("\u2009", ",");
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
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return t("age.ms", { n: seconds < 0.05 ? "0" : formatNumber(seconds, 1) });
  if (seconds < 90) return t("age.s", { n: Math.round(seconds) });
  if (seconds < 90 * 60) return t("age.min", { n: Math.round(seconds / 60) });
  if (seconds < 72 * 3600) return t("age.h", { n: Math.round(seconds / 3600) });
  return t("age.d", { n: Math.round(seconds / 86_400) });
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Time of day at the site, whatever the browser's time zone. */
export function formatClock(ms: number, timeZone: string, withSeconds = true): string {
  const key = `${timeZone}|${withSeconds}`;
  let format = clocks.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      ...(withSeconds ? { second: "2-digit" } : {}),
      hourCycle: "h23",
    });
    clocks.set(key, format);
  }
  return format.format(ms);
}

const dates = new Map<string, Intl.DateTimeFormat>();

/** Day and time at the site, for an instant that is not today's. */
export function formatMoment(ms: number, timeZone: string): string {
  return `${formatDate(ms, timeZone)} ${formatClock(ms, timeZone)}`;
}

/** Day at the site, `2026-11-27`. */
export function formatDate(ms: number, timeZone: string): string {
  let format = dates.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    dates.set(timeZone, format);
  }
  return format.format(ms);
}

/** Power with a unit that keeps it short. */
export function formatPower(watts: number): string {
  const kilowatts = watts / 1000;
  return `${formatNumber(kilowatts, Math.abs(kilowatts) >= 100 ? 0 : 1)} kW`;
}
