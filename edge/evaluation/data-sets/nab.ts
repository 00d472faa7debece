import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beginsAlarm } from "../../health/evidence/univariate/episode.ts";
import { COUNT, DOUBLE_STRIDE, LAST_ALARM } from "../../health/evidence/univariate/layout.ts";
import { UnivariateEvidence } from "../../health/evidence/univariate/univariate-evidence.ts";
import type { DataSet } from "./data-set.ts";
import { type JudgedFile, nabScore } from "./nab-score.ts";
import { readTable, timeOf, writeTable } from "./table.ts";

/**
 * Share of each file, up to a number of rows, that is never scored: the protocol's time to learn (Lavin and Ahmad
 * 2015).
 */
const PROBATION = 0.15;
const PROBATION_MAX = 750;
const FOLDS = 5;
/** Candidate gates; each fold's gate is chosen on the other folds. */
const GATES = Array.from({ length: 11 }, (_, at) => at / 5 - 0.5);

/** Shares of each file that are left out at its start. */
const LATER = [0.02, 0.04, 0.06, 0.08];

interface Series {
  readonly name: string;
  readonly stamps: readonly string[];
  readonly times: readonly number[];
  readonly values: Float64Array;
  readonly scores: Float64Array;
  /** Number of samples taken up to a row; a sample that is not newer than the previous row is not taken. */
  readonly counts: Float64Array;
  /** Rows at which alarms begin. */
  readonly alarms: readonly number[];
  readonly windows: JudgedFile["windows"];
}

/**
 * Numenta Anomaly Benchmark: one signal a file; a row scores 1 when an alarm begins at it, so that an alarm is one
 * event. If the set's windows are present, the summary has the standard score with the product's gate, and with a gate
 * chosen on other files.
 */
export const nab: DataSet = {
  about: "CATEGORY/NAME.csv with timestamp,score: 1 where an alarm of the univariate evidence begins",
  score({ data, out }) {
    const labels = join(data, "labels", "combined_windows.json");
    const windows = existsSync(labels) ? (JSON.parse(readFileSync(labels, "utf8")) as Windows) : undefined;
    const all = files(join(data, "data")).map((name) => seriesOf(data, name, windows?.[name] ?? []));
    let alarms = 0;
    for (const series of all) {
      const rows = new Set(series.alarms);
      alarms += rows.size;
      writeTable(
        join(out, series.name),
        ["timestamp", "score"],
        series.stamps.map((stamp, row) => [stamp, rows.has(row) ? 1 : 0]),
      );
    }
    const summary = `${all.length} files, ${alarms} alarms`;
    return windows === undefined ? [summary] : [summary, frozen(all), leftOut(all), ...startedLater(all)];
  },
};

type Windows = Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>;

function seriesOf(data: string, name: string, windows: readonly (readonly [from: string, to: string])[]): Series {
  const table = readTable(join(data, "data", name));
  const stamps = table.texts("timestamp");
  const times = stamps.map(timeOf);
  const values = table.numbers("value");
  return {
    name,
    stamps,
    times,
    values,
    ...watched(times, values),
    windows: windows.map(([from, to]) => [times.indexOf(timeOf(from)), times.indexOf(timeOf(to))] as const),
  };
}

function watched(times: readonly number[], values: Float64Array): Pick<Series, "scores" | "counts" | "alarms"> {
  const evidence = new UnivariateEvidence();
  const scores = new Float64Array(times.length);
  const counts = new Float64Array(times.length);
  const alarms: number[] = [];
  for (let row = 0; row < times.length; row++) {
    scores[row] = evidence.observe(0, times[row] as number, values[row] as number);
    counts[row] = evidence.samples(0);
    if (evidence.alarm) alarms.push(row);
  }
  return { scores, counts, alarms };
}

/** Rows at which alarms would begin with another gate. */
function alarmsWith({ scores, counts }: Series, gate: number): number[] {
  const state = new Float64Array(DOUBLE_STRIDE);
  state[LAST_ALARM] = Number.NEGATIVE_INFINITY;
  const rows: number[] = [];
  for (let row = 1; row < scores.length; row++) {
    if (counts[row] === counts[row - 1]) continue;
    state[COUNT] = counts[row] as number;
    if (beginsAlarm(state, 0, scores[row] as number, gate)) rows.push(row);
  }
  return rows;
}

function judged({ counts, windows }: Series, alarms: readonly number[]): JudgedFile {
  const learn = Math.min(PROBATION_MAX, Math.floor(PROBATION * counts.length));
  return { rows: counts.length, windows, alarms: alarms.filter((row) => row >= learn) };
}

function frozen(all: readonly Series[]): string {
  const { standard, hits, windows, falseRows, rows } = nabScore(all.map((series) => judged(series, series.alarms)));
  const rate = `${((1000 * falseRows) / rows).toFixed(2)} per 1,000`;
  return `standard score ${standard.toFixed(1)}: ${hits} of ${windows} windows, ${falseRows} false rows, ${rate}`;
}

/** Each fold has every fifth file and uses the gate that is best on the others. */
function leftOut(all: readonly Series[]): string {
  const byGate = GATES.map((gate) => all.map((series) => judged(series, alarmsWith(series, gate))));
  const scores = Array.from({ length: FOLDS }, (_, fold) => {
    const best = byGate
      .map((files) => ({ files, trained: nabScore(files.filter((_file, at) => at % FOLDS !== fold)).standard }))
      .reduce((a, b) => (b.trained > a.trained ? b : a));
    return nabScore(best.files.filter((_file, at) => at % FOLDS === fold)).standard;
  }).filter(Number.isFinite);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const each = scores.map((score) => score.toFixed(1)).join(", ");
  return `gate chosen on the other files: mean of left-out folds ${mean.toFixed(1)} (${each})`;
}

/** Judges the same rows with less past before them, to show how much of a score is luck. */
function startedLater(all: readonly Series[]): string[] {
  return LATER.map((share) => {
    const files = all.map((series) => {
      const skipped = Math.floor(share * series.times.length);
      const { alarms } = watched(series.times.slice(skipped), series.values.subarray(skipped));
      return judged(
        series,
        alarms.map((row) => row + skipped),
      );
    });
    return `without the first ${100 * share} % of each file: ${nabScore(files).standard.toFixed(1)}`;
  });
}

/** `category/name.csv` of every file, compressed or not. */
function files(folder: string): string[] {
  return readdirSync(folder)
    .filter((category) => statSync(join(folder, category)).isDirectory())
    .flatMap((category) =>
      readdirSync(join(folder, category)).map((file) => `${category}/${file.replace(/\.gz$/, "")}`),
    )
    .filter((name) => name.endsWith(".csv"))
    .sort();
}
