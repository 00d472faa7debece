/** `gemba schedule`: a plan for a plant's orders, and how good the search of schedules is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { revisionOf } from "../config/open-files.ts";
import { EdgeError } from "../contracts/errors.ts";
import { type Instance, instancesIn } from "../evaluation/schedule/instances.ts";
import { type Found, type ScoredInstance, scheduleScoreText, searchInstance } from "../evaluation/schedule/score.ts";
import type { Command } from "./command.ts";
import { keep, keptIn, printOf } from "./kept-results.ts";
import { fromUser } from "./options.ts";
import { planPlant } from "./schedule-plant.ts";
import { scorePlants } from "./score-plants.ts";

const HELP = `gemba schedule plant FILE: a plan for the orders in a file, with the reason of each start

  FILE names machines, routes, set-ups, calendars and orders (docs/schedule.md).

  --orders FILE  orders of a planning system as CSV or B2MML, behind those of the plan
  --seconds S    how long to search (default 60)
  --seed N       of the search (default 1)
  --format F     text, json, csv, or b2mml for a planning system (default text)
  --language L   of the reasons: en or zh (default en)
  --no-bom       a CSV without the mark that Excel needs
  --json         the plan as JSON

gemba schedule score --plant: orders on time by plan and by six dispatch rules, on made plants;
  starts that stay after events; what waiting for cheaper energy saves

  --seeds LIST   made plants, such as 101-105 (the default)
  --seconds S    CPU time of each search (default 60)

gemba schedule score DIR: how near the search of schedules comes to the best known makespans

  Searches each instance on one core and compares. DIR keeps the result of each, so that
  the same command goes on after a stop. docs/evaluation.md has the figures.

  --data DIR     folder with jobshop/*.txt, flexible/*.txt, best-known.json and engines-10min.json
  --seconds S    CPU time for each instance (default 60)
  --only LIST    instances or families, such as ta01,swv,flexible/mk
  --seed N       of the search (default 1)
  --json         the scores as JSON
`;

/** Folders whose programs a search depends on. */
const PROGRAMS = ["edge/schedule", "edge/evaluation/schedule", "edge/batch"];

export const scheduleCommand: Command = {
  help: HELP,
  operands: 2,
  async run(options, signal) {
    const [verb, folder] = options.positionals;
    if (verb === "plant" && folder !== undefined) return planPlant(folder, options, signal);
    if (verb === "score" && options.schedule.isPlant) return scorePlants(options, signal);
    if (verb !== "score" || folder === undefined || options.data === undefined)
      throw new EdgeError(
        "bad-request",
        "give: gemba schedule plant FILE; gemba schedule score --plant; or gemba schedule score DIR --data DIR",
      );
    const { seed, schedule } = options;
    const { seconds, only } = schedule;
    if (seconds === 0) throw new EdgeError("bad-request", "--seconds is 0; give at least 1");
    const instances = wantedOf(instancesIn(fromUser(options.data)), only);
    const print = printOf(PROGRAMS, [{ path: "seed and seconds", text: `${seed} ${seconds}` }]);
    const scored: ScoredInstance[] = [];
    for (const instance of instances) {
      signal.throwIfAborted();
      scored.push(await scoreOrKept(instance, fromUser(folder), { seed, seconds, print }));
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

/** `print`: of all that results depend on beside the instance. */
async function scoreOrKept(
  instance: Instance,
  folder: string,
  { seed, seconds, print }: { readonly seed: number; readonly seconds: number; readonly print: string },
): Promise<ScoredInstance> {
  const file = join(folder, `${instance.name}.json`);
  const own = revisionOf([{ path: print, text: readFileSync(instance.file, "utf8") }]);
  const kept = keptIn<Found>(file, own);
  const found = kept ?? searchInstance(instance, seconds, seed);
  if (kept === undefined) {
    await keep(file, own, found);
    process.stderr.write(`gemba: ${instance.name}: ${found.makespan}\n`);
  }
  const { name, family, known, others } = instance;
  return { name, family, known, others, ...found };
}
