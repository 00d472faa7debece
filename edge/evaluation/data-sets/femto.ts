import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BurstIndex, type BurstLevel } from "../../health/evidence/burst-index.ts";
import type { DataSet } from "./data-set.ts";
import { readTable, type Table, writeTable } from "./table.ts";
import { seenSignals, WatchedRows } from "./watched-rows.ts";

/** Time between snapshots. */
const STEP_S = 10;
/** The peaks' trend takes its range from the bearing's own first snapshots. */
const LEARN = 100;
/** End of life by the challenge: an acceleration of 20 g. */
const END_G = 20;
const PEAKS = ["h_peak", "v_peak"];
/** Levels of both accelerometers, as `BURST_COLUMNS` has them. */
const LEVELS = ["h", "v"].flatMap((channel) =>
  [
    ...["rms", "peak", "kurtosis", "band_0_800", "band_800_1600", "band_1600_3200", "band_3200_4800", "band_4800_6400"],
    ...["band_6400_9600", "band_9600_12800", "env_rms", "env_bpfo", "env_bpfi", "env_2bsf"],
  ].map((level) => `${channel}_${level}`),
);
/** Speeds of the challenge's three conditions, 1/min, by the first digit of a bearing's name. */
const SPEEDS = new Map([
  ["1", 1800],
  ["2", 1650],
  ["3", 1500],
]);

interface Bearing {
  readonly set: "learn" | "test";
  readonly snapshots: number;
  /** Number of snapshots that the challenge published of a test bearing. */
  readonly cut?: number;
}

interface Life {
  readonly name: string;
  readonly bearing: Bearing;
  readonly rows: number;
  /** Snapshot at which a level is first reached. */
  readonly first: ReadonlyMap<BurstLevel, number>;
  readonly rulS: number | undefined;
}

/**
 * PRONOSTIA bearings (Nectoux et al. 2012): when the index of the bursts first reaches its two levels in each life, and
 * the remaining life predicted at the cut from the trend of the peaks.
 */
export const femto: DataSet = {
  about:
    "alarms.csv with bearing,set,life_min,alarm_min,lead_min,share (level act),warn_min,warn_share; pred.csv with " +
    "bearing,rul_s (trend to 20 g)",
  unanswered:
    "a bearing whose peaks show no trend to 20 g at its cut has no row in pred.csv: a number for it would be made up",
  score({ data, out }) {
    const bearings = Object.entries(
      JSON.parse(readFileSync(join(data, "bearings.json"), "utf8")) as Record<string, Bearing>,
    );
    const lives = bearings.map(([name, bearing]) => lifeOf(name, bearing, data));
    writeTable(
      join(out, "alarms.csv"),
      ["bearing", "set", "life_min", "alarm_min", "lead_min", "share", "warn_min", "warn_share"],
      lives.map(({ name, bearing, rows, first }) => {
        const [act, warn] = [first.get("act"), first.get("warn")];
        const said = act === undefined ? ["", "", ""] : [minutes(act), minutes(rows - act), (act / rows).toFixed(2)];
        const warned = warn === undefined ? ["", ""] : [minutes(warn), (warn / rows).toFixed(2)];
        return [name, bearing.set, minutes(rows), ...said, ...warned];
      }),
    );
    const foretold = lives.filter(({ rulS }) => rulS !== undefined);
    writeTable(
      join(out, "pred.csv"),
      ["bearing", "rul_s"],
      foretold.map(({ name, rulS }) => [name, Math.round(rulS as number)]),
    );
    const tests = lives.filter(({ bearing }) => bearing.set === "test").length;
    return [
      ...(["act", "warn"] as const).map((level) => summary(level, lives)),
      `remaining life foretold at the cut for ${foretold.length} of ${tests} test bearings`,
    ];
  },
};

function minutes(snapshots: number): string {
  return ((snapshots * STEP_S) / 60).toFixed(1);
}

function summary(level: BurstLevel, lives: readonly Life[]): string {
  const shares = lives.flatMap(({ first, rows }) => {
    const at = first.get(level);
    return at === undefined || at >= rows ? [] : [at / rows];
  });
  const before = (share: number): number => shares.filter((at) => at < share).length;
  const early = `in the first 10 % of life on ${before(0.1)}, in the first quarter on ${before(0.25)}`;
  return `level ${level} before the end on ${shares.length} of ${lives.length} bearings, ${early}`;
}

function lifeOf(name: string, bearing: Bearing, data: string): Life {
  const table = readTable(join(data, "features", `Bearing${name}.csv`));
  return { name, bearing, rows: table.rows.length, first: firstLevels(name, table), rulS: foretold(table, bearing) };
}

function firstLevels(name: string, table: Table): Map<BurstLevel, number> {
  const columns = LEVELS.map((level) => table.numbers(level));
  const index = new BurstIndex(columns.length);
  const levels = new Float64Array(columns.length);
  const speed = SPEEDS.get(name.slice(0, 1)) ?? Number.NaN;
  const first = new Map<BurstLevel, number>();
  for (let row = 0; row < table.rows.length; row++) {
    for (const [at, column] of columns.entries()) levels[at] = column[row] as number;
    index.observe(levels, speed, (row + 1) * STEP_S * 1e6);
    if (index.level === "normal") continue;
    if (!first.has("warn")) first.set("warn", row + 1);
    if (index.level === "act" && !first.has("act")) first.set("act", row + 1);
  }
  return first;
}

function foretold(table: Table, { cut }: Bearing): number | undefined {
  if (cut === undefined) return undefined;
  const columns = PEAKS.map((peak) => table.numbers(peak));
  const signals = seenSignals(new Map(PEAKS.map((name, at) => [name, columns[at] as Float64Array])), LEARN);
  const trends = new WatchedRows(
    signals.map((plan) => ({ ...plan, range: [0, END_G] as const, limits: { high: END_G } })),
    {
      limits: { exclude: [{ assets: ["DATA"] }] },
      trends: PEAKS.map((signal) => ({
        id: signal.replaceAll("_", "-"),
        tags: { signal },
        to: "high",
        everyS: STEP_S,
        points: 60,
        horizonMin: 1000,
      })),
    },
  );
  const end = Math.min(cut, table.rows.length);
  for (let row = 0; row < end; row++)
    trends.row(
      (row + 1) * STEP_S * 1e6,
      columns.map((column) => column[row] as number),
    );
  return trends.crossing === undefined ? undefined : Math.max(0, trends.crossing / 1e6 - end * STEP_S);
}
