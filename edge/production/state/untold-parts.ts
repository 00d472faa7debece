/** Parts that a machine counted and nobody told of: an event was lost, and the counter says so. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Completion, MachineRecord } from "./machine-record.ts";

/** Counter and event of one part lie within this: counters are looked at now and then, and clocks differ. */
const TOGETHER_US = 5e6;
/** The counters of good parts and of scrap step with that of all. */
const SAME_STEP_US = 2.5e6;
/** Parts of one step. Beyond it somebody typed a number. */
const MOST_AT_ONCE = 32;
/** Parts before and after that must agree, or the counter counts something else than events tell. */
const NEIGHBOURS = 5;
const LEAST_NEIGHBOURS = 5;
const LEAST_AGREEING = 0.8;
/** So far beyond a stretch of time its record must reach, for the neighbours of its first and last part. */
export const AROUND_US = 900e6;

interface Part {
  readonly time: Micros;
  /** Number of the counter's step: a batch is one step. */
  readonly step: number;
  told: Completion | undefined;
}

export interface UntoldQuestion {
  readonly from: Micros;
  readonly to: Micros;
  /** What the machine worked on at a time. */
  workAt(time: Micros): Pick<Completion, "order" | "variant">;
}

/**
 * What is to be added to the completions that were told from `from` to `to`. Each part of the counter is matched with
 * an event; one that is left over though those around it agree was made. What may have been made in a gap is left
 * out, since nobody can say when, and so is a part of a machine that does not count good ones.
 */
export function untoldParts(record: MachineRecord, { from, to, workAt }: UntoldQuestion): readonly Completion[] {
  if (record.completions.length === 0 || record.stream("good").times.length === 0) return [];
  const parts = countedParts(record, from - AROUND_US, to + AROUND_US);
  match(parts, record.completions);
  return parts.flatMap((part, at): Completion[] => {
    const { time, told } = part;
    if (told !== undefined || time < from || time >= to || !isAgreed(parts, at)) return [];
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
      for (let part = 0; part < grown; part++) parts.push({ time, step, told: undefined });
  }
  return parts;
}

/** Both are in order of time: the earliest event that fits is the part's, which leaves as few over as can be. */
function match(parts: readonly Part[], completions: readonly Completion[]): void {
  let next = 0;
  for (const part of parts) {
    while (next < completions.length && (completions[next] as Completion).time < part.time - TOGETHER_US) next++;
    const told = completions[next];
    if (told === undefined || told.time > part.time + TOGETHER_US) continue;
    part.told = told;
    next++;
  }
}

function isAgreed(parts: readonly Part[], at: number): boolean {
  const around = [...parts.slice(Math.max(0, at - NEIGHBOURS), at), ...parts.slice(at + 1, at + 1 + NEIGHBOURS)];
  return (
    around.length >= LEAST_NEIGHBOURS &&
    around.filter(({ told }) => told !== undefined).length >= LEAST_AGREEING * around.length
  );
}

/** Which of the other counters stepped with it; neither does for a piece that is to be put right. */
function verdictOf({ time, step }: Part, parts: readonly Part[], record: MachineRecord): string {
  for (const [stream, verdict] of [
    ["good", "good"],
    ["scrapped", "scrap"],
  ] as const) {
    const counter = record.stream(stream);
    const grown = counter.at(time + SAME_STEP_US) - counter.at(time - SAME_STEP_US);
    if (grown > parts.filter((part) => part.step === step && part.told?.verdict === verdict).length) return verdict;
  }
  return "rework";
}
