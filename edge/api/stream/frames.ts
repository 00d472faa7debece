import { encodeFrame } from "../../batch/wire.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TwinChange } from "../../contracts/path/twin.ts";

/** Maximum size of a frame. A reader has at most one unacknowledged piece, so this bounds the waiting data. */
export const MAX_FRAME_BYTES = 64 * 1024;
const HEADER_BYTES = 40;
/** Bytes of one sample with exact times and a pair of status and flags of its own. */
const SAMPLE_BYTES = 27;
/** Brackets, commas, index and quotes around one text in the JSON list. */
const TEXT_OVERHEAD_BYTES = 24;

/**
 * A change as frames of at most `maxBytes`, of which only the last is marked as the last. A change without samples is
 * one empty frame. A single text that is larger than that is sent whole, in a frame of its own. `part` selects samples.
 */
export function framesOf(
  { version, samples }: TwinChange,
  maxBytes: number = MAX_FRAME_BYTES,
  part: { from?: number; to?: number; exactTimes?: boolean } = {},
): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  const { exactTimes = false, to = samples.length } = part;
  let from = part.from ?? 0;
  let bytes = HEADER_BYTES;
  for (let i = from; i < to; i++) {
    const more = sampleBytes(samples, i);
    if (bytes + more > maxBytes && i > from) {
      frames.push(encodeFrame(samples, version, { from, to: i, last: false, exactTimes }));
      from = i;
      bytes = HEADER_BYTES;
    }
    bytes += more;
  }
  frames.push(encodeFrame(samples, version, { from, to, last: true, exactTimes }));
  return frames;
}

/** An upper bound. */
function sampleBytes(samples: SampleBatch, index: number): number {
  const text = samples.texts.size === 0 ? undefined : samples.texts.get(index);
  // A UTF-16 unit is at most 6 bytes of JSON (an escaped control character) and at most 3 of UTF-8.
  return text === undefined ? SAMPLE_BYTES : SAMPLE_BYTES + TEXT_OVERHEAD_BYTES + text.length * 6;
}
