import { unzipSync } from "node:zlib";
import { MAX_PACKET_BYTES } from "../../../mqtt/client.ts";

const UUID = Buffer.from("SPBV1.0_COMPRESSED");

/**
 * Whether the payload's uuid marks its body as the compressed payload. Not in the specification: libraries of Eclipse
 * Tahu do so when configured.
 */
export function saysCompressed(uuid: Buffer): boolean {
  return uuid.equals(UUID);
}

/**
 * The payload of a deflated or gzipped body, by its header. Throws RangeError for anything else, or more than a
 * message may hold.
 */
export function inflated(body: Buffer): Buffer {
  try {
    return unzipSync(body, { maxOutputLength: MAX_PACKET_BYTES });
  } catch (error) {
    throw new RangeError(`the compressed body is not readable: ${(error as Error).message}`);
  }
}
