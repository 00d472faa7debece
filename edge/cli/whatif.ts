/** `gemba whatif`: futures of a plant side by side, from its state now or at a past instant. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { loadConfig } from "../config/load.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import { ImpossiblePlant } from "../contracts/forecast/description.ts";
import type { PastMachine, PlantHistory } from "../contracts/forecast/history.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { learn } from "../forecast/learn/learn.ts";
import { historyUntil } from "../forecast/learn/until.ts";
import { compile } from "../forecast/model/compile.ts";
import { flowOf } from "../forecast/model/flow.ts";
import { snapshotAt } from "../forecast/model/snapshot-at.ts";
import { startState } from "../forecast/model/start-state.ts";
import { compareFutures } from "../forecast/whatif/compare.ts";
import { trialsOf } from "../forecast/whatif/foresee.ts";
import { machinesTold } from "../forecast/whatif/machines-told.ts";
import { type NamedChanges, readQuestion } from "../forecast/whatif/question.ts";
import { type PlantConfig, plugins } from "../plugins.ts";
import { readPastPieces } from "../production/material/past-pieces.ts";
import { readPastMachines } from "../production/state/past-machines.ts";
import { copyDatabase } from "../store/copy-database.ts";
import type { Command } from "./command.ts";
import { fromUser, hoursOf, type Options } from "./options.ts";
import { unfinished } from "./process/outputs.ts";
import { type WhatIfAnswer, whatIfText } from "./whatif-text.ts";

const HELP = `gemba whatif [FILE]: what comes next in a plant, and with other machines, vehicles or orders

  Learns from the pieces that an edge has recorded, starts from where they are, and runs
  the time ahead many times. FILE has futures to compare (docs/forecast.md); without it
  the plant goes on as it is. The same question has the same answer, to the bit.

  --config FILE          plant's folder or its gemba.yaml (default: the demo plant)
  --data-dir DIR         data folder of the edge, which may run (default ./data)
  --at TIME              a past instant to start from, such as 2026-03-02T08:00:00Z or, with the
                         time zone, 2026-03-02T16:00:00+08:00 (default: the newest report)
  --hours H              time ahead, 10000 at most (default 8)
  --replications N       runs of each future (default 30)
  --seed N               of the random numbers (default 1)
  --language zh|en       of the text (default en)
  --json                 the answer as JSON
`;

const DEFAULT_HOURS = 8;
/** More than a year: nothing that was learnt holds for so long, and the calendar of the run grows with it. */
const MOST_HOURS = 10_000;
/** The end of a time that says in which zone it is. */
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;
/** Older pieces say little of how the plant works now. */
const LEARN_FROM_S = 7 * 86_400;
/** Less history than this is no base for a forecast. */
const LEAST_S = 1800;

export const whatIfCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options, signal) {
    const { seed, replications, csv, json } = options;
    const hours = hoursOf(options, DEFAULT_HOURS);
    if (hours > MOST_HOURS) throw new EdgeError("bad-request", `--hours is ${hours}; give ${MOST_HOURS} at most`);
    const horizonS = 3600 * hours;
    const config = await loadConfig(options.config, plugins);
    const futures = futuresIn(options.positionals[0]);
    const history = await historyIn(options.dataDir, config);
    const at = instantOf(options, history);
    try {
      const answer = await answerOf({ config, history, at, futures }, { horizonS, replications, seed }, signal);
      const language = csv.language === "zh" ? "zh" : "en";
      process.stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : whatIfText(answer, language));
      return 0;
    } catch (error) {
      if (error instanceof ImpossiblePlant) throw new EdgeError("bad-request", error.message, { cause: error });
      throw error;
    }
  },
};

interface Asked {
  readonly config: PlantConfig;
  readonly history: PlantHistory;
  readonly at: Micros;
  readonly futures: readonly NamedChanges[];
}

async function answerOf(
  { config, history, at, futures }: Asked,
  runs: { readonly horizonS: number; readonly replications: number; readonly seed: number },
  signal: AbortSignal,
): Promise<WhatIfAnswer> {
  const flow = flowOf(config);
  const known = historyUntil(history, at);
  const learnt = learn(known, flow);
  const sources = { description: config, flow, learnt };
  const snapshot = snapshotAt(known, flow, at);
  const { horizonS, seed } = runs;
  const trials = trialsOf(known, sources, { at, horizonS, seed });
  const { unplaced } = startState(snapshot, sources, compile(sources, { at, horizonS }), true);
  const question = { ...runs, trials, futures: [{ name: "baseline", changes: [] }, ...futures] };
  const found = await compareFutures(sources, (plan) => startState(snapshot, sources, plan, true), question, {
    at,
    pause: async () => {
      await new Promise(setImmediate);
      signal.throwIfAborted();
    },
  });
  const left = Object.fromEntries(unplaced);
  const machines = machinesTold(known, learnt, snapshot);
  const from = { learntFrom: known.from, pieces: known.pieces.length, machines, unplaced: left };
  return { at, ...runs, ...from, trials, futures: found };
}

function futuresIn(file: string | undefined): readonly NamedChanges[] {
  if (file === undefined) return [];
  const path = fromUser(file);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new EdgeError("bad-request", `${path} cannot be read; give a file of futures`, { cause: error });
  }
  return readQuestion(text, path);
}

/** From a copy, which is removed even when the command is killed. */
export async function historyIn(dataDir: string, config: PlantConfig): Promise<PlantHistory> {
  const source = join(dataDir, "production", "material.db");
  if (!existsSync(source))
    throw new EdgeError("bad-request", `${source} is not there; name the data folder of an edge with --data-dir`);
  const folder = mkdtempSync(join(tmpdir(), "gemba-whatif-"));
  await unfinished(folder);
  try {
    const history = readPastPieces(copied(source, folder), LEARN_FROM_S);
    if (history === undefined)
      throw new EdgeError("bad-request", `${dataDir} has no record of pieces yet; let the edge watch the plant first`);
    // Edges without a book of states, and those of before there was one, have no such file.
    const states = join(dataDir, "production", "states.db");
    if (!existsSync(states)) return history;
    return { ...history, machines: machinesIn(states, folder, config, history) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function machinesIn(states: string, folder: string, config: PlantConfig, range: PlantHistory): readonly PastMachine[] {
  try {
    return readPastMachines(copied(states, folder), config, { from: range.from, to: range.to });
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    const what = `${states} cannot be read: ${reasonOf(error)}`;
    const remedy = "start the edge once, which mends or renews it, or move the file away to forecast without failures";
    throw new EdgeError("bad-request", `${what}; ${remedy}`, { cause: error });
  }
}

/** A copy of the file in the folder, of one moment. */
function copied(source: string, folder: string): string {
  const copy = join(folder, basename(source));
  try {
    copyDatabase(source, copy);
    return copy;
  } catch (error) {
    const remedy =
      "it must be a readable record of an edge (--data-dir), which the edge mends or renews when it starts, " +
      "and the folder needs room for it (TMPDIR)";
    const what = `${source} cannot be copied to ${folder}: ${reasonOf(error)}`;
    throw new EdgeError("bad-request", `${what}; ${remedy}`, { cause: error });
  }
}

export function instantOf({ at: written }: Pick<Options, "at">, { from, to }: PlantHistory): Micros {
  const at = written === undefined ? to : 1000 * Date.parse(written);
  const text = (time: Micros): string => new Date(time / 1000).toISOString();
  if (Number.isNaN(at) || (written !== undefined && !ZONE.test(written)))
    throw new EdgeError(
      "bad-request",
      `--at is ${written}; give a time with its zone, such as 2026-03-02T08:00:00Z or 2026-03-02T16:00:00+08:00`,
    );
  if (at > to)
    throw new EdgeError(
      "bad-request",
      `--at is ${text(at)}, and the newest report is of ${text(to)}; leave --at out to start from there`,
    );
  if (at < from + LEAST_S * 1e6)
    throw new EdgeError(
      "bad-request",
      `${text(at)} has less than half an hour of history before it: the record has ${text(from)} to ${text(to)}; ` +
        "give a later time with --at, or let the edge watch the plant for longer",
    );
  return at;
}
