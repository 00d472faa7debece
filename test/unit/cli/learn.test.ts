import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import { learnCommand } from "../../../edge/cli/learn.ts";
import { parseOptions } from "../../../edge/cli/options.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-learn-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = 300;
const isStop = (row: number): boolean => row % 20 < 2;
/** Lines of a table: the current is high while the robot stands. */
function lines(change: (row: number, cells: string[]) => string[] = (_row, cells) => cells): string {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const current = (isStop(row) ? 5 : 0) + Math.sin(12.9898 * row);
    return change(row, [String(row), current.toFixed(3), "x", isStop(row) ? "True" : "False"]).join(",");
  });
  return ["time,current,remark,stop", ...rows].join("\n");
}
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const learn = (...args: string[]): Promise<number> =>
  learnCommand.run(parseOptions([...args, "--ignore", "remark"]), new AbortController().signal);

it("[SM4] [SM7] learns the same model file from CSV and from Parquet, and applies it", async () => {
  const csv = file("rows.csv", lines());
  const parquet = join(folder, "rows.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT * FROM read_csv('${csv}', all_varchar = true)) TO '${parquet}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  const out = (name: string): string => join(folder, name);
  expect(await learn(csv, "--label", "stop", "--out", out("a.json"))).toBe(0);
  expect(await learn(parquet, "--label", "stop", "--out", out("b.json"))).toBe(0);
  const model = readFileSync(out("a.json"), "utf8");
  expect(readFileSync(out("b.json"), "utf8")).toBe(model);
  expect(JSON.parse(model)).toMatchObject({
    version: 1,
    origin: {
      task: { label: "stop", ahead: 0 },
      trainingPrint: expect.stringMatching(/^[0-9a-f]{64}$/),
      timeSplit: { averagePrecision: 1 },
    },
  });
  expect(await learn(csv, "--apply", out("a.json"), "--out", out("scores.csv"))).toBe(0);
  const scores = readFileSync(out("scores.csv"), "utf8").trim().split("\n").slice(1);
  expect(scores.length).toBe(ROWS);
  const right = scores.filter((line, row) => Number(line.split(",")[1]) > 0 === isStop(row));
  expect(right.length).toBeGreaterThan(ROWS - 5);
});

it("[SM8] refuses bad input with file, line, column and remedy", async () => {
  const stop = ["--label", "stop"];
  const bad = (row: number, at: number, text: string): string =>
    lines((line, cells) => (line === row ? cells.with(at, text) : cells));
  await expect(learn()).rejects.toThrow(/no file is named; give a CSV or Parquet/);
  await expect(learn(join(folder, "none.csv"), ...stop)).rejects.toThrow(/none\.csv is missing/);
  await expect(learn(file("a.csv", lines()))).rejects.toThrow(/--label COLUMN is needed/);
  await expect(learn(file("b.csv", lines()), "--label", "halt")).rejects.toThrow(/no column halt; it has time/);
  await expect(learn(file("c.csv", bad(7, 1, "high")), ...stop)).rejects.toThrow(
    /c\.csv, line 9, column current: "high" is no number; correct it, or ignore the column: --ignore current/,
  );
  await expect(learn(file("d.csv", bad(7, 0, "3")), ...stop)).rejects.toThrow(
    /line 9, column time: is earlier than the row before; sort/,
  );
  await expect(learn(file("e.csv", bad(7, 3, "perhaps")), ...stop)).rejects.toThrow(
    /line 9, column stop: "perhaps" is no label; write true or false/,
  );
  await expect(
    learn(
      file(
        "f.csv",
        lines((_, cells) => cells.with(3, "0")),
      ),
      ...stop,
    ),
  ).rejects.toThrow(
    /column stop: the first 70 % of the rows have 0 rows where the answer is yes; at least 5 are needed\. Add rows/,
  );
  await expect(learn(file("g.parquet", "no"), ...stop)).rejects.toThrow(/g\.parquet cannot be read as Parquet/);
  const applied = ["--apply", file("m.json", "{}"), "--out", join(folder, "o.csv")];
  await expect(learn(file("h.csv", lines()), ...applied)).rejects.toThrow(/m\.json is no model: gemba learn did not/);
});
