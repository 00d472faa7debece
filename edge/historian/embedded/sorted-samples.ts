import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import { ScratchFile } from "../../store/scratch-file.ts";
import { ScatteredSamples } from "./scattered-samples.ts";

/** Samples by tag, then time, each key once. */
export interface SortedSamples {
  readonly length: number;
  readonly refs: Uint32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
  readonly flags: Uint8Array;
  /** Where the samples of each tag begin; the last ones end at `length`. */
  readonly runs: Uint32Array;
}

/** Samples in order of arrival; each call starts at the beginning. */
type Read = () => AsyncIterable<SampleBatch>;

/** Samples sorted at once, 38 MB. A span of more than a minute has no more. */
const MOST_AT_ONCE = 1_500_000;

/** Consecutive tags; `to` is excluded. */
interface Refs {
  readonly from: number;
  readonly to: number;
}

interface PieceOptions {
  /** Samples sorted at once; a tag with more is not divided. */
  readonly most?: number;
  /** Path for the scratch file of a span of many pieces. */
  readonly scratch: string;
}

/** Up to this many pieces are read one by one. */
const MOST_READINGS = 3;

/**
 * The samples of a stretch in the order of a span, in pieces of whole tags that fit into memory. For one key the last
 * sample stays (rule D6). One pass assigns them to their tags, because a tag's samples are hardly ever out of order:
 * 0.05 µs a sample, where a sort takes 0.3. A stretch of many pieces is first divided among them in a scratch file, so
 * that it is read twice, however many pieces it has (rule D20).
 */
export async function* sortedPieces(
  read: Read,
  stretch: TimeRange,
  { most = MOST_AT_ONCE, scratch }: PieceOptions,
): AsyncGenerator<SortedSamples> {
  const counts = await countByRef(read, stretch);
  const pieces = [...piecesOf(counts, most)];
  if (pieces.length <= MOST_READINGS) {
    for (const refs of pieces) yield await sortPiece(read, { stretch, refs, counts });
    return;
  }
  await using file = await ScratchFile.open(scratch);
  const scattered = new ScatteredSamples(file, pieces.length, pieceOfRefs(pieces, counts.length));
  for await (const batch of read()) await scattered.add(batch, stretch);
  for (const [piece, refs] of pieces.entries())
    yield await sortPiece(() => scattered.read(piece), { stretch, refs, counts });
}

function pieceOfRefs(pieces: readonly Refs[], refs: number): Uint32Array {
  const pieceOf = new Uint32Array(refs);
  for (const [piece, { from, to }] of pieces.entries()) pieceOf.fill(piece, from, to);
  return pieceOf;
}

/** At least one piece. */
function* piecesOf(counts: Uint32Array, most: number): Generator<Refs> {
  let from = 0;
  let samples = 0;
  for (let ref = 0; ref < counts.length; ref++) {
    const count = counts[ref] as number;
    if (samples > 0 && samples + count > most) {
      yield { from, to: ref };
      from = ref;
      samples = 0;
    }
    samples += count;
  }
  yield { from, to: counts.length };
}

async function sortPiece(
  read: Read,
  { stretch, refs, counts }: { stretch: TimeRange; refs: Refs; counts: Uint32Array },
): Promise<SortedSamples> {
  const runs: number[] = [];
  const present: number[] = [];
  const next = new Uint32Array(counts.length);
  let length = 0;
  for (let ref = refs.from; ref < refs.to; ref++) {
    const count = counts[ref] as number;
    if (count === 0) continue;
    runs.push(length);
    present.push(ref);
    next[ref] = length;
    length += count;
  }
  const sorted = {
    length,
    refs: new Uint32Array(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
    statuses: new Uint32Array(length),
    flags: new Uint8Array(length),
    runs: Uint32Array.from(runs),
  };
  for (const [run, from] of runs.entries()) sorted.refs.fill(present[run] as number, from, runs[run + 1] ?? length);
  for await (const batch of read()) deal(batch, { ...stretch, refs }, { next, sorted });
  // One sample too many would land under the next tag, and one too few would leave a zero.
  if (present.some((ref, run) => next[ref] !== (runs[run + 1] ?? length)))
    throw new Error("the samples of a span were read differently the second time; the span is closed later");
  return inOrder(sorted) ? sorted : reordered(sorted);
}

async function countByRef(read: Read, { from, to }: TimeRange): Promise<Uint32Array> {
  let counts = new Uint32Array(4096);
  for await (const { length, tags, times } of read()) {
    for (let i = 0; i < length; i++) {
      const time = times[i] as number;
      if (time < from || time >= to) continue;
      const ref = tags[i] as number;
      if (ref >= counts.length) counts = grown(counts, ref);
      counts[ref] = (counts[ref] as number) + 1;
    }
  }
  return counts;
}

function grown(counts: Uint32Array<ArrayBuffer>, ref: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(ref + 1, counts.length * 2));
  larger.set(counts);
  return larger;
}

function deal(
  { length, tags, times, values, statuses, flags }: SampleBatch,
  { from, to, refs }: TimeRange & { readonly refs: Refs },
  { next, sorted }: { next: Uint32Array; sorted: SortedSamples },
): void {
  const { times: toTimes, values: toValues, statuses: toStatuses, flags: toFlags } = sorted;
  for (let i = 0; i < length; i++) {
    const time = times[i] as number;
    if (time < from || time >= to) continue;
    const ref = tags[i] as number;
    if (ref < refs.from || ref >= refs.to) continue;
    const at = next[ref] as number;
    next[ref] = at + 1;
    toTimes[at] = time;
    toValues[at] = values[i] as number;
    // New columns hold zeros, and nearly every status and flag is one: writing all over memory is the cost here.
    if (statuses[i] !== 0) toStatuses[at] = statuses[i] as number;
    if (flags[i] !== 0) toFlags[at] = flags[i] as number;
  }
}

function inOrder({ length, refs, times }: SortedSamples): boolean {
  for (let i = 1; i < length; i++)
    if ((times[i] as number) <= (times[i - 1] as number) && refs[i] === refs[i - 1]) return false;
  return true;
}

/** For a tag whose samples came out of order or twice. */
function reordered(dealt: SortedSamples): SortedSamples {
  const { times } = dealt;
  const order = new Uint32Array(dealt.length);
  const runs = new Uint32Array(dealt.runs.length);
  let length = 0;
  for (const [run, from] of dealt.runs.entries()) {
    const to = dealt.runs[run + 1] ?? dealt.length;
    runs[run] = length;
    const mine = Uint32Array.from({ length: to - from }, (_, i) => from + i).sort(
      (a, b) => (times[a] as number) - (times[b] as number) || a - b,
    );
    for (const [i, index] of mine.entries())
      if (i + 1 === mine.length || times[mine[i + 1] as number] !== times[index]) order[length++] = index;
  }
  const kept = order.subarray(0, length);
  return {
    length,
    refs: Uint32Array.from(kept, (i) => dealt.refs[i] as number),
    times: Float64Array.from(kept, (i) => times[i] as number),
    values: Float64Array.from(kept, (i) => dealt.values[i] as number),
    statuses: Uint32Array.from(kept, (i) => dealt.statuses[i] as number),
    flags: Uint8Array.from(kept, (i) => dealt.flags[i] as number),
    runs,
  };
}
