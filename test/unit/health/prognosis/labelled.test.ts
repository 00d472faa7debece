import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import {
  classifyRows,
  type LabelledRows,
  learnClassifier,
  splitByTime,
  targetsOf,
} from "../../../../edge/health/prognosis/labelled/classifier.ts";
import { classifierText, readClassifier } from "../../../../edge/health/prognosis/labelled/classifier-file.ts";
import { rankingOf } from "../../../../edge/health/prognosis/labelled/ranking.ts";
import { RowFeatures, rowFeatureNames } from "../../../../edge/health/prognosis/labelled/row-features.ts";

/** A current that stands high for three rows before each event, beside noise, and a counter. */
function rowsOf(count: number, seed: number): LabelledRows {
  const chance = new Chance(seed);
  const label = new Float64Array(count);
  for (let row = 20; row < count - 20; row++) if (chance.next() < 0.03) label.fill(1, row, row + 3);
  const noise = (): number => chance.next() + chance.next() - 1;
  const soon = (row: number): number => Number(label.subarray(row + 1, row + 4).includes(1));
  return {
    timesS: Float64Array.from(label, (_, row) => row),
    signals: ["current 1", "current 2", "pieces"],
    columns: [
      Float64Array.from(label, (_, row) => 2 * soon(row) + noise()),
      Float64Array.from(label, noise),
      Float64Array.from(label, (_, row) => row >> 3),
    ],
    label,
  };
}

const plan = { signals: ["current 1", "current 2", "pieces"], isCounter: [false, false, true] };

function featuresAt(rows: LabelledRows, last: number): readonly number[] {
  const stream = new RowFeatures(plan);
  const features = new Float64Array(rowFeatureNames(plan).length);
  for (let row = 0; row <= last; row++)
    stream.push(
      rows.timesS[row] as number,
      Float64Array.from(rows.columns, (column) => column[row] as number),
      features,
    );
  return [...features];
}

it("[SM1] features do not depend on later rows, nor on the level of a counter", () => {
  const rows = rowsOf(120, 1);
  const changed = { ...rows, columns: rows.columns.map((column) => column.map((value, at) => (at > 80 ? -9 : value))) };
  expect(featuresAt(changed, 80)).toEqual(featuresAt(rows, 80));
  expect(featuresAt(changed, 81)).not.toEqual(featuresAt(rows, 81));
  const later = rows.columns.map((column, at) => (at === 2 ? column.map((value) => value + 1000) : column));
  const pieces = rowFeatureNames(plan).flatMap((name, at) => (name.startsWith("pieces") ? [at] : []));
  const moved = featuresAt({ ...rows, columns: later }, 80);
  for (const at of pieces) expect(moved[at]).toBeCloseTo(featuresAt(rows, 80)[at] as number, 6);
});

it("[SM1] features are those of a direct computation: changes, spread in a window, sums of like signals", () => {
  const rows = rowsOf(120, 2);
  const names = rowFeatureNames(plan);
  const features = featuresAt(rows, 100);
  const one = (name: string): number => features[names.indexOf(name)] as number;
  const [first, second] = rows.columns as unknown as [Float64Array, Float64Array];
  const at = (column: Float64Array, row: number): number => column[row] as number;
  expect(one("current 1 change 5")).toBeCloseTo(at(first, 100) - at(first, 95), 12);
  expect(one("sum of current # value")).toBeCloseTo(Math.abs(at(first, 100)) + Math.abs(at(second, 100)), 12);
  const window = [...first.subarray(91, 101)];
  const mean = window.reduce((sum, value) => sum + value, 0) / 10;
  const spread = Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 10);
  expect(one("current 1 spread 10")).toBeCloseTo(spread, 12);
  expect(one("current 1 greatest 10")).toBeCloseTo(Math.max(...window.map(Math.abs)), 12);
});

it("[SM2] targets ahead: an onset within the next rows; rows in an event or of unknown state are left out", () => {
  expect([...targetsOf(Float64Array.of(0, 0, 0, 1, 1, 0, Number.NaN, 0), 2)]).toEqual([
    ...[0, 1, 1, Number.NaN, Number.NaN, 0, Number.NaN, 0],
  ]);
});

it("[SM3] an event that a signal announces is predicted in later rows that were not used for learning", () => {
  const { ranking, cut, scores } = splitByTime(rowsOf(1500, 3), { label: "stop", ahead: 3 }, 1);
  expect(cut).toBe(1050);
  expect([...scores.subarray(0, cut)].every(Number.isNaN)).toBe(true);
  expect(ranking.positives / ranking.rows).toBeLessThan(0.2);
  expect(ranking.averagePrecision).toBeGreaterThan(0.8);
});

it("[SM3] rows after the cut do not change predictions", () => {
  const rows = rowsOf(600, 4);
  const blind = { ...rows, label: rows.label.map((label, row) => (row >= 420 ? 1 - label : label)) };
  const task = { label: "stop", ahead: 3 };
  expect(splitByTime(blind, task, 1).scores).toEqual(splitByTime(rows, task, 1).scores);
});

it("[SM4] the same rows and seed give the same file to the byte, and the file the same scores", () => {
  const rows = rowsOf(400, 5);
  const task = { label: "stop", ahead: 3 };
  const ranking = rankingOf([1, 0], [2, 1]);
  const origin = { task, seed: 1, trainingPrint: "", trainingRows: 400, positives: 9, timeSplit: ranking };
  const model = learnClassifier(rows, task, 1);
  const text = classifierText(model, origin);
  expect(classifierText(learnClassifier(rows, task, 1), origin)).toBe(text);
  expect(classifierText(learnClassifier(rows, task, 2), origin)).not.toBe(text);
  const read = readClassifier(text);
  expect(read.origin).toEqual(origin);
  expect(classifyRows(read.model, rows)).toEqual(classifyRows(model, rows));
});

it("[SM5] a damaged or foreign model file is refused with the reason", () => {
  const rows = rowsOf(300, 6);
  const task = { label: "stop", ahead: 3 };
  const ranking = rankingOf([1, 0], [2, 1]);
  const text = classifierText(learnClassifier(rows, task, 1), {
    ...{ task, seed: 1, trainingPrint: "", trainingRows: 300, positives: 9, timeSplit: ranking },
  });
  const edited = (change: (file: Record<string, unknown>) => void): string => {
    const file = JSON.parse(text) as Record<string, unknown>;
    change(file);
    return JSON.stringify(file);
  };
  const reasons = [
    [text.slice(0, 100), /no JSON/],
    ["{}", /gemba learn did not write it/],
    [edited((file) => Object.assign(file, { version: 9 })), /version 9, this release reads 1/],
    [edited((file) => Object.assign(file, { members: undefined })), /parts of it are missing/],
    [edited((file) => Object.assign(file, { signals: ["a", "b", "c"] })), /features are not those/],
    [
      edited((file) => {
        const [member] = file["members"] as { columns: Record<string, string> }[];
        if (member !== undefined) member.columns["left"] = member.columns["feature"] as string;
      }),
      /do not fit together/,
    ],
  ] as const;
  for (const [damaged, reason] of reasons) expect(() => readClassifier(damaged)).toThrow(reason);
});

it("[SM6] average precision and ROC AUC are those of the definition, ties together", () => {
  expect(rankingOf([1, 0, 1, 0], [4, 3, 2, 1])).toEqual({
    rows: 4,
    positives: 2,
    averagePrecision: (1 + 2 / 3) / 2,
    rocAuc: 0.75,
  });
  expect(rankingOf([1, 0, 0, 0], [1, 1, 1, 1])).toMatchObject({ averagePrecision: 0.25, rocAuc: 0.5 });
});
