/**
 * The newest values and events while history has to catch up: at the end of the log, without order and without a claim
 * to be whole. All of it comes again with history, which alone is stored.
 */
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { TagRef } from "../contracts/plant/tag.ts";
import { LogReader } from "../historian/log/log-reader.ts";
import { NO_COUNTS } from "./wire/counts.ts";
import { encodeFrame, type Piece } from "./wire/frame.ts";

const SAMPLES_PER_READ = 20_000;
/** Most events of a message; older ones come with history only. */
const MOST_EVENTS = 200;
/** Text compresses to a third at least. */
const TEXT_COMPRESSES_BY = 3;
/** Of a tag's newest value in a message, about. */
const BYTES_OF_VALUE = 8;
const FEWEST_TAGS = 50;

export class LiveLane {
  readonly #run: string;
  readonly #reader: LogReader;
  readonly #newest = new NewestSamples();
  #events: EdgeEvent[] = [];

  constructor(options: { readonly dir: string; readonly run: string; readonly from: LogPosition }) {
    this.#run = options.run;
    this.#reader = new LogReader(options.dir, options.from, { entries: "none" });
  }

  /**
   * A message of about `mostBytes` with the oldest events and the newest value of each tag since its last one, those
   * first that have waited longest; undefined where there are none.
   */
  async next(upTo: LogPosition, mostBytes: number): Promise<Buffer | undefined> {
    const newest = this.#newest;
    while (this.#reader.position < upTo) {
      const chunk = await this.#reader.read(SAMPLES_PER_READ, upTo);
      if (chunk === undefined) break;
      for (const batch of chunk.batches) newest.add(batch);
      this.#events.push(...chunk.events.slice(-MOST_EVENTS));
      this.#events = this.#events.slice(-MOST_EVENTS);
    }
    const letters = mostBytes * TEXT_COMPRESSES_BY;
    const events = this.#takeEvents(letters);
    const pieces: Piece[] = events.length === 0 ? [] : [{ kind: "events", events }];
    const batch = newest.take(Math.max(FEWEST_TAGS, Math.floor(mostBytes / BYTES_OF_VALUE)), letters);
    if (batch.length > 0) pieces.push({ kind: "samples", batches: [batch] });
    if (pieces.length === 0) return undefined;
    const to = this.#reader.position;
    return encodeFrame({ run: this.#run, from: to - batch.length - events.length, to, before: NO_COUNTS }, pieces);
  }

  /** The oldest events of so many letters. One that would never fit comes with history only. */
  #takeEvents(letters: number): EdgeEvent[] {
    let left = letters;
    const taken: EdgeEvent[] = [];
    for (; this.#events[0] !== undefined; this.#events.shift()) {
      const length = JSON.stringify(this.#events[0]).length;
      if (length > letters) continue;
      left -= length;
      if (left < 0) break;
      taken.push(this.#events[0]);
    }
    return taken;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

/** The newest sample of each tag that was not taken yet, in the order in which the tags changed first. */
class NewestSamples {
  readonly #samples = new Map<TagRef, Newest>();
  #receivedAt: Micros = 0;

  add({ length, tags, times, values, statuses, flags, texts, receivedAt }: SampleBatch): void {
    this.#receivedAt = Math.max(this.#receivedAt, receivedAt);
    for (let at = 0; at < length; at++) {
      const tag = tags[at] as TagRef;
      const known = this.#samples.get(tag);
      const sample = known ?? { time: 0, value: 0, status: 0, flags: 0, text: undefined };
      sample.time = times[at] as Micros;
      sample.value = values[at] as number;
      sample.status = statuses[at] as number;
      sample.flags = flags[at] as number;
      sample.text = texts.size === 0 ? undefined : texts.get(at);
      if (known === undefined) this.#samples.set(tag, sample);
    }
  }

  /** Takes so many of them at most, whose texts have so many letters together; a longer text goes alone. */
  take(most: number, letters: number): SampleBatch {
    const taken: [TagRef, Newest][] = [];
    let left = letters;
    for (const one of this.#samples) {
      left -= one[1].text?.length ?? 0;
      if (taken.length === most || (left < 0 && taken.length > 0)) break;
      taken.push(one);
    }
    for (const [tag] of taken) this.#samples.delete(tag);
    const column = (of: (newest: Newest) => number): number[] => taken.map(([, newest]) => of(newest));
    return {
      length: taken.length,
      tags: Uint32Array.from(taken, ([tag]) => tag),
      times: Float64Array.from(column(({ time }) => time)),
      receivedAt: this.#receivedAt,
      values: Float64Array.from(column(({ value }) => value)),
      statuses: Uint32Array.from(column(({ status }) => status)),
      flags: Uint8Array.from(column(({ flags }) => flags)),
      texts: new Map(taken.flatMap(([, { text }], at) => (text === undefined ? [] : [[at, text]]))),
    };
  }
}

/** One object a tag, which is changed in place. */
interface Newest {
  time: Micros;
  value: number;
  status: number;
  flags: number;
  text: string | undefined;
}
