import { join } from "node:path";
import type { DataSet } from "./data-set.ts";
import { readTable, timeOf, writeTable } from "./table.ts";
import { driftRule, seenSignals, WatchedRows } from "./watched-rows.ts";

const JOINTS = [0, 1, 2, 3, 4, 5];
const SIGNALS = [
  ...JOINTS.map((joint) => `Current_J${joint}`),
  ...JOINTS.map((joint) => `Temperature_J${joint}`),
  ...JOINTS.map((joint) => `Speed_J${joint}`),
  "Tool_current",
];
/** Five minutes of work. */
const LEARN = 300;
const EVENTS = [
  { column: "Robot_ProtectiveStop", name: "stop", aheadRows: 5 },
  { column: "grip_lost", name: "grip", aheadRows: 15 },
] as const;

/** UR3 CobotOps: number of active drifts, compared with the events now and soon. */
export const ur3: DataSet = {
  about:
    "stop-now.csv, stop-ahead.csv, grip-now.csv, grip-ahead.csv with label,score: how many drifts stand at each row",
  score({ data, out }) {
    const table = readTable(join(data, "cobotops.csv"));
    const times = table.texts("Timestamp").map(timeOf);
    const columns = SIGNALS.map((signal) => table.numbers(signal));
    const watched = new WatchedRows(
      seenSignals(new Map(SIGNALS.map((signal, at) => [signal, columns[at] as Float64Array])), LEARN),
      { drifts: [driftRule("*", { everyS: 1, learn: LEARN })] },
    );
    const scores = times.map(
      (time, row) =>
        watched.row(
          time,
          columns.map((column) => column[row] as number),
        ).standing,
    );
    for (const { column, name, aheadRows } of EVENTS) {
      const active = table.texts(column).map((text) => (text.trim() === "" ? undefined : text.trim() === "True"));
      writeTable(join(out, `${name}-now.csv`), ["label", "score"], labelled(active, scores));
      writeTable(
        join(out, `${name}-ahead.csv`),
        ["label", "score"],
        labelled(
          active.map((is, row) => (is === false ? beginsWithin(active, row, aheadRows) : undefined)),
          scores,
        ),
      );
    }
    const share = scores.filter((score) => score > 0).length / scores.length;
    return [`${times.length} rows, a drift stands at ${(100 * share).toFixed(1)} % of them`];
  },
};

/** Rows without a label are left out. */
function labelled(labels: readonly (boolean | undefined)[], scores: readonly number[]): (readonly [number, number])[] {
  return labels.flatMap((label, row) => (label === undefined ? [] : [[label ? 1 : 0, scores[row] as number] as const]));
}

function beginsWithin(active: readonly (boolean | undefined)[], row: number, ahead: number): boolean {
  return active.slice(row + 1, row + 1 + ahead).includes(true);
}
