import type { AssetUid } from "../../../../../edge/contracts/plant/tag.ts";

/** A stop of one machine; times in milliseconds UTC. */
export interface Stop {
  readonly assetUid: AssetUid;
  readonly reason: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** All stops of one reason. `upTo`: share of the whole of this reason and those before it. */
export interface ParetoRow {
  readonly reason: string;
  /** A machine that stopped for it, which names the reason where it is a rule of alerts. */
  readonly assetUid: AssetUid;
  readonly ms: number;
  readonly count: number;
  readonly upTo: number;
}

export interface Pareto {
  readonly totalMs: number;
  readonly count: number;
  readonly rows: readonly ParetoRow[];
}

/** Reasons by how long they stopped machines, the longest first. */
export function paretoOf(stops: readonly Stop[]): Pareto {
  const byReason = Map.groupBy(stops, ({ reason }) => reason);
  const lasted = ({ fromMs, toMs }: Stop) => Math.max(0, toMs - fromMs);
  const totalMs = stops.reduce((sum, stop) => sum + lasted(stop), 0);
  const rows = [...byReason]
    .map(([reason, list]) => ({
      reason,
      assetUid: (list[0] as Stop).assetUid,
      ms: list.reduce((sum, stop) => sum + lasted(stop), 0),
      count: list.length,
    }))
    .sort((a, b) => b.ms - a.ms || (a.reason < b.reason ? -1 : 1));
  let soFar = 0;
  return {
    totalMs,
    count: stops.length,
    rows: rows.map((row) => {
      soFar += row.ms;
      return { ...row, upTo: totalMs === 0 ? 0 : soFar / totalMs };
    }),
  };
}
