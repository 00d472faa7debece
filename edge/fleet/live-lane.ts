/**
 * The newest values and events while history has to catch up: at the end of the log, without order and without a claim
 * to be whole. All of it comes again with history, which alone is stored.
 */
import { ByTag } from "../batch/by-tag.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import { LogReader } from "../historian/log/log-reader.ts";
import { NO_COUNTS } from "./wire/counts.ts";
import { encodeFrame, type Piece } from "./wire/frame.ts";

const SAMPLES_PER_READ = 20_000;
/** Most events of a message; older ones come with history only. */
const MOST_EVENTS = 200;

export class LiveLane {
  readonly #run: string;
  readonly #reader: LogReader;

  constructor(options: { readonly dir: string; readonly run: string; readonly from: LogPosition }) {
    this.#run = options.run;
    this.#reader = new LogReader(options.dir, options.from, { entries: "none" });
  }

  /** A message with the newest value of each tag since the last one, and the events; undefined where there are none. */
  async next(upTo: LogPosition): Promise<Buffer | undefined> {
    const newest = new NewestSamples();
    let events: EdgeEvent[] = [];
    while (this.#reader.position < upTo) {
      const chunk = await this.#reader.read(SAMPLES_PER_READ, upTo);
      if (chunk === undefined) break;
      for (const batch of chunk.batches) newest.add(batch);
      events.push(...chunk.events.slice(-MOST_EVENTS));
      events = events.slice(-MOST_EVENTS);
    }
    if (newest.length === 0 && events.length === 0) return undefined;
    const pieces: Piece[] = [];
    if (newest.length > 0) pieces.push({ kind: "samples", batches: [newest.batch()] });
    if (events.length > 0) pieces.push({ kind: "events", events });
    const to = this.#reader.position;
    return encodeFrame({ run: this.#run, from: to - newest.length - events.length, to, before: NO_COUNTS }, pieces);
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

/** The newest sample of each tag, in columns, so that no batch is kept; tags in the order in which they came first. */
class NewestSamples {
  readonly #slots = new ByTag<number>();
  readonly #times: Micros[] = [];
  readonly #values: number[] = [];
  readonly #statuses: number[] = [];
  readonly #flags: number[] = [];
  readonly #texts = new Map<number, string>();
  #receivedAt: Micros = 0;

  get length(): number {
    return this.#times.length;
  }

  add({ length, tags, times, values, statuses, flags, texts, receivedAt }: SampleBatch): void {
    this.#receivedAt = Math.max(this.#receivedAt, receivedAt);
    for (let at = 0; at < length; at++) {
      const slot = this.#slotOf(tags[at] as number);
      this.#times[slot] = times[at] as Micros;
      this.#values[slot] = values[at] as number;
      this.#statuses[slot] = statuses[at] as number;
      this.#flags[slot] = flags[at] as number;
      if (texts.size > 0 || this.#texts.size > 0) this.#setText(slot, texts.get(at));
    }
  }

  batch(): SampleBatch {
    return {
      length: this.length,
      tags: Uint32Array.from(this.#slots.keys()),
      times: Float64Array.from(this.#times),
      receivedAt: this.#receivedAt,
      values: Float64Array.from(this.#values),
      statuses: Uint32Array.from(this.#statuses),
      flags: Uint8Array.from(this.#flags),
      texts: this.#texts,
    };
  }

  #slotOf(ref: number): number {
    const known = this.#slots.get(ref);
    if (known !== undefined) return known;
    this.#slots.set(ref, this.length);
    return this.length;
  }

  #setText(slot: number, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(slot);
    else this.#texts.set(slot, text);
  }
}
