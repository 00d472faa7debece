/** `gemba evaluate --paired`: runs with faults beside the same runs without (rules E22 to E28, E76). */
import { basename, join } from "node:path";
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
import { keep, keptIn, printOfRun } from "./kept-results.ts";
import { fromUser, hoursOf, type Options } from "./options.ts";

interface Means {
  readonly config: PlantConfig;
  readonly log: Logger;
}

interface JudgedRun {
  readonly run: PairedRun;
  readonly judgement: PairJudgement;
  /** Seconds that the pair and its runs without one fault took, whichever start computed them. */
  readonly wallS: number;
}

/** Judges every pair of the set that no earlier start has kept, one after the other, and returns the report. */
export async function evaluatePaired(
  options: Options,
  means: Means,
  signal: AbortSignal,
  judgePairOf = judgedPair,
): Promise<string> {
  const { title, runs: wanted } = setOf(options);
  const folder = options.out === undefined ? undefined : fromUser(options.out);
  const runs: JudgedRun[] = [];
  const kept: PairedRun[] = [];
  for (const run of wanted) {
    const print = printOfRun(run.scenario, means.config.files, JSON.stringify(run));
    const known = folder === undefined ? undefined : keptIn<JudgedRun>(fileOf(folder, run), print);
    if (known !== undefined) kept.push(run);
    const judged = known ?? (await timed(run, () => judgePairOf(run, means, signal)));
    if (known === undefined && folder !== undefined) await keep(fileOf(folder, run), print, judged);
    runs.push(judged);
  }
  const figures = setFigures(runs.map(({ judgement }) => judgement));
  const report = { title, runs, kept, figures, wallS: runs.reduce((sum, { wallS }) => sum + wallS, 0) };
  return options.json ? `${JSON.stringify(report, null, 2)}\n` : setReportText(report);
}

async function timed(run: PairedRun, judge: () => Promise<PairJudgement>): Promise<JudgedRun> {
  const { scenario, seed, hours, leaveOut } = run;
  const more = leaveOut > 0 ? `, and at most ${leaveOut} runs without one fault` : "";
  process.stderr.write(`gemba: ${scenario}, seed ${seed}, ${hours} h, with its faults and without${more}\n`);
  const begun = performance.now();
  const judgement = await judge();
  return { run, judgement, wallS: Math.round((performance.now() - begun) / 1000) };
}

function fileOf(folder: string, { scenario, seed, hours }: PairedRun): string {
  return join(folder, `${basename(scenario)}-seed-${seed}-${hours}h.json`);
}

function setOf({ paired, scenario, seed, simulate, run }: Options): PairedSet {
  const { set, leaveOut } = paired;
  if (run !== undefined)
    throw new EdgeError("bad-request", "pairs are streamed, so that --paired and --set do not take --run");
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
