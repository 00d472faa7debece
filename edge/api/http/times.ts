import type { Micros } from "../../contracts/path/sample-batch.ts";

/** The first and last millisecond that RFC 3339 can write (years 0000 to 9999). */
const FIRST_MS = Date.parse("0000-01-01T00:00:00.000Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

const RFC3339 = /^(\d{4}-\d{2}-(\d{2}))[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([ +-])(\d{2}):(\d{2}))$/;
const RELATIVE = /^-(\d{1,9})(s|m|h|d)$/;
const UNIT_US = { s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 } as const;

/**
 * RFC 3339 in UTC with microseconds, such as `2026-11-24T02:42:07.120000Z`; null for times that this format cannot
 * express.
 */
export function formatMicros(us: Micros): string | null {
  const ms = Math.floor(us / 1000);
  if (!(ms >= FIRST_MS && ms <= LAST_MS)) return null;
  const micros = Math.floor(us - ms * 1000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}

/** A time of an answer; null where there is none. */
export function timeEntry(at: Micros | null | undefined): string | null {
  return at === null || at === undefined ? null : formatMicros(at);
}

/**
 * Reads RFC 3339 (cut to the microsecond), `now`, or a distance back from now such as `-10m`. Undefined for anything
 * else, including times outside RFC 3339.
 */
export function parseTime(text: string, nowUs: Micros): Micros | undefined {
  if (text === "now") return nowUs;
  const relative = RELATIVE.exec(text);
  if (relative !== null) {
    const then = nowUs - Number(relative[1]) * UNIT_US[relative[2] as keyof typeof UNIT_US];
    return then >= FIRST_MS * 1000 ? then : undefined;
  }
  const absolute = RFC3339.exec(text);
  if (absolute === null) return undefined;
  const [, date, day, time, fraction = "", , sign, hours = "0", minutes = "0"] = absolute;
  const ms = Date.parse(`${date}T${time}Z`);
  // Date.parse rolls 30 February over into March instead of refusing it.
  if (Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(day) || Number(hours) > 23 || Number(minutes) > 59)
    return undefined;
  const offsetUs = (Number(hours) * 60 + Number(minutes)) * UNIT_US.m;
  const micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
  // An unescaped `+` in a URL arrives as a space.
  return ms * 1000 + micros - (sign === "-" ? -offsetUs : offsetUs);
}
