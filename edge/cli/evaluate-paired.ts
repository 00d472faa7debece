/** `gemba evaluate --paired`: runs with faults beside the same runs without (rules E22 to E28). */
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import type { RunOrder } from "../evaluation/input/plant-run.ts";
import { heardOf } from "../evaluation/judge.ts";
import { faultsToLeaveOut, judgePair, type PairJudgement } from "../evaluation/paired/judge-pair.ts";
import { type PairedRun, type PairedSet, readSet } from "../evaluation/paired/set.ts";
import { setFigures } from "../evaluation/paired/set-figures.ts";
import { setReportText } from "../evaluation/paired/set-report.ts";
import { watchPair } from "../evaluation/paired/watch-pair.ts";
import { watchRun } from "../evaluation/watch.ts";
import type { PlantConfig } from "../plugins.ts";
import { streamPlant } from "./demo/stream-plant.ts";
import { fromUser, hoursOf, type Options } from "./options.ts";

interface Means {
  readonly config: PlantConfig;
  readonly log: Logger;
}

/** Judges every pair of the set, one after the other, and returns the report. */
export async function evaluatePaired(options: Options, means: Means, signal: AbortSignal): Promise<string> {
  const begun = performance.now();
  const { title, runs: wanted } = setOf(options);
  const runs: { readonly run: PairedRun; readonly judgement: PairJudgement }[] = [];
  for (const run of wanted) {
    process.stderr.write(`gemba: ${run.scenario}, seed ${run.seed}, ${run.hours} h, with its faults and without\n`);
    runs.push({ run, judgement: await judgedPair(run, means, signal) });
  }
  const figures = setFigures(runs.map(({ judgement }) => judgement));
  const wallS = Math.round((performance.now() - begun) / 1000);
  const report = { title, runs, figures, wallS };
  return options.json ? `${JSON.stringify(report, null, 2)}\n` : setReportText(report);
}

function setOf({ paired, scenario, seed, simulate, run, out }: Options): PairedSet {
  const { set, leaveOut } = paired;
  if (run !== undefined || out !== undefined)
    throw new EdgeError("bad-request", "pairs are streamed, so that --paired and --set take neither --run nor --out");
  if (set !== undefined) return readSet(/^[a-z0-9-]+$/.test(set) ? set : fromUser(set));
  const hours = hoursOf({ simulate }, 8);
  return { title: `${scenario}, seed ${seed}`, runs: [{ scenario, seed, hours, leaveOut }] };
}

async function judgedPair(run: PairedRun, means: Means, signal: AbortSignal): Promise<PairJudgement> {
  const { scenario, seed, hours, leaveOut } = run;
  const order = (without: RunOrder["without"]): RunOrder => ({ scenario, seed, hours, without, waveforms: true });
  const pair = await watchedPair(order, means, signal);
  const judgement = judgePair(pair);
  const left = faultsToLeaveOut(judgement, leaveOut);
  if (left.length === 0) return judgement;
  const heard = new Map<string, ReturnType<typeof heardOf>>();
  for (let at = 0; at < left.length; at += AT_ONCE)
    await Promise.all(
      left.slice(at, at + AT_ONCE).map(async (id) => {
        await using one = await streamPlant(order([id]), signal);
        heard.set(id, heardOf((await watchRun({ ...means, run: one }, signal)).watched));
        signal.throwIfAborted();
      }),
    );
  return judgePair(pair, heard);
}

/** Simulations that run at the same time: those of a pair, and as many without one fault. */
const AT_ONCE = 2;

async function watchedPair(
  order: (without: RunOrder["without"]) => RunOrder,
  means: Means,
  signal: AbortSignal,
): ReturnType<typeof watchPair> {
  await using faulty = await streamPlant(order([]), signal);
  await using sound = await streamPlant(order("all"), signal);
  return await watchPair({ ...means, faulty, sound }, signal);
}
