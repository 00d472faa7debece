import type { CalendarPlan } from "../../../scenario/scenario.ts";

/** Time zones change their offset at whole quarter hours of UTC. */
const QUARTER_MS = 900_000;

/** Whether this names a zone of the IANA time zone database. */
export function isTimeZone(name: string): boolean {
  try {
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Offset of the site's clock from UTC in seconds, at a time in ms. */
export function siteOffset(zone: CalendarPlan["zone"]): (utcMs: number) => number {
  if ("utcOffsetS" in zone) return () => zone.utcOffsetS;
  const { timeZone } = zone;
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  let quarter = Number.NaN;
  let offsetS = 0;
  return (utcMs) => {
    const now = Math.floor(utcMs / QUARTER_MS);
    if (now !== quarter) {
      quarter = now;
      const name = format.formatToParts(now * QUARTER_MS).find(({ type }) => type === "timeZoneName")?.value ?? "";
      offsetS = secondsOf(name);
    }
    return offsetS;
  };
}

/** Offset in `GMT+05:30`; plain `GMT` is 0. */
function secondsOf(name: string): number {
  const found = /([+-])(\d{2}):(\d{2})/.exec(name);
  return found === null ? 0 : (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 3600 + Number(found[3]) * 60);
}
