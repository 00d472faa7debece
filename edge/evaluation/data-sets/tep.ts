import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DataSet } from "./data-set.ts";
import { readTable, type Table, writeTable } from "./table.ts";
import { driftRule, seenSignals, WatchedRows } from "./watched-rows.ts";

/** Rows are three minutes apart. */
const STEP_S = 180;
const TESTS = /^d\d\d_te\.csv(\.gz)?$/;

/** Tennessee Eastman process: 52 signals; learned from the normal run `d00`, an alarm while any drift is active. */
export const tep: DataSet = {
  about: "dNN_te.csv with sample,alarm: 1 while a drift of any of the 52 signals stands",
  score({ data, out }) {
    const normal = readTable(join(data, "d00.csv"));
    const lines: string[] = [];
    const tests = readdirSync(data)
      .filter((name) => TESTS.test(name))
      .map((name) => name.replace(/\.gz$/, ""));
    for (const name of tests.sort()) {
      const test = readTable(join(data, name));
      const watched = new WatchedRows(
        seenSignals(new Map(normal.columns.map((column) => [column, normal.numbers(column)])), normal.rows.length),
        {
          drifts: [driftRule("*", { everyS: STEP_S, learn: normal.rows.length })],
        },
      );
      let row = 0;
      const shown = (table: Table): number[] =>
        table.rows.map((cells) => (watched.row(++row * STEP_S * 1e6, cells.map(Number)).standing > 0 ? 1 : 0));
      shown(normal);
      const alarms = shown(test);
      writeTable(
        join(out, name),
        ["sample", "alarm"],
        alarms.map((alarm, at) => [at + 1, alarm]),
      );
      const share = alarms.filter((alarm) => alarm === 1).length / alarms.length;
      lines.push(`${name}: alarm in ${(100 * share).toFixed(1)} % of the rows`);
    }
    return lines;
  },
};
