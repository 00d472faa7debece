/** Figures of the site for the list of all sites at a hub, from the services that the edge's own screens use. */
import type { AlertListDeps } from "../api/services/alerts/lists.ts";
import { listAlerts } from "../api/services/alerts/lists.ts";
import type { Caller } from "../api/services/caller.ts";
import { type EnergyDeps, energyIn } from "../api/services/production/energy.ts";
import type { FigureDeps } from "../api/services/production/figures.ts";
import { type OrderDeps, ordersAt } from "../api/services/production/material.ts";
import { type StateDeps, statesOf } from "../api/services/production/states.ts";
import type { SiteFigures } from "../contracts/fleet/site-summary.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import { siteCalendar } from "../contracts/plant/time-zone.ts";
import type { KpiReader } from "../contracts/production/kpi.ts";
import type { StateSpan } from "../contracts/production/production.ts";
import { endOfLine } from "../production/state/book-kpis.ts";
import type { KpisConfig } from "../production/state/config.ts";

/** Nobody's question: what every viewer may read. */
const HUB: Caller = { kind: "local", origin: "uplink" };
const MINUTE_US = 60e6;
/** The newest state of a machine began or went on within this time, or it is unknown. */
const NOW_US = 2 * MINUTE_US;
const MOST_STANDING = 2_000;

export type SiteFigureDeps = AlertListDeps &
  EnergyDeps &
  Pick<FigureDeps, "production"> &
  StateDeps &
  Omit<OrderDeps, "now"> & {
    readonly plant: Plant;
    readonly kpis: Pick<KpiReader, "fresh">;
    readonly config: { readonly simulated: boolean; readonly kpis: Pick<KpisConfig, "endOfLine"> };
    now(): Micros;
  };

/** A book that does not answer, or is not there, leaves its figures null. */
export function siteFiguresOf(deps: SiteFigureDeps): () => Promise<SiteFigures> {
  const calendar = siteCalendar(deps.plant.site);
  return async () => {
    const to = deps.now();
    const day = { from: calendar.dayAt(to).from, to };
    const kpis = await deps.kpis.fresh();
    const kpi = (id: (typeof kpis)[number]["id"]) => kpis.find((one) => one.id === id);
    const oee = kpi("oee");
    const isKnown = oee !== undefined && (oee.value !== null || oee.since < to);
    return {
      machines: await orNull(machinesAt(deps, to)),
      alerts: alertsOf(deps),
      oee: isKnown
        ? { value: oee.value === null ? null : oee.value / 100, fromMs: oee.since / 1000, toMs: to / 1000 }
        : null,
      energy: await orNull(energyOf(deps, day, kpi("power")?.value ?? null)),
      goodToday: await orNull(goodIn(deps, day)),
      orders: await orNull(ordersOf(deps, to)),
      simulated: deps.config.simulated,
    };
  };
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch(() => null);
}

/** One machine after the other, so that other questions to the books get their turn in between. */
async function machinesAt(deps: SiteFigureDeps, now: Micros): Promise<SiteFigures["machines"]> {
  const machines = deps.production?.machines ?? [];
  if (machines.length === 0) return null;
  const counts = { total: machines.length, producing: 0, standing: 0, stopped: 0, unknown: 0 };
  for (const { assetUid } of machines) {
    const { states } = await statesOf(deps, HUB, { asset: assetUid, from: now - NOW_US, to: now });
    counts[standingOf(states.at(-1))]++;
  }
  return counts;
}

function standingOf(span: StateSpan | undefined): "producing" | "standing" | "stopped" | "unknown" {
  switch (span?.element) {
    case "APT":
      return "producing";
    case "ADET":
    case "maintenance":
      return "stopped";
    case "AUST":
    case "ADOT":
      return "standing";
    default:
      return "unknown";
  }
}

function alertsOf(deps: AlertListDeps): SiteFigures["alerts"] {
  const { alerts } = listAlerts(deps, HUB, { limit: MOST_STANDING });
  const counts = { p1: 0, p2: 0, p3: 0, p4: 0, unacknowledged: 0 };
  for (const { annunciation, state, priority, asksAck } of alerts) {
    if (annunciation !== "alarm") continue;
    if (state === "active" || state === "acknowledged" || state === "latched") counts[`p${priority}`]++;
    if (asksAck === true) counts.unacknowledged++;
  }
  return counts;
}

async function energyOf(
  deps: SiteFigureDeps,
  { from, to }: { readonly from: Micros; readonly to: Micros },
  kW: number | null,
): Promise<SiteFigures["energy"]> {
  const { since, nodes, totals } = await energyIn(deps, HUB, { from, to });
  const total = totals.find(({ medium }) => medium === "electricity")?.amount ?? null;
  if (total === null && kW === null) return null;
  const isPartial = since === undefined || since > from + MINUTE_US;
  const isUnsure = nodes.some((node) => node.medium === "electricity" && node.below === null && node.isUncertain);
  return { kWhToday: total, kW, quality: kW === null ? "stale" : isPartial || isUnsure ? "estimated" : "good" };
}

/** As the edge's own strip counts output: at the end of the line, so that no piece counts in each line it passes. */
async function goodIn(
  { production, plant, config }: SiteFigureDeps,
  day: { readonly from: Micros; readonly to: Micros },
): Promise<number | null> {
  const read = new Set(production?.machines.map(({ assetUid }) => assetUid));
  const ends = endOfLine(plant, config.kpis.endOfLine).filter(({ assetUid }) => read.has(assetUid));
  let good: number | null = null;
  for (const { assetUid } of ends) {
    const { partsFrom, quantities } = (await production?.figures(assetUid, day)) ?? { partsFrom: null };
    if (partsFrom !== null && quantities !== undefined) good = (good ?? 0) + quantities.GQ;
  }
  return good;
}

async function ordersOf(deps: Omit<OrderDeps, "now"> & { now(): Micros }, now: Micros): Promise<SiteFigures["orders"]> {
  const { orders } = await ordersAt(deps, HUB, { at: undefined, ended: { from: now - MINUTE_US, to: now } });
  if (orders.length === 0) return null;
  const open = orders.filter(({ endedAt }) => endedAt === null);
  return {
    running: open.filter(({ runningAt }) => runningAt !== null).length,
    late: open.filter(({ due }) => due !== null && due < now).length,
  };
}
