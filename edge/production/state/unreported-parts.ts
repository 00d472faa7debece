/** Parts that a machine counted but no event reported: an event was lost, as the counter shows. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Completion, MachineRecord } from "./machine-record.ts";

/** Counter and event of one part lie within this time: counters are sampled, and clocks differ. */
const TOGETHER_US = 5e6;
/** The counters of good parts and of scrap step with that of all. */
const SAME_STEP_US = 2.5e6;
/** Maximum parts of one step; a larger step was entered by hand. */
const MOST_AT_ONCE = 32;
/** Number of neighbouring parts that must agree; otherwise counter and events count different things. */
const NEIGHBOURS = 5;
const LEAST_NEIGHBOURS = 5;
const LEAST_AGREEING = 0.8;
/** The record must extend this far beyond a time range, for the neighbours of its first and last part. */
export const AROUND_US = 900e6;

interface Part {
  readonly time: Micros;
  /** Number of the counter's step: a batch is one step. */
  readonly step: number;
  reported: Completion | undefined;
}

export interface UnreportedQuery {
  readonly from: Micros;
  readonly to: Micros;
  /** The machine's work at a time. */
  workAt(time: Micros): Pick<Completion, "order" | "variant">;
}

/**
 * Completions to add to those reported from `from` to `to`. Each counted part is matched with an event; an unmatched
 * part whose neighbours match was made. Parts in a gap are left out, because their time is unknown, and so are parts of
 * a machine that does not count good ones.
 */
export function unreportedParts(record: MachineRecord, { from, to, workAt }: UnreportedQuery): readonly Completion[] {
  if (record.completions.length === 0 || record.stream("good").times.length === 0) return [];
  const parts = countedParts(record, from - AROUND_US, to + AROUND_US);
  match(parts, record.completions);
  return parts.flatMap((part, at): Completion[] => {
    const { time, reported } = part;
    if (reported !== undefined || time < from || time >= to || !isAgreed(parts, at)) return [];
    return [
      { time, start: Number.NaN, piece: "", ...workAt(time), verdict: verdictOf(part, parts, record), isFirst: false },
    ];
  });
}

function countedParts(record: MachineRecord, from: Micros, to: Micros): readonly Part[] {
  const produced = record.stream("produced");
  const { times, values } = produced;
  const parts: Part[] = [];
  for (let step = Math.max(1, produced.indexAt(from)); step < times.length && (times[step] as Micros) <= to; step++) {
    const [before, time] = [times[step - 1], times[step]] as [Micros, Micros];
    const grown = (values[step] as number) - (values[step - 1] as number);
    const isSeen = !record.gaps.some((gap) => gap.from < time && gap.to > before);
    if (isSeen && grown > 0 && grown <= MOST_AT_ONCE)
      for (let part = 0; part < grown; part++) parts.push({ time, step, reported: undefined });
  }
  return parts;
}

/** Both lists are in order of time: taking the earliest matching event leaves the fewest unmatched. */
function match(parts: readonly Part[], completions: readonly Completion[]): void {
  let next = 0;
  for (const part of parts) {
    while (next < completions.length && (completions[next] as Completion).time < part.time - TOGETHER_US) next++;
    const reported = completions[next];
    if (reported === undefined || reported.time > part.time + TOGETHER_US) continue;
    part.reported = reported;
    next++;
  }
}

function isAgreed(parts: readonly Part[], at: number): boolean {
  const around = [...parts.slice(Math.max(0, at - NEIGHBOURS), at), ...parts.slice(at + 1, at + 1 + NEIGHBOURS)];
  return (
    around.length >= LEAST_NEIGHBOURS &&
    around.filter(({ reported }) => reported !== undefined).length >= LEAST_AGREEING * around.length
  );
}

/** The verdict by the other counters that stepped with it; for a piece to be reworked, neither does. */
function verdictOf({ time, step }: Part, parts: readonly Part[], record: MachineRecord): string {
  for (const [stream, verdict] of [
    ["good", "good"],
    ["scrapped", "scrap"],
  ] as const) {
    const counter = record.stream(stream);
    const grown = counter.at(time + SAME_STEP_US) - counter.at(time - SAME_STEP_US);
    if (grown > parts.filter((part) => part.step === step && part.reported?.verdict === verdict).length) return verdict;
  }
  return "rework";
}
