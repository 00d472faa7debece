/**
 * Sequence numbers of chunks (OPC 10000-6, 6.7.2.4) on a channel without security, which carries two conversations:
 * node-opcua's and the lane's. Runs in the worker.
 */

/** Sequence number in the chunks of a symmetric message: after type, size, channel and token. */
export const MESSAGE_SEQUENCE_AT = 16;
/** Policy, certificate and thumbprint of an OpenSecureChannel chunk begin here, each with its length. */
const OPEN_HEADER_AT = 12;
const NO_LENGTH = 0xffff_ffff;

/** Numbers go up to here and then begin again below 1024. */
const LAST = 4_294_966_271;

const OPEN = "OPN";
const NUMBERED = new Set(["MSG", "CLO"]);

/**
 * Position of a chunk's sequence number; undefined for Hello, Acknowledge and Error, and for bytes that are not a
 * chunk.
 */
export function sequenceAt(chunk: Buffer): number | undefined {
  const type = chunk.toString("latin1", 0, 3);
  if (NUMBERED.has(type)) return chunk.length >= MESSAGE_SEQUENCE_AT + 8 ? MESSAGE_SEQUENCE_AT : undefined;
  if (type !== OPEN) return undefined;
  let at = OPEN_HEADER_AT;
  for (let field = 0; field < 3; field++) {
    if (at + 4 > chunk.length) return undefined;
    const length = chunk.readUInt32LE(at);
    at += 4 + (length === NO_LENGTH ? 0 : length);
  }
  return at + 8 <= chunk.length ? at : undefined;
}

/** Numbers all outgoing chunks in their order. */
export class OutgoingNumbers {
  #last = 0;

  next(): number {
    this.#last = this.#last >= LAST ? 1 : this.#last + 1;
    return this.#last;
  }

  /** Gives a chunk of node-opcua its number among all chunks. */
  stamp(chunk: Buffer): void {
    const at = sequenceAt(chunk);
    if (at !== undefined) chunk.writeUInt32LE(this.next(), at);
  }
}

/** Takes the lane's chunks out of the count, so that node-opcua sees consecutive numbers on its own. */
export class IncomingNumbers {
  #last: number | undefined;
  #taken = 0;

  /** Whether a chunk for the lane has the expected number. If not, node-opcua must see and report it. */
  take(number: number): boolean {
    const isNext = this.#last === undefined || number === this.#last + 1 || (this.#last >= LAST && number < 1024);
    if (!isNext) return false;
    this.#last = number;
    this.#taken++;
    return true;
  }

  /** The number that node-opcua sees on one of its chunks. */
  pass(number: number): number {
    this.#last = number;
    return (number - this.#taken) >>> 0;
  }
}
