import { basename, join } from "node:path";
import type { Logger } from "pino";
import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { type PlantCauseFigures, plantCausesText } from "../evaluation/causes/plant-causes.ts";
import { type DemandFigures, demandText } from "../evaluation/energy/demand.ts";
import { type PieceEnergyFigures, pieceEnergyText } from "../evaluation/energy/piece-energy.ts";
import { judge } from "../evaluation/judge.ts";
import type { Watched } from "../evaluation/occurrences.ts";
import { reportText } from "../evaluation/report.ts";
import { readTruth, type Truth } from "../evaluation/truth.ts";
import { watchRecording, watchRun } from "../evaluation/watch.ts";
import { createLog } from "../observe/log.ts";
import { type PlantConfig, plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { runSimulator } from "./demo/run-simulator.ts";
import { planSimulatedPlant } from "./demo/simulated-plant.ts";
import { streamPlant } from "./demo/stream-plant.ts";
import { evaluateAdvice } from "./evaluate-advice.ts";
import { evaluateCauses } from "./evaluate-causes.ts";
import { evaluateForecast } from "./evaluate-forecast.ts";
import { evaluateMedia } from "./evaluate-media.ts";
import { evaluatePaired } from "./evaluate-paired.ts";
import { evaluateSafety } from "./evaluate-safety.ts";
import { evaluateSeeds } from "./evaluate-seeds.ts";
import { fromUser, hoursOf, type Options } from "./options.ts";
import { finished, unfinished } from "./process/outputs.ts";

const HELP = `gemba evaluate: what the detectors of a config find in the simulated plant, against its ground truth

  Runs the plant headless, lets the product's own detectors see it in the order in which
  samples arrive, and says for each fault whether and when it was found, what was reported
  first, and which findings had no cause: alarms, advisories and predictions apart. It
  also lists what was not run. docs/evaluation.md has the rules.

  --scenario NAME|FILE   demo (default), healthy, every-fault, two-shifts …, or a scenario file
  --seed N               of the simulated plant (default 1)
  --hours H              model time (default 8)
  --config FILE          whose detectors: a plant's folder or its gemba.yaml (default: the demo plant)
  --out DIR              keeps the run's files there, and judges what these hold: samples alone
  --run DIR              a run that --out kept, instead of a new one
  --json                 the whole judgement as JSON

  --seeds 20-32          the same with each of these seeds (3,7,20-24 as well), their sum, and each false finding;
                         --out DIR keeps a judgement of each seed, so that the same command goes on after a stop
  --workers N            runs that are computed at a time, each of which keeps nearly two cores busy (default 1)

  --paired               beside each run the same one without its faults: what stands in both is false;
                         with the effect on a simulated maintenance team
  --set NAME|FILE        a list of such runs: quick, full, or a JSON file;
                         --out DIR keeps a judgement of each pair, so that the same command goes on after a stop
  --leave-out N          at most N more runs, each without one fault, to settle disputed findings (default 0)

  --causes N             instead of a scenario N runs of pieces with a known cause of defects and 2 N without, with
                         seeds from --seed on: how often the edge names the cause

  --advice energy        a run in which a crew follows the recommendations on energy, beside one without (--hours 60)
  --advice quality       a run in which a crew looks first where causes are named, beside one without (--hours 10)

  --forecast N           N forecasts of good pieces from plants of seeds from --seed on, each learnt from the hours
                         before, against what the plants made in the next --hours (4): errors, and intervals that held;
                         --scenario breakdowns, worn, loads, mixed or sound draws a scenario for each seed;
                         --forecast N --paired: N such plants, each with machines out in three ways and without:
                         how often the better of two is named, by what they really make

  --media N              meters alone: leaks and faulty meters of the scenario that were named, residuals of the
                         balances, and N cases of a meter that goes wrong by three standard uncertainties (--hours 36)

  --safety configured    positions, cameras and cells: near misses that were foretold, and nuisances a day, of the
                         functions that the config has on; --safety all judges every function
`;

const TRUTH = "truth.jsonl";
const DEFAULT_HOURS = 8;

/** `gemba evaluate`. */
export const evaluateCommand: Command = {
  help: HELP,
  async run(options, signal) {
    const means = await meansOf(options);
    if (options.seeds.text !== undefined) {
      process.stdout.write(await evaluateSeeds(options, means.config, signal));
      return 0;
    }
    if (options.causes !== undefined) {
      process.stdout.write(await evaluateCauses(options, means, signal));
      return 0;
    }
    if (options.advice !== undefined) {
      process.stdout.write(await evaluateAdvice(options, means, signal));
      return 0;
    }
    if (options.forecast !== undefined) {
      process.stdout.write(await evaluateForecast(options, means, signal));
      return 0;
    }
    if (options.media !== undefined) {
      process.stdout.write(await evaluateMedia(options, means, signal));
      return 0;
    }
    if (options.safety !== undefined) {
      process.stdout.write(await evaluateSafety(options, means, signal));
      return 0;
    }
    if (options.paired.isWanted) {
      process.stdout.write(await evaluatePaired(options, means, signal));
      return 0;
    }
    const { watched, truth, pieceEnergy, demand, causes } = await watchedBy(options, means, signal);
    signal.throwIfAborted();
    const judgement = judge(watched, truth);
    const run = {
      name: basename(options.run ?? options.scenario),
      scenario: truth.title,
      seed: truth.seed,
    };
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...run, ...judgement, pieceEnergy, demand, causes }, null, 2)}\n`
        : reportText(run, judgement) +
            (pieceEnergy === undefined ? "" : pieceEnergyText(pieceEnergy)) +
            (demand === undefined ? "" : demandText(demand)) +
            (causes === undefined ? "" : plantCausesText(causes)),
    );
    return 0;
  },
};

interface Means {
  readonly config: PlantConfig;
  readonly log: Logger;
}

async function meansOf({ config, logLevel }: Options): Promise<Means> {
  for (const [name, value] of Object.entries((await planSimulatedPlant()).env)) process.env[name] ??= value;
  return {
    config: await loadConfig(config, plugins),
    log: createLog({ level: logLevel === "info" ? "error" : logLevel }),
  };
}

/** A new run is streamed, unless its files are to be kept. */
async function watchedBy(
  options: Options,
  { config, log }: Means,
  signal: AbortSignal,
): Promise<{
  watched: Watched;
  truth: Truth;
  pieceEnergy?: PieceEnergyFigures | undefined;
  demand?: DemandFigures | undefined;
  causes?: PlantCauseFigures | undefined;
}> {
  if (options.run === undefined && options.out === undefined) {
    const { scenario, seed } = options;
    const hours = hoursOf(options, DEFAULT_HOURS);
    await using run = await streamPlant({ scenario, seed, hours, without: [], waveforms: true }, signal);
    return await watchRun({ config, log, run }, signal);
  }
  const dir =
    options.run === undefined
      ? await runPlant(options, fromUser(options.out as string), signal)
      : fromUser(options.run);
  const truth = await readTruth(join(dir, TRUTH));
  const watched = await watchRecording({ config, log, dir, start: truth.start, end: truth.end }, signal);
  return { watched, truth };
}

async function runPlant({ scenario, seed, simulate }: Options, out: string, signal: AbortSignal): Promise<string> {
  const given = {
    scenario,
    seed: String(seed),
    hours: simulate.hours,
    out,
    "ground-truth": join(out, TRUTH),
    waveforms: "0",
  };
  await unfinished(out);
  const code = await runSimulator("headless", given, signal, { quiet: true });
  if (code !== 0) throw new EdgeError("bad-request", "the simulated plant did not run to its end; its output is above");
  await finished(out);
  return out;
}
