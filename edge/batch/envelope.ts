/**
 * Messages and frames of the stream as one answer of `/api/v1/replay`, little-endian:
 * `u32 kind (1 JSON, 2 frame) · u32 length · bytes · zeros up to a multiple of 8`, one after the other.
 */

export type Enveloped =
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "frame"; readonly bytes: Uint8Array };

const MESSAGE = 1;
const FRAME = 2;
const HEAD_BYTES = 8;

export function encodeEnvelopes(parts: readonly (string | Uint8Array)[]): Uint8Array {
  const bodies = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part));
  const bytes = new Uint8Array(bodies.reduce((sum, body) => sum + HEAD_BYTES + padded(body.length), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [i, body] of bodies.entries()) {
    view.setUint32(at, typeof parts[i] === "string" ? MESSAGE : FRAME, true);
    view.setUint32(at + 4, body.length, true);
    bytes.set(body, at + HEAD_BYTES);
    at += HEAD_BYTES + padded(body.length);
  }
  return bytes;
}

/** Frames are views into `bytes`. Throws RangeError on anything that is not whole. */
export function decodeEnvelopes(bytes: Uint8Array): Enveloped[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Enveloped[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + HEAD_BYTES > bytes.length) throw new RangeError("the answer ends within an envelope");
    const kind = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    const body = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
    if (body.length !== length || (kind !== MESSAGE && kind !== FRAME))
      throw new RangeError("not an envelope of a replay");
    parts.push(
      kind === MESSAGE ? { kind: "message", text: new TextDecoder().decode(body) } : { kind: "frame", bytes: body },
    );
    at += HEAD_BYTES + padded(length);
  }
  return parts;
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
