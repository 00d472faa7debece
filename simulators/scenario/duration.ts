const UNITS_S: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, h: 3600, d: 86_400 };

/** Seconds of a valid duration, such as `6.5 min` or `-3 h`. */
export function secondsOf(text: string): number {
  const [, amount = "0", unit = "s"] = /^(-?[0-9.]+) ?([a-z]+)$/.exec(text) ?? [];
  return Number(amount) * (UNITS_S[unit] as number);
}
