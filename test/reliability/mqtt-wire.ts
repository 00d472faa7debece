/** The packets of MQTT 3.1.1 that a broker for one kind of client needs, as bytes. */

/** Types of control packets (MQTT 3.1.1, table 2.1). */
export const Packet = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  subscribe: 8,
  suback: 9,
  pingreq: 12,
  pingresp: 13,
} as const;

export interface WirePacket {
  readonly type: number;
  readonly body: Buffer;
  /** Length of the whole packet. */
  readonly bytes: number;
}

export function packetBytes(type: number, flags: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([(type << 4) | flags]), lengthOf(body.length), body]);
}

/** A text with its length before it (MQTT-1.5.3). */
export function textBytes(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** The packet that begins at `from`; undefined while it is incomplete. */
export function packetOf(bytes: Buffer, from: number): WirePacket | undefined {
  let length = 0;
  for (let at = from + 1; at < Math.min(bytes.length, from + 5); at++) {
    const byte = bytes.readUInt8(at);
    length |= (byte & 0x7f) << (7 * (at - from - 1));
    if (byte > 0x7f) continue;
    const end = at + 1 + length;
    if (bytes.length < end) return undefined;
    return { type: bytes.readUInt8(from) >> 4, body: bytes.subarray(at + 1, end), bytes: end - from };
  }
  return undefined;
}

/** Remaining length: seven bits a byte (MQTT-2.2.3). */
function lengthOf(length: number): Buffer {
  const bytes: number[] = [];
  let left = length;
  do {
    bytes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.from(bytes);
}
