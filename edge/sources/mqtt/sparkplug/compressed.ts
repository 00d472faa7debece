import { unzipSync } from "node:zlib";
import { MAX_PACKET_BYTES } from "../client.ts";

const UUID = Buffer.from("SPBV1.0_COMPRESSED");

/**
 * Whether a payload's uuid says that its body is the payload proper, compressed. Not in the specification: Eclipse
 * Tahu's libraries and what is built on them do so where a node is set to.
 */
export function saysCompressed(uuid: Buffer): boolean {
  return uuid.equals(UUID);
}

/**
 * The payload in a body, deflated or gzipped; which of them, its own header says. Throws RangeError where it is
 * neither, or more than a message may hold.
 */
export function inflated(body: Buffer): Buffer {
  try {
    return unzipSync(body, { maxOutputLength: MAX_PACKET_BYTES });
  } catch (error) {
    throw new RangeError(`the compressed body is not readable: ${(error as Error).message}`);
  }
}
