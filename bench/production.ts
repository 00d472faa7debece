/**
 * `npm run bench -- production`: places of pieces and states of machines in the edge's books against the truth of the
 * plant, and the cost of the books.
 */

import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { recordProduction } from "../test/fakes/production/recording.ts";
import { traceFigures, withRecord } from "./genealogy.ts";
import { demoPlant } from "./production/plant-tags.ts";
import { runTrial, type TrialFigures, type TrialOptions } from "./production/trial.ts";
import { type Figures, figure } from "./report.ts";

const TRIALS: readonly TrialOptions[] = [
  ...["healthy", "demo", "every-fault"].flatMap((scenario) =>
    [201, 202, 203].map((seed) => ({ scenario, seed, hours: 3, lost: 0, injected: 0, kills: seed === 201 ? 3 : 0 })),
  ),
  { scenario: "variants-113", seed: 43, hours: 3, lost: 0, injected: 0, kills: 0 },
  { scenario: "demo", seed: 44, hours: 3, lost: 0.0005, injected: 0, kills: 2 },
  { scenario: "demo", seed: 47, hours: 2, lost: 0, isStartUnknown: true, injected: 0, kills: 1 },
  { scenario: "healthy", seed: 45, hours: 4, lost: 0, injected: 21, kills: 0 },
  { scenario: "every-fault", seed: 46, hours: 4, lost: 0, injected: 21, kills: 0 },
];

export async function benchProduction(): Promise<Figures> {
  const demo = await demoPlant();
  const trials: TrialFigures[] = [];
  for (const options of TRIALS) {
    const trial = await runTrial(demo, options);
    trials.push(trial);
    process.stdout.write(`${summary(trial)}\n`);
  }
  const onDisk = await withRecord(async (path) => [...traceFigures(1, path), ...(await memoryFigures(dirname(path)))]);
  const compared = trials.filter(({ options }) => options.injected === 0);
  const injections = trials.map(({ injections: one }) => one);
  const all = (values: readonly number[], [key, what, unit]: readonly [string, string, string]) =>
    figure(key, what, unit, values);
  return [
    all(
      compared.map(({ places }) => 100 * places.right),
      ["placesRight", "pieces at their true place, share of their time", "%"],
    ),
    all(
      compared.map(({ states }) => states.elementPercent),
      ["elementError", "largest error of APT, AUST, ADET, ADOT of any machine, of PBT", "%"],
    ),
    all(
      compared.map(({ states }) => states.ratioPoints),
      ["ratioError", "largest error of A, E, Q of any machine", "points"],
    ),
    all(
      [sum(injections.map(({ found }) => found)) / sum(injections.map(({ injected }) => injected))],
      ["mismatchesFound", "injected mismatches that were found within one move", "share"],
    ),
    all(
      [Math.max(...injections.map(({ slowestS }) => slowestS))],
      ["slowestFound", "longest time until one was found", "s"],
    ),
    all(
      compared.map(({ falseMismatches }) => falseMismatches),
      ["falseMismatches", "mismatches without an injection or a loss", ""],
    ),
    all(
      trials.flatMap(({ sameAfterKills }) => (sameAfterKills === undefined ? [] : [Number(sameAfterKills)])),
      ["sameAfterKills", "1: killed and restarted books give the same figures, to the digit", ""],
    ),
    all(
      trials.map(({ usPerEvent }) => usPerEvent),
      ["usPerEvent", "processor time of the books per event", "us"],
    ),
    ...onDisk,
  ];
}

/** In a process of its own, without the simulated plant. */
async function memoryFigures(dir: string): Promise<Figures> {
  const recording = join(dir, "plant.jsonl");
  await recordProduction(recording, { scenario: "healthy", seed: 46, minutes: 240 });
  const output = execFileSync(
    process.execPath,
    [join(import.meta.dirname, "production", "books-process.ts"), dir, recording],
    { encoding: "utf8" },
  );
  const { baseMiB, rssMiB, pieces } = JSON.parse(output) as Record<"baseMiB" | "rssMiB" | "pieces", number>;
  return [
    figure(
      "rssMb",
      "memory of a process that holds the books of 1,000,000 pieces on disk, " +
        `after four hours of the plant with ${pieces} pieces in it`,
      "MiB",
      [rssMiB],
    ),
    figure(
      "booksMb",
      "share of the books: without Node.js, the plant's config and the recording that it reads",
      "MiB",
      [rssMiB - baseMiB],
    ),
  ];
}

function summary({
  options,
  places,
  states,
  injections,
  counters,
  sameAfterKills,
  falseMismatches,
}: TrialFigures): string {
  const { scenario, seed, hours, lost, isStartUnknown } = options;
  return [
    `${scenario} seed ${seed}, ${hours} h, ${lost * 100} % lost${isStartUnknown === true ? ", start unknown" : ""}`,
    `places ${(100 * places.right).toFixed(4)} % of ${places.pieces} pieces (worst ${places.worst
      .slice(0, 3)
      .map(([place, minutes]) => `${place} ${minutes.toFixed(2)} min`)
      .join(", ")})`,
    `elements ${states.elementPercent.toFixed(3)} % ${states.elementOf}, ` +
      `ratios ${states.ratioPoints.toFixed(3)} points ${states.ratioOf}, ${states.machines} machines`,
    `found ${injections.found} of ${injections.injected}` +
      `${injections.missed.length === 0 ? "" : ` (missed ${injections.missed.join(", ")})`}, ` +
      `false ${falseMismatches}, same after kills ${sameAfterKills ?? "not tried"}`,
    JSON.stringify(counters),
  ].join("\n  ");
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
