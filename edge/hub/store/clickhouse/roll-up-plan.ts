/** Which stretches of a trend are read from roll-ups, and which from samples (rule HU35). */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { StoredRange } from "../../../contracts/path/sample-store.ts";
import type { LogQuestions } from "./log-questions.ts";
import type { Kept } from "./retention.ts";
import { DAY_S, DAY_US, HOUR_US, MINUTE_US } from "./roll-up-sql.ts";

type Level = "samples" | "minutes" | "hours";

export interface Stretch extends StoredRange {
  readonly level: Level;
}

/** Before the first sample of a day reaches the age at which it goes. */
const MARGIN_S = 3_600;
/** Fewest buckets in a column. */
const MIN_BUCKETS = 2;

/** Length of which columns of `step` are whole multiples, µs. */
export function unitOf(step: Micros): Micros {
  const [level] = levelFor(step);
  return level === "hours" ? HOUR_US : level === "minutes" ? MINUTE_US : 1;
}

/** Whether the database still has each sample of a day whose first one was stored at `first`; times in s UTC. */
export function hasWholeDay(first: number, now: number, { retentionHours }: Kept): boolean {
  return retentionHours === undefined || now < first + retentionHours * 3_600 - MARGIN_S;
}

/** In order of time, without holes. */
export async function planOf(questions: LogQuestions, { from, to }: StoredRange, step: Micros, kept: Kept) {
  const days = await questions.values(
    `SELECT day, toUnixTimestamp(first), toUnixTimestamp(stored), toUnixTimestamp(now()) ${questions.of("days")}
     AND day >= ${Math.max(0, Math.floor(from / DAY_US))} AND day <= ${Math.max(0, Math.floor(to / DAY_US))}
     AND version % 2 = 1 ORDER BY day`,
  );
  const stretches: { from: Micros; to: Micros; level: Level }[] = [];
  const add = (level: Level, end: Micros): void => {
    const start = stretches.at(-1)?.to ?? from;
    if (end <= start) return;
    const last = stretches.at(-1);
    if (last?.level === level) last.to = end;
    else stretches.push({ from: start, to: end, level });
  };
  for (const row of days) {
    const [day, first, stored, now] = row.map(Number) as [number, number, number, number];
    const hasMinutes = now < stored + kept.rollupDays["1min"] * DAY_S;
    const levels = levelFor(step);
    const level =
      levels.find((one) => one === "hours" || (one === "minutes" ? hasMinutes : hasWholeDay(first, now, kept))) ??
      "hours";
    add("samples", Math.min(to, day * DAY_US));
    add(level, Math.min(to, (day + 1) * DAY_US));
  }
  add("samples", to);
  return stretches satisfies readonly Stretch[];
}

/** The best level for columns of this length first, then those that are read where it is gone. */
function levelFor(step: Micros): readonly Level[] {
  if (step >= MIN_BUCKETS * HOUR_US) return ["hours"];
  return step >= MIN_BUCKETS * MINUTE_US ? ["minutes", "samples", "hours"] : ["samples", "minutes", "hours"];
}
