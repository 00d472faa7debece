/** Gives a run to the product's detectors as in a running edge whose clock follows the run. */
import type { Logger } from "pino";
import { type Micros, SampleFlag } from "../contracts/path/sample-batch.ts";
import type { TimeRange } from "../contracts/path/time-range.ts";
import type { DefectView } from "../contracts/quality/causes.ts";
import { ParquetRecording } from "../historian/recording/parquet-recording.ts";
import type { PlantConfig } from "../plugins.ts";
import { type PlantCauseFigures, PlantCauses } from "./causes/plant-causes.ts";
import { type DemandAnswers, type DemandFigures, plantDemand } from "./energy/demand.ts";
import { type JudgedAnswers, judgePieceEnergy, type PieceEnergyFigures } from "./energy/piece-energy.ts";
import type { ArrivedSecond, EvaluationInput } from "./input/arrived.ts";
import type { PlantRun } from "./input/plant-run.ts";
import { StreamedInput } from "./input/streamed.ts";
import type { Watched } from "./occurrences.ts";
import { HealthPath, plantOf } from "./path/health-path.ts";
import { type Truth, TruthLines } from "./truth.ts";

interface Means {
  readonly config: PlantConfig;
  readonly log: Logger;
}

/** Watches the files of a run, which contain only samples. Throws EdgeError when the folder holds no recording. */
export async function watchRecording(
  { config, log, dir, start, end }: Means & { dir: string; start: Micros; end: Micros },
  signal: AbortSignal,
): Promise<Watched> {
  const built = plantOf(config);
  const tags = built.tags.all();
  await using recording = await ParquetRecording.open({ dir, tags, start, end, flags: SampleFlag.simulated });
  const input: EvaluationInput = {
    start,
    isWhole: false,
    get unknown() {
      return recording.unknown;
    },
    async *seconds() {
      for await (const second of recording.seconds()) yield { ...second, waveforms: [], events: [], conditions: [] };
    },
  };
  return await watch(input, { config, log, built }, signal);
}

/** Watches a streamed run, with everything that an edge receives of it. */
export async function watchRun(
  { config, log, run }: Means & { run: PlantRun },
  signal: AbortSignal,
): Promise<{
  readonly watched: Watched;
  readonly truth: Truth;
  readonly pieceEnergy: PieceEnergyFigures | undefined;
  readonly demand: DemandFigures | undefined;
  readonly causes: PlantCauseFigures | undefined;
}> {
  const built = plantOf(config);
  const truth = new TruthLines();
  const input = new StreamedInput(run, { ...built, truth });
  let pieceEnergy: PieceEnergyFigures | undefined;
  let demand: DemandFigures | undefined;
  const causes = new PlantCauses(() => truth.faults);
  const end = (path: HealthPath, range: TimeRange): void => {
    const answers = path.answersOf("energy") as JudgedAnswers | undefined;
    if (answers !== undefined) pieceEnergy = judgePieceEnergy(truth.pieceSteps, answers, range);
    demand = plantDemand(path.answersOf("load") as DemandAnswers | undefined, config, truth.demands);
  };
  const each = (path: HealthPath, second: ArrivedSecond): void => causes.second(second, () => defectsOf(path));
  const watched = await watch(input, { config, log, built }, signal, { each, end });
  return { watched, truth: truth.truth as Truth, pieceEnergy, demand, causes: causes.figures() };
}

function defectsOf(path: HealthPath): readonly DefectView[] {
  const ask = path.answersOf("causes")?.["defects"] as (() => readonly DefectView[]) | undefined;
  return ask?.() ?? [];
}

async function watch(
  input: EvaluationInput,
  { config, log, built }: Means & { built: ReturnType<typeof plantOf> },
  signal: AbortSignal,
  asked?: {
    each(path: HealthPath, second: ArrivedSecond): void;
    end(path: HealthPath, range: TimeRange): void;
  },
): Promise<Watched> {
  const { start, isWhole } = input;
  await using path = await HealthPath.open({ config, built, start, log, followers: isWhole ? "all" : [] });
  for await (const second of input.seconds()) {
    if (signal.aborted) break;
    path.second(second);
    asked?.each(path, second);
    await path.breathe();
  }
  const watched = await path.watched(input.unknown);
  asked?.end(path, { from: watched.from, to: watched.to });
  return watched;
}
