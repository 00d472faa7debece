/** Reads what write-samples.ts wrote. Throws RangeError or SyntaxError where the bytes contradict each other. */
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { splitParts } from "../../historian/log/sample-decoder.ts";
import { isArrival } from "./arrival.ts";
import { ByteReader, jsonIn } from "./bytes.ts";
import type { Chain } from "./chain.ts";
import { MOST_REF } from "./described-tag.ts";
import {
  doubleOf,
  floatBitsOf,
  floatOf,
  highOf,
  type LastValues,
  lowOf,
  STEPS,
  thousandthsOf,
  ValueKind,
} from "./value-kinds.ts";

/** Most samples of a message: a forged length must not take the memory of the hub. */
const MOST_SAMPLES = 1 << 20;
/** Most batches of a message: each is an object with columns of its own, also where it is empty. */
const MOST_BATCHES = 1 << 17;

export function readSamples(from: ByteReader, chain?: Chain): SampleBatch[] {
  const count = from.varint();
  const streams = Array.from({ length: 11 }, () => new ByteReader(from.block())) as Streams;
  const [heads, tags, times, micros, kinds, differences, floats, lows, highs, statuses, flags] = streams;
  const parts = readHeads(heads, count);
  const length = parts.lengths.reduce((sum, one) => sum + one, 0);
  if (length > MOST_SAMPLES) throw new RangeError("a message has too many samples");
  const columns = {
    length,
    tags: readTags(tags, length, chain),
    times: readTimes(times, micros, length),
    values: new Float64Array(length),
    statuses: new Uint32Array(length),
    flags: new Uint8Array(length),
  };
  readValues(columns, chain ?? new Map<number, number>(), { kinds, differences, floats, lows, highs });
  readRuns(statuses, columns.statuses);
  readRuns(flags, columns.flags);
  const texts = from.block();
  if (!streams.every(({ isAtEnd }) => isAtEnd)) throw new RangeError("a stream of the message is too long");
  return splitParts(columns, parts, texts.length === 0 ? [] : textsIn(texts));
}

type One = ByteReader;
type Streams = [One, One, One, One, One, One, One, One, One, One, One];

/** Lengths and arrivals of the batches. */
interface Parts {
  readonly lengths: number[];
  readonly receivedAt: Micros[];
}

function readHeads(from: ByteReader, count: number): Parts {
  if (count > Math.min(from.left, MOST_BATCHES)) throw new RangeError("a message has more batches than it can have");
  const parts: Parts = { lengths: [], receivedAt: [] };
  let ms = 0;
  for (let i = 0; i < count; i++) {
    parts.lengths.push(from.varint());
    ms += from.signed();
    const receivedAt = ms * 1000 + from.varint();
    if (!isArrival(receivedAt)) throw new RangeError("a batch arrived at a time that cannot be");
    parts.receivedAt.push(receivedAt);
  }
  return parts;
}

function readTags(from: ByteReader, length: number, chain: Chain | undefined): Uint32Array {
  if (length > from.left) throw new RangeError("a message has fewer samples than it says");
  const tags = new Uint32Array(length);
  let tag = 0;
  for (let i = 0; i < length; i++) {
    tag = chain === undefined ? tag + from.signed() : chainedTag(from.varint(), tag, chain);
    if (tag < 0 || tag > MOST_REF) throw new RangeError("a message has a tag that cannot be");
    tags[i] = tag;
  }
  return tags;
}

function chainedTag(code: number, before: number, chain: Chain): number {
  if (code === 0) {
    const tag = chain.after(before);
    if (tag === undefined) throw new RangeError("a message continues another one than it says");
    return tag;
  }
  const tag = code % 2 === 0 ? before - code / 2 : before + (code - 1) / 2;
  if (tag >= 0 && tag <= MOST_REF) chain.follow(before, tag);
  return tag;
}

function readTimes(from: ByteReader, micros: ByteReader, length: number): Float64Array {
  const times = new Float64Array(length);
  let ms = 0;
  for (let at = 0; at < length; ) {
    const micro = micros.varint();
    const run = micros.varint();
    if (run === 0 || run > length - at) throw new RangeError("a run of the message does not fit");
    for (const end = at + run; at < end; at++) {
      ms += from.signed();
      times[at] = ms * 1000 + micro;
    }
  }
  return times;
}

function readValues(
  { tags, values }: Pick<SampleBatch, "tags" | "values">,
  last: LastValues,
  by: Readonly<Record<"kinds" | "differences" | "floats" | "lows" | "highs", ByteReader>>,
): void {
  for (let i = 0; i < values.length; i++) {
    const tag = tags[i] as number;
    const before = last.get(tag) ?? 0;
    const value = readValue(by.kinds.u8(), before, by);
    values[i] = value;
    last.set(tag, value);
  }
}

function readValue(
  kind: number,
  last: number,
  { differences, floats, lows, highs }: Readonly<Record<"differences" | "floats" | "lows" | "highs", ByteReader>>,
): number {
  if (kind === ValueKind.same) return last;
  const step = STEPS[kind - ValueKind.steps];
  if (step !== undefined) {
    const scaled = thousandthsOf(last);
    return (differences.signed() * step + (Number.isNaN(scaled) ? 0 : scaled)) / 1000;
  }
  if (kind === ValueKind.float) return floatOf((floats.varint() ^ floatBitsOf(last)) >>> 0);
  if (kind !== ValueKind.double) throw new RangeError("a message has a kind of value that is not known");
  return doubleOf((lows.varint() ^ lowOf(last)) >>> 0, (highs.varint() ^ highOf(last)) >>> 0);
}

function readRuns(from: ByteReader, into: Uint32Array | Uint8Array): void {
  let at = 0;
  while (at < into.length) {
    const value = from.varint();
    const run = from.varint();
    if (run === 0 || run > into.length - at) throw new RangeError("a run of the message does not fit");
    into.fill(value, at, at + run);
    at += run;
  }
}

function textsIn(bytes: Uint8Array): [number, string][] {
  const texts = jsonIn(bytes);
  if (!Array.isArray(texts) || !texts.every(isText)) throw new RangeError("the texts of the message are none");
  return texts;
}

function isText(pair: unknown): pair is [number, string] {
  return Array.isArray(pair) && Number.isSafeInteger(pair[0]) && typeof pair[1] === "string";
}
