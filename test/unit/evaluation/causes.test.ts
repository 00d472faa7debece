import { pino } from "pino";
import { expect, it } from "vitest";
import { demoPlant } from "../../../bench/production/plant-tags.ts";
import { causeFigures, causeReportText } from "../../../edge/evaluation/causes/cause-figures.ts";
import { runPieces } from "../../../simulators/headless/pieces/piece-run.ts";

it("[RC17] judges runs with a known cause, and runs without one", async () => {
  const { config, plant, tags } = await demoPlant();
  const means = { config, built: { plant, tags }, log: pino({ level: "silent" }) };
  const asked: (string | undefined)[] = [];
  const source = {
    kinds: ["leak-tester-seal", "milling-machine"],
    async run({ seed, kind }: { readonly seed: number; readonly kind: string | undefined }) {
      asked.push(kind);
      // The first one ends before its cause begins, so that there is nothing to know.
      return runPieces({ seed, kind, hours: kind === undefined ? 2 : seed === 3 ? 3 : 12 });
    },
  };
  const figures = await causeFigures({ runs: 1, seed: 3 }, source, means, new AbortController().signal);
  expect(asked).toEqual(["leak-tester-seal", "leak-tester-seal", undefined, undefined]);
  expect(figures).toMatchObject({
    runs: 1,
    first: 1,
    topThree: 1,
    tooFew: 1,
    soundRuns: 2,
    falseDiscoveries: 0,
    byKind: { "leak-tester-seal": { runs: 1, first: 1, topThree: 1 } },
    missed: [],
  });
  expect(figures.medianKnownS).toBeLessThanOrEqual(300);
  expect(causeReportText(figures)).toContain("first        1 of 1 (100 %)");
});

it("[RC17] the same seed gives the same pieces, and a cause spoils only pieces that it concerns", () => {
  const run = runPieces({ seed: 5, kind: "casting-lot", hours: 10 });
  expect(JSON.stringify(runPieces({ seed: 5, kind: "casting-lot", hours: 10 }))).toBe(JSON.stringify(run));
  const { truth, startMs } = run;
  expect(truth?.beginMs).toBeGreaterThan(startMs + 4 * 3600e3);
  expect(truth?.spoiledMs.every((ms) => ms >= (truth?.beginMs ?? 0))).toBe(true);
  expect(run.reports.map(({ timeMs }) => timeMs)).toEqual(
    run.reports.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b),
  );
});
