import { saysCompressed } from "./compressed.ts";
import { type WireReader, WireType } from "./wire-reader.ts";

const { varint: VARINT, bytes: BYTES } = WireType;

/** Wire type of each Payload field by field number; index 0 is unused. */
export const PAYLOAD_WIRE = [-1, VARINT, BYTES, VARINT, BYTES, BYTES] as const;
const TIMESTAMP = 1;
export const METRICS = 2;
const SEQ = 3;
const UUID = 4;
const BODY = 5;

/** Field number · 8 + wire type of a metric. */
export const METRIC_TAG = 0x12;
/** Numbers from here on take more than one byte. */
export const LONG = 0x80;
const NOTHING: Buffer = Buffer.alloc(0);

/** Fields of a payload besides its metrics. */
export class Envelope {
  /** ms UTC; NaN when absent. */
  timestampMs = Number.NaN;
  /** -1 when absent. */
  seq = -1;
  metricCount = 0;
  /** Where the first metric begins; where the payload ends if it has none. */
  firstMetric = 0;
  /** Body of a compressed payload. */
  body: Buffer | undefined;

  /** Reads a whole payload, skipping its metrics. */
  read(wire: WireReader): void {
    const { bytes } = wire;
    const end = bytes.length;
    let isCompressed = false;
    let body: Buffer = NOTHING;
    this.timestampMs = Number.NaN;
    this.seq = -1;
    this.metricCount = 0;
    this.firstMetric = end;
    this.body = undefined;
    while (wire.at < end) {
      if (this.#passMetrics(wire, end)) continue;
      const { at } = wire;
      const field = wire.field(PAYLOAD_WIRE, end);
      if (field === TIMESTAMP) this.timestampMs = wire.varintNumber(end);
      else if (field === SEQ) this.seq = seqOf(wire.varintNumber(end));
      else if (field === UUID) isCompressed = saysCompressed(bytes.subarray(wire.skipBytes(end), wire.at));
      else if (field === BODY) body = bytes.subarray(wire.skipBytes(end), wire.at);
      else {
        if (field === METRICS) this.#count(1, at);
        wire.skip(end);
      }
    }
    if (isCompressed) this.body = body;
  }

  /** Skips metrics of up to 127 bytes, as nearly all are. False where there is none. */
  #passMetrics(wire: WireReader, end: number): boolean {
    const { bytes, at: from } = wire;
    let at = from;
    let count = 0;
    while (at + 2 <= end && bytes[at] === METRIC_TAG) {
      const length = bytes[at + 1] as number;
      if (length >= LONG || at + 2 + length > end) break;
      at += 2 + length;
      count++;
    }
    wire.at = at;
    this.#count(count, from);
    return count > 0;
  }

  #count(metrics: number, from: number): void {
    if (this.metricCount === 0 && metrics > 0) this.firstMetric = from;
    this.metricCount += metrics;
  }
}

function seqOf(seq: number): number {
  if (seq > 255) throw new RangeError(`seq is ${seq}, above 255`);
  return seq;
}
