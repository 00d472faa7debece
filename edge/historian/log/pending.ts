import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { BlockRoom } from "./block.ts";
import { type DictionaryEntry, encodeDictionary, encodeEvents, encodeWaveform } from "./rare-blocks.ts";
import type { RefSet } from "./ref-set.ts";
import { encodeSampleBlock } from "./sample-encoder.ts";
import { MAX_BLOCK_SAMPLES } from "./sample-layout.ts";

/** Memory of one waiting sample, for the bound. */
const SAMPLE_BYTES = 26;
const ITEM_BYTES = 200;
/** Entries of one dictionary block: that of 100,000 tags would have 17 MB, and each reader would need them at once. */
const MAX_BLOCK_ENTRIES = 2_000;

type Entry =
  | { readonly kind: "samples"; readonly batch: SampleBatch }
  | { readonly kind: "events"; readonly events: readonly EdgeEvent[]; readonly json: string }
  | { readonly kind: "waveform"; readonly block: WaveformBlock };

/** Items that are committed together, in order of arrival. */
export interface CommitGroup {
  readonly entries: readonly Entry[];
  readonly from: LogPosition;
  readonly to: LogPosition;
  readonly bytes: number;
}

/** Items of a group by kind, and where each batch and waveform ends in the log. */
export function partsOf({ entries, from }: CommitGroup) {
  const [batches, events, waveforms]: [SampleBatch[], EdgeEvent[], WaveformBlock[]] = [[], [], []];
  const ends: { batches: LogPosition[]; waveforms: LogPosition[] } = { batches: [], waveforms: [] };
  let end = from;
  for (const entry of entries) {
    if (entry.kind === "samples") {
      end += entry.batch.length;
      batches.push(entry.batch);
      ends.batches.push(end);
    } else if (entry.kind === "events") {
      end += entry.events.length;
      events.push(...entry.events);
    } else {
      end += 1;
      waveforms.push(entry.block);
      ends.waveforms.push(end);
    }
  }
  return { batches, events, waveforms, ends };
}

/** Items that are not yet on disk. */
export class Pending {
  #entries: Entry[] = [];
  #from: LogPosition;
  #head: LogPosition;
  /** When the oldest item that waits or is being written was pushed; monotonic. */
  #waitingSinceMs: number | undefined;
  #storingSinceMs: number | undefined;
  #waitingBytes = 0;
  #storingBytes = 0;

  constructor(head: LogPosition) {
    this.#from = head;
    this.#head = head;
  }

  get head(): LogPosition {
    return this.#head;
  }

  /** How long the oldest item has waited for the disk. */
  get waitingMs(): number {
    const since = this.#storingSinceMs ?? this.#waitingSinceMs;
    return since === undefined ? 0 : performance.now() - since;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Memory held, with the items that are being written. */
  get bytes(): number {
    return this.#waitingBytes + this.#storingBytes;
  }

  addSamples(batch: SampleBatch): void {
    for (const piece of blocksOf(batch)) this.#add({ kind: "samples", batch: piece }, piece.length, sampleBytes(piece));
  }

  addEvents(events: readonly EdgeEvent[], json: string): void {
    this.#add({ kind: "events", events, json }, events.length, json.length + ITEM_BYTES);
  }

  addWaveform(block: WaveformBlock): void {
    this.#add({ kind: "waveform", block }, 1, block.points.byteLength + ITEM_BYTES);
  }

  /** Takes all waiting items. They count as held until `stored`. */
  take(): CommitGroup {
    const group: CommitGroup = { entries: this.#entries, from: this.#from, to: this.#head, bytes: this.#waitingBytes };
    this.#entries = [];
    this.#storingSinceMs = this.#waitingSinceMs;
    this.#waitingSinceMs = undefined;
    this.#from = this.#head;
    this.#storingBytes = this.#waitingBytes;
    this.#waitingBytes = 0;
    return group;
  }

  stored(): void {
    this.#storingBytes = 0;
    this.#storingSinceMs = undefined;
  }

  #add(entry: Entry, items: number, bytes: number): void {
    this.#waitingSinceMs ??= performance.now();
    this.#entries.push(entry);
    this.#head += items;
    this.#waitingBytes += bytes;
  }
}

export function sampleBytes(batch: SampleBatch): number {
  let bytes = batch.length * SAMPLE_BYTES + ITEM_BYTES;
  for (const text of batch.texts.values()) bytes += text.length * 2 + ITEM_BYTES;
  return bytes;
}

/** The batch in pieces that each fit into one block; none where it has no samples. */
export function blocksOf(batch: SampleBatch): SampleBatch[] {
  if (batch.length > 0 && batch.length <= MAX_BLOCK_SAMPLES) return [batch];
  const pieces: SampleBatch[] = [];
  for (let from = 0; from < batch.length; from += MAX_BLOCK_SAMPLES)
    pieces.push(slice(batch, from, Math.min(batch.length, from + MAX_BLOCK_SAMPLES)));
  return pieces;
}

/** Samples `from` (inclusive) to `to` (exclusive) of a batch, as views of its columns. */
export function slice(batch: SampleBatch, from: number, to: number): SampleBatch {
  const texts = new Map<number, string>();
  for (const [index, text] of batch.texts) if (index >= from && index < to) texts.set(index - from, text);
  return {
    length: to - from,
    tags: batch.tags.subarray(from, to),
    times: batch.times.subarray(from, to),
    receivedAt: batch.receivedAt,
    values: batch.values.subarray(from, to),
    statuses: batch.statuses.subarray(from, to),
    flags: batch.flags.subarray(from, to),
    texts,
  };
}

interface Encoding {
  /** Refs that the segment describes already. */
  readonly known: RefSet;
  /** Called once per segment for each ref. */
  readonly describe: (ref: TagRef) => DictionaryEntry | undefined;
  readonly room: BlockRoom;
}

/**
 * Encodes a group into blocks. Consecutive batches share a block; the order of kinds is kept. Blocks are valid until
 * the next group is encoded in the same room.
 */
export function encodeGroup(group: CommitGroup, { known, describe, room }: Encoding): Buffer[] {
  room.clear();
  const blocks: Buffer[] = [];
  let seq = group.from;
  let run: SampleBatch[] = [];
  let runLength = 0;
  const flush = (): void => {
    if (run.length > 0) blocks.push(encodeSampleBlock(run, seq, room));
    seq += runLength;
    run = [];
    runLength = 0;
  };
  const fresh = newEntries(group, { known, describe });
  for (let from = 0; from < fresh.length; from += MAX_BLOCK_ENTRIES)
    blocks.push(encodeDictionary(fresh.slice(from, from + MAX_BLOCK_ENTRIES), seq));
  for (const entry of group.entries) {
    if (entry.kind === "samples") {
      if (runLength + entry.batch.length > MAX_BLOCK_SAMPLES) flush();
      run.push(entry.batch);
      runLength += entry.batch.length;
      continue;
    }
    flush();
    if (entry.kind === "events") {
      blocks.push(encodeEvents(entry.json, entry.events.length, seq));
      seq += entry.events.length;
    } else {
      blocks.push(encodeWaveform(entry.block, seq));
      seq += 1;
    }
  }
  flush();
  return blocks;
}

function newEntries(group: CommitGroup, { known, describe }: Omit<Encoding, "room">): DictionaryEntry[] {
  const fresh: DictionaryEntry[] = [];
  const meet = (ref: number): void => {
    if (!known.add(ref)) return;
    const entry = describe(ref as TagRef);
    if (entry !== undefined) fresh.push(entry);
  };
  for (const entry of group.entries) {
    if (entry.kind === "samples") for (let i = 0; i < entry.batch.length; i++) meet(entry.batch.tags[i] as number);
    else if (entry.kind === "waveform") meet(entry.block.tag);
  }
  return fresh;
}
