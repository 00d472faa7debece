import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { GaugeResult, GaugeStudy, Tolerance } from "../../../contracts/quality/capability.ts";
import type {
  CapabilityQuestion,
  CapabilityView,
  ChartQuestion,
  ChartView,
  FeatureView,
  FreezeQuestion,
  LimitsVersion,
  MeasurementView,
  QualityCounters,
  QualityReader,
  SeriesName,
} from "../../../contracts/quality/quality.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";

export interface QualityDeps {
  /** Absent where the edge follows no production. */
  readonly quality?: QualityReader;
}

export interface FreezeDeps extends QualityDeps {
  readonly journal: Pick<Journal, "record">;
}

/** All plans with their charts. Throws EdgeError `unavailable`. */
export async function qualityFeatures({ quality }: QualityDeps, caller: Caller) {
  demand(caller, "GET /api/v1/quality/features");
  const reader = followedQuality(quality);
  const features: readonly FeatureView[] = await reader.features();
  const counters: QualityCounters = await reader.counters();
  return { isCurrent: reader.isCurrent, features, counters };
}

/** Throws EdgeError `not-found`, `unavailable`. */
export async function controlChart(
  { quality }: QualityDeps,
  caller: Caller,
  question: ChartQuestion,
): Promise<ChartView> {
  demand(caller, "GET /api/v1/quality/chart");
  return known(await followedQuality(quality).chart(question));
}

/** Throws EdgeError `not-found`, `unavailable`. */
export async function processCapability(
  { quality }: QualityDeps,
  caller: Caller,
  question: CapabilityQuestion,
): Promise<CapabilityView> {
  demand(caller, "GET /api/v1/quality/capability");
  return known(await followedQuality(quality).capability(question));
}

/** Measurements of a piece, oldest first; none of a piece that nobody measured. */
export async function measurementsOf(
  { quality }: QualityDeps,
  caller: Caller,
  piece: string,
): Promise<readonly MeasurementView[]> {
  demand(caller, "GET /api/v1/quality/measurements");
  return await followedQuality(quality).piece(piece);
}

/** Versions of a chart's limits, newest first. */
export async function limitsOf(
  { quality }: QualityDeps,
  caller: Caller,
  series: SeriesName,
): Promise<readonly LimitsVersion[]> {
  demand(caller, "GET /api/v1/quality/limits");
  return await followedQuality(quality).limits(series);
}

/**
 * Freezes limits from the subgroups of phase I; resolves when they are in the log and in the audit log. Throws
 * EdgeError `not-found`, `bad-request`, `unavailable`, `disk`.
 */
export async function freezeLimits(
  { quality, journal }: FreezeDeps,
  caller: Caller,
  { comment, ...question }: FreezeQuestion & { readonly comment: string | null },
): Promise<Omit<LimitsVersion, "version">> {
  demand(caller, "POST /api/v1/quality/limits");
  const reader = followedQuality(quality);
  const principal = principalFrom(caller);
  const { plan, machine, from, to, excluded } = question;
  const [newest] = await reader.limits(question);
  const act = {
    principal,
    action: "quality.limits",
    target: `${plan} ${machine}`.trim(),
    before: newest === undefined ? undefined : `version ${newest.version}`,
    after: `subgroups ${from} to ${to}, ${excluded.length} excluded`,
    ...(comment === null ? {} : { reason: comment }),
  };
  return await onRecord(journal, act, () => reader.freeze(question, { by: principal.user, comment }));
}

/** Gauge R&R of a posted study. Throws EdgeError `bad-request`, `unavailable`. */
export function gaugeStudyOf(
  { quality }: QualityDeps,
  caller: Caller,
  { study, tolerance }: { readonly study: GaugeStudy; readonly tolerance: Tolerance },
): GaugeResult {
  demand(caller, "POST /api/v1/quality/gauge-study");
  const { lower, upper } = tolerance;
  if (lower !== undefined && upper !== undefined && lower >= upper)
    throw new EdgeError("bad-request", "the lower limit is not below the upper one");
  const result = followedQuality(quality).gaugeStudy(study, tolerance);
  if (result === undefined)
    throw new EdgeError(
      "bad-request",
      "a study needs at least two parts, operators and trials, every operator's trials of every part, and some " +
        "scatter",
    );
  return result;
}

export function followedQuality(quality: QualityReader | undefined): QualityReader {
  if (quality === undefined) throw new EdgeError("unavailable", "This edge follows no measurements of pieces.");
  return quality;
}

function known<T>(found: T | undefined): T {
  if (found === undefined)
    throw new EdgeError("not-found", "there is no such chart; take one of GET /api/v1/quality/features");
  return found;
}
