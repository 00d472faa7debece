/** Samples of a recording in the order in which they would have arrived (rule E2 in docs/rules/evaluation.md). */
import { columnsFor, type SampleColumns } from "../../batch/sample-columns.ts";
import { type Micros, NO_TEXTS, type SampleBatch } from "../../contracts/path/sample-batch.ts";

/** Time in one row group of a recording (docs/simulators.md). */
export const GROUP_US = 300e6;
/**
 * Bound of a device clock's error. A sample arrives this much after its stamp, so that none arrives before it was
 * measured.
 */
export const CLOCK_US = 2e6;
const SECOND_US = 1e6;
const STEP_US = 1e5;
export const STEPS_PER_S = SECOND_US / STEP_US;
/** Number of a tag that is not in the plant. */
export const UNKNOWN = 0xffff_ffff;

/** Samples that arrived in one second. */
export interface RecordedSecond {
  /** The end of the second, when all of it has arrived. */
  readonly at: Micros;
  /** Empty for a second without samples. */
  readonly batch: SampleBatch;
}

/** The order in which the samples of one row group arrived; `ends` holds the end of each tenth of a second. */
export interface Arrived {
  readonly length: number;
  /** Rows of `made` by arrival. */
  readonly order: Uint32Array;
  readonly ends: Uint32Array;
  readonly made: Omit<SampleColumns, "flags">;
  readonly flags: number;
  /** Texts by place in the order of arrival, first ones first. */
  readonly texts: readonly (readonly [place: number, text: string])[];
}

/**
 * Samples of known tags in order of arrival to a tenth of a second; within a tenth by tag. A counting sort, because a
 * row group is sorted by tag and holds a million samples of a plant. It sorts the numbers of rows alone: a second's
 * rows lie beside those of the second before, while whole columns would be written all over the memory.
 */
export function byArrival(
  made: Omit<SampleColumns, "flags">,
  { from, steps, flags }: { readonly from: Micros; readonly steps: number; readonly flags: number },
  texts: ReadonlyMap<number, string>,
): Arrived {
  const { tags, times } = made;
  const stepOf = new Uint16Array(tags.length);
  const ends = new Uint32Array(steps + 1);
  for (let at = 0; at < tags.length; at++) {
    const step = Math.min(steps - 1, Math.max(0, Math.ceil(((times[at] as number) - from) / STEP_US) - 1));
    stepOf[at] = tags[at] === UNKNOWN ? steps : step;
    ends[stepOf[at] as number] = (ends[stepOf[at] as number] as number) + 1;
  }
  for (let step = 1; step <= steps; step++) ends[step] = (ends[step] as number) + (ends[step - 1] as number);
  const length = ends[steps - 1] as number;
  const next = Uint32Array.from(ends, (_, step) => (step === 0 ? 0 : (ends[step - 1] as number)));
  const order = new Uint32Array(length);
  const moved: (readonly [number, string])[] = [];
  const textRows = Uint32Array.from(texts.keys()).sort();
  let nextText = 0;
  for (let at = 0; at < tags.length; at++) {
    const isText = at === textRows[nextText];
    if (isText) nextText++;
    const step = stepOf[at] as number;
    if (step === steps) continue;
    const to = next[step] as number;
    next[step] = to + 1;
    order[to] = at;
    if (isText) moved.push([to, texts.get(at) as string]);
  }
  return { length, order, ends, made, flags, texts: moved.sort(([a], [b]) => a - b) };
}

/** Seconds of a row group before the recording ends. */
export function secondsOf(from: Micros, end: Micros): number {
  return Math.max(1, Math.ceil(Math.min(GROUP_US, end - from) / SECOND_US));
}

export function* bySecond(all: Arrived, from: Micros, seconds: number): Generator<RecordedSecond> {
  const { texts } = all;
  let nextText = 0;
  let first = 0;
  for (let second = 1; second <= seconds; second++) {
    const next = all.ends[second * STEPS_PER_S - 1] as number;
    const ofSecond = new Map<number, string>();
    for (let entry = texts[nextText]; entry !== undefined && entry[0] < next; entry = texts[++nextText])
      ofSecond.set(entry[0] - first, entry[1]);
    const at = from + second * SECOND_US;
    const samples = arrivedBetween(all, first, next);
    const batch = {
      ...samples,
      length: next - first,
      receivedAt: at,
      texts: ofSecond.size === 0 ? NO_TEXTS : ofSecond,
    };
    yield { at, batch };
    first = next;
  }
}

function arrivedBetween({ made, order, flags }: Arrived, first: number, next: number): SampleColumns {
  const samples = columnsFor(next - first);
  samples.flags.fill(flags);
  for (let place = first, to = 0; place < next; place++, to++) {
    const row = order[place] as number;
    samples.tags[to] = made.tags[row] as number;
    samples.times[to] = made.times[row] as number;
    samples.values[to] = made.values[row] as number;
    samples.statuses[to] = made.statuses[row] as number;
  }
  return samples;
}
