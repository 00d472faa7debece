import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { NO_TEXTS } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { LogChunk, LogPlace } from "../log/log-chunk.ts";

/** Samples of one block, 1.6 MB. A chunk of the log is never divided, so a block may be larger. */
const BLOCK_SAMPLES = 65_536;
/** Empty blocks kept for reuse: a span of 1.5 million samples frees as many. */
const SPARE_BLOCKS = 24;
const MINUTE_US = 60e6;

/** Samples of this stretch that came before `before` are in a span. */
export interface Placed extends TimeRange {
  readonly before: LogPosition;
}

/** Numbers that stay in the log alone: their place, and the figures that are needed without reading them. */
export interface LogPiece {
  readonly from: LogPosition;
  readonly to: LogPosition;
  /** Place of `from` in the files. */
  readonly place: LogPlace | undefined;
  /** Waiting since, ms of `performance.now`. */
  readonly since: number;
  /** Oldest and newest time. */
  readonly low: Micros;
  readonly high: Micros;
  /** Samples of each minute since 1970. */
  readonly minutes: Map<number, number>;
  /** Stretches whose samples are in spans, although the log has them too. */
  readonly placed: Placed[];
}

/** The log, read from `from` on, repeats the samples from index `at` on. */
interface ChunkStart {
  readonly from: LogPosition;
  readonly place: LogPlace | undefined;
  readonly at: number;
  readonly receivedAt: Micros;
}

interface BlockColumns {
  readonly refs: Uint32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
  readonly flags: Uint8Array;
}

interface Block extends BlockColumns {
  /** Chunks with samples in this block; never empty. */
  starts: ChunkStart[];
  /** End of its last chunk. */
  to: LogPosition;
  /** Stretches that were placed, so that samples of its chunks are missing here. */
  readonly placed: Placed[];
  /** When its first sample was added, ms of `performance.now`. */
  readonly since: number;
  length: number;
  /** Samples of each minute among the first `counted`. */
  readonly minutes: Map<number, number>;
  counted: number;
}

/** Committed numbers that are in no span yet, in memory, in order of arrival. The caller bounds them. */
export class HotBlocks {
  #blocks: Block[] = [];
  #length = 0;
  /** Memory of emptied blocks. New memory outside the heap makes V8 mark the heap. */
  readonly #spare: BlockColumns[] = [];

  get length(): number {
    return this.#length;
  }

  /** Reading the log from here on restores all of this; undefined when it is empty. */
  get from(): LogPosition | undefined {
    return this.#blocks[0]?.starts[0]?.from;
  }

  /** When the oldest block was begun, ms of `performance.now`; undefined when there is none. */
  get since(): number | undefined {
    return this.#blocks[0]?.since;
  }

  /** Adds the numbers of one chunk that are not in spans. */
  add(
    { from, to, place, samples, batches }: Pick<LogChunk, "from" | "to" | "place" | "samples" | "batches">,
    placed: readonly Placed[] = [],
  ): void {
    if (samples === 0) return;
    let block = this.#blocks.at(-1);
    if (block === undefined || block.length + samples > block.refs.length) {
      block = newBlock(
        (samples <= BLOCK_SAMPLES ? this.#spare.pop() : undefined) ?? columnsFor(Math.max(BLOCK_SAMPLES, samples)),
      );
      this.#blocks.push(block);
    }
    const before = block.length;
    const receivedAt = batches.reduce((newest, batch) => Math.max(newest, batch.receivedAt), 0);
    block.starts.push({ from, place, at: before, receivedAt });
    block.to = to;
    for (const one of placed) leaveOut(block.placed, one);
    for (const batch of batches) {
      if (batch.texts.size === 0 && placed.length === 0) copyWhole(block, batch);
      else copySome(block, batch, placed);
    }
    this.#length += block.length - before;
    if (block.length === before) block.starts.pop();
    if (block.length === 0) this.#blocks.pop();
  }

  /** Views of all samples, valid until the next change. */
  batches(): readonly SampleBatch[] {
    return this.#blocks.map((block) => viewOf(block));
  }

  /** The same by chunk, each with the arrival of its last sample: many small views. */
  chunks(): readonly SampleBatch[] {
    return this.#blocks.flatMap((block) =>
      block.starts.map(({ at, receivedAt }, chunk) =>
        viewOf(block, { from: at, to: block.starts[chunk + 1]?.at ?? block.length, receivedAt }),
      ),
    );
  }

  /** Adds the number of samples in each minute (since 1970), without those that were counted before. */
  countMinutes(into: Map<number, number>): void {
    for (const block of this.#blocks) {
      countOn(block);
      for (const [minute, count] of block.minutes) into.set(minute, (into.get(minute) ?? 0) + count);
    }
  }

  /** Forgets the samples of a stretch, which are in a span now. */
  remove(placed: Placed): void {
    for (const block of this.#blocks) this.#length -= removeFrom(block, placed);
    for (const block of this.#blocks) if (block.length === 0) this.#keep(block);
    this.#blocks = this.#blocks.filter(({ length }) => length > 0);
  }

  /** Forgets the oldest block and returns its place in the log. `isRead`: a reader still uses its memory. */
  shift(isRead: boolean): LogPiece | undefined {
    const block = this.#blocks.shift();
    if (block === undefined) return undefined;
    this.#length -= block.length;
    countOn(block);
    const [low, high] = extremesOf(viewOf(block).times);
    if (!isRead) this.#keep(block);
    const { from, place } = block.starts[0] as ChunkStart;
    return { from, to: block.to, place, since: block.since, low, high, minutes: block.minutes, placed: block.placed };
  }

  #keep({ refs, times, values, statuses, flags }: BlockColumns): void {
    if (refs.length === BLOCK_SAMPLES && this.#spare.length < SPARE_BLOCKS)
      this.#spare.push({ refs, times, values, statuses, flags });
  }
}

/** Lowest and highest. */
export function extremesOf(times: Float64Array): readonly [low: Micros, high: Micros] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    if (time < low) low = time;
    if (time > high) high = time;
  }
  return [low, high];
}

export function leaveOut(placed: Placed[], more: Placed): void {
  if (!placed.some(({ from, to, before }) => from === more.from && to === more.to && before === more.before))
    placed.push(more);
}

/** Returns how many were removed. */
function removeFrom(block: Block, placed: Placed): number {
  const { times, length, starts } = block;
  const { from, to } = placed;
  const left: ChunkStart[] = [];
  let chunk = 0;
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const time = times[i] as number;
    if (time >= from && time < to) continue;
    while ((starts[chunk + 1]?.at ?? length) <= i) chunk++;
    const start = starts[chunk] as ChunkStart;
    if (left.at(-1)?.from !== start.from) left.push({ ...start, at: kept });
    if (kept < i) move(block, i, kept);
    kept++;
  }
  if (kept < length) {
    block.length = kept;
    block.starts = left;
    leaveOut(block.placed, placed);
    block.minutes.clear();
    block.counted = 0;
  }
  return length - kept;
}

/** Counts new samples minute by minute: neighbours are nearly always in the same minute. */
function countOn(block: Block): void {
  const { times, length, minutes } = block;
  let minute = Number.NaN;
  let end = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (let i = block.counted; i < length; i++) {
    const time = times[i] as number;
    if (time >= end - MINUTE_US && time < end) {
      count++;
      continue;
    }
    if (count > 0) minutes.set(minute, (minutes.get(minute) ?? 0) + count);
    minute = Math.floor(time / MINUTE_US);
    end = (minute + 1) * MINUTE_US;
    count = 1;
  }
  if (count > 0) minutes.set(minute, (minutes.get(minute) ?? 0) + count);
  block.counted = length;
}

function newBlock(columns: BlockColumns): Block {
  return {
    ...columns,
    starts: [],
    to: 0,
    placed: [],
    since: performance.now(),
    length: 0,
    minutes: new Map(),
    counted: 0,
  };
}

function columnsFor(capacity: number): BlockColumns {
  return {
    refs: new Uint32Array(capacity),
    times: new Float64Array(capacity),
    values: new Float64Array(capacity),
    statuses: new Uint32Array(capacity),
    flags: new Uint8Array(capacity),
  };
}

function viewOf(block: Block, { from, to, receivedAt } = { from: 0, to: block.length, receivedAt: 0 }): SampleBatch {
  const { refs, times, values, statuses, flags } = block;
  return {
    length: to - from,
    tags: refs.subarray(from, to),
    times: times.subarray(from, to),
    receivedAt,
    values: values.subarray(from, to),
    statuses: statuses.subarray(from, to),
    flags: flags.subarray(from, to),
    texts: NO_TEXTS,
  };
}

function copyWhole(block: Block, { length, tags, times, values, statuses, flags }: SampleBatch): void {
  const at = block.length;
  block.refs.set(length === tags.length ? tags : tags.subarray(0, length), at);
  block.times.set(length === times.length ? times : times.subarray(0, length), at);
  block.values.set(length === values.length ? values : values.subarray(0, length), at);
  block.statuses.set(length === statuses.length ? statuses : statuses.subarray(0, length), at);
  block.flags.set(length === flags.length ? flags : flags.subarray(0, length), at);
  block.length = at + length;
}

/** Copies without texts and without samples that are in spans. */
function copySome(block: Block, batch: SampleBatch, placed: readonly TimeRange[]): void {
  for (let i = 0; i < batch.length; i++) {
    const time = batch.times[i] as number;
    if (batch.texts.has(i) || isIn(placed, time)) continue;
    const at = block.length++;
    block.refs[at] = batch.tags[i] as number;
    block.times[at] = time;
    block.values[at] = batch.values[i] as number;
    block.statuses[at] = batch.statuses[i] as number;
    block.flags[at] = batch.flags[i] as number;
  }
}

export function isIn(stretches: readonly TimeRange[], time: Micros): boolean {
  return stretches.some(({ from, to }) => from <= time && time < to);
}

function move(block: Block, from: number, to: number): void {
  block.refs[to] = block.refs[from] as number;
  block.times[to] = block.times[from] as number;
  block.values[to] = block.values[from] as number;
  block.statuses[to] = block.statuses[from] as number;
  block.flags[to] = block.flags[from] as number;
}
