/** `gemba evaluate --seeds`: one scenario with many seeds, each in a process of its own (rule E38). */
import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { type SeedJudgement, seedsFigures, seedsIn } from "../evaluation/seeds/seeds.ts";
import { type SeedsReport, seedsReportText } from "../evaluation/seeds/seeds-report.ts";
import type { PlantConfig } from "../plugins.ts";
import { keep, keptIn, printOfRun } from "./kept-results.ts";
import { fromUser, type Options } from "./options.ts";
import { runApart } from "./process/apart.ts";

/** Judges each seed that no earlier start has kept by `judgeSeed`, and returns the report. */
export async function evaluateSeeds(
  options: Options,
  { files }: Pick<PlantConfig, "files">,
  signal: AbortSignal,
  judgeSeed = judged,
): Promise<string> {
  const { paired, run, out, seeds: given, json } = options;
  if (paired.isWanted || run !== undefined)
    throw new EdgeError("bad-request", "--seeds takes neither --paired, --set nor --run");
  const begun = performance.now();
  const folder = out === undefined ? undefined : fromUser(out);
  const seeds = seedsIn(given.text as string);
  const print = printOfRun(options.scenario, files, options.simulate.hours ?? "");
  const known = seeds.map((seed) =>
    folder === undefined ? undefined : keptIn<SeedJudgement>(fileOf(folder, seed), print),
  );
  const kept = seeds.filter((_, at) => known[at] !== undefined);
  const runs = await inTurns(seeds, given.workers ?? 1, signal, async (seed, at, until) => {
    const found = known[at] ?? (await judgeSeed(seed, options, until));
    if (known[at] === undefined && folder !== undefined) await keep(fileOf(folder, seed), print, found);
    process.stderr.write(`gemba: seed ${seed}: ${found.falseAlerts.length} false of ${found.alerts} alerts\n`);
    return found;
  });
  const wallS = Math.round((performance.now() - begun) / 1000);
  const report: SeedsReport = { runs, kept, figures: seedsFigures(runs), wallS };
  return json ? `${JSON.stringify(report, null, 2)}\n` : seedsReportText(report);
}

/** Does the work for each item, some at a time, in order. The first failure ends the others. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: Item, at: number, signal: AbortSignal) => Promise<Result>,
): Promise<readonly Result[]> {
  const failed = new AbortController();
  const until = AbortSignal.any([signal, failed.signal]);
  const results: Result[] = [];
  let next = 0;
  const turns = Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    for (let at = next++; at < items.length && !until.aborted; at = next++)
      results[at] = await work(items[at] as Item, at, until).catch((error: unknown) => {
        failed.abort("SIGTERM");
        throw error;
      });
  });
  const ended = await Promise.allSettled(turns);
  signal.throwIfAborted();
  const failure = ended.find((one) => one.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  return results;
}

async function judged(seed: number, options: Options, signal: AbortSignal): Promise<SeedJudgement> {
  const { scenario, simulate, config, logLevel } = options;
  const given = { scenario, config, seed, hours: simulate.hours, "log-level": logLevel };
  const args = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  let text = "";
  const hear = (more: string): void => {
    text += more;
  };
  const code = await runApart({ args: ["evaluate", ...args, "--json"], hear }, signal);
  if (code !== 0)
    throw new EdgeError("bad-request", `seed ${seed} was not judged (exit code ${code}); its message is above`);
  return JSON.parse(text) as SeedJudgement;
}

function fileOf(folder: string, seed: number): string {
  return join(folder, `seed-${seed}.json`);
}
