/** Risk of zones over time, as the API answers, and what a page shows of it. */
import type { LiveRiskKind } from "../../../edge/contracts/safety/live-risk.ts";
import { ask, type Span } from "./api.ts";

const MINUTE_MS = 60_000;

interface SpanAnswer {
  readonly from: string | null;
  readonly to: string | null;
  readonly level: number | null;
  readonly causes: readonly LiveRiskKind[];
  readonly isUnknown: boolean;
}

interface Answer {
  readonly from: string | null;
  readonly to: string | null;
  readonly zones: readonly { readonly zone: string; readonly spans: readonly SpanAnswer[] }[];
}

/** Minutes that say the same. */
export interface RiskSpan extends Span {
  /** The highest level of each minute, 0 to 1; null: nobody judged. */
  readonly level: number | null;
  readonly causes: readonly LiveRiskKind[];
  /** There may have been more than what is recorded. */
  readonly isUnknown: boolean;
}

export interface ZoneLine {
  /** Undefined: the highest of all zones. */
  readonly zone: string | undefined;
  readonly spans: readonly RiskSpan[];
}

export interface RiskHistory extends Span {
  /** All zones together first, then each that has something to show. */
  readonly lines: readonly ZoneLine[];
  /** Zones of which nothing was recorded but that all of them were, or were not, judged. */
  readonly others: number;
}

/** Up to the page's time, or up to now. */
export async function fetchZoneHistory(hours: number, atMs: number | undefined): Promise<RiskHistory> {
  const past = (ms: number) => new Date(ms).toISOString();
  const query = new URLSearchParams(
    atMs === undefined ? { from: `-${hours}h` } : { from: past(atMs - hours * 3_600_000), to: past(atMs) },
  );
  return historyOf(await ask<Answer>(`/api/v1/safety/zones/history?${query.toString()}`));
}

export function historyOf({ from, to, zones }: Answer): RiskHistory {
  const span = { fromMs: Date.parse(from ?? ""), toMs: Date.parse(to ?? "") };
  const all = zones.map(({ zone, spans }) => ({
    zone,
    spans: spans.map(({ from: begin, to: end, level, causes, isUnknown }) => {
      return { fromMs: Date.parse(begin ?? ""), toMs: Date.parse(end ?? ""), level, causes, isUnknown };
    }),
  }));
  const together = { zone: undefined, spans: highestOf(all, span) };
  // What is unknown of all zones alike, such as while the edge was down, is in the line of all of them.
  const own = all.filter((line) => line.spans.some((one) => (one.level ?? 0) > 0 || isOwnUnknown(one, all)));
  return { ...span, lines: [together, ...own], others: all.length - own.length };
}

/** Something of this zone was unknown, while it was known of another one. */
function isOwnUnknown({ fromMs, toMs, level, isUnknown }: RiskSpan, lines: readonly ZoneLine[]): boolean {
  if (!isUnknown || level === null) return false;
  return lines.some(({ spans }) => spans.some((one) => !one.isUnknown && one.fromMs < toMs && one.toMs > fromMs));
}

/** The highest of all zones, minute by minute, in spans that say the same. */
function highestOf(lines: readonly ZoneLine[], { fromMs, toMs }: Span): readonly RiskSpan[] {
  const at = lines.map(() => 0);
  const spans: RiskSpan[] = [];
  for (let ms = fromMs; ms < toMs; ms += MINUTE_MS) {
    const now = lines.flatMap(({ spans: own }, line) => {
      while ((own[at[line] as number]?.toMs ?? Number.POSITIVE_INFINITY) <= ms) at[line] = (at[line] as number) + 1;
      return own[at[line] as number] ?? [];
    });
    const judged = now.filter(({ level }) => level !== null).sort((a, b) => (b.level ?? 0) - (a.level ?? 0));
    const next = {
      ...{ fromMs: ms, toMs: ms + MINUTE_MS, level: judged[0]?.level ?? null },
      causes: [...new Set(judged.flatMap(({ causes }) => causes))],
      isUnknown: judged.length === 0 || now.some(({ isUnknown }) => isUnknown),
    };
    const last = spans.at(-1);
    const isSame = last?.level === next.level && last.isUnknown === next.isUnknown;
    if (isSame && last.causes.join() === next.causes.join()) spans[spans.length - 1] = { ...last, toMs: next.toMs };
    else spans.push(next);
  }
  return spans;
}
