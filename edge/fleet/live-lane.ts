/**
 * The newest values and events while history has to catch up: at the end of the log, without order and without a claim
 * to be whole. All of it comes again with history, which alone is stored.
 */
import { BatchBuilder } from "../batch/builder.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { TagRef } from "../contracts/plant/tag.ts";
import { LogReader } from "../historian/log/log-reader.ts";
import { NO_COUNTS } from "./wire/counts.ts";
import { encodeFrame, type Piece } from "./wire/frame.ts";

const SAMPLES_PER_READ = 20_000;
/** Most events of a message; older ones come with history only. */
const MOST_EVENTS = 200;

interface Newest {
  readonly batch: SampleBatch;
  readonly at: number;
}

export class LiveLane {
  readonly #run: string;
  readonly #reader: LogReader;

  constructor(options: { readonly dir: string; readonly run: string; readonly from: LogPosition }) {
    this.#run = options.run;
    this.#reader = new LogReader(options.dir, options.from, { entries: "none" });
  }

  /** A message with the newest value of each tag since the last one, and the events; undefined where there are none. */
  async next(upTo: LogPosition): Promise<Buffer | undefined> {
    const newest = new Map<number, Newest>();
    let events: EdgeEvent[] = [];
    let receivedAt = 0;
    while (this.#reader.position < upTo) {
      const chunk = await this.#reader.read(SAMPLES_PER_READ, upTo);
      if (chunk === undefined) break;
      for (const batch of chunk.batches) {
        receivedAt = Math.max(receivedAt, batch.receivedAt);
        for (let at = 0; at < batch.length; at++) newest.set(batch.tags[at] as number, { batch, at });
      }
      events = [...events, ...chunk.events].slice(-MOST_EVENTS);
    }
    if (newest.size === 0 && events.length === 0) return undefined;
    const pieces: Piece[] = [];
    if (newest.size > 0) pieces.push({ kind: "samples", batches: [batchOf(newest, receivedAt)] });
    if (events.length > 0) pieces.push({ kind: "events", events });
    const to = this.#reader.position;
    return encodeFrame({ run: this.#run, from: to - newest.size - events.length, to, before: NO_COUNTS }, pieces);
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

function batchOf(newest: ReadonlyMap<number, Newest>, receivedAt: number): SampleBatch {
  const builder = new BatchBuilder();
  for (const [ref, { batch, at }] of newest) {
    const [time, status, flags] = [batch.times[at] as number, batch.statuses[at] as number, batch.flags[at] as number];
    const text = batch.texts.get(at);
    if (text === undefined) builder.add(ref as TagRef, time, batch.values[at] as number, status, flags);
    else builder.addText(ref as TagRef, time, text, status, flags);
  }
  return builder.finish(receivedAt);
}
