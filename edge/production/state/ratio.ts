import type { MaybeFigure } from "../../contracts/production/production.ts";

/** Null if undefined, never 0 or 1. */
export function ratio(above: number, below: number): MaybeFigure {
  return below === 0 || !Number.isFinite(above / below) ? null : above / below;
}
