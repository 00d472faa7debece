import { readdirSync } from "node:fs";
import { join } from "node:path";
import { MultivariateEvidence } from "../../health/evidence/multivariate/multivariate-evidence.ts";
import type { DataSet } from "./data-set.ts";
import { readTable, type Table, writeTable } from "./table.ts";
import { LOOP_NAMES, loopsOf, RESPONSIBLE } from "./tep-loops.ts";

/** Rows are three minutes apart. */
const STEP_US = 180e6;
/** Steps between the end of the learned run and the start of a tested one, which is another run. */
const PAUSE_STEPS = 100;
const TESTS = /^d(\d\d)_te\.csv(\.gz)?$/;
/** Number of rows of a test before its fault, and of rows after it within which the responsible loop must be named. */
const FAULT_ROW = 160;
const NAMED_WITHIN = 30;
const NAMED = 3;

interface JudgedRun {
  readonly alarms: readonly number[];
  /** Loops with the largest shares, the largest first; none where the fault was not seen in time. */
  readonly loops: readonly string[];
}

/** Tennessee Eastman process: 52 signals; learned from the normal run `d00` alone. */
export const tep: DataSet = {
  about: "dNN_te.csv with sample,alarm: 1 while the plant is unusual; loops.csv with fault,loops named in 30 rows",
  score({ data, out }) {
    const normal = readTable(join(data, "d00.csv"));
    const evidence = learned(normal);
    const begin = (normal.rows.length + PAUSE_STEPS) * STEP_US;
    const start = evidence.snapshot();
    const lines: string[] = [];
    const named: (readonly [fault: string, loops: string])[] = [];
    const faults = readdirSync(data).flatMap((name) => TESTS.exec(name)?.[1] ?? []);
    let right = 0;
    let asked = 0;
    for (const fault of [...new Set(faults)].sort()) {
      const name = `d${fault}_te.csv`;
      evidence.restore(start);
      const { alarms, loops } = judged(evidence, begin, readTable(join(data, name)));
      writeTable(
        join(out, name),
        ["sample", "alarm"],
        alarms.map((alarm, at) => [at + 1, alarm]),
      );
      const share = alarms.filter((alarm) => alarm === 1).length / alarms.length;
      lines.push(`${name}: alarm in ${(100 * share).toFixed(1)} % of the rows`);
      const responsible = RESPONSIBLE[fault];
      if (responsible === undefined) continue;
      named.push([fault, loops.join(" ")]);
      if (loops.length === 0) continue;
      asked++;
      if (loops.some((loop) => responsible.includes(loop))) right++;
    }
    writeTable(join(out, "loops.csv"), ["fault", "loops"], named);
    lines.push(
      `responsible loop among the first ${NAMED} within ${NAMED_WITHIN} rows: ${right} of ${asked} seen by then, ` +
        `of ${named.length} faults`,
    );
    return lines;
  },
};

/** Evidence that has learned the normal run. */
function learned(normal: Table): MultivariateEvidence {
  const evidence = new MultivariateEvidence({ channels: normal.columns.length, learn: normal.rows.length });
  const values = new Float64Array(normal.columns.length);
  for (const [row, cells] of normal.rows.entries()) {
    for (const [at, cell] of cells.entries()) values[at] = Number(cell);
    evidence.observe(row * STEP_US, values);
  }
  return evidence;
}

/** Judges a separate run, which begins a pause after the learned one. */
function judged(evidence: MultivariateEvidence, begin: number, test: Table): JudgedRun {
  const values = new Float64Array(test.columns.length);
  const groups = loopsOf(test.columns);
  const shares = new Float64Array(groups.length);
  const sums = new Float64Array(groups.length);
  const alarms = test.rows.map((cells, row) => {
    for (const [at, cell] of cells.entries()) values[at] = Number(cell);
    evidence.observe(begin + row * STEP_US, values);
    if (evidence.isUnusual && row >= FAULT_ROW && row < FAULT_ROW + NAMED_WITHIN) {
      evidence.groupShares(groups, shares);
      for (const [at, share] of shares.entries()) sums[at] = (sums[at] as number) + share;
    }
    return evidence.isUnusual ? 1 : 0;
  });
  const order = [...sums.keys()].filter((at) => (sums[at] as number) > 0);
  order.sort((a, b) => (sums[b] as number) - (sums[a] as number));
  return { alarms, loops: order.slice(0, NAMED).map((at) => LOOP_NAMES[at] as string) };
}
