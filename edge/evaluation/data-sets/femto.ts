import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DataSet } from "./data-set.ts";
import { readTable, writeTable } from "./table.ts";
import { driftRule, seenSignals, WatchedRows } from "./watched-rows.ts";

/** A snapshot every ten seconds. */
const STEP_S = 10;
/** The bearing's own first snapshots are its reference. */
const LEARN = 100;
/** End of life by the challenge: an acceleration of 20 g. */
const END_G = 20;
const PEAKS = ["h_peak", "v_peak"];
const DRIFTS = ["h_rms", "v_rms", "h_kurtosis", "v_kurtosis", "h_env_rms", "v_env_rms"];

interface Bearing {
  readonly set: "learn" | "test";
  readonly snapshots: number;
  /** Snapshots that the challenge gave of a test bearing. */
  readonly cut?: number;
}

/**
 * PRONOSTIA bearings (Nectoux et al. 2012): the first alarm of each life, and the remaining life that the trend of
 * the peaks foretells at the cut.
 */
export const femto: DataSet = {
  about: "alarms.csv with bearing,set,life_min,alarm_min,lead_min,share; pred.csv with bearing,rul_s (trend to 20 g)",
  unanswered:
    "a bearing whose peaks show no trend to 20 g at its cut has no row in pred.csv: a number for it would be made up",
  score({ data, out }) {
    const bearings = Object.entries(
      JSON.parse(readFileSync(join(data, "bearings.json"), "utf8")) as Record<string, Bearing>,
    );
    const lives = bearings.map(([name, bearing]) => ({
      name,
      bearing,
      ...lifeOf(join(data, "features", `Bearing${name}.csv`), bearing),
    }));
    const minutes = (snapshots: number): string => ((snapshots * STEP_S) / 60).toFixed(1);
    writeTable(
      join(out, "alarms.csv"),
      ["bearing", "set", "life_min", "alarm_min", "lead_min", "share"],
      lives.map(({ name, bearing, rows, alarm }) => {
        const said =
          alarm === undefined ? ["", "", ""] : [minutes(alarm), minutes(rows - alarm), (alarm / rows).toFixed(2)];
        return [name, bearing.set, minutes(rows), ...said];
      }),
    );
    const foretold = lives.filter(({ rulS }) => rulS !== undefined);
    writeTable(
      join(out, "pred.csv"),
      ["bearing", "rul_s"],
      foretold.map(({ name, rulS }) => [name, Math.round(rulS as number)]),
    );
    const tests = lives.filter(({ bearing }) => bearing.set === "test").length;
    const alarmed = lives.filter(({ alarm }) => alarm !== undefined);
    const early = alarmed.filter(({ alarm, rows }) => (alarm as number) < rows / 4).length;
    return [
      `${alarmed.length} of ${lives.length} bearings alarmed before their end, ${early} in the first quarter`,
      `remaining life foretold at the cut for ${foretold.length} of ${tests} test bearings`,
    ];
  },
};

function lifeOf(path: string, { cut }: Bearing): { rows: number; alarm: number | undefined; rulS: number | undefined } {
  const table = readTable(path);
  const names = [...PEAKS, ...DRIFTS];
  const columns = names.map((name) => table.numbers(name));
  const signals = seenSignals(new Map(names.map((name, at) => [name, columns[at] as Float64Array])), LEARN);
  const drifts = new WatchedRows(signals, {
    drifts: DRIFTS.map((signal) => driftRule(signal, { everyS: STEP_S, learn: LEARN })),
  });
  const peaks = signals.map((plan) =>
    PEAKS.includes(plan.name) ? { ...plan, range: [0, END_G] as const, limits: { high: END_G } } : plan,
  );
  const trends = new WatchedRows(peaks, {
    limits: { exclude: [{ assets: ["DATA"] }] },
    trends: PEAKS.map((signal) => ({
      id: signal.replaceAll("_", "-"),
      tags: { signal },
      to: "high",
      everyS: STEP_S,
      points: 60,
      horizonMin: 1000,
    })),
  });
  let alarm: number | undefined;
  let rulS: number | undefined;
  for (let row = 0; row < table.rows.length; row++) {
    const values = columns.map((column) => column[row] as number);
    const at = (row + 1) * STEP_S * 1e6;
    if (drifts.row(at, values).raised > 0) alarm ??= row + 1;
    if (cut === undefined || row >= cut) continue;
    trends.row(at, values);
    if (row + 1 === cut && trends.crossing !== undefined) rulS = Math.max(0, (trends.crossing - at) / 1e6);
  }
  return { rows: table.rows.length, alarm, rulS };
}
