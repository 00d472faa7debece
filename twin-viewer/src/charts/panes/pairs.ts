import type { Span } from "../../data/api.ts";
import { type Columns, indexAt } from "./columns.ts";

/** Values of two curves at the same instants, as x and y; instants at which one is unknown are left out. */
export interface Pairs {
  readonly length: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** At each column of `upright`, its value and the value of `across` in force then. */
export function pairsOf(across: Columns, upright: Columns, { fromMs, toMs }: Span): Pairs {
  const x = new Float64Array(upright.length);
  const y = new Float64Array(upright.length);
  let length = 0;
  let at = -1;
  for (let i = Math.max(0, indexAt(upright, fromMs)); i < upright.length; i++) {
    const ms = upright.times[i] as number;
    if (ms >= toMs) break;
    if (ms < fromMs) continue;
    while (at + 1 < across.length && (across.times[at + 1] as number) <= ms) at++;
    if (at < 0 || ms > (across.untils[at] as number)) continue;
    const [left, up] = [across.mean[at] as number, upright.mean[i] as number];
    if (Number.isNaN(left) || Number.isNaN(up)) continue;
    x[length] = left;
    y[length] = up;
    length++;
  }
  return { length, x, y };
}

/** Pearson's correlation of the pairs; NaN for fewer than three, and where one does not vary. */
export function correlationOf({ length, x, y }: Pairs): number {
  if (length < 3) return Number.NaN;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < length; i++) {
    meanX += ((x[i] as number) - meanX) / (i + 1);
    meanY += ((y[i] as number) - meanY) / (i + 1);
  }
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const [dx, dy] = [(x[i] as number) - meanX, (y[i] as number) - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx === 0 || yy === 0 ? Number.NaN : xy / Math.sqrt(xx * yy);
}
