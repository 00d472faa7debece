import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { judge } from "../evaluation/judge.ts";
import { reportText } from "../evaluation/report.ts";
import { readTruth } from "../evaluation/truth.ts";
import { watchRecording } from "../evaluation/watch-recording.ts";
import { createLog } from "../observe/log.ts";
import { plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { runSimulator } from "./demo/run-simulator.ts";
import { planSimulatedPlant } from "./demo/simulated-plant.ts";
import { fromUser, type Options } from "./options.ts";
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
  --out DIR              keeps the run's files there (default: a folder that is removed afterwards)
  --run DIR              a run that --out kept, instead of a new one
  --json                 the whole judgement as JSON
`;

const TRUTH = "truth.jsonl";

/** `gemba evaluate`. */
export const evaluateCommand: Command = {
  help: HELP,
  async run(options, signal) {
    const temporary =
      options.run === undefined && options.out === undefined ? mkdtempSync(join(tmpdir(), "gemba-run-")) : undefined;
    try {
      const dir =
        options.run === undefined
          ? await runPlant(options, temporary ?? fromUser(options.out as string), signal)
          : fromUser(options.run);
      const truth = await readTruth(join(dir, TRUTH));
      for (const [name, value] of Object.entries((await planSimulatedPlant()).env)) process.env[name] ??= value;
      const config = await loadConfig(options.config, plugins);
      const log = createLog({ level: options.logLevel === "info" ? "error" : options.logLevel });
      const watched = await watchRecording({ config, dir, start: truth.start, end: truth.end, log }, signal);
      signal.throwIfAborted();
      const judgement = judge(watched, truth);
      const run = {
        name: basename(options.run === undefined ? options.scenario : dir),
        scenario: truth.title,
        seed: truth.seed,
      };
      process.stdout.write(
        options.json ? `${JSON.stringify({ ...run, ...judgement }, null, 2)}\n` : reportText(run, judgement),
      );
      return 0;
    } finally {
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    }
  },
};

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
