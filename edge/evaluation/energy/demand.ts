/** Forecasts of demand windows against what the simulated plant truly drew (E61 in docs/rules/evaluation.md). Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { siteCalendar } from "../../contracts/plant/time-zone.ts";
import type { PlantConfig } from "../../plugins.ts";
import { quantile } from "../figures.ts";
import { tableRow } from "../report.ts";
import type { TrueDemand } from "./true-demand.ts";

const DAY_US = 86_400e6;
/** Share of the windows, the highest ones, that count as peaks. */
const PEAK_SHARE = 0.1;

/** The question to the book of loads. */
export type DemandAnswers = {
  windows(
    contract: string,
    from: Micros,
    to: Micros,
  ): readonly {
    readonly to: Micros;
    readonly forecast: { readonly kW: number; readonly low: number; readonly high: number } | null;
  }[];
};

interface ErrorFigures {
  readonly windows: number;
  /** Means and quantiles of |forecast - true| / true; null without a window. */
  readonly mean: number | null;
  readonly p95: number | null;
  readonly largest: number | null;
  /** Share of the windows that lie in their interval of 90 %. */
  readonly held: number | null;
}

export interface DemandFigures {
  readonly all: ErrorFigures;
  /** The highest tenth. */
  readonly peaks: ErrorFigures;
  /** The highest window of each day, as the local clock counts days. */
  readonly dayPeaks: ErrorFigures;
  /** True windows that were not forecast. */
  readonly missing: number;
}

interface Judged {
  readonly to: Micros;
  readonly truth: number;
  readonly error: number;
  readonly isHeld: boolean;
}

interface DemandPlan {
  /** Contract with fixed windows of a quarter of an hour for the whole plant. */
  readonly contract: string;
  /** Number of the local day. */
  dayOf(time: Micros): number;
}

/** Of the first contract with fixed windows of a quarter of an hour, which bills the whole plant; else undefined. */
export function plantDemand(
  answers: DemandAnswers | undefined,
  { site, tariffs }: Pick<PlantConfig, "site" | "tariffs">,
  truth: readonly TrueDemand[],
): DemandFigures | undefined {
  const contract = tariffs.contracts.find(({ demand }) => demand?.windowMin === 15 && demand.kind === "fixed");
  if (answers === undefined || contract === undefined || truth.length === 0) return undefined;
  const calendar = siteCalendar({ timeZone: site.timeZone, shifts: [] });
  const dayOf = (time: Micros): number => calendar.dayAt(time).from;
  return judgeDemand(truth, answers, { contract: contract.id, dayOf });
}

export function judgeDemand(
  truth: readonly TrueDemand[],
  answers: DemandAnswers,
  { contract, dayOf }: DemandPlan,
): DemandFigures {
  const ends = truth.map(({ timeMs }) => Math.round(timeMs * 1000));
  const from = Math.min(...ends) - DAY_US;
  const said = new Map(
    answers.windows(contract, from, Math.max(...ends)).map((one) => [one.to, one.forecast] as const),
  );
  const judged = truth.flatMap(({ kW }, at): Judged[] => {
    const to = ends[at] as Micros;
    const forecast = said.get(to);
    if (forecast == null) return [];
    return [
      { to, truth: kW, error: Math.abs(forecast.kW - kW) / kW, isHeld: kW >= forecast.low && kW <= forecast.high },
    ];
  });
  const byTruth = judged.toSorted((a, b) => b.truth - a.truth);
  const days = new Map<number, Judged>();
  // A window belongs to the day in which it began.
  for (const one of byTruth) if (!days.has(dayOf(one.to - 1))) days.set(dayOf(one.to - 1), one);
  return {
    all: figuresOf(judged),
    peaks: figuresOf(byTruth.slice(0, Math.ceil(PEAK_SHARE * byTruth.length))),
    dayPeaks: figuresOf([...days.values()]),
    missing: truth.length - judged.length,
  };
}

function figuresOf(judged: readonly Judged[]): ErrorFigures {
  const windows = judged.length;
  if (windows === 0) return { windows, mean: null, p95: null, largest: null, held: null };
  const errors = judged.map(({ error }) => error).sort((a, b) => a - b);
  return {
    windows,
    mean: errors.reduce((sum, error) => sum + error, 0) / windows,
    p95: quantile(errors, 0.95),
    largest: errors.at(-1) ?? null,
    held: judged.filter(({ isHeld }) => isHeld).length / windows,
  };
}

const WIDTHS = [26, 8, 10, 10, 10, 0];

/** The section of the report. */
export function demandText({ all, peaks, dayPeaks, missing }: DemandFigures): string {
  const row = (name: string, { windows, mean, p95, largest, held }: ErrorFigures): string =>
    tableRow([name, String(windows), share(mean), share(p95), share(largest), share(held)], WIDTHS);
  return [
    "",
    `demand of 15 minutes, forecast 10 minutes before its end, against the true mean; ${missing} without a forecast`,
    tableRow(["windows", "n", "mean error", "95 %", "largest", "in interval"], WIDTHS),
    row("highest of each day", dayPeaks),
    row("highest tenth", peaks),
    row("all", all),
    "",
  ].join("\n");
}

function share(value: number | null): string {
  return value === null ? "-" : `${(100 * value).toFixed(2)} %`;
}
