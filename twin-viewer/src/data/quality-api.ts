/** Features of pieces, their control charts and limits, as the API answers (docs/quality.md). Times RFC 3339. */
import type { Capability, Histogram, Index } from "../../../edge/contracts/quality/capability.ts";
import type { CapabilityRow, CapabilityTable } from "../../../edge/contracts/quality/capability-row.ts";
import type { ChartModel, RuleSet, Signal } from "../../../edge/contracts/quality/chart.ts";
import type {
  ChartPhase,
  FeatureView,
  InspectionDemand,
  LimitsVersion,
  SeriesName,
  SeriesView,
} from "../../../edge/contracts/quality/quality.ts";
import { ask } from "./api.ts";

export interface SeriesAnswer extends Omit<SeriesView, "plan" | "newestAt" | "limitsAt" | "demand"> {
  readonly newestAt: string | null;
  readonly limitsAt: string | null;
  readonly demand: (Omit<InspectionDemand, "since"> & { readonly since: string | null }) | null;
}

export interface FeatureAnswer extends Omit<FeatureView, "series"> {
  readonly series: readonly SeriesAnswer[];
}

export interface FeaturesAnswer {
  /** False while the book catches up with the log. */
  readonly isCurrent: boolean;
  readonly features: readonly FeatureAnswer[];
}

export interface LimitsAnswer extends Omit<LimitsVersion, "plan" | "machine" | "at" | "model"> {
  readonly at: string | null;
}

/** A line of the table of capabilities. */
export interface CapabilityRowAnswer
  extends Omit<CapabilityRow, "tolerance" | "capability" | "limitsAt" | "newestAt">,
    Pick<CapabilityAnswer, "lower" | "upper" | "capability"> {
  readonly limitsAt: string | null;
  readonly newestAt: string | null;
}

export interface CapabilitiesAnswer extends Pick<CapabilityTable, "isCurrent" | "count"> {
  readonly from: string | null;
  readonly to: string | null;
  readonly rows: readonly CapabilityRowAnswer[];
}

/** A version of limits with what they are computed from. */
export interface LimitsVersionAnswer extends LimitsAnswer {
  readonly model: Pick<ChartModel, "centre"> & { readonly sigma: number | null };
}

/** Columns of equal length, a value for each subgroup; null: there is none. */
interface CurvesAnswer {
  readonly location: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly spread: readonly (number | null)[];
  readonly spreadCentre: number | null;
  readonly spreadLower: number | null;
  readonly spreadUpper: number | null;
}

export interface ChartAnswer extends SeriesName {
  readonly phase: ChartPhase;
  readonly rules: RuleSet;
  readonly limits: LimitsAnswer | null;
  readonly model: Pick<ChartModel, "kind" | "centre" | "size"> | null;
  /** Number of the first subgroup; `signals` count from it. */
  readonly first: number;
  readonly times: readonly (string | null)[];
  readonly pieces: readonly (readonly string[])[];
  readonly curves: CurvesAnswer | null;
  readonly signals: readonly Signal[];
}

/** An index with its interval; without one for values that are not normal. */
export interface IndexAnswer extends Pick<Index, "value"> {
  readonly low: number | null;
  readonly high: number | null;
}

type IndexName = "cp" | "cpk" | "pp" | "ppk";

export interface CapabilityAnswer {
  readonly from: string | null;
  readonly to: string | null;
  readonly unit: string;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly capability:
    | (Omit<Capability, IndexName | "sigmaWithin" | "freedomWithin" | "normality"> & {
        readonly sigmaWithin: number | null;
        readonly normality: number | null;
      } & Readonly<Record<IndexName, IndexAnswer | null>>)
    | null;
  readonly histogram: Histogram | null;
  readonly isCut: boolean;
}

const DAY_MS = 86_400_000;
/** Days of values that a capability is of, as the edge's default. */
export const CAPABILITY_DAYS = 30;

function words(series: SeriesName, more: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({ plan: series.plan, machine: series.machine, ...more }).toString();
}

function spanBefore(atMs: number, days: number): { readonly from: string; readonly to: string } {
  return { from: new Date(atMs - days * DAY_MS).toISOString(), to: new Date(atMs).toISOString() };
}

export function fetchFeatures(): Promise<FeaturesAnswer> {
  return ask("/api/v1/quality/features");
}

/** The newest subgroups that were complete at an instant, milliseconds; undefined: now. */
export function fetchChart(series: SeriesName, limit: number, atMs: number | undefined): Promise<ChartAnswer> {
  const at = atMs === undefined ? {} : { at: new Date(atMs).toISOString() };
  return ask(`/api/v1/quality/chart?${words(series, { limit: String(limit), ...at })}`);
}

/** All versions of a chart's limits, newest first. */
export async function fetchLimits(series: SeriesName): Promise<readonly LimitsVersionAnswer[]> {
  return (await ask<{ readonly limits: readonly LimitsVersionAnswer[] }>(`/api/v1/quality/limits?${words(series)}`))
    .limits;
}

/** Of the values of the last days before an instant, milliseconds; undefined: now. */
export function fetchCapability(series: SeriesName, atMs: number | undefined): Promise<CapabilityAnswer> {
  const span = atMs === undefined ? {} : spanBefore(atMs, CAPABILITY_DAYS);
  return ask(`/api/v1/quality/capability?${words(series, span)}`);
}

/** Capabilities of some charts by `seriesKey`, one request after the other; a chart whose request fails has none. */
export async function fetchCapabilities(
  list: readonly SeriesName[],
  atMs: number | undefined,
): Promise<ReadonlyMap<string, CapabilityAnswer>> {
  const found = new Map<string, CapabilityAnswer>();
  let failure: unknown;
  for (const series of list)
    try {
      found.set(seriesKey(series), await fetchCapability(series, atMs));
    } catch (error) {
      failure = error;
    }
  if (found.size === 0 && failure !== undefined) throw failure;
  return found;
}

/** Charts of the table of capabilities at most. */
const MOST_CHARTS = 500;

/** Of the last days before an instant, milliseconds; undefined: now. One part after the other. */
export async function fetchCapabilityTable(atMs: number | undefined): Promise<CapabilitiesAnswer> {
  const span = atMs === undefined ? {} : spanBefore(atMs, CAPABILITY_DAYS);
  const part = (offset: number) =>
    ask<CapabilitiesAnswer>(`/api/v1/quality/capabilities?${new URLSearchParams({ ...span, offset: String(offset) })}`);
  const first = await part(0);
  const rows = [...first.rows];
  while (rows.length < Math.min(first.count, MOST_CHARTS)) {
    const more = await part(rows.length);
    if (more.rows.length === 0) break;
    rows.push(...more.rows);
  }
  return { ...first, rows };
}

/** Address of the table of an answer as a file for spreadsheets. */
export function capabilityFile(
  { from, to }: Pick<CapabilitiesAnswer, "from" | "to">,
  of: { readonly format: "csv" | "xlsx"; readonly language: "zh" | "en" },
): string {
  return `/api/v1/quality/capabilities/table?${new URLSearchParams({ from: from ?? "", to: to ?? "", ...of })}`;
}

export function seriesKey({ plan, machine }: SeriesName): string {
  return `${plan} ${machine}`;
}

/** Phase I: subgroups by their numbers, both included. */
export interface FreezeAsked extends SeriesName {
  readonly from: number;
  readonly to: number;
  readonly excluded: readonly number[];
  readonly comment?: string;
}

export function freezeLimits(asked: FreezeAsked): Promise<unknown> {
  return ask("/api/v1/quality/limits", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
}
