/** Demand windows, load curves and idle energy, as the API answers (docs/production.md). */
import type { BandCost, DemandView, IdleWaste } from "../../../edge/contracts/production/load.ts";
import { ask } from "./api.ts";

const DAY = new URLSearchParams({ from: "-24h" });

/** A demand window; times are RFC 3339. */
export type DemandEntry = Omit<DemandView, "from" | "to" | "monthPeak"> & {
  readonly from: string;
  readonly to: string;
  readonly monthPeak: { readonly kW: number; readonly to: string } | null;
};

export interface CurveEntry {
  readonly start: string;
  readonly kW: number | null;
  readonly band: string;
}

export type IdleEntry = Omit<IdleWaste, "power">;

export interface LoadAnswer {
  readonly demands: readonly DemandEntry[];
  /** Of the first contract with a demand charge, the last 24 hours. */
  readonly curve: readonly CurveEntry[];
  /** What its bands cost in that time. */
  readonly bands: readonly BandCost[];
  readonly idle: readonly IdleEntry[];
}

interface CostAnswer {
  readonly points: readonly {
    readonly label: string;
    readonly contract: string;
    readonly bands: readonly BandCost[];
  }[];
  readonly contracts: readonly { readonly contract: string; readonly meters: readonly string[] }[];
}

export async function fetchLoad(): Promise<LoadAnswer> {
  const { demands } = await ask<{ readonly demands: readonly DemandEntry[] }>("/api/v1/energy/demand");
  const { machines: idle } = await ask<{ readonly machines: readonly IdleEntry[] }>(`/api/v1/energy/idle?${DAY}`);
  const [first] = demands;
  if (first === undefined) return { demands, curve: [], bands: [], idle };
  const about = new URLSearchParams({ contract: first.contract, from: "-24h" });
  const { points } = await ask<{ readonly points: readonly CurveEntry[] }>(`/api/v1/energy/curve?${about}`);
  const cost = await ask<CostAnswer>(`/api/v1/energy/cost?${DAY}`);
  const meters = cost.contracts.find(({ contract }) => contract === first.contract)?.meters ?? [];
  const bands = cost.points.find(({ label }) => meters.includes(label))?.bands ?? [];
  return { demands, curve: points, bands, idle };
}

/** A bar of the load curve, in shares of the picture: x and width from the left, height from its bottom. */
export interface CurveBar {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly band: string;
}

/** Bars of the known quarters of an hour, and the power at the top of the picture. */
export function curveBars(curve: readonly CurveEntry[]): {
  readonly bars: readonly CurveBar[];
  readonly mostKw: number;
} {
  const mostKw = curve.reduce((most, { kW }) => Math.max(most, kW ?? 0), 0);
  const width = 1 / Math.max(1, curve.length);
  const bars = curve.flatMap(({ kW, band }, at): CurveBar[] =>
    kW === null || mostKw === 0 ? [] : [{ x: at * width, width, height: kW / mostKw, band }],
  );
  return { bars, mostKw };
}
