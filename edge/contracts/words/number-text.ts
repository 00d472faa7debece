import { type Language, localeOf } from "./language.ts";

const formats = new Map<string, Intl.NumberFormat>();

/** A number with as many decimals as its size deserves: three to four significant digits, whole when large. */
export function numberText(value: number, language: Language, decimals = decimalsOf(value)): string {
  const key = `${language}|${decimals}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(localeOf(language), {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: "always",
    });
    formats.set(key, format);
  }
  // A minus sign is a minus sign; thousands are set apart by a thin space, which no language reads as a decimal point.
  // Rounding may leave a zero with a sign.
  return format
    .format(value)
    .replace(/^-(?=[0.]*$)/, "")
    .replace("-", "−")
    .replaceAll(",", "\u2009");
}

/** Decimals that a number of this size deserves. */
export function decimalsOf(value: number): number {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1000) return 0;
  return size >= 100 ? 1 : size >= 1 ? 2 : 3;
}
