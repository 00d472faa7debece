/** Limits of what the commit log can store: JSON data and waveforms that fit into a block. */
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { MAX_PAYLOAD_BYTES } from "./block.ts";

/** Undefined where the data cannot be stored. */
export function jsonOf(data: unknown): string | undefined {
  try {
    const json = JSON.stringify(data);
    return json.length > MAX_PAYLOAD_BYTES / 4 ? undefined : json;
  } catch {
    return undefined; // A payload with a cycle or a BigInt is not data.
  }
}

export function isStorable({ start, dtS, points, context }: WaveformBlock): boolean {
  return (
    Number.isSafeInteger(start) &&
    Number.isFinite(dtS) &&
    points.byteLength <= MAX_PAYLOAD_BYTES / 2 &&
    jsonOf(context) !== undefined
  );
}
