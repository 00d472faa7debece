/** Watches a faulty run and its sound twin together, second by second: rule E22 in docs/rules/evaluation.md. */
import type { Logger } from "pino";
import type { TagRef, TagUid } from "../../contracts/plant/tag.ts";
import type { PlantConfig } from "../../plugins.ts";
import { type CrewPlant, crewPlantOf } from "../crew/crew-plant.ts";
import type { ArrivedSecond } from "../input/arrived.ts";
import type { PlantRun, RunHead } from "../input/plant-run.ts";
import { StreamedInput } from "../input/streamed.ts";
import type { Watched } from "../occurrences.ts";
import { HealthPath, plantOf } from "../path/health-path.ts";
import { type TrueFault, type Truth, TruthLines } from "../truth.ts";
import { Differences, type Floor } from "./differences.ts";
import { type Visibility, VisibilityWatch } from "./visibility.ts";

export interface PairPlan {
  readonly config: PlantConfig;
  readonly log: Logger;
  readonly faulty: PlantRun;
  /** The same scenario and seed without its faults. */
  readonly sound: PlantRun;
}

/** The results of an edge for each run. */
export interface WatchedPair {
  readonly faulty: Watched;
  readonly sound: Watched;
  /** Truth of the faulty run. */
  readonly truth: Truth;
  /** Truth of the sound run, in which tools wear too. */
  readonly soundTruth: Truth;
  visibilityOf(fault: TrueFault): Visibility;
  /** The plant as a maintenance crew knows it. */
  readonly crewPlant: CrewPlant;
}

/** Rejects with the signal's reason when it aborts. */
export async function watchPair({ config, log, faulty, sound }: PairPlan, signal: AbortSignal): Promise<WatchedPair> {
  const built = plantOf(config);
  const truths = [new TruthLines(), new TruthLines()] as const;
  const inputs = [
    new StreamedInput(faulty, { ...built, truth: truths[0] }),
    new StreamedInput(sound, { ...built, truth: truths[1] }),
  ] as const;
  const { start } = inputs[0];
  const differences = new Differences({
    tags: built.tags.size,
    assets: built.plant.assets.map(({ assetUid }) => assetUid),
    floorOf: floors(faulty.head, (uid) => built.tags.find(uid as TagUid)?.ref),
  });
  const visibility = new VisibilityWatch({ ...built, differences, faults: truths[0].faults });
  const open = { config, built, start, log, followers: "all" as const };
  await using faultyPath = await HealthPath.open(open);
  await using soundPath = await HealthPath.open(open);
  for await (const [one, twin] of together(inputs[0].seconds(), inputs[1].seconds())) {
    signal.throwIfAborted();
    differences.second(one, twin);
    visibility.second(one.at);
    faultyPath.second(one);
    soundPath.second(twin);
    await faultyPath.breathe();
    await soundPath.breathe();
  }
  return {
    faulty: await faultyPath.watched(inputs[0].unknown),
    sound: await soundPath.watched(inputs[1].unknown),
    truth: truths[0].truth as Truth,
    soundTruth: truths[1].truth as Truth,
    visibilityOf: (fault) => visibility.of(fault),
    crewPlant: crewPlantOf(config, built),
  };
}

function floors({ tags }: RunHead, refOf: (uid: string) => TagRef | undefined): (ref: TagRef) => Floor | undefined {
  const byRef = new Map(tags.map((one) => [refOf(one.tag), one]));
  return (ref) => byRef.get(ref);
}

/** Joins the seconds of both twins, which are the same; throws if one ends early. */
async function* together(
  faulty: AsyncGenerator<ArrivedSecond>,
  sound: AsyncGenerator<ArrivedSecond>,
): AsyncGenerator<readonly [ArrivedSecond, ArrivedSecond]> {
  for (;;) {
    const [one, twin] = await Promise.all([faulty.next(), sound.next()]);
    if (one.done === true && twin.done === true) return;
    if (one.done === true || twin.done === true || one.value.at !== twin.value.at)
      throw new Error("the twin runs have different seconds, so they cannot be compared");
    yield [one.value, twin.value];
  }
}
