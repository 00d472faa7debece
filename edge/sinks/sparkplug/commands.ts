/** Reads commands (NCMD, DCMD). A request for births is the only one that the edge follows. */
import { REBIRTH } from "./payload-writer.ts";

/** A longer command is not read. */
const MAX_BYTES = 64 * 1024;
const PAYLOAD_METRICS = 2;
const METRIC = { name: 1, boolean: 14 } as const;

export interface Command {
  readonly wantsBirths: boolean;
  /** Metrics that it would have changed. */
  readonly refused: number;
}

const NONE: Command = { wantsBirths: false, refused: 1 };

/** Bytes that are no command count as one refusal. */
export function readCommand(payload: Uint8Array): Command {
  if (payload.length > MAX_BYTES) return NONE;
  let wantsBirths = false;
  let refused = 0;
  try {
    for (const { field, bytes } of fieldsOf(payload)) {
      if (field !== PAYLOAD_METRICS || bytes === undefined) continue;
      if (isRebirth(bytes)) wantsBirths = true;
      else refused++;
    }
  } catch (error) {
    if (error instanceof RangeError) return NONE;
    throw error;
  }
  return { wantsBirths, refused };
}

function isRebirth(metric: Uint8Array): boolean {
  let name = "";
  let value = false;
  for (const { field, bytes, number } of fieldsOf(metric)) {
    if (field === METRIC.name && bytes !== undefined) name = Buffer.from(bytes).toString("utf8");
    else if (field === METRIC.boolean) value = number === 1;
  }
  return value && name === REBIRTH;
}

interface Field {
  readonly field: number;
  /** Of a varint. */
  readonly number?: number;
  /** Of a text or an inner message. */
  readonly bytes?: Uint8Array;
}

/** The fields of a protobuf message. Throws RangeError where it ends early or has an unknown form. */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError("a field ends early");
      value += (byte & 127) * 128 ** shift;
      if (byte < 128) return value;
    }
    throw new RangeError("a number is longer than ten bytes");
  };
  const skip = (bytes: number): Uint8Array => {
    if (at + bytes > message.length) throw new RangeError("a field ends early");
    at += bytes;
    return message.subarray(at - bytes, at);
  };
  while (at < message.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    if (tag % 8 === 0) yield { field, number: varint() };
    else if (tag % 8 === 2) yield { field, bytes: skip(varint()) };
    else if (tag % 8 === 1) skip(8);
    else if (tag % 8 === 5) skip(4);
    else throw new RangeError("a field has an unknown form");
  }
}
