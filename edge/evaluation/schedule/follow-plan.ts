import { decisionsOf } from "../../schedule/improve/decisions.ts";
import { type Improved, improve } from "../../schedule/improve/improve.ts";
import type { KeptOperation, Plant } from "../../schedule/plant/plant.ts";
import type { Timeline } from "../../schedule/plant/timeline.ts";
import { PlanRun, type Shares } from "../../schedule/replicate.ts";

/** How a plan is made again while it runs. */
export interface Followed {
  readonly everyS: number;
  /** Steps of each search. */
  readonly steps: number;
}

/**
 * Runs a plan with random durations, and makes it again every few hours from what has happened until then: operations
 * that have begun stay, of those that still run the end is expected as planned, all others are planned anew. `plant`
 * has the mean durations, `planned` those that the plan was made with.
 */
export function followPlan(
  { plant, planned }: { readonly plant: Plant; readonly planned: Plant },
  first: Improved,
  shares: Shares,
  { everyS, steps }: Followed,
): Timeline {
  let { decisions, timeline }: Pick<Improved, "decisions" | "timeline"> = first;
  let kept: readonly KeptOperation[] = [];
  let now = 0;
  for (;;) {
    const run = new PlanRun(decisions, timeline, { ...plant, kept, opensAt: now }).run(shares);
    now += everyS;
    kept = begunBy(run, decisions.option, now);
    if (kept.length === plant.orderOf.length) return run;
    const known = { ...planned, kept: kept.map((one) => expected(planned, one, now)), opensAt: now };
    const { option, notBefore } = decisions;
    const from = decisionsOf(known, { option, start: run.start, end: run.end, notBefore });
    ({ decisions, timeline } = improve(known, now, (done) => done / steps, { from }));
  }
}

/** Operations whose set-up or work has begun, batches together. */
function begunBy({ setUpStart, start, end, batch }: Timeline, option: Int32Array, now: number): KeptOperation[] {
  return Array.from(option.keys())
    .filter((operation) => (setUpStart[operation] as number) < now)
    .sort((a, b) => {
      const first = Number(batch[b] === b) - Number(batch[a] === a);
      return (start[a] as number) - (start[b] as number) || first || a - b;
    })
    .map((operation) => ({
      operation,
      option: option[operation] as number,
      setUpStart: setUpStart[operation] as number,
      start: start[operation] as number,
      end: end[operation] as number,
    }));
}

/** The same as it is known now: an end that lies ahead is expected as planned, in a minute at the earliest. */
function expected(plant: Plant, kept: KeptOperation, now: number): KeptOperation {
  if (kept.end <= now) return kept;
  const calendar = plant.calendars[plant.machineOf[kept.option] as number] as Plant["calendars"][number];
  const work = plant.workOf[kept.option] as number;
  const end = plant.isInterruptible[kept.operation] === 1 ? calendar.end(kept.start, work) : kept.start + work;
  return { ...kept, end: Math.max(now + 60, end) };
}
