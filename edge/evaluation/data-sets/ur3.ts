import { join } from "node:path";
import { type LabelledRows, splitByTime } from "../../health/prognosis/labelled/classifier.ts";
import { labelledRows } from "../learning/labelled-table.ts";
import type { DataSet } from "./data-set.ts";
import { readTable, writeTable } from "./table.ts";

const TIME = "Timestamp";
const EVENTS = [
  { label: "Robot_ProtectiveStop", name: "stop", aheadRows: 5 },
  { label: "grip_lost", name: "grip", aheadRows: 15 },
] as const;
const LABELS: readonly string[] = EVENTS.map(({ label }) => label);
/** Number of the row: no signal. */
const NUMBER = "Num";

/** UR3 CobotOps: events now and soon, by models that `gemba learn` makes from the first 70 % of the rows. */
export const ur3: DataSet = {
  about: `stop-now.csv, stop-ahead.csv, grip-now.csv, grip-ahead.csv with label,score of the last 30 % of the rows,
                learnt from the first 70 %`,
  score({ data, out, seed }) {
    const table = readTable(join(data, "cobotops.csv"));
    return EVENTS.flatMap(({ label, name, aheadRows }) => {
      const ignore = [...LABELS, NUMBER].filter((column) => column !== label && table.columns.includes(column));
      const rows = labelledRows(table, { time: TIME, label, ignore });
      return [
        judged(rows, { label, ahead: 0, seed, path: join(out, `${name}-now.csv`), what: `${name} now` }),
        judged(rows, {
          label,
          ahead: aheadRows,
          seed,
          path: join(out, `${name}-ahead.csv`),
          what: `${name} begins within ${aheadRows} rows`,
        }),
      ];
    });
  },
};

function judged(
  rows: LabelledRows,
  task: { label: string; ahead: number; seed: number; path: string; what: string },
): string {
  const { cut, targets, scores, ranking } = splitByTime(rows, task, task.seed);
  const lines = [...targets.keys()].filter((row) => row >= cut && !Number.isNaN(targets[row]));
  writeTable(
    task.path,
    ["label", "score"],
    lines.map((row) => [targets[row] as number, scores[row] as number]),
  );
  const { averagePrecision, rocAuc, positives } = ranking;
  const figures = `AP ${averagePrecision.toFixed(3)}, ROC AUC ${rocAuc.toFixed(3)}`;
  const base = `base rate ${(positives / ranking.rows).toFixed(3)}`;
  return `${task.what}: ${figures} over ${ranking.rows} rows from row ${cut + 1} on (${base})`;
}
