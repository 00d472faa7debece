/** One chart as measurements come in: subgroups, judgement by its limits, and the inspection that a plan demands. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ChartModel, Signal } from "../contracts/quality/chart.ts";
import type { ChartPhase, InspectionDemand, LimitsVersion, SeriesName } from "../contracts/quality/quality.ts";
import type { PlanConfig } from "./config.ts";
import { ChartJudge, type JudgeState, signalsIn } from "./statistics/chart-judge.ts";
import { designOf } from "./statistics/chart-model.ts";

/** Repeated reports are recognised among this many measurements. */
const REMEMBERED = 128;
/** Subgroups without a signal after which a process counts as under control again. */
const QUIET_SUBGROUPS = 5;

/** A process out of control, since its first signal. */
export interface OutOfControl {
  readonly since: Micros;
  readonly gauge: string;
  /** Of the newest subgroup with a signal; numbers of subgroups of the series. */
  readonly signals: readonly Signal[];
  readonly at: Micros;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Subgroups since then without a signal. */
  readonly quiet: number;
}

export interface SeriesState {
  readonly count: number;
  readonly charted: number;
  readonly recent: readonly string[];
  readonly subgroup: readonly number[];
  readonly judge: JudgeState | null;
  readonly standing: OutOfControl | null;
  readonly demand: InspectionDemand | null;
  readonly newest: number | null;
  readonly newestAt: Micros | null;
  /** Of the chart that the state is about. */
  readonly shape: string;
}

/** A measured value on its way into a chart. */
export interface ChartValue {
  readonly piece: string;
  readonly time: Micros;
  readonly gauge: string;
  /** What is judged: the value, its deviation, or a count of nonconformities. */
  readonly judged: number;
  /** When its machine was done with the piece; NaN: not reported. */
  readonly madeAt: Micros;
}

/** Key of a chart in memory and in the file. */
export function keyOf({ plan, machine }: SeriesName): string {
  return `${plan} ${machine}`;
}

export class Series {
  readonly name: SeriesName;
  readonly plan: PlanConfig;
  limits: LimitsVersion | undefined;
  /** Measurements, and those that the chart takes. */
  count = 0;
  charted = 0;
  standing: OutOfControl | undefined;
  demand: InspectionDemand | undefined;
  newest: number | undefined;
  newestAt: Micros | undefined;
  #recent: string[] = [];
  #subgroup: number[] = [];
  #judge: ChartJudge | undefined;

  constructor(name: SeriesName, plan: PlanConfig, limits: LimitsVersion | undefined) {
    this.name = name;
    this.plan = plan;
    this.limits = limits !== undefined && fits(limits.model, plan) ? limits : undefined;
    this.#judge = this.#newJudge();
  }

  get phase(): ChartPhase {
    return this.limits !== undefined ? "frozen" : this.model === undefined ? "trial" : "given";
  }

  /** What judges new subgroups: frozen limits, else those of the config. */
  get model(): ChartModel | undefined {
    return this.limits?.model ?? givenModel(this.plan);
  }

  isRepeated(piece: string, time: Micros): boolean {
    return this.#recent.includes(`${piece} ${time}`);
  }

  /** Takes a measurement. Returns its number in the chart; NaN: the chart does not take it. */
  add(value: ChartValue): number {
    const { piece, time, judged, madeAt } = value;
    this.#recent.push(`${piece} ${time}`);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
    this.newest = judged;
    this.newestAt = time;
    if (this.demand !== undefined && madeAt >= this.demand.since) this.demand = undefined;
    const isCharted = this.count % this.plan.chart.every === 0;
    this.count++;
    if (!isCharted) return Number.NaN;
    this.#subgroup.push(judged);
    this.charted++;
    if (this.#subgroup.length >= this.plan.chart.size) {
      this.#close(value);
      this.#subgroup = [];
    }
    return this.charted - 1;
  }

  /** Limits of a person: judgement begins anew with the next subgroup. */
  freeze(limits: LimitsVersion): void {
    if (!fits(limits.model, this.plan)) return;
    this.limits = limits;
    this.standing = undefined;
    this.#judge = this.#newJudge();
  }

  snapshot(): SeriesState {
    return {
      count: this.count,
      charted: this.charted,
      recent: [...this.#recent],
      subgroup: [...this.#subgroup],
      judge: this.#judge?.snapshot() ?? null,
      standing: this.standing ?? null,
      demand: this.demand ?? null,
      newest: this.newest ?? null,
      newestAt: this.newestAt ?? null,
      shape: shapeOf(this.plan),
    };
  }

  /** Continues from a state. Of a chart of another kind or size, the numbers of its subgroups go on behind a gap. */
  restore({ shape, count, charted, recent, subgroup, judge, ...state }: SeriesState): void {
    this.count = count;
    this.#recent = [...recent];
    this.demand = state.demand ?? undefined;
    this.newest = state.newest ?? undefined;
    this.newestAt = state.newestAt ?? undefined;
    const { size } = this.plan.chart;
    if (shape !== shapeOf(this.plan)) {
      this.charted = Math.ceil(charted / size) * size;
      return;
    }
    this.charted = charted;
    this.#subgroup = [...subgroup];
    this.standing = state.standing ?? undefined;
    if (judge !== null) this.#judge?.restore(judge);
  }

  #newJudge(): ChartJudge | undefined {
    const { model } = this;
    return model === undefined ? undefined : new ChartJudge(model, this.plan.chart.rules);
  }

  #close({ time, gauge }: ChartValue): void {
    const judge = this.#judge;
    if (judge === undefined) return;
    const { kind, size } = this.plan.chart;
    const isCount = kind === "p" || kind === "u";
    const values = isCount
      ? Float64Array.of(this.#subgroup.reduce((sum, value) => sum + value, 0))
      : Float64Array.from(this.#subgroup);
    const bits = judge.add(values, isCount ? size : undefined);
    const before = this.standing;
    if (bits !== 0) {
      const subgroup = Math.floor((this.charted - 1) / size);
      this.standing = {
        since: before?.since ?? time,
        gauge: before?.gauge ?? gauge,
        signals: signalsIn(bits, judge, subgroup),
        at: time,
        value: judge.location,
        lower: judge.lower,
        upper: judge.upper,
        quiet: 0,
      };
    } else if (before !== undefined)
      this.standing = before.quiet + 1 >= QUIET_SUBGROUPS ? undefined : { ...before, quiet: before.quiet + 1 };
  }
}

function givenModel({ chart }: PlanConfig): ChartModel | undefined {
  const { kind, size, centre, sigma = Number.NaN } = chart;
  const isCount = kind === "p" || kind === "u";
  return centre === undefined || (!isCount && Number.isNaN(sigma))
    ? undefined
    : { ...designOf(chart), size, centre, sigma };
}

/** Whether limits are of the chart that the plan has now; those of `p` and `u` follow each subgroup's size. */
function fits({ kind, size }: ChartModel, { chart }: PlanConfig): boolean {
  return kind === chart.kind && (kind === "p" || kind === "u" || size === chart.size);
}

/** What the numbers of subgroups depend on: another one begins a new sequence. */
function shapeOf({ chart: { kind, size, every } }: PlanConfig): string {
  return `${kind} ${size} ${every}`;
}
