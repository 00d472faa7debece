import { BatchBuilder } from "../../batch/builder.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { ColumnRoom } from "../log/column-room.ts";
import type { LogChunk } from "../log/log-chunk.ts";
import { LogReader } from "../log/log-reader.ts";
import { isIn, type LogPiece, leaveOut, type Placed } from "./hot-blocks.ts";

const MINUTE_US = 60e6;
const CHUNK_SAMPLES = 50_000;

/**
 * Numbers that are in no span yet and too many for memory, in order of arrival. They stay in the commit log and are
 * read from it for a question or for the closing of their span. Memory holds their place and their number per minute.
 */
export class HotLog {
  readonly #dir: string;
  #pieces: LogPiece[] = [];
  #length = 0;
  /** Holes that were met, so that each counts once however often it is read. */
  readonly #holes = new Set<LogPosition>();
  #lost = 0;

  constructor(dir: string) {
    this.#dir = dir;
  }

  get length(): number {
    return this.#length;
  }

  /** Items of the log that could not be read again. */
  get lost(): number {
    return this.#lost;
  }

  /** Oldest first. */
  get pieces(): readonly LogPiece[] {
    return this.#pieces;
  }

  /** Adds a piece that is newer than all others. */
  add(piece: LogPiece): void {
    this.#pieces.push(piece);
    for (const count of piece.minutes.values()) this.#length += count;
  }

  countMinutes(into: Map<number, number>): void {
    for (const { minutes } of this.#pieces)
      for (const [minute, count] of minutes) into.set(minute, (into.get(minute) ?? 0) + count);
  }

  /** Forgets the samples of a stretch of whole minutes. */
  remove(placed: Placed): void {
    for (const { low, high, minutes, placed: gone } of this.#pieces) {
      if (high < placed.from || low >= placed.to) continue;
      for (const [minute, count] of minutes) {
        if (!isIn([placed], minute * MINUTE_US)) continue;
        minutes.delete(minute);
        this.#length -= count;
      }
      leaveOut(gone, placed);
    }
    this.#pieces = this.#pieces.filter(({ minutes }) => minutes.size > 0);
  }

  shift(): LogPiece | undefined {
    const piece = this.#pieces.shift();
    for (const count of piece?.minutes.values() ?? []) this.#length -= count;
    return piece;
  }

  /**
   * Batches of these pieces that may have samples of the stretch, with others among them; with `ref` at least those
   * of this tag. Each is valid until the next.
   */
  async *read(pieces: readonly LogPiece[], { from, to }: TimeRange, ref?: TagRef): AsyncGenerator<SampleBatch> {
    const wanted = pieces.filter(({ low, high }) => high >= from && low < to);
    const reader = new LogReader(this.#dir, wanted[0]?.from ?? 0, {
      room: new ColumnRoom(),
      entries: "none",
      ...(ref === undefined ? {} : { ref }),
    });
    try {
      for (const piece of wanted) {
        await reader.seek(piece.from, piece.place);
        for (const end of endsOf(piece)) {
          for (
            let chunk = await reader.read(CHUNK_SAMPLES, end);
            chunk !== undefined;
            chunk = await reader.read(CHUNK_SAMPLES, end)
          ) {
            if (chunk.lost > 0) this.#miss(chunk);
            yield* numbersOf(chunk, piece.placed);
          }
        }
      }
    } finally {
      await reader.close();
    }
  }

  #miss({ holes }: LogChunk): void {
    for (const { from, to } of holes) {
      if (this.#holes.has(from)) continue;
      this.#holes.add(from);
      this.#lost += to - from;
    }
  }
}

/** Chunks end where a stretch was placed, so that each is wholly before or after. */
function endsOf({ from, to, placed }: LogPiece): readonly LogPosition[] {
  return [
    ...new Set([...placed.map(({ before }) => before).filter((before) => before > from && before < to), to]),
  ].sort((a, b) => a - b);
}

function* numbersOf(chunk: LogChunk, placed: readonly Placed[]): Generator<SampleBatch> {
  const gone = placed.filter(({ before }) => chunk.to <= before);
  for (const batch of chunk.batches) yield gone.length === 0 && batch.texts.size === 0 ? batch : without(batch, gone);
}

export function without(batch: SampleBatch, gone: readonly TimeRange[]): SampleBatch {
  const left = new BatchBuilder();
  for (let i = 0; i < batch.length; i++) {
    const time = batch.times[i] as number;
    if (batch.texts.has(i) || isIn(gone, time)) continue;
    left.add(
      batch.tags[i] as TagRef,
      time,
      batch.values[i] as number,
      batch.statuses[i] as number,
      batch.flags[i] as number,
    );
  }
  return left.finish(batch.receivedAt);
}
