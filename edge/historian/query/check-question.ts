/** Checks questions to a historian. All throw EdgeError `bad-request`. */
import { EdgeError } from "../../contracts/errors.ts";
import type { TrendQuestion, TrendsQuestion } from "../../contracts/path/historian.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WaveformsQuestion } from "../../contracts/path/waveform-reader.ts";

const MAX_WIDTH = 4000;
/** A question has at most as many stretches as a trend has columns. */
const MAX_EDGES = MAX_WIDTH + 1;
const MAX_ALIGNED = 20;
/** Pixel columns of all tags of a question together: 6.6 MB. */
const MAX_CELLS = 200_000;
const MAX_RAW = 1_000_000;
const MAX_WAVEFORMS = 1000;

export function checkRange(from: Micros, to: Micros): void {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from < to))
    throw new EdgeError("bad-request", "from and to must be times in whole µs, from before to");
}

/** Of one tag or of many. */
export function checkTrend({ from, to, width, ...of }: TrendQuestion | TrendsQuestion): void {
  checkRange(from, to);
  if (!isCount(width, MAX_WIDTH))
    throw new EdgeError("bad-request", `width must be a whole number of pixel columns, 1 to ${MAX_WIDTH}`);
  if ("refs" in of && of.refs.length * width > MAX_CELLS)
    throw new EdgeError("bad-request", `curves × width may be ${MAX_CELLS} at most; take fewer curves or less width`);
}

export function checkRaw(from: Micros, to: Micros, limit: number): void {
  checkRange(from, to);
  if (!isCount(limit, MAX_RAW))
    throw new EdgeError("bad-request", `limit must be a whole number of samples, 1 to ${MAX_RAW}`);
}

export function checkWaveforms({ from, to, limit }: WaveformsQuestion): void {
  checkRange(from, to);
  if (!isCount(limit, MAX_WAVEFORMS))
    throw new EdgeError("bad-request", `limit must be a whole number of waveforms, 1 to ${MAX_WAVEFORMS}`);
}

export function checkEdges(edges: readonly Micros[]): void {
  const isRising = edges.every((edge, i) => Number.isSafeInteger(edge) && (i === 0 || edge > (edges[i - 1] as number)));
  if (!isRising || edges.length < 2 || edges.length > MAX_EDGES)
    throw new EdgeError("bad-request", `edges must be 2 to ${MAX_EDGES} rising times in whole µs`);
}

export function checkAligned(
  refs: readonly unknown[],
  { from, to, step }: { from: Micros; to: Micros; step: Micros },
): void {
  checkRange(from, to);
  if (!isCount(refs.length, MAX_ALIGNED) || !isCount(step, Number.MAX_SAFE_INTEGER) || (to - from) / step > MAX_EDGES)
    throw new EdgeError("bad-request", `at most ${MAX_ALIGNED} tags at ${MAX_EDGES} times`);
}

function isCount(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
