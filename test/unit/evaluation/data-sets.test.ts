import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DATA_SETS } from "../../../edge/evaluation/data-sets/all.ts";
import { nabScore } from "../../../edge/evaluation/data-sets/nab-score.ts";
import { readTable, timeOf, writeTable } from "../../../edge/evaluation/data-sets/table.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-data-sets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Noise that is the same in every run. */
const noise = (row: number, signal = 0): number => Math.sin(row * 12.9898 + signal * 78.233);
const stamp = (second: number): string =>
  new Date(Date.UTC(2024, 0, 1) + 1000 * second).toISOString().replace("T", " ").slice(0, 19);

function scored(name: string): readonly string[] {
  return DATA_SETS.get(name)?.score?.({ data: join(folder, "data"), out: join(folder, "out"), seed: 1 }) ?? [];
}
const write = (file: string, columns: readonly string[], rows: readonly (readonly (string | number)[])[]): void =>
  writeTable(join(folder, "data", file), columns, rows);
const read = (file: string, column: string): number[] => [...readTable(join(folder, "out", file)).numbers(column)];

it("[E12] nab: a lasting shift raises an alarm soon after it, and no row depends on a later one", () => {
  const rows = (until: number, shiftAt: number) =>
    Array.from({ length: until }, (_, row) => [stamp(300 * row), noise(row) + (row >= shiftAt ? 8 : 0)] as const);
  write("data/a/shift.csv", ["timestamp", "value"], rows(1000, 600));
  write("data/a/cut.csv", ["timestamp", "value"], rows(620, 600));
  write("data/a/none.csv", ["timestamp", "value"], rows(1000, 2000));
  expect(scored("nab")).toEqual([expect.stringMatching(/^3 files, \d+ alarms$/)]);
  const shift = read("a/shift.csv", "score");
  const none = read("a/none.csv", "score");
  expect(shift.length).toBe(1000);
  expect(shift.slice(600, 610)).toContain(1);
  expect(none.slice(600, 610)).not.toContain(1);
  expect(read("a/cut.csv", "score")).toEqual(shift.slice(0, 620));
  expect(shift.slice(0, 600)).toEqual(none.slice(0, 600));
});

it("[UV13] nab: the summary has the standard score, with the product's gate and with one chosen on other files", () => {
  const rows = Array.from({ length: 1000 }, (_, row) => [stamp(300 * row), noise(row) + (row >= 600 ? 8 : 0)] as const);
  const windows: Record<string, [string, string][]> = {};
  for (let file = 0; file < 5; file++) {
    write(`data/a/${file}.csv`, ["timestamp", "value"], rows);
    windows[`a/${file}.csv`] = [[`${stamp(300 * 590)}.000000`, `${stamp(300 * 690)}.000000`]];
  }
  mkdirSync(join(folder, "data/labels"));
  writeFileSync(join(folder, "data/labels/combined_windows.json"), JSON.stringify(windows));
  const [, frozen = "", leftOut = ""] = scored("nab");
  expect(frozen).toMatch(/^standard score \d+\.\d: 5 of 5 windows, \d+ false rows, [\d.]+ per 1,000$/);
  expect(leftOut).toMatch(/^gate chosen on the other files: mean of left-out folds \d+\.\d \((\d+\.\d(, )?){5}\)$/);
});

it("[UV13] the standard score of NAB is 100 for windows met at their first row, and false rows cost 0.11 each", () => {
  const file = (alarms: readonly number[]) => ({ rows: 1000, windows: [[500, 599]] as const, alarms });
  expect(nabScore([file([500])])).toMatchObject({ hits: 1, windows: 1, falseRows: 0, rows: 1000 });
  expect(nabScore([file([500])]).standard).toBeCloseTo(100, 9);
  expect(nabScore([file([])]).standard).toBe(0);
  expect(nabScore([file([500, 501, 590])]).standard).toBeCloseTo(100, 9);
  // A false row before any window, or far behind one, has the full cost; at a window's end it has next to none.
  expect(nabScore([file([200, 500])]).standard).toBeCloseTo(100 - 5.5, 9);
  expect(nabScore([file([500, 950])]).standard).toBeCloseTo(100 - 5.5, 9);
  expect(nabScore([file([500, 600])]).standard).toBeGreaterThan(99.5);
  expect(nabScore([file([599])]).standard).toBeLessThan(55);
});

it("[E12] skab: rows after training are anomalous while the unit is unusual; its begin is a change point", () => {
  const signals = [
    "Accelerometer1RMS",
    "Accelerometer2RMS",
    "Current",
    "Pressure",
    "Temperature",
    "Thermocouple",
    "Voltage",
    "Volume Flow RateRMS",
  ];
  const rows = Array.from({ length: 700 }, (_, row) => [
    stamp(row),
    ...signals.map((_name, signal) => noise(row, signal) + (signal === 2 && row >= 500 ? 6 : 0)),
    0,
    0,
  ]);
  write("data/one.csv", ["datetime", ...signals, "anomaly", "changepoint"].map(String), rows);
  // The set's files are separated by semicolons.
  const path = join(folder, "data", "data", "one.csv");
  writeTable(join(folder, "data", "data", "one.csv"), [readFileSync(path, "utf8").replaceAll(",", ";").trimEnd()], []);
  writeTable(join(folder, "data", "files.txt"), ["one.csv"], []);
  scored("skab");
  const score = read("one.csv", "score");
  expect(score.length).toBe(300);
  expect(score.slice(0, 100)).not.toContain(1);
  expect(score.slice(115).every((value) => value === 1)).toBe(true);
  const changes = read("one.csv", "changepoint").flatMap((value, row) => (value === 1 ? [row] : []));
  expect(changes[0]).toBeGreaterThanOrEqual(100);
  expect(changes[0]).toBeLessThan(110);
  // The averages settle in 70 rows.
  expect(changes.every((row) => row < 180)).toBe(true);
});

it("[E12] tep: learns from the normal run and raises alarms from the fault on", () => {
  const columns = ["xmeas1", "xmv1"];
  const rows = (count: number, faultAt: number) =>
    Array.from({ length: count }, (_, row) => [noise(row), noise(row, 1) + (row >= faultAt ? 6 : 0)]);
  write("d00.csv", columns, rows(500, 900));
  write("d00_te.csv", columns, rows(400, 900));
  write("d01_te.csv", columns, rows(400, 160));
  scored("tep");
  expect(read("d00_te.csv", "alarm")).not.toContain(1);
  const alarms = read("d01_te.csv", "alarm");
  expect(alarms.slice(0, 160)).not.toContain(1);
  expect(alarms.slice(170).every((value) => value === 1)).toBe(true);
});

it("[E12] [SM9] ur3: labels of the last rows are events now and soon; rows without a label are left out", () => {
  const signals = [0, 1, 2, 3, 4, 5].flatMap((joint) => [
    `Current_J${joint}`,
    `Temperature_J${joint}`,
    `Speed_J${joint}`,
  ]);
  const rows = Array.from({ length: 400 }, (_, row) => [
    stamp(row),
    ...signals.map((_name, signal) => noise(row, signal)),
    noise(row, 99),
    [100, 350, 351].includes(row) ? "True" : row === 300 ? "" : "False",
    "False",
  ]);
  write("cobotops.csv", ["Timestamp", ...signals, "Tool_current", "Robot_ProtectiveStop", "grip_lost"], rows);
  scored("ur3");
  expect(read("stop-now.csv", "label").flatMap((label, row) => (label === 1 ? [row] : []))).toEqual([69, 70]);
  const ahead = read("stop-ahead.csv", "label");
  expect(ahead.length).toBe(117);
  expect(ahead.filter((label) => label === 1).length).toBe(5);
});

it("[E12] femto: when each life reaches its levels, and the remaining life only where the peaks head for 20 g", () => {
  const levels = ["rms", "peak", "kurtosis", "band_0_800", "band_800_1600", "band_1600_3200", "band_3200_4800"];
  const more = ["band_4800_6400", "band_6400_9600", "band_9600_12800", "env_bpfo", "env_bpfi", "env_2bsf", "env_rms"];
  const names = ["h", "v"].flatMap((channel) => [...levels, ...more].map((level) => `${channel}_${level}`));
  const life = (slope: number) =>
    Array.from({ length: 300 }, (_, row) =>
      names.map(
        (name, at) =>
          (name === "h_peak" ? 2 + slope * row : 1) + 0.05 * noise(row, at) + (at >= 8 && row >= 200 ? 2 : 0),
      ),
    );
  write("features/Bearing1_1.csv", names, life(0.05));
  write("features/Bearing1_2.csv", names, life(0));
  writeTable(
    join(folder, "data", "bearings.json"),
    [
      JSON.stringify({
        "1_1": { set: "test", snapshots: 300, cut: 250 },
        "1_2": { set: "test", snapshots: 300, cut: 250 },
      }),
    ],
    [],
  );
  expect(scored("femto").slice(0, 2)).toEqual([
    "level act before the end on 2 of 2 bearings, in the first 10 % of life on 0, in the first quarter on 0",
    "level warn before the end on 2 of 2 bearings, in the first 10 % of life on 0, in the first quarter on 0",
  ]);
  // Degradation begins at snapshot 200; snapshots are 10 s apart.
  for (const column of ["alarm_min", "warn_min"]) {
    const minutes = read("alarms.csv", column);
    for (const at of minutes) expect(at).toBeGreaterThan(33);
    for (const at of minutes) expect(at).toBeLessThan(35);
  }
  expect(readTable(join(folder, "out", "pred.csv")).texts("bearing")).toEqual(["1_1"]);
  // 20 g at snapshot 360, 110 after the cut.
  expect(read("pred.csv", "rul_s")[0]).toBeGreaterThan(1000);
  expect(read("pred.csv", "rul_s")[0]).toBeLessThan(1200);
});

it("[E12] cwru: a record with impacts at the outer race's rate names the race, a record of noise names nothing", () => {
  const record = (hasImpacts: boolean) => {
    const everyPoints = 12_000 / (3.5848 * 29);
    const samples = Int16Array.from({ length: 20_000 }, (_, i) => {
      const since = i % everyPoints;
      const ringing = hasImpacts ? 9000 * Math.exp(-0.08 * since) * Math.sin(1.6 * since) : 0;
      return ringing + 1000 * noise(i * 1.7) + 1000 * noise(i * i * 0.37, 1);
    });
    return gzipSync(new Uint8Array(samples.buffer));
  };
  mkdirSync(join(folder, "data"));
  for (const [name, hasImpacts] of [
    ["a", true],
    ["b", false],
  ] as const)
    writeFileSync(join(folder, "data", `${name}.i16le.gz`), record(hasImpacts));
  const entry = { rateHz: 12_000, scaleG: 1e-4, rpm: 29 * 60 };
  writeFileSync(
    join(folder, "data", "index.json"),
    JSON.stringify({ a: { ...entry, fault: "OR@6" }, b: { ...entry, fault: "none" } }),
  );
  expect(scored("cwru")).toEqual([
    "race faults named: 1 of 1",
    "ball faults named: 0 of 0",
    "normal records without a name: 1 of 1",
  ]);
  expect(readTable(join(folder, "out", "named.csv")).texts("named")).toEqual(["outer", "none"]);
});

it("[E12] [PR11] cmapss: the lead of the first drift, and the remaining life of engines not learnt from", () => {
  const head = ["engine", "cycle", "setting1", "setting2", "setting3"];
  const sensors = Array.from({ length: 21 }, (_, at) => `s${at + 1}`);
  const rows = (engines: number, until: (engine: number) => number) =>
    Array.from({ length: engines }, (_, at) => at + 1).flatMap((engine) =>
      Array.from({ length: until(engine) }, (_, cycle) => [
        ...[engine, cycle + 1, 0, 0, 100],
        // Engine 1 of the training set wears from cycle 100 on, the others later by their numbers.
        ...sensors.map((_name, at) => noise(cycle, at + engine) + 0.2 * Math.max(0, cycle - 99 - engine)),
      ]),
    );
  const life = (engine: number): number => 150 + engine;
  write("train_FD001.csv", [...head, ...sensors], rows(8, life));
  write(
    "test_FD001.csv",
    [...head, ...sensors],
    rows(2, (engine) => life(engine) - 20),
  );
  write(
    "RUL_FD001.csv",
    ["engine", "rul"],
    [
      [1, 20],
      [2, 20],
    ],
  );
  write("train_FD002.csv", [...head, ...sensors], rows(8, life));
  expect(scored("cmapss")).toEqual([
    expect.stringMatching(/^FD001: test set, 2 engines: RMSE [0-4]\.\d\d .* interval covers/),
    expect.stringMatching(/^FD001: a drift alarm for 8 of 8 engines/),
    expect.stringMatching(/^FD002: 5 folds by engine and cuts by seed 1, \d\d cuts: RMSE \d\d?\.\d\d /),
  ]);
  for (const lead of read("alarms_FD001.csv", "lead")) expect(lead).toBeLessThanOrEqual(50);
  for (const rul of read("pred_FD001.csv", "rul")) expect(Math.abs(rul - 20)).toBeLessThan(5);
  const cut = ["engine", "cycle", "left"].map((column) => read("cut_FD002.csv", column)) as [
    number[],
    number[],
    number[],
  ];
  expect(cut[0].every((engine, at) => (cut[1][at] as number) + (cut[2][at] as number) === life(engine))).toBe(true);
});

it("[E12] ai4i: a failure mode stands in the rows whose measurements fulfil its rule, and in no other", () => {
  const columns = ["UDI", "Type", "Air temperature [K]", "Process temperature [K]", "Rotational speed [rpm]"];
  const modes = ["HDF", "PWF", "OSF"];
  write(
    "ai4i2020.csv",
    [...columns, "Torque [Nm]", "Tool wear [min]", ...modes],
    [
      [1, "L", 300, 310, 1500, 40, 100, 0, 0, 0],
      [2, "L", 300, 308.5, 1379, 40, 100, 1, 0, 0],
      [3, "L", 300, 308.5, 1380, 40, 100, 0, 0, 0],
      [4, "L", 300, 310, 1500, 20, 100, 0, 1, 0],
      [5, "M", 300, 310, 1500, 60, 190, 0, 1, 0],
      [6, "L", 300, 310, 1400, 60, 190, 0, 0, 1],
    ],
  );
  expect(scored("ai4i")).toEqual(modes.map((mode) => expect.stringContaining(`${mode}: 6 of 6 rows right`)));
  expect(modes.map((mode) => read("modes.csv", mode).indexOf(1))).toEqual([1, 3, 5]);
});

it("names missing parts of a data set", () => {
  expect(() => readTable(join(folder, "nothing.csv"))).toThrow(/nothing\.csv is missing/);
  write("some.csv", ["a"], [[1]]);
  expect(() => readTable(join(folder, "data", "some.csv")).numbers("b")).toThrow(/no column b; it has a/);
  expect(() => timeOf("yesterday")).toThrow(/yesterday is not a time/);
});
