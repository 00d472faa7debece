/** `gemba study`: many variants of a plant against each other, from its state now or at a past instant. */

import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../config/load.ts";
import { readConfigFile } from "../../config/read-file.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { ImpossiblePlant } from "../../contracts/forecast/description.ts";
import type { StudyAnswer } from "../../contracts/forecast/study-answer.ts";
import type { Language } from "../../contracts/words/language.ts";
import { studySchema } from "../../forecast/study/file/study-file.ts";
import { studyProblems } from "../../forecast/study/file/study-problems.ts";
import { describedBy, recordName } from "../../futures/record-of-pieces.ts";
import { type LockWords, lockDataFolder } from "../../model/data-folder.ts";
import { VERSION } from "../../observe/version.ts";
import { plugins } from "../../plugins.ts";
import { replaceFile } from "../../store/replace-file.ts";
import { answerStudy, type Mark } from "../../studies/answer-study.ts";
import { KeptRuns } from "../../studies/kept-runs.ts";
import type { Command } from "../command.ts";
import { fromUser, languageOf, type Options } from "../options.ts";
import { finished, unfinished } from "../process/outputs.ts";
import { startIn, writtenInstant } from "../whatif.ts";
import { emptyFolder } from "../write-files.ts";
import { studyReport } from "./study-report.ts";
import { studyCsv, studyText } from "./study-text.ts";

const HELP = `gemba study FILE: which of many variants of a plant is best

  FILE has factors with levels, objectives and constraints (docs/studies.md). Every variant
  starts from where the pieces are and runs the time ahead with the same random numbers.
  Variants that are surely worse are dropped early. Ctrl+C prints what is known so far.
  The same study has the same answer, to the bit, with any number of workers.

  --config FILE          plant's folder or its gemba.yaml (default: the demo plant)
  --data-dir DIR         data folder of the edge, which may run (default ./data)
  --at TIME              a past instant to start from, as for gemba whatif
  --workers N            threads that run variants (default: one for each core)
  --out DIR              new folder for answer.json, variants.csv and report.html. It keeps the
                         runs meanwhile: after a stop the same command goes on there
  --language zh|en       of text and report (default en)
  --json                 the answer as JSON
`;

/** Options of `gemba whatif` that the file of a study has. */
const OF_THE_FILE = ["hours", "replications", "seed"] as const;
/** A line of progress each so many ms. */
const TOLD_MS = 2_000;

export const studyCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options, signal) {
    const [file] = options.positionals;
    if (file === undefined) throw new EdgeError("bad-request", "give: gemba study FILE (docs/studies.md shows one)");
    const language = languageOf(options);
    for (const name of OF_THE_FILE)
      if (options.typed.has(name))
        throw new EdgeError("bad-request", `--${name} is in the file of the study: write ${name} there`);
    const config = await loadConfig(options.config, plugins);
    const asked = readConfigFile(fromUser(file), studySchema, studyProblems);
    const out = options.out === undefined ? undefined : outFolder(fromUser(options.out));
    using _lock = out === undefined ? undefined : lockDataFolder(out, OF_STUDY);
    const kept = out === undefined ? undefined : keptIn(out);
    const answer = await answerTo(
      {
        ...{ file: asked, description: describedBy(config), at: writtenInstant(options), program: VERSION },
        record: recordName(options.dataDir),
        startFrom: (at) => startIn(options.dataDir, config, at),
      },
      {
        ...{ workers: options.seeds.workers ?? availableParallelism(), signal, kept, onProgress: progress() },
        anew: (changed) => say(`${changed.map((mark) => CHANGED[mark]).join(", ")} changed: the study begins anew`),
      },
    );
    if (out !== undefined) await write(out, answer, language, options);
    // With its answer on disk, the study has ended.
    if (answer.isComplete) kept?.remove();
    process.stdout.write(options.json ? `${JSON.stringify(answer, null, 2)}\n` : studyText(answer, language));
    signal.throwIfAborted();
    return answer.failure === null ? 0 : 1;
  },
};

/** Where the runs of a study are that has no answer yet. */
const RUNS = "study.runs";
/** Of the process that writes there; what it has while it takes the lock begins so, too. */
const LOCK = "lock";
const CHANGED: Readonly<Record<Mark, string>> = {
  file: "the file of the study",
  seed: "its seed",
  at: "the instant",
  plant: "the plant",
  record: "the data folder",
  program: "the version of Gemba",
};

/** Two commands in one folder would mix their runs. */
const OF_STUDY: LockWords = {
  inUse: (folder, pid, lock) =>
    `another gemba study writes to ${folder}: process id ${pid} (${lock}); wait until it has ended, or choose ` +
    "another --out",
  atOnce: (folder) => `several gemba studies start on ${folder} at once; start one`,
};

/** A folder that is new, empty, or of a study that was stopped or goes on. Throws EdgeError `bad-request`. */
function outFolder(path: string): string {
  if (!existsSync(path)) return path;
  const entries = readdirSync(path);
  // One that was killed before its first run has left its lock only.
  return entries.includes(RUNS) || entries.every((entry) => entry.startsWith(LOCK)) ? path : emptyFolder(path);
}

function keptIn(folder: string): KeptRuns {
  mkdirSync(folder, { recursive: true });
  const kept = KeptRuns.open(join(folder, RUNS), (reason) => say(`runs of this study cannot be kept: ${reason}`));
  if (kept.total > 0) say(`${kept.total} runs of this study are there`);
  return kept;
}

function say(text: string): void {
  process.stderr.write(`gemba: ${text}\n`);
}

async function answerTo(...asked: Parameters<typeof answerStudy>): Promise<StudyAnswer> {
  try {
    return await answerStudy(...asked);
  } catch (error) {
    if (error instanceof ImpossiblePlant) throw new EdgeError("bad-request", error.message, { cause: error });
    throw error;
  }
}

function progress(): (done: number, known: number, left: number) => void {
  let last = performance.now();
  return (done, known, left) => {
    const now = performance.now();
    if (now - last < TOLD_MS) return;
    last = now;
    say(`${done} of ${known} runs of this round, ${left} variants left`);
  };
}

/** A study that was stopped leaves what is known, too. */
async function write(
  folder: string,
  answer: StudyAnswer,
  language: Language,
  { csv }: Pick<Options, "csv">,
): Promise<void> {
  await unfinished(folder);
  mkdirSync(folder, { recursive: true });
  await replaceFile(join(folder, "answer.json"), `${JSON.stringify(answer, null, 2)}\n`);
  await replaceFile(join(folder, "variants.csv"), studyCsv(answer, csv.bom));
  await replaceFile(join(folder, "report.html"), studyReport(answer, language));
  await finished(folder);
}
