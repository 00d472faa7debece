/** What may be said of a site now: whether its figures are current, what asks for attention, what comes first. */
import type { CompanySite, LinkStanding } from "./company-api.ts";

/** A summary that is this much older than the link's last sign of life is not of now (rule CV22). */
const OLDER_THAN_LINK_MS = 30_000;
/** A connected edge is heard more often than this. */
const SILENT_MS = 90_000;

/** Why somebody should look at a site, worst first. */
const CONCERNS = [
  "p1",
  "away",
  "refused",
  "p2",
  "unacknowledged",
  "old",
  "behind",
  "lost",
  "waiting",
  "late",
  "never",
] as const;
export type Concern = (typeof CONCERNS)[number];

type SiteFacts = Pick<CompanySite, "link" | "summary" | "missing" | "waitingActs" | "rights">;

/** Milliseconds since the hub last heard the edge; null if it never has. */
export function linkAgeMs({ link }: Pick<CompanySite, "link">, nowMs: number): number | null {
  const heardMs = timeOf(link.heardAt);
  return heardMs === null ? null : Math.max(0, nowMs - heardMs);
}

export function isLinked(state: LinkStanding): boolean {
  return state === "connected" || state === "behind";
}

/** Whether the figures are of now. Of a site without figures it is false. */
export function isCurrent({ link, summary }: Pick<CompanySite, "link" | "summary">, nowMs: number): boolean {
  const heardMs = timeOf(link.heardAt);
  const atMs = timeOf(summary?.at ?? null);
  if (heardMs === null || atMs === null || !isLinked(link.state)) return false;
  return nowMs - heardMs <= SILENT_MS && heardMs - atMs <= OLDER_THAN_LINK_MS;
}

/** What asks for attention at a site, worst first. Alarms of an old summary count: nobody has said that they ended. */
export function concernsOf(site: SiteFacts, nowMs: number): readonly Concern[] {
  const { link, summary, missing, waitingActs, rights } = site;
  const alerts = summary?.alerts;
  const found: Readonly<Record<Concern, boolean>> = {
    p1: (alerts?.p1 ?? 0) > 0,
    away: link.state === "away",
    refused: link.state === "refused",
    p2: (alerts?.p2 ?? 0) > 0,
    unacknowledged: (alerts?.unacknowledged ?? 0) > 0,
    // Without the right to see them there are no figures that could be old.
    old: rights !== "none" && isLinked(link.state) && !isCurrent(site, nowMs),
    behind: link.state === "behind",
    lost: missing.lost > 0,
    waiting: waitingActs > 0,
    late: (summary?.orders?.late ?? 0) > 0,
    never: link.state === "never",
  };
  return CONCERNS.filter((one) => found[one]);
}

/** Lower is worse; sites without a concern come last. */
export function rankOf(concerns: readonly Concern[]): number {
  const [worst] = concerns;
  return worst === undefined ? CONCERNS.length : CONCERNS.indexOf(worst);
}

/** Figures of all sites. Machines of a site without current figures are unknown. */
interface Totals {
  readonly sites: number;
  readonly linked: number;
  readonly concerned: number;
  readonly machines: { readonly total: number; readonly producing: number; readonly unknown: number };
  readonly alerts: { readonly p1: number; readonly p2: number; readonly p3: number; readonly p4: number };
  readonly unacknowledged: number;
  /** Sites whose alarms are of an earlier time. */
  readonly oldSites: number;
  /** Power of the sites that report it now; null if none does. */
  readonly kW: number | null;
  readonly kWSites: number;
  readonly lateOrders: number;
}

export function totalsOf(sites: readonly CompanySite[], nowMs: number): Totals {
  const machines = { total: 0, producing: 0, unknown: 0 };
  const alerts = { p1: 0, p2: 0, p3: 0, p4: 0 };
  const sum = { linked: 0, concerned: 0, unacknowledged: 0, oldSites: 0, kW: 0, kWSites: 0, lateOrders: 0 };
  for (const site of sites) {
    const { summary, link } = site;
    const isNow = isCurrent(site, nowMs);
    if (isLinked(link.state)) sum.linked++;
    if (concernsOf(site, nowMs).length > 0) sum.concerned++;
    if (summary === null) continue;
    if (!isNow) sum.oldSites++;
    const { total = 0, producing = 0, unknown = 0 } = summary.machines ?? {};
    machines.total += total;
    machines.producing += isNow ? producing : 0;
    machines.unknown += isNow ? unknown : total;
    for (const priority of ["p1", "p2", "p3", "p4"] as const) alerts[priority] += summary.alerts[priority];
    sum.unacknowledged += summary.alerts.unacknowledged;
    sum.lateOrders += summary.orders?.late ?? 0;
    const kW = summary.energy?.kW ?? null;
    if (isNow && kW !== null && summary.energy?.quality !== "stale") {
      sum.kW += kW;
      sum.kWSites++;
    }
  }
  const { kW, ...rest } = sum;
  return { sites: sites.length, machines, alerts, kW: rest.kWSites === 0 ? null : kW, ...rest };
}

/** Milliseconds UTC; null for none and for what is no time. */
export function timeOf(text: string | null): number | null {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
