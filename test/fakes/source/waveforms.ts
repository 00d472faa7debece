import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";

/** A waveform with defaults for fields that a test does not set. */
export function waveform(ref: number, start: number, over: Partial<WaveformBlock> = {}): WaveformBlock {
  return {
    tag: ref as TagRef,
    start,
    receivedAt: start + 1000,
    dtS: 0.001,
    unit: "m/s2",
    points: Float32Array.of(0, 0.1, -0.25),
    status: 0,
    flags: 4,
    context: { speedPerMin: 4150, tool: "21", program: "PH-40A-OP20", pieceId: "PC-0000042" },
    ...over,
  };
}
