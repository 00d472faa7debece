import type { OpenColumns } from "../../../batch/builder.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { isPlausibleMs } from "../message-time.ts";
import { Aliases } from "./aliases.ts";
import { LONG, METRIC_TAG } from "./envelope.ts";
import { integerOf } from "./integer.ts";
import type { MetricTimes } from "./metric-times.ts";
import type { SeenTimes } from "./seen-times.ts";
import { NO_ROW, NOT_PLAIN, type WantedMetric } from "./wanted-metric.ts";
import type { WireReader } from "./wire-reader.ts";

/** Tags (field number · 8 + wire type) of the fields that are read here. */
const Tag = {
  alias: 0x10,
  time: 0x18,
  datatype: 0x20,
  int: 0x50,
  long: 0x58,
  float: 0x65,
  double: 0x69,
  boolean: 0x70,
} as const;

/** Tags of a metric and its alias, with a length of one byte between them, and the bits that say so. */
const HEAD = METRIC_TAG | (Tag.alias << 16);
const HEAD_BITS = 0xff | (LONG << 8) | (0xff << 16);

/** Shortest metric: tag and length, an alias, and the shortest value. */
const SHORTEST_METRIC_BYTES = 2 + 2 + 2;
/** Bytes of a time with its tag: six bytes reach from 2004 to 2109. */
const TIME_BYTES = 7;
/** Longest integer that 32 bits hold. */
const INTEGER_BYTES = 5;

const TWO_28 = 268_435_456;

/** Values that all metrics of a message share. */
export interface RunMessage {
  readonly aliases: Aliases;
  /** Time of metrics that have none, ms UTC; NaN when absent. */
  readonly timestampMs: number;
  readonly payloadUs: Micros;
  readonly nowUs: Micros;
}

/**
 * Reads the common metrics of data: an alias of one or two bytes, a time, perhaps the type, and a number for one tag,
 * in the order in which encoders write them. It stops before any other metric, without side effects, and the general
 * reader takes that one with all rules. Both ways give the same samples.
 */
export class MetricRun {
  readonly #seen: SeenTimes;
  #aliases = new Aliases();
  readonly #times: MetricTimes;
  #timestampMs = Number.NaN;
  #payloadUs: Micros = 0;
  #nowMs = 0;

  constructor(seen: SeenTimes, times: MetricTimes) {
    this.#seen = seen;
    this.#times = times;
  }

  begin({ aliases, timestampMs, payloadUs, nowUs }: RunMessage): void {
    this.#aliases = aliases;
    this.#timestampMs = timestampMs;
    this.#payloadUs = payloadUs;
    this.#nowMs = nowUs / 1000;
  }

  /**
   * Reads from the position of `wire`, and leaves it before the first metric that it does not read. Returns how many
   * samples it wrote, at most `most`.
   */
  read(wire: WireReader, end: number, into: OpenColumns, most: number): number {
    const { bytes, view } = wire;
    const { byteOffset } = bytes;
    const seen = this.#seen;
    const { dense } = this.#aliases;
    const { tags, times, numbers, from } = into;
    const payloadUs = this.#payloadUs;
    const payloadTime = this.#believed(this.#timestampMs);
    const full = from + most;
    let { at } = wire;
    let to = from;
    let low = 0;
    let high = 0;
    let stamp = Number.NaN;
    for (; to < full && at + SHORTEST_METRIC_BYTES <= end; to++) {
      // One load instead of four: tag of the metric, its length, tag of the alias, and the alias.
      const head = view.getInt32(byteOffset + at, true);
      const next = at + 2 + ((head >>> 8) & 0xff);
      let field = at + 4;
      let alias = head >>> 24;
      if (alias >= LONG) alias = twoByteAlias(alias, bytes[field++] as number);
      const metric = plainMetric(dense, alias);
      if ((head & HEAD_BITS) !== HEAD || next > end || metric === undefined) break;
      let time = payloadTime;
      if (field + TIME_BYTES <= next && bytes[field] === Tag.time) {
        const one = view.getInt32(byteOffset + field + 1, true);
        const two = view.getUint16(byteOffset + field + 5, true);
        if (one !== low || two !== high) {
          low = one;
          high = two;
          stamp = this.#timeOf(one, two);
        }
        time = stamp;
        field += TIME_BYTES;
      }
      let { datatype } = metric;
      if (field + 2 <= next && bytes[field] === Tag.datatype && (bytes[field + 1] as number) < LONG) {
        datatype = (bytes[field + 1] as number) || datatype;
        field += 2;
      }
      const isDouble = field + 9 === next && bytes[field] === Tag.double;
      const value = isDouble ? view.getFloat64(byteOffset + field + 1, true) : shortNumber(wire, field, next, datatype);
      // NaN does not equal itself.
      if (value - value !== 0 || time - time !== 0 || !seen.note(metric.row, time, value, payloadUs)) break;
      tags[to] = metric.plain;
      times[to] = time;
      numbers[to] = value;
      at = next;
    }
    wire.at = at;
    return to - from;
  }

  /** Time of a six-byte varint; NaN where it has another length, or the time is not plausible. */
  #timeOf(low: number, high: number): Micros {
    if ((low & 0x80_80_80_80) !== (0x80_80_80_80 | 0) || (high & 0x80_80) !== 0x80) return Number.NaN;
    const most = (high & 0x7f) | ((high >>> 8) << 7);
    const rest = (low & 0x7f) | ((low >>> 1) & 0x3f80) | ((low >>> 2) & 0x1f_c000) | ((low >>> 3) & 0xfe0_0000);
    return this.#believed(most * TWO_28 + rest);
  }

  /** NaN for a time that is not plausible, and for one at which the node's metrics stay (rule Q11). */
  #believed(ms: number): Micros {
    const time = ms * 1000;
    return isPlausibleMs(ms, this.#nowMs) && time !== this.#times.stuckTime ? time : Number.NaN;
  }
}

/** Undefined where tags want more than one number, or no value came before. */
function plainMetric(dense: Aliases["dense"], alias: number): WantedMetric | undefined {
  const metric = alias < dense.length ? dense[alias] : undefined;
  return metric === undefined || metric.plain === NOT_PLAIN || metric.row === NO_ROW ? undefined : metric;
}

/** An alias of one or two bytes; for a longer one, a number that no metric has. */
function twoByteAlias(low: number, high: number): number {
  return high < LONG ? (low & 0x7f) | (high << 7) : Number.MAX_SAFE_INTEGER;
}

/** A number that ends where its metric ends; NaN for anything else, and beyond 32 bits. */
function shortNumber({ bytes, view }: WireReader, at: number, end: number, datatype: number): number {
  if (at + 2 > end) return Number.NaN;
  switch (bytes[at]) {
    case Tag.float:
      return at + 5 === end ? view.getFloat32(bytes.byteOffset + at + 1, true) : Number.NaN;
    case Tag.boolean:
      return at + 2 === end && (bytes[at + 1] as number) < LONG ? Math.min(bytes[at + 1] as number, 1) : Number.NaN;
    case Tag.int:
    case Tag.long:
      return shortInteger(bytes, at + 1, end, datatype);
    default:
      return Number.NaN;
  }
}

function shortInteger(bytes: Uint8Array, at: number, end: number, datatype: number): number {
  const last = end - 1;
  const top = bytes[last] as number;
  // The fifth byte holds the highest four of 32 bits.
  if (end - at > INTEGER_BYTES || top >= (end - at === INTEGER_BYTES ? 0x10 : LONG)) return Number.NaN;
  let low = top;
  for (let n = last - 1; n >= at; n--) {
    const byte = bytes[n] as number;
    if (byte < LONG) return Number.NaN;
    low = (low << 7) | (byte & 0x7f);
  }
  return integerOf(low >>> 0, 0, datatype);
}
