import { saysCompressed } from "./compressed.ts";
import { type WireReader, WireType } from "./wire-reader.ts";

const { varint: VARINT, bytes: BYTES } = WireType;

/** Wire type of each Payload field by field number; index 0 is no field. */
export const PAYLOAD_WIRE = [-1, VARINT, BYTES, VARINT, BYTES, BYTES] as const;
const TIMESTAMP = 1;
export const METRICS = 2;
const SEQ = 3;
const UUID = 4;
const BODY = 5;

/** Field number · 8 + wire type of a metric. */
export const METRIC_TAG = 0x12;
/** From here on a number has more than one byte. */
export const LONG = 0x80;

/** What surrounds the metrics of a payload. */
export class Envelope {
  /** ms UTC; NaN when absent. */
  timestampMs = Number.NaN;
  /** -1 when absent. */
  seq = -1;
  metricCount = 0;
  /** Of a payload that says that its body is the payload proper, compressed. */
  body: Buffer | undefined;

  /** Reads a whole payload from its beginning, passing over the metrics. */
  read(wire: WireReader): void {
    const { bytes } = wire;
    const end = bytes.length;
    let isCompressed = false;
    let body = bytes.subarray(0, 0);
    this.timestampMs = Number.NaN;
    this.seq = -1;
    this.metricCount = 0;
    this.body = undefined;
    while (wire.at < end) {
      // A metric of up to 127 bytes that ends within the payload, as nearly all do: stepped over at once.
      const { at } = wire;
      const next = at + 2 + (bytes[at + 1] as number);
      if (bytes[at] === METRIC_TAG && next < at + 2 + LONG && next <= end) {
        this.metricCount++;
        wire.at = next;
        continue;
      }
      const field = wire.field(PAYLOAD_WIRE, end);
      if (field === TIMESTAMP) this.timestampMs = wire.varintNumber(end);
      else if (field === SEQ) this.seq = seqOf(wire.varintNumber(end));
      else if (field === UUID) isCompressed = saysCompressed(bytes.subarray(wire.skipBytes(end), wire.at));
      else if (field === BODY) body = bytes.subarray(wire.skipBytes(end), wire.at);
      else {
        if (field === METRICS) this.metricCount++;
        wire.skip(end);
      }
    }
    if (isCompressed) this.body = body;
  }
}

function seqOf(seq: number): number {
  if (seq > 255) throw new RangeError(`seq is ${seq}, above 255`);
  return seq;
}
