import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readSet } from "../../../../edge/evaluation/paired/set.ts";
import { readScenario } from "../../../../simulators/scenario/read.ts";

it("[E27] the sets of the product are lists of scenarios that exist", () => {
  for (const name of ["quick", "full"]) {
    const { runs, title } = readSet(name);
    expect(title).not.toBe("");
    for (const { scenario } of runs) expect(readScenario(scenario).faults.length, scenario).toBeGreaterThan(0);
  }
});

it("[E27] a list of the user's own is read; anything else is refused with the remedy", () => {
  const dir = mkdtempSync(join(tmpdir(), "gemba-set-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, "mine.json");
  const run = { scenario: "demo", seed: 3, hours: 0.5, leaveOut: 1 };
  writeFileSync(path, JSON.stringify({ title: "Mine", runs: [run] }));
  expect(readSet(path).runs).toEqual([run]);
  writeFileSync(path, JSON.stringify({ title: "Mine", runs: [{ ...run, sed: 3 }] }));
  expect(() => readSet(path)).toThrow(/quick\.json shows one/);
  expect(() => readSet("nothing-such")).toThrow(/cannot be read/);
});
