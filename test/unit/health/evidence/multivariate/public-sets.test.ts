import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { skab } from "../../../../../edge/evaluation/data-sets/skab.ts";
import { readTable } from "../../../../../edge/evaluation/data-sets/table.ts";
import { tep } from "../../../../../edge/evaluation/data-sets/tep.ts";
import { dataSet } from "../../../../run/needs.ts";

const SKAB = dataSet("skab");
const TEP = dataSet("tep");
const TRAIN = 400;
const FAULT_ROW = 160;

/** Runs with a folder for the written files, which is removed. */
function scored(score: typeof skab.score, data: string, judge: (out: string, lines: readonly string[]) => void): void {
  const out = mkdtempSync(join(tmpdir(), "gemba-multivariate-"));
  try {
    judge(out, score?.({ data, out, seed: 1 }) ?? []);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

it.runIf(SKAB !== "")("[MV11] SKAB: F1 of at least 0.82 at no more than 20 % false rows, with one setting", () => {
  scored(skab.score, SKAB, (out) => {
    // By truth and score: normal and quiet, normal and reported, fault and quiet, fault and reported.
    const rows = new Float64Array(4);
    for (const name of readFileSync(join(SKAB, "files.txt"), "utf8").trim().split(/\s+/)) {
      const truth = readTable(join(SKAB, "data", name), ";")
        .numbers("anomaly")
        .subarray(TRAIN);
      for (const [row, score] of readTable(join(out, name)).numbers("score").entries()) {
        const cell = 2 * (truth[row] as number) + score;
        rows[cell] = (rows[cell] as number) + 1;
      }
    }
    const [quiet = 0, wrong = 0, missed = 0, found = 0] = rows;
    expect(found / (found + (missed + wrong) / 2)).toBeGreaterThanOrEqual(0.82);
    expect(wrong / (wrong + quiet)).toBeLessThan(0.2);
  });
});

it.runIf(TEP !== "")(
  "[MV12] Tennessee Eastman: 95 % of the rows of a fault at no more than 1 % of normal rows, loops named",
  () => {
    scored(tep.score, TEP, (out, lines) => {
      const share = (file: string, from: number): number => {
        const alarms = readTable(join(out, file)).numbers("alarm").subarray(from);
        return alarms.reduce((sum, alarm) => sum + alarm, 0) / alarms.length;
      };
      expect(share("d00_te.csv", 0)).toBeLessThanOrEqual(0.01);
      const faults = readdirSync(out).filter((file) => /^d\d\d_te/.test(file) && !/^d(00|03|09|15)/.test(file));
      const rates = faults.map((file) => share(file, FAULT_ROW));
      expect(rates.reduce((sum, rate) => sum + rate, 0) / rates.length).toBeGreaterThan(0.95);
      expect(lines.at(-1)).toMatch(/: 9 of 9 seen by then/);
    });
  },
);
