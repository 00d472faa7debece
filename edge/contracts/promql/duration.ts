/** A duration of the query language, such as `5m` or `1h30m`. */
export const DURATION = /(?:\d+(?:ms|[smhdwy]))+/;

const UNITS_US: Readonly<Record<string, number>> = {
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
  d: 86_400e6,
  w: 7 * 86_400e6,
  y: 365 * 86_400e6,
};

/** Length of a text that {@link DURATION} matches, µs. */
export function durationOf(text: string): number {
  let us = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
    us += Number(number) * (UNITS_US[unit as string] as number);
  return us;
}
