import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ChangePoints } from "../../health/evidence/multivariate/change-points.ts";
import { MultivariateEvidence } from "../../health/evidence/multivariate/multivariate-evidence.ts";
import type { DataSet } from "./data-set.ts";
import { readTable, type Table, timeOf, writeTable } from "./table.ts";

/** The protocol's training part of each file. */
const TRAIN = 400;
const JUDGED = ["Accelerometer1RMS", "Accelerometer2RMS", "Current", "Pressure", "Voltage", "Volume Flow RateRMS"];
/** Temperatures of the motor's body and of the water follow the hall and the hours before. */
const ENVIRONMENT = ["Temperature", "Thermocouple"];

/**
 * Skoltech Anomaly Benchmark: eight signals a second. A row is anomalous while the unit violates the relations of the
 * first rows, and a change point where the level of a signal changes.
 */
export const skab: DataSet = {
  about: "GROUP/N.csv with datetime,score,changepoint: 1 while the unit is unusual, and where a level changes",
  score({ data, out }) {
    const names = readFileSync(join(data, "files.txt"), "utf8").trim().split(/\s+/);
    let rows = 0;
    let unusual = 0;
    for (const name of names) {
      const tested = judged(readTable(join(data, "data", name), ";"));
      rows += tested.length;
      unusual += tested.filter(([, score]) => score === 1).length;
      writeTable(join(out, name), ["datetime", "score", "changepoint"], tested);
    }
    return [`${names.length} files, ${rows} rows tested, anomalous ${((100 * unusual) / rows).toFixed(1)} %`];
  },
};

function judged(table: Table): (readonly [stamp: string, score: number, change: number])[] {
  const columns = [...JUDGED, ...ENVIRONMENT].map((signal) => table.numbers(signal));
  const environment = ENVIRONMENT.map((_, at) => JUDGED.length + at);
  const evidence = new MultivariateEvidence({ channels: columns.length, environment, learn: TRAIN });
  const changes = new ChangePoints(JUDGED.length, TRAIN);
  const values = new Float64Array(columns.length);
  return table
    .texts("datetime")
    .map((stamp, row) => {
      for (const [at, column] of columns.entries()) values[at] = column[row] as number;
      evidence.observe(timeOf(stamp), values);
      const isChange = changes.observe(timeOf(stamp), values);
      return [stamp, evidence.isUnusual ? 1 : 0, isChange ? 1 : 0] as const;
    })
    .slice(TRAIN);
}
