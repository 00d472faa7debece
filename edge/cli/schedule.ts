/** `gemba schedule score`: the search of schedules on classic instances. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { type Instance, instancesIn } from "../evaluation/schedule/instances.ts";
import { type ScoredInstance, scheduleScoreText, scoreInstance } from "../evaluation/schedule/score.ts";
import { replaceFile } from "../store/replace-file.ts";
import type { Command } from "./command.ts";
import { fromUser, type Options } from "./options.ts";

const HELP = `gemba schedule score DIR: how near the search of schedules comes to the best known makespans

  Searches each instance on one core and compares. DIR keeps the result of each, so that
  the same command goes on after a stop. docs/evaluation.md has the figures.

  --data DIR     folder with jobshop/*.txt, flexible/*.txt, best-known.json and engines-10min.json
  --seconds S    CPU time for each instance (default 60)
  --only LIST    instances or families, such as ta01,swv,flexible/mk
  --seed N       of the search (default 1)
  --json         the scores as JSON
`;

/** The result of one instance as it is kept. */
interface Kept {
  readonly seed: number;
  readonly seconds: number;
  readonly scored: ScoredInstance;
}

export const scheduleCommand: Command = {
  help: HELP,
  operands: 2,
  async run(options, signal) {
    const [verb, folder] = options.positionals;
    if (verb !== "score" || folder === undefined || options.data === undefined)
      throw new EdgeError("bad-request", "give: gemba schedule score DIR --data DIR, results and instances");
    const { seconds, only } = options.schedule;
    const instances = wantedOf(instancesIn(fromUser(options.data)), only);
    const scored: ScoredInstance[] = [];
    for (const instance of instances) {
      signal.throwIfAborted();
      scored.push(await scoreOrKept(instance, fromUser(folder), options));
    }
    const text = options.json ? `${JSON.stringify(scored, null, 2)}\n` : scheduleScoreText(scored, seconds);
    process.stdout.write(text);
    return 0;
  },
};

function wantedOf(instances: readonly Instance[], only: string | undefined): readonly Instance[] {
  if (only === undefined) return instances;
  const names = only.split(",");
  const known = new Set(instances.flatMap(({ name, family }) => [name, family]));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new EdgeError("bad-request", `--only names ${unknown.join(", ")}, which is no instance and no family there`);
  return instances.filter(({ name, family }) => names.includes(name) || names.includes(family));
}

async function scoreOrKept(instance: Instance, folder: string, { seed, schedule }: Options): Promise<ScoredInstance> {
  const file = join(folder, `${instance.name}.json`);
  const { seconds } = schedule;
  const kept = keptIn(file);
  if (kept?.seed === seed && kept.seconds === seconds) return kept.scored;
  const scored = scoreInstance(instance, seconds, seed);
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, `${JSON.stringify({ seed, seconds, scored } satisfies Kept, null, 2)}\n`);
  process.stderr.write(`gemba: ${instance.name}: ${scored.makespan}\n`);
  return scored;
}

function keptIn(file: string): Kept | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Kept;
  } catch {
    return undefined;
  }
}
