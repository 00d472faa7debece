/** Figures of the KPI strip of a site at the hub: those of its edge's newest summary (rule CV31). */
import type { SiteSummary } from "../../contracts/fleet/site-summary.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Kpi, KpiReader } from "../../contracts/production/kpi.ts";

/** A summary comes every ten seconds; after some that did not, its figures are not of now. */
const CURRENT_US = 90e6;
const AT_EDGE = "only at the plant's own edge";
const NO_NEWS = "the plant's edge sends no newer figures";
const UNKNOWN = "the plant's edge does not know it";

const UNITS = { oee: "%", output: "1", cycle: "s", power: "kW", wip: "1", "alarm-rate": "1/h" } as const;

/** `summary`: the newest; undefined before the first. `now`: of the edge's clock. */
export function siteKpis(summary: () => SiteSummary | undefined, now: () => Micros): KpiReader {
  const read = (): readonly Kpi[] => kpisOf(summary(), now());
  return { now: read, fresh: read };
}

function kpisOf(summary: SiteSummary | undefined, now: Micros): readonly Kpi[] {
  const isCurrent = summary !== undefined && now - summary.at * 1000 <= CURRENT_US;
  const known: Partial<Record<Kpi["id"], { readonly value: number | null; readonly since: Micros }>> = isCurrent
    ? {
        oee: { value: percent(summary.oee?.value), since: (summary.oee?.fromMs ?? summary.at) * 1000 },
        power: { value: summary.energy?.kW ?? null, since: summary.at * 1000 },
      }
    : {};
  return (Object.keys(UNITS) as (keyof typeof UNITS)[]).map((id): Kpi => {
    const base = { id, unit: UNITS[id], recent: [] };
    const { value, since } = known[id] ?? { value: null, since: now };
    if (value !== null) return { ...base, value, since };
    if (id !== "oee" && id !== "power") return { ...base, value, since, reason: AT_EDGE };
    return { ...base, value, since, reason: isCurrent ? UNKNOWN : NO_NEWS };
  });
}

function percent(ratio: number | null | undefined): number | null {
  return ratio === null || ratio === undefined ? null : 100 * ratio;
}
