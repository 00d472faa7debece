import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { DataSet } from "./data-set.ts";
import { readTable, stepSeconds, timeOf, writeTable } from "./table.ts";
import { driftRule, seenSignals, WatchedRows } from "./watched-rows.ts";

/**
 * Share of each file, up to a number of rows, that is never scored: the protocol's time to learn (Lavin and Ahmad
 * 2015).
 */
const PROBATION = 0.15;
const PROBATION_MAX = 750;
const LEARN_MIN = 8;

/**
 * Numenta Anomaly Benchmark: one signal a file; a row scores 1 when an alert is raised at it, so that an alarm is one
 * event.
 */
export const nab: DataSet = {
  about: "CATEGORY/NAME.csv with timestamp,score: 1 where the drift detector raises an alert",
  score({ data, out }) {
    let alerts = 0;
    const names = files(join(data, "data"));
    for (const name of names) {
      const table = readTable(join(data, "data", name));
      const stamps = table.texts("timestamp");
      const times = stamps.map(timeOf);
      const values = table.numbers("value");
      const learn = Math.max(LEARN_MIN, Math.min(PROBATION_MAX, Math.floor(PROBATION * times.length)));
      const watched = new WatchedRows(seenSignals(new Map([["value", values]]), learn), {
        drifts: [driftRule("*", { everyS: stepSeconds(times), learn })],
      });
      const scores = times.map((time, row) => (watched.row(time, values.subarray(row, row + 1)).raised > 0 ? 1 : 0));
      alerts += scores.reduce<number>((sum, score) => sum + score, 0);
      writeTable(
        join(out, name),
        ["timestamp", "score"],
        stamps.map((stamp, row) => [stamp, scores[row] as number]),
      );
    }
    return [`${names.length} files, ${alerts} alerts`];
  },
};

/** `category/name.csv` of every file, packed or not. */
function files(folder: string): string[] {
  return readdirSync(folder)
    .filter((category) => statSync(join(folder, category)).isDirectory())
    .flatMap((category) =>
      readdirSync(join(folder, category)).map((file) => `${category}/${file.replace(/\.gz$/, "")}`),
    )
    .filter((name) => name.endsWith(".csv"))
    .sort();
}
