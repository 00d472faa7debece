import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { EdgeError } from "../contracts/errors.ts";
import { writeTable } from "../evaluation/data-sets/table.ts";
import { labelledRows } from "../evaluation/learning/labelled-table.ts";
import { readRows } from "../evaluation/learning/read-rows.ts";
import {
  classifyRows,
  cutOf,
  type LabelledRows,
  learnClassifier,
  splitByTime,
  targetsOf,
} from "../health/prognosis/labelled/classifier.ts";
import { classifierText, readClassifier } from "../health/prognosis/labelled/classifier-file.ts";
import type { Ranking } from "../health/prognosis/labelled/ranking.ts";
import { replaceFile } from "../store/replace-file.ts";
import type { Command } from "./command.ts";
import { fromUser, type Options } from "./options.ts";
import { finished, unfinished } from "./process/outputs.ts";

/** Least number of rows with the label 1 for learning, and for judging the model. */
const FEWEST = 5;

const HELP = `gemba learn FILE: a model that says from signals whether a labelled event is, or begins soon

  FILE is CSV (or .csv.gz) or Parquet: a row for each moment, in order of time, with a
  column of times, a column of labels (true or false, 1 or 0, empty where unknown), and
  signals. docs/learning.md explains the figures.

  --label COLUMN   the labels
  --time COLUMN    the times (default time)
  --ahead N        learn whether the event begins within the next N rows (default 0: whether it is)
  --ignore COLUMN  no signal; may be given several times
  --seed N         of the draws (default 1); the same rows and seed give the same file
  --out FILE       the model (default model.json)

  --apply MODEL    learn nothing: score the rows of FILE by this model, into --out as CSV
`;

/** `gemba learn`. */
export const learnCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options, signal) {
    const [file] = options.positionals;
    if (file === undefined)
      throw new EdgeError("bad-request", "no file is named; give a CSV or Parquet file with labelled rows. See --help");
    return options.learn.apply === undefined
      ? await learn(fromUser(file), options, signal)
      : await apply(fromUser(file), options.learn.apply, options);
  },
};

async function learn(file: string, options: Options, signal: AbortSignal): Promise<number> {
  const { label, ahead } = options.learn;
  if (label === undefined)
    throw new EdgeError("bad-request", "--label COLUMN is needed: the column that says whether the event is");
  const rows = await read(file, { ...options.learn, label });
  const task = { label, ahead };
  const targets = targetsOf(rows.label, ahead);
  refuseFew(file, label, targets);
  const split = splitByTime(rows, task, options.seed);
  signal.throwIfAborted();
  const out = fromUser(options.out ?? "model.json");
  await unfinished(out);
  const known = targets.filter((target) => !Number.isNaN(target));
  const text = classifierText(learnClassifier(rows, task, options.seed), {
    task,
    seed: options.seed,
    trainingPrint: printOf(rows),
    trainingRows: known.length,
    positives: known.filter((target) => target === 1).length,
    timeSplit: split.ranking,
  });
  await replaceFile(out, text);
  await finished(out);
  process.stdout.write(
    `${known.length} rows, ${rows.signals.length} signals. By time split: ${rankingText(split.ranking)}\n`,
  );
  process.stdout.write(`Model of all rows in ${out}\n`);
  return 0;
}

async function apply(file: string, modelFile: string, options: Options): Promise<number> {
  if (options.out === undefined)
    throw new EdgeError("bad-request", "--out FILE is needed with --apply: the CSV for label and score");
  const path = fromUser(modelFile);
  const { model, origin } = modelIn(path);
  const rows = await read(file, { ...options.learn, label: origin.task.label }, model.plan.signals);
  const [targets, scores] = [targetsOf(rows.label, origin.task.ahead), classifyRows(model, rows)];
  const out = fromUser(options.out);
  await unfinished(out);
  const judged = [...targets.keys()].filter((row) => !Number.isNaN(targets[row]));
  writeTable(
    out,
    ["label", "score"],
    judged.map((row) => [targets[row] as number, scores[row] as number]),
  );
  await finished(out);
  process.stdout.write(`${judged.length} rows with a label scored into ${out}\n`);
  return 0;
}

function modelIn(path: string): ReturnType<typeof readClassifier> {
  try {
    return readClassifier(readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof RangeError) && (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const trouble = error instanceof RangeError ? error.message : "there is no such file";
    throw new EdgeError("bad-request", `${path} is no model: ${trouble}`);
  }
}

async function read(
  file: string,
  plan: { readonly time: string; readonly label: string; readonly ignore: readonly string[] },
  signals?: readonly string[],
): Promise<LabelledRows> {
  return labelledRows(await readRows(file), plan, signals);
}

function refuseFew(file: string, label: string, targets: Float64Array): void {
  const cut = cutOf(targets.length);
  for (const [part, values] of [
    ["first 70 %", targets.subarray(0, cut)],
    ["last 30 %", targets.subarray(cut)],
  ] as const)
    for (const wanted of [1, 0]) {
      const count = values.filter((target) => target === wanted).length;
      if (count >= FEWEST) continue;
      const found = `the ${part} of the rows have ${count} rows where the answer is ${wanted === 1 ? "yes" : "no"}`;
      const remedy = `at least ${FEWEST} are needed. Add rows from a longer time, or label more of them`;
      throw new EdgeError("bad-request", `${file}, column ${label}: ${found}; ${remedy}`);
    }
}

/** SHA-256 of what is learnt from. */
function printOf({ timesS, columns, label, signals }: LabelledRows): string {
  const hash = createHash("sha256").update(JSON.stringify(signals));
  for (const column of [timesS, ...columns, label])
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex");
}

function rankingText({ rows, positives, averagePrecision, rocAuc }: Ranking): string {
  const precision = `average precision ${averagePrecision.toFixed(3)} (base rate ${(positives / rows).toFixed(3)})`;
  return `${precision}, ROC AUC ${rocAuc.toFixed(3)} over the last ${rows} rows`;
}
