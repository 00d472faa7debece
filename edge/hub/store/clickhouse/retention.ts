/** For how long the tables keep their rows: the words of the embedded historian, as TTL of the server (rule HU34). */
import type { HubConfig } from "../../config.ts";

export type Kept = Pick<HubConfig["historian"], "retentionHours" | "rollupDays">;

/**
 * Hours after which a row goes, by table; undefined: never. They count from `stored`, which follows the clock of the
 * server, so that no other clock makes a row old.
 */
export function hoursOf({ retentionHours, rollupDays }: Kept): ReadonlyMap<string, number | undefined> {
  const days = Object.values(rollupDays);
  const events = Math.max(retentionHours ?? 0, ...days.map((one) => one * 24));
  const whole = (hours: number | undefined): number | undefined => (hours === undefined ? undefined : Math.ceil(hours));
  return new Map([
    ["samples", whole(retentionHours)],
    ["waveforms", whole(retentionHours)],
    ["events", whole(events)],
    ["minutes", whole(rollupDays["1min"] * 24)],
    ["hours", whole(rollupDays["1h"] * 24)],
  ]);
}

/** As the server itself writes it in the definition of a table. */
export function ttlOf(hours: number): string {
  return `stored + toIntervalHour(${hours})`;
}

/** What changes a table whose definition is `created`; undefined where it is as wanted. */
export function ttlChange(created: string, hours: number | undefined): string | undefined {
  const found = / TTL (stored \+ toIntervalHour\(\d+\))/.exec(created)?.[1];
  if (hours === undefined) return found === undefined ? undefined : "REMOVE TTL";
  return found === ttlOf(hours) ? undefined : `MODIFY TTL ${ttlOf(hours)}`;
}
