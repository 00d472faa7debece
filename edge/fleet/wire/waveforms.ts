/**
 * Waveforms as bytes for zstd to compress, bit for bit: the number of them, and of each its head as JSON, the number of
 * its points, and the points with all first bytes before all second ones, because those of a signal are alike.
 */
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { type ByteReader, type ByteWriter, jsonIn } from "./bytes.ts";
import { MOST_REF } from "./described-tag.ts";

const POINT_BYTES = 4;

export function writeWaveforms(out: ByteWriter, waveforms: readonly WaveformBlock[]): void {
  out.varint(waveforms.length);
  for (const { points, ...head } of waveforms) {
    out.block(Buffer.from(JSON.stringify(head)));
    const bytes = new Uint8Array(points.buffer, points.byteOffset, points.byteLength);
    const planes = new Uint8Array(bytes.length);
    for (let i = 0; i < bytes.length; i++)
      planes[(i % POINT_BYTES) * points.length + Math.floor(i / POINT_BYTES)] = bytes[i] as number;
    out.varint(points.length);
    out.append(planes);
  }
}

/** Throws RangeError or SyntaxError where the bytes contradict each other. */
export function readWaveforms(from: ByteReader): WaveformBlock[] {
  const count = from.varint();
  if (count > from.left) throw new RangeError("a message has fewer waveforms than it says");
  return Array.from({ length: count }, () => {
    const head = jsonIn(from.block());
    if (!isHead(head)) throw new RangeError("a waveform of the message is none");
    const length = from.varint();
    const planes = from.take(length * POINT_BYTES);
    const points = new Float32Array(length);
    const bytes = new Uint8Array(points.buffer);
    for (let i = 0; i < bytes.length; i++)
      bytes[i] = planes[(i % POINT_BYTES) * length + Math.floor(i / POINT_BYTES)] as number;
    return { ...head, points };
  });
}

function isHead(value: unknown): value is Omit<WaveformBlock, "points"> {
  const head = value as Partial<Record<keyof WaveformBlock, unknown>> | null;
  const isCount = (one: unknown): boolean =>
    Number.isInteger(one) && (one as number) >= 0 && (one as number) <= MOST_REF;
  return (
    [head?.tag, head?.status, head?.flags].every(isCount) &&
    [head?.start, head?.receivedAt, head?.dtS].every(Number.isFinite) &&
    typeof head?.unit === "string" &&
    typeof head.context === "object" &&
    head.context !== null
  );
}
