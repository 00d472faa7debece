import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DataSet } from "./data-set.ts";
import { readTable, timeOf, writeTable } from "./table.ts";
import { driftRule, seenSignals, WatchedRows } from "./watched-rows.ts";

/** The protocol's training part of each file. */
const TRAIN = 400;
const SIGNALS = [
  "Accelerometer1RMS",
  "Accelerometer2RMS",
  "Current",
  "Pressure",
  "Temperature",
  "Thermocouple",
  "Voltage",
  "Volume Flow RateRMS",
];

/**
 * Skoltech Anomaly Benchmark: eight signals a second; a row is anomalous while an alert is active, a change point where
 * one is raised.
 */
export const skab: DataSet = {
  about: "GROUP/N.csv with datetime,score,changepoint: 1 while a drift stands, and where one is raised",
  score({ data, out }) {
    const names = readFileSync(join(data, "files.txt"), "utf8").trim().split(/\s+/);
    let rows = 0;
    let standing = 0;
    for (const name of names) {
      const table = readTable(join(data, "data", name), ";");
      const stamps = table.texts("datetime");
      const columns = SIGNALS.map((signal) => table.numbers(signal));
      const watched = new WatchedRows(
        seenSignals(new Map(SIGNALS.map((signal, at) => [signal, columns[at] as Float64Array])), TRAIN),
        { drifts: [driftRule("*", { everyS: 1, learn: TRAIN })] },
      );
      const verdicts = stamps.map((stamp, row) =>
        watched.row(
          timeOf(stamp),
          columns.map((column) => column[row] as number),
        ),
      );
      const tested = verdicts
        .map(
          (verdict, row) => [stamps[row] as string, verdict.standing > 0 ? 1 : 0, verdict.raised > 0 ? 1 : 0] as const,
        )
        .slice(TRAIN);
      rows += tested.length;
      standing += tested.filter(([, score]) => score === 1).length;
      writeTable(join(out, name), ["datetime", "score", "changepoint"], tested);
    }
    return [`${names.length} files, ${rows} rows tested, anomalous ${((100 * standing) / rows).toFixed(1)} %`];
  },
};
