import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { evaluateCommand } from "../../edge/cli/evaluate.ts";
import { parseOptions } from "../../edge/cli/options.ts";
import type { PairJudgement } from "../../edge/evaluation/paired/judge-pair.ts";
import type { SetFigures } from "../../edge/evaluation/paired/set-figures.ts";

interface Report {
  readonly figures: SetFigures;
  readonly runs: readonly { readonly judgement: PairJudgement }[];
  readonly wallS: number;
}

/** A stop, which is found at once, and a fault of an instrument that no rule watches. */
const SCENARIO = `scenario: 1
title: { zh: 测试, en: Test }
faults:
  - { id: stop, kind: emergency-stop, asset: PRS-01, at: 1 min, lasts: 30 s }
  - { id: gone, kind: sensor-dropped, asset: DRY-01, at: 20 s, lasts: 1 h, with: { signal: air/temperature } }
  - { id: twice, kind: duplicate-messages, asset: fleet, at: 30 s, lasts: 10 s }
`;

it("[E20] [E22] [E23] [E25] a pair is streamed from two threads and judged without files", async () => {
  const dir = mkdtempSync(join(tmpdir(), "gemba-paired-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const scenario = join(dir, "test.yaml");
  writeFileSync(scenario, SCENARIO);
  const args = [
    "--paired",
    "--scenario",
    scenario,
    "--seed",
    "3",
    "--hours",
    "0.05",
    "--json",
    "--log-level",
    "silent",
  ];
  let text = "";
  const out = vi.spyOn(process.stdout, "write").mockImplementation((piece) => {
    text += String(piece);
    return true;
  });
  const err = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    expect(await evaluateCommand.run(parseOptions(args), new AbortController().signal)).toBe(0);
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
  const report = JSON.parse(text) as Report;
  const [{ judgement }] = report.runs as [Report["runs"][number]];
  const [gone, stop] = judgement.faults;
  expect(stop).toMatchObject({ id: "stop", namesAsset: true, namesComponent: true, isHit: true });
  expect(stop?.visibleAfterS).toBeLessThanOrEqual(2);
  expect(stop?.delayS).toBeLessThanOrEqual(4);
  expect(gone).toMatchObject({ id: "gone", isFound: false, shownBy: "urn:binjiang:dry-01#air/temperature" });
  expect(judgement.notJudged).toEqual({ "duplicate-messages": 1 });
  expect(report.figures.false.sound.count).toBe(0);
  expect(judgement.notRun.parts).toHaveLength(1);
});
