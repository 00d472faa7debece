/** Answers of the book of measurements, in the thread of the followers. */
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import type { Tolerance } from "../contracts/quality/capability.ts";
import type { ChartModel, Subgroups } from "../contracts/quality/chart.ts";
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
  SeriesName,
  SeriesView,
} from "../contracts/quality/quality.ts";
import type { PlanConfig, PlansConfig } from "./config.ts";
import { judgedOf, middleOf } from "./plans.ts";
import type { QualityStore, StoredMeasurement } from "./quality-store.ts";
import { keyOf, type Series } from "./series.ts";
import { capabilityOf } from "./statistics/capability.ts";
import { judgeAll } from "./statistics/chart-judge.ts";
import { estimateModel } from "./statistics/chart-model.ts";
import { histogramOf } from "./statistics/histogram.ts";
import { contextOf } from "./stored-context.ts";
import type { SharedWords } from "./words.ts";

/** Most measurements that one answer computes with. */
const MOST_VALUES = 100_000;
/** Phase I needs at least this many subgroups (ISO 7870-2 advises 20 to 25). */
const FEWEST_SUBGROUPS = 20;
/** Subgroups before the first one shown, so that EWMA, CUSUM and runs have their history. */
const WARM_UP = 500;

export type QualityAnswered = ReturnType<typeof answersOf>;

/** What the answers need of the book. */
interface Book {
  readonly config: PlansConfig;
  readonly series: ReadonlyMap<string, { readonly code: number; readonly series: Series }>;
  readonly store: Pick<QualityStore, "charted" | "chartedUntil" | "newest" | "ofPiece">;
  readonly words: Pick<SharedWords, "wordOf">;
  /** Measurements that are not in the file yet, in order. */
  readonly unwritten: readonly StoredMeasurement[];
  readonly counters: QualityCounters;
  limitsOf(code: number): readonly LimitsVersion[];
}

/** One chart with its code. */
interface Found {
  readonly code: number;
  readonly series: Series;
}

export function answersOf(book: Book) {
  const found = (name: SeriesName): Found | undefined => book.series.get(keyOf(name));
  return {
    features: (): readonly FeatureView[] => book.config.features.map((plan) => featureView(book, plan)),
    counters: (): QualityCounters => book.counters,
    chart: (question: ChartQuestion): ChartView | undefined => {
      const one = found(question);
      return one === undefined ? undefined : chartView(book, one, question);
    },
    capability: (question: CapabilityQuestion): CapabilityView | undefined => {
      const one = found(question);
      return one === undefined ? undefined : capabilityView(book, one, question);
    },
    piece: (piece: string): readonly MeasurementView[] => measurementsOf(book, piece),
    limits: (name: SeriesName): readonly LimitsVersion[] => {
      const one = found(name);
      return one === undefined ? [] : book.limitsOf(one.code);
    },
    /** The model of phase I. Throws EdgeError `not-found`, `bad-request`. */
    estimate: (question: FreezeQuestion): ChartModel => {
      const one = found(question);
      if (one === undefined)
        throw new EdgeError("not-found", "there is no such chart; take one of GET /api/v1/quality/features");
      return phaseOne(book, one, question);
    },
  };
}

function featureView({ series }: Book, plan: PlanConfig): FeatureView {
  const { id, name, feature, unit, nominal, lower, upper, characteristic, isDeviation, chart, requiredCpk } = plan;
  return {
    plan: id,
    name,
    feature,
    unit,
    nominal: nominal ?? null,
    lower: lower ?? null,
    upper: upper ?? null,
    characteristic,
    isDeviation,
    chart: chart.kind,
    size: chart.size,
    every: chart.every,
    rules: chart.rules,
    requiredCpk: requiredCpk ?? null,
    series: [...series.values()].filter((one) => one.series.name.plan === id).map((one) => seriesView(one.series)),
  };
}

function seriesView(series: Series): SeriesView {
  const { name, plan, count, charted, newest, newestAt, limits, phase, standing, demand } = series;
  return {
    ...name,
    count,
    subgroups: Math.floor(charted / plan.chart.size),
    newest: newest ?? null,
    newestAt: newestAt ?? null,
    limitsVersion: limits?.version ?? null,
    limitsAt: limits?.at ?? null,
    phase,
    isOutOfControl: standing !== undefined,
    demand: demand ?? null,
  };
}

/** Complete subgroups from `from` to `to`, with what the chart computes from. */
interface Grouped {
  readonly subgroups: Subgroups;
  readonly members: readonly (readonly StoredMeasurement[])[];
  readonly numbers: readonly number[];
}

function grouped(book: Book, { code, series }: Found, range: { readonly from: number; readonly to: number }): Grouped {
  const { size, kind } = series.plan.chart;
  const [from, to] = [range.from * size, (range.to + 1) * size - 1];
  const rows = [
    ...book.store.charted(code, from, to),
    ...book.unwritten.filter(({ series: of, charted }) => of === code && charted >= from && charted <= to),
  ];
  const bySubgroup = new Map<number, StoredMeasurement[]>();
  for (const row of rows) {
    const number = Math.floor(row.charted / size);
    const members = bySubgroup.get(number);
    if (members === undefined) bySubgroup.set(number, [row]);
    else members.push(row);
  }
  const complete = [...bySubgroup].filter(([, members]) => members.length === size);
  const judged = (row: StoredMeasurement): number => judgedOf(series.plan, row, row.ok);
  const isCount = kind === "p" || kind === "u";
  const values = complete.flatMap(([, members]) => {
    const own = members.map(judged);
    return isCount ? [own.reduce((sum, value) => sum + value, 0)] : own;
  });
  return {
    subgroups: {
      values: Float64Array.from(values),
      ...(isCount ? { inspected: new Float64Array(values.length).fill(size) } : {}),
    },
    members: complete.map(([, members]) => members),
    numbers: complete.map(([number]) => number),
  };
}

/** Values that the chart took until a time. */
function chartedBy(book: Book, { code, series }: Found, at: Micros): number {
  const fresh = book.unwritten.findLast(
    ({ series: of, time, charted }) => of === code && time <= at && !Number.isNaN(charted),
  );
  const last = fresh?.charted ?? book.store.chartedUntil(code, at);
  return last === undefined ? 0 : Math.min(series.charted, last + 1);
}

function chartView(book: Book, found: Found, { limit, at }: ChartQuestion): ChartView {
  const { series } = found;
  const { plan, name, phase, limits } = series;
  const { size } = plan.chart;
  const charted = at === undefined ? series.charted : chartedBy(book, found, at);
  const last = Math.floor(charted / size) - 1;
  const most = Math.floor(MOST_VALUES / size);
  const shown = Math.min(limit, most);
  const { subgroups, members, numbers } = grouped(book, found, { from: last - shown - WARM_UP + 1, to: last });
  const model = series.model ?? estimateModel(plan.chart, subgroups);
  const judged = model === undefined ? undefined : judgeAll(model, plan.chart.rules, subgroups);
  const skipped = Math.max(0, members.length - shown);
  const visible = members.slice(skipped);
  return {
    ...name,
    phase,
    limits: limits ?? null,
    model: model ?? null,
    rules: plan.chart.rules,
    first: numbers[skipped] ?? 0,
    times: visible.map((group) => (group.at(-1) as StoredMeasurement).time),
    pieces: visible.map((group) => group.map(({ piece }) => piece)),
    curves:
      judged === undefined
        ? null
        : {
            ...judged.curves,
            location: judged.curves.location.slice(skipped),
            lower: judged.curves.lower.slice(skipped),
            upper: judged.curves.upper.slice(skipped),
            spread: judged.curves.spread.slice(skipped),
          },
    signals: (judged?.signals ?? []).flatMap((signal) =>
      signal.to < skipped ? [] : [{ ...signal, from: Math.max(0, signal.from - skipped), to: signal.to - skipped }],
    ),
  };
}

function capabilityView(book: Book, { code, series }: Found, question: CapabilityQuestion): CapabilityView {
  const { plan, name } = series;
  const most = Math.min(MOST_VALUES, question.most ?? MOST_VALUES);
  const fresh = book.unwritten.filter(({ series: of }) => of === code);
  const rows = [...book.store.newest(code, most).toReversed(), ...fresh];
  const within = rows.filter(({ time }) => time >= question.from && time <= question.to);
  const [oldest] = rows;
  const newest = within.at(-1);
  const tolerance = newest === undefined ? {} : toleranceOf(plan, newest);
  const values = Float64Array.from(within, (row) => (plan.isDeviation ? judgedOf(plan, row, row.ok) : row.value));
  const { size } = plan.chart;
  const isCount = plan.chart.kind === "p" || plan.chart.kind === "u";
  const asked = { values, size: isCount ? 1 : size, tolerance, confidence: question.confidence };
  return {
    ...name,
    unit: plan.unit,
    operation: newest === undefined ? "" : operationOf(book, name.machine, newest),
    tolerance,
    capability: capabilityOf({ ...asked, distribution: plan.distribution }) ?? null,
    histogram: histogramOf(values),
    isCut:
      oldest !== undefined &&
      oldest.time >= question.from &&
      (rows.length > most || (rows.length === most && oldest.number > 0)),
  };
}

/** The reported one, else that of the machine or the gauge by the config. */
function operationOf(book: Book, machine: string, newest: StoredMeasurement): string {
  const reported = contextOf(book, newest).operation;
  if (reported !== "") return reported;
  const station = machine === "" ? book.words.wordOf(newest.gauge) : machine;
  return book.config.operations?.find(({ stations }) => stations.some((one) => matchesWord(one, station)))?.id ?? "";
}

/** Limits as the chart judges: of a plan of deviations, from the middle. */
function toleranceOf(plan: PlanConfig, { lower, upper }: StoredMeasurement): Tolerance {
  const middle = plan.isDeviation ? middleOf(lower, upper, plan.nominal) : 0;
  return {
    ...(Number.isNaN(lower) ? {} : { lower: lower - middle }),
    ...(Number.isNaN(upper) ? {} : { upper: upper - middle }),
  };
}

function phaseOne(book: Book, found: Found, { from, to, excluded }: FreezeQuestion): ChartModel {
  const { size } = found.series.plan.chart;
  if (to < from || (to - from + 1) * size > MOST_VALUES)
    throw new EdgeError("bad-request", `phase I takes 1 to ${Math.floor(MOST_VALUES / size)} subgroups, first to last`);
  const { subgroups, numbers } = grouped(book, found, { from, to });
  const left = new Set(excluded);
  const out = new Set(numbers.flatMap((number, at) => (left.has(number) ? [at] : [])));
  const used = numbers.length - out.size;
  if (used < FEWEST_SUBGROUPS)
    throw new EdgeError(
      "bad-request",
      `phase I needs ${FEWEST_SUBGROUPS} complete subgroups, and these are ${used}; measure more, or exclude fewer`,
    );
  const model = estimateModel(found.series.plan.chart, subgroups, out);
  if (model === undefined)
    throw new EdgeError("bad-request", "these subgroups have no scatter, so no limits follow from them; take others");
  return model;
}

function measurementsOf(book: Book, piece: string): readonly MeasurementView[] {
  const rows = [...book.store.ofPiece(piece), ...book.unwritten.filter((row) => row.piece === piece)];
  const byCode = new Map([...book.series.values()].map(({ code, series }) => [code, series]));
  return rows
    .flatMap((row): MeasurementView[] => {
      const series = byCode.get(row.series);
      if (series === undefined) return [];
      return [
        {
          ...contextOf(book, row),
          ...series.name,
          piece,
          time: row.time,
          gauge: book.words.wordOf(row.gauge),
          feature: series.plan.feature,
          value: row.value,
          unit: series.plan.unit,
          lower: Number.isNaN(row.lower) ? null : row.lower,
          upper: Number.isNaN(row.upper) ? null : row.upper,
          ok: row.ok,
          isCharted: !Number.isNaN(row.charted),
        },
      ];
    })
    .sort((a, b) => a.time - b.time);
}
