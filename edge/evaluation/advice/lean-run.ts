/**
 * A run that gives some of the followers what they need, and nothing else: no detectors, no other tags. What people do
 * with their findings goes back to the plant, so that a run shows what came of it (E68).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Answers } from "../../contracts/path/follower.ts";
import type { BuiltPlant } from "../../model/plant.ts";
import type { PlantConfig } from "../../plugins.ts";
import type { ArrivedSecond } from "../input/arrived.ts";
import type { PlantCommand, PlantRun, RunOrder } from "../input/plant-run.ts";
import { StreamedInput } from "../input/streamed.ts";
import { EvaluatedFollowers } from "../path/followers.ts";
import { HealthPath, plantOf } from "../path/health-path.ts";
import { TruthLines } from "../truth.ts";

const BREATHE_S = 60;

export interface LeanMeans {
  readonly config: PlantConfig;
  readonly log: Logger;
  /** Starts the simulated plant. */
  stream(order: RunOrder): Promise<PlantRun>;
}

export interface LeanOrder {
  readonly scenario: string;
  readonly seed: number;
  readonly hours: number;
  readonly followers: readonly string[];
  /** Seconds between two samples of a tag. */
  readonly everyS: number;
}

/** One second, with what the followers know by then. */
export interface LeanMoment {
  readonly second: ArrivedSecond;
  readonly built: BuiltPlant;
  readonly truth: TruthLines;
  answersOf(follower: string): Answers | undefined;
  command(command: PlantCommand): void;
}

/** Returns the last moment, whose answers are no longer there. `each`: after each second; `end`: after the last. */
export async function leanRun(
  means: LeanMeans,
  order: LeanOrder,
  asked: { each(moment: LeanMoment): Promise<void> | void; end(moment: LeanMoment): void },
  signal: AbortSignal,
): Promise<void> {
  const { config, log } = means;
  const { scenario, seed, hours, followers, everyS } = order;
  const built = plantOf(config);
  const tags = await tagsOf(config, built, order, log);
  await using run = await means.stream({
    scenario,
    seed,
    hours,
    without: [],
    waveforms: false,
    only: { tags, everyS },
  });
  const truth = new TruthLines();
  const input = new StreamedInput(run, { ...built, truth });
  await using path = await HealthPath.open({ config, built, start: input.start, log, followers, withDetectors: false });
  const moment = {
    ...{ built, truth },
    answersOf: (name: string) => path.answersOf(name),
    command: (command: PlantCommand) => run.command(command),
  };
  let last: LeanMoment | undefined;
  let seconds = 0;
  for await (const second of input.seconds()) {
    signal.throwIfAborted();
    path.second(second);
    last = { ...moment, second };
    await asked.each(last);
    if (++seconds % BREATHE_S === 0) await path.breathe();
  }
  if (last !== undefined) asked.end(last);
}

/** What these followers need; a trace of power repeats what is sampled anyway. */
async function tagsOf(
  config: PlantConfig,
  built: BuiltPlant,
  { followers }: LeanOrder,
  log: Logger,
): Promise<readonly string[]> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-evaluate-needs-"));
  const twin = { links: () => [] };
  const opened = await EvaluatedFollowers.open({ ...built, config, twin, dir, log, now: () => 0 }, followers);
  try {
    return opened.neededTags.flatMap((ref) => {
      const tag = built.tags.at(ref);
      return tag === undefined || tag.isDerived === true || tag.role === "power-trace" ? [] : [tag.tagUid];
    });
  } finally {
    opened.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
