/** Scores of the search on classic instances: rule SD7. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseOptions } from "../../../edge/cli/options.ts";
import { scheduleCommand } from "../../../edge/cli/schedule.ts";
import { instancesIn, readShop } from "../../../edge/evaluation/schedule/instances.ts";
import { familyScores, type ScoredInstance } from "../../../edge/evaluation/schedule/score.ts";

/** Two jobs on two machines, 0 and 1; the shortest makespan is 7. */
const PLAIN = "2 2\n0 3 1 2\n1 4 0 3\n";
/** The same, with machines from 1 and a second way to make the last operation. */
const FLEXIBLE = "2 2 1\n2 1 1 3 1 2 2\n2 1 2 4 2 1 3 2 9\n";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-instances-"));
  mkdirSync(join(dir, "jobshop"));
  mkdirSync(join(dir, "flexible"));
  writeFileSync(join(dir, "jobshop", "my01.txt"), PLAIN);
  writeFileSync(join(dir, "flexible", "my01_x.txt"), FLEXIBLE);
  writeFileSync(join(dir, "best-known.json"), JSON.stringify({ my01: [7, 7], "flexible/my01_x": [7, 7] }));
  writeFileSync(join(dir, "engines-10min.json"), JSON.stringify({ my01: { other: 14 } }));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

async function score(...args: string[]): Promise<string> {
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((part) => {
    text += part;
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  const options = parseOptions(["score", join(dir, "out"), "--data", dir, "--seconds", "1", ...args]);
  expect(await scheduleCommand.run(options, new AbortController().signal)).toBe(0);
  vi.restoreAllMocks();
  return text;
}

describe("[SD7] the command", () => {
  it("compares families with the best known makespans and with other engines", async () => {
    const text = await score();
    expect(text).toMatch(/^my +1 +1 +0\.00 % +0\.00 % +other 100\.00 %$/m);
    expect(text).toMatch(/^flexible\/my x +1 +1 +0\.00 % +0\.00 %$/m);
    expect(text).toMatch(/^my01 +7 +7–7 +0\.00 %/m);
  });

  it("keeps each result and does not search again for the same seed and time", async () => {
    await score("--only", "my01");
    const file = join(dir, "out", "my01.json");
    const kept = JSON.parse(readFileSync(file, "utf8")) as { result: ScoredInstance };
    writeFileSync(file, JSON.stringify({ ...kept, result: { ...kept.result, makespan: 8 } }));
    expect(await score("--only", "my")).toMatch(/^my01 +8 /m);
    expect(await score("--only", "my", "--seed", "2")).toMatch(/^my01 +7 /m);
    writeFileSync(file, "{");
    expect(await score("--only", "my")).toMatch(/^my01 +7 /m);
    // Another instance under the same name is searched, and the newest known makespan counts.
    writeFileSync(join(dir, "jobshop", "my01.txt"), PLAIN.replace("0 3", "0 5"));
    writeFileSync(join(dir, "best-known.json"), JSON.stringify({ my01: [4, 4] }));
    expect(await score("--only", "my")).toMatch(/^my01 +8 +4–4 +100\.00 %/m);
  });

  it("says what it needs and which names it does not know", async () => {
    await expect(score("--only", "my01,ta99")).rejects.toThrow(/ta99, which is no instance and no family/);
    await expect(score("--seconds", "0")).rejects.toThrow(/--seconds is 0; give at least 1/);
    const options = parseOptions(["score", dir]);
    await expect(scheduleCommand.run(options, new AbortController().signal)).rejects.toThrow(/--data DIR/);
    expect(() => instancesIn(join(dir, "none"))).toThrow(/needs jobshop/);
  });
});

it.for([
  ["2 2\n0 3 1 2\n", false, /line 1 must be the number of jobs and of machines, with one line a job below; it has 1/],
  ["", false, /line 1 must be/],
  ["1 2\n\n0 3 1\n", false, /:3: the numbers do not make whole operations/],
  ["1 2\n0 3 5 1\n", false, /job 1, operation 2: there is no machine 6; there are 2/],
  ["1 2\n0 x 1 1\n", false, /job 1, operation 1: the time NaN/],
  ["1 2 1\n2 1 1 3 2 2 2\n", true, /:2: the numbers do not make whole operations/],
  ["1 2 1\n1 1 1 3 9\n", true, /:2: the numbers do not make whole operations/],
  ["1 2 1\n1 0\n", true, /:2: the numbers do not make whole operations/],
] as const)("[SD7] refuses the file %j with the place", ([text, isFlexible, problem]) => {
  const file = join(dir, "bad.txt");
  writeFileSync(file, text);
  expect(() => readShop(file, isFlexible)).toThrow(problem);
});

it("[SD7] other engines count only where all their values are known; unknown makespans count in no family", () => {
  const one = { family: "a", seconds: 1, bestAfterS: 1, steps: 1 };
  const scored: ScoredInstance[] = [
    { ...one, name: "a1", makespan: 110, known: [90, 100], others: { x: 100, y: 120 } },
    { ...one, name: "a2", makespan: 200, known: [200, 200], others: { x: 210 } },
    { ...one, name: "a3", makespan: 1, known: undefined, others: {} },
  ];
  expect(familyScores(scored)).toEqual([
    { family: "a", instances: 2, atBest: 1, meanGap: 5, worstGap: 10, others: { x: 2.5 } },
  ]);
});
