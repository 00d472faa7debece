import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { Inputs } from "./inputs.ts";

/**
 * A figure of the KPI strip that was truly computed from read samples, or null with the reason why not. `liveShare`
 * is absent where no tag feeds it.
 */
export interface Kpi extends Partial<Inputs> {
  readonly id: "oee" | "output" | "cycle" | "power" | "wip" | "alarm-rate" | "safety";
  readonly value: number | null;
  readonly unit: string;
  /** Its line; absent for the whole plant. */
  readonly scope?: string;
  /** Target or reference, where there is one. */
  readonly target?: number;
  /** Start of the time that the figure covers, such as the start of the shift or of the edge. */
  readonly since: Micros;
  readonly reason?: string;
  /** Newest points for the sparkline, oldest first. */
  readonly recent: readonly number[];
}

const LEAST_OEE_S = 600;

/** Why a strip shows no OEE over so little planned time: it would say what was begun before, not how the line works. */
export function tooShortForOee(plannedS: number): string | undefined {
  if (plannedS <= 0 || plannedS >= LEAST_OEE_S) return undefined;
  const least = LEAST_OEE_S / 60;
  return plannedS < 60
    ? `too early: ${Math.round(plannedS)} s of ${least} min seen`
    : `too early: ${Math.floor(plannedS / 60)} of ${least} min seen`;
}

/** For figures that come from the books. */
export type BookKpi = Omit<Kpi, "id" | "recent" | keyof Inputs> & { readonly id: "oee" | "output" | "cycle" | "wip" };

export interface KpiReader {
  /** The newest computed values, at most about a second old while they are queried. */
  now(): readonly Kpi[];
  /** Computed for this query. */
  fresh(): Answer<readonly Kpi[]>;
}
