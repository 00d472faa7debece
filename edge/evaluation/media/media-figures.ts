/** Gives a run's meters to the product's book of meters, and compares what it says with the truth (E62 to E65). */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { BranchView } from "../../contracts/production/energy-tree.ts";
import type { PlantConfig } from "../../plugins.ts";
import { type DemandAnswers, type DemandFigures, plantDemand } from "../energy/demand.ts";
import type { PlantRun, RunOrder } from "../input/plant-run.ts";
import { StreamedInput } from "../input/streamed.ts";
import { HealthPath, plantOf } from "../path/health-path.ts";
import { type Truth, TruthLines } from "../truth.ts";
import { type BalanceFigures, type JudgedMeter, judgeBalances, type TreeAnswers } from "./balances.ts";
import { judgeLeaks, type LeakFigures } from "./leaks.ts";
import { WrongMeters } from "./wrong-meters.ts";

/** Meters report each quarter of a minute at most. */
const EVERY_S = 15;
const VOLUMES: ReadonlySet<string> = new Set(["m3", "t", "kg"]);
/** Time between two moments at which other work of the thread goes on. */
const BREATHE_S = 60;

export interface MediaFigures {
  readonly title: string;
  readonly seed: number;
  readonly hours: number;
  readonly branches: readonly BranchView[];
  readonly leaks: LeakFigures;
  readonly balances: BalanceFigures;
  /** Of the whole plant; undefined without a contract that has such a demand. */
  readonly demand: DemandFigures | undefined;
  /** Cases of `--media`, besides the faults of the scenario. */
  readonly cases: readonly JudgedMeter[];
}

/** Counters of the media tree, and states of what draws from it: nothing else is simulated for these figures. */
export function countersOf(config: PlantConfig): NonNullable<RunOrder["only"]> {
  const { plant, tags } = plantOf(config);
  const meters = new Set(config.energy.tree.map(({ meter }) => meter));
  const counters = plant.assets
    .filter(({ label }) => meters.has(label))
    .flatMap(({ assetUid, medium }) =>
      tags
        .ofAsset(assetUid)
        .filter(({ role, unit }) => role === "energy-import" || (medium !== undefined && VOLUMES.has(unit ?? ""))),
    );
  const states = plant.assets
    .filter((asset) => can(asset, "machines") || can(asset, "handles"))
    .flatMap(({ assetUid }) => tags.ofAsset(assetUid).filter(({ role }) => role === "item-state"));
  return { tags: [...counters, ...states].map(({ tagUid }) => tagUid), everyS: EVERY_S };
}

export async function mediaFigures(
  { config, log, run, cases }: { config: PlantConfig; log: Logger; run: PlantRun; cases: number },
  signal: AbortSignal,
): Promise<MediaFigures> {
  const built = plantOf(config);
  const lines = new TruthLines();
  const input = new StreamedInput(run, { ...built, truth: lines });
  const { start } = input;
  const { hours, seed } = run.head.run;
  const dir = mkdtempSync(join(tmpdir(), "gemba-evaluate-media-"));
  const wrong = await WrongMeters.open({ config, built, log, dir, start, hours, seed, cases });
  try {
    await using path = await HealthPath.open({
      ...{ config, built, start, log, withDetectors: false },
      followers: ["energy", "load"],
    });
    let seconds = 0;
    for await (const second of input.seconds()) {
      signal.throwIfAborted();
      path.second(second);
      wrong.second(second);
      if (++seconds % BREATHE_S === 0) await path.breathe();
    }
    const { occurrences, from, to } = await path.watched(input.unknown);
    const truth = lines.truth as Truth;
    const range = { from, to };
    const answers = path.answersOf("energy") as unknown as TreeAnswers;
    const { branches } = answers.tree(from, to);
    const meanOf = (branch: string): number | undefined =>
      branches.find(({ id }) => id === branch)?.meanFlow ?? undefined;
    const pauses = pausesOf(
      built.plant.assets.map(({ label }) => label),
      truth,
    );
    return {
      ...{ title: truth.title, seed, hours },
      branches,
      leaks: judgeLeaks({ faults: truth.faults, occurrences, pauses, range, meanOf }),
      balances: judgeBalances(answers, { faults: truth.faults, range }),
      demand: plantDemand(path.answersOf("load") as DemandAnswers | undefined, config, lines.demands),
      cases: wrong.judged(to),
    };
  } finally {
    wrong.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Pauses of the machine that stands longest: a plant is quiet when all of them stand. */
function pausesOf(labels: readonly string[], truth: Truth): readonly TimeRange[] {
  const length = (pauses: readonly TimeRange[]): number => pauses.reduce((sum, { from, to }) => sum + to - from, 0);
  return labels.map((label) => truth.pausesOf(label)).reduce((most, one) => (length(one) > length(most) ? one : most));
}
