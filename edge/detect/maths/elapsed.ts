import type { Micros } from "../../contracts/path/sample-batch.ts";

/**
 * Microseconds of edge time since `times[index]`. A time that lies ahead, because the edge's clock was set back,
 * becomes `now`: a delay then starts again, instead of lasting until the clock has caught up.
 */
export function elapsedSince(times: Float64Array, index: number, now: Micros): number {
  if ((times[index] as number) > now) times[index] = now;
  return now - (times[index] as number);
}
