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
import { bodyBytesOf, encodeFrame, MOST_LIVE_BYTES, type Piece } from "./wire/frame.ts";

const SAMPLES_PER_READ = 20_000;
/** Most events of a message; older ones come with history only. */
const MOST_EVENTS = 200;
/** Text compresses to a third at least. */
const TEXT_COMPRESSES_BY = 3;
/** Of a tag's newest value in a message, about. */
const BYTES_OF_VALUE = 8;
const FEWEST_TAGS = 50;
/** What a NATS server takes unless its config says otherwise; a longer message would end the connection. */
const MOST_MESSAGE_BYTES = 1024 * 1024;

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
    // What hardly compresses takes more than it should: then less of it goes.
    for (let about = mostBytes; ; about /= 2) {
      const letters = about * TEXT_COMPRESSES_BY;
      const { events, rest } = eventsIn(this.#events, letters);
      const pieces: Piece[] = events.length === 0 ? [] : [{ kind: "events", events }];
      const batch = newest.first(Math.max(FEWEST_TAGS, Math.floor(about / BYTES_OF_VALUE)), letters);
      if (batch.length > 0) pieces.push({ kind: "samples", batches: [batch] });
      const to = this.#reader.position;
      const head = { run: this.#run, from: to - batch.length - events.length, to, before: NO_COUNTS };
      const bytes = pieces.length === 0 ? undefined : encodeFrame(head, pieces);
      if (bytes !== undefined && isTooLarge(bytes) && about > 1) continue;
      this.#events = rest;
      newest.drop(batch);
      return bytes;
    }
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

  /** So many of them at most, whose texts have so many letters together; a longer text goes alone. */
  first(most: number, letters: number): SampleBatch {
    const taken: [TagRef, Newest][] = [];
    let left = letters;
    for (const one of this.#samples) {
      left -= one[1].text?.length ?? 0;
      if (taken.length === most || (left < 0 && taken.length > 0)) break;
      taken.push(one);
    }
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

  /** These are on their way. */
  drop({ tags }: SampleBatch): void {
    for (const tag of tags) this.#samples.delete(tag as TagRef);
  }
}

function isTooLarge(message: Buffer): boolean {
  return message.length > MOST_MESSAGE_BYTES || bodyBytesOf(message) > MOST_LIVE_BYTES;
}

/** The oldest events of so many letters, and those after them. One that would never fit comes with history only. */
function eventsIn(waiting: EdgeEvent[], letters: number): { events: EdgeEvent[]; rest: EdgeEvent[] } {
  let left = letters;
  const events: EdgeEvent[] = [];
  for (const [index, event] of waiting.entries()) {
    const { length } = JSON.stringify(event);
    if (length > letters) continue;
    left -= length;
    if (left < 0) return { events, rest: waiting.slice(index) };
    events.push(event);
  }
  return { events, rest: [] };
}

/** One object a tag, which is changed in place. */
interface Newest {
  time: Micros;
  value: number;
  status: number;
  flags: number;
  text: string | undefined;
}
