const PUBLISH = 3;

/** A packet that was cut out of the stream. */
export interface OversizedPacket {
  readonly bytes: number;
  /** Empty when the packet was no publication. */
  readonly topic: string;
  /**
   * Packet identifier of a publication of QoS 1, which its sender wants acknowledged; undefined for everything else.
   */
  readonly messageId: number | undefined;
}

/**
 * Cuts packets above a size out of an MQTT byte stream while it passes, since
 * the parser of mqtt.js would collect up to 256 MB before anyone could refuse.
 *
 *   fixed header: 1 byte type and flags, 1 to 4 bytes of remaining length (7 bits each, low first),
 *   then that many bytes
 *
 * Whole packets pass untouched and uncopied; a header split between two chunks is held back.
 */
export class PacketGuard {
  readonly #maxBytes: number;
  readonly #oversized: (packet: OversizedPacket) => void;
  #held: Buffer | undefined;
  #bodyLeft = 0;
  #isCutting = false;

  constructor(maxBytes: number, oversized: (packet: OversizedPacket) => void) {
    this.#maxBytes = maxBytes;
    this.#oversized = oversized;
  }

  /** Calls `pass` with the permitted bytes, in order. Throws RangeError where the stream is not MQTT. */
  filter(received: Buffer, pass: (bytes: Buffer) => void): void {
    const chunk = this.#held === undefined ? received : Buffer.concat([this.#held, received]);
    this.#held = undefined;
    let at = 0;
    let from = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const step = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= step;
        at += step;
        if (this.#isCutting) from = at;
        if (this.#bodyLeft === 0) this.#isCutting = false;
        continue;
      }
      const header = readHeader(chunk, at);
      if (header === undefined) {
        this.#held = chunk.subarray(at);
        break;
      }
      if (header.length > this.#maxBytes) {
        if (at > from) pass(chunk.subarray(from, at));
        from = at;
        const cut = describe(chunk, at, header);
        if (cut === undefined) {
          this.#held = chunk.subarray(at);
          break;
        }
        this.#isCutting = true;
        this.#oversized(cut);
        from = header.bodyAt;
      }
      this.#bodyLeft = header.length;
      at = header.bodyAt;
    }
    if (at > from && !this.#isCutting) pass(from === 0 && at === chunk.length ? chunk : chunk.subarray(from, at));
  }
}

function readHeader(chunk: Buffer, at: number): { length: number; bodyAt: number } | undefined {
  let length = 0;
  for (let n = 0; n < 4; n++) {
    const byte = chunk[at + 1 + n];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** n;
    if (byte < 0x80) return { length, bodyAt: at + 2 + n };
  }
  throw new RangeError("not an MQTT stream: a remaining length has more than four bytes");
}

/** Describes an oversized packet from its first bytes; undefined while these are incomplete. */
function describe(
  chunk: Buffer,
  at: number,
  { length, bodyAt }: { length: number; bodyAt: number },
): OversizedPacket | undefined {
  const first = chunk[at] as number;
  if (first >> 4 !== PUBLISH) return { bytes: length, topic: "", messageId: undefined };
  if (bodyAt + 2 > chunk.length) return undefined;
  const end = bodyAt + 2 + chunk.readUInt16BE(bodyAt);
  if (end + 2 > chunk.length) return undefined;
  const isQos1 = ((first >> 1) & 3) === 1;
  return {
    bytes: length,
    topic: chunk.toString("utf8", bodyAt + 2, end),
    messageId: isQos1 ? chunk.readUInt16BE(end) : undefined,
  };
}
