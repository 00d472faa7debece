/** What became of a made schedule: some operations late, elsewhere, not begun, skipped or unknown. */
import type { ActualOperation, ScheduleActuals } from "../../../edge/contracts/schedule/actuals.ts";
import type { ScheduledOperation, WholeSchedule } from "../../../edge/contracts/schedule/schedules.ts";
import { iso } from "./made-schedule.ts";

const MINUTE_MS = 60_000;
/** What comes of each of so many operations in turn. */
const TURNS = 8;

/** At noon of the plan's first day, whatever the time of day is now. */
const UP_TO_MS = 240 * MINUTE_MS;

export function fakeActuals(whole: WholeSchedule): ScheduleActuals {
  const upToMs = Date.parse(whole.start) + UP_TO_MS;
  const upTo = iso(upToMs);
  // What is made again stands for a record with a gap.
  const doubt = whole.from === null ? null : "gap";
  const operations = (whole.schedule?.operations ?? []).flatMap((operation, i) => {
    const one = actualOf(operation, i, upToMs);
    return one === undefined || (doubt !== null && one.start === null) ? [] : [one];
  });
  return { upTo, doubt, source: doubt === null ? null : "cell-1", operations };
}

function actualOf({ order, step, machine, start, end }: ScheduledOperation, i: number, upToMs: number) {
  const turn = i % TURNS;
  const startMs = Date.parse(start) + (turn - 2) * 4 * MINUTE_MS;
  const endMs = Date.parse(end) + (turn - 1) * 5 * MINUTE_MS;
  const nothing = { order, step, state: "open", start: null, end: null, pieces: 0, of: 20, machines: [] } as const;
  if (turn === 6) return undefined;
  if (turn === 7 && Date.parse(start) < upToMs) return { ...nothing, state: "skipped", of: 0 } as const;
  if (turn === 5 || startMs > upToMs) return nothing;
  const isDone = endMs <= upToMs;
  return {
    ...{ order, step, state: isDone ? "done" : "begun", start: iso(startMs), end: isDone ? iso(endMs) : null },
    ...{ pieces: isDone ? 20 : 7, of: 20, machines: [turn === 4 ? `${machine.slice(0, -1)}9` : machine] },
  } satisfies ActualOperation;
}
