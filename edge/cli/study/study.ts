/** `gemba study`: many variants of a plant against each other, from its state now or at a past instant. */
import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../config/load.ts";
import { readConfigFile } from "../../config/read-file.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { ImpossiblePlant, type PlantDescription } from "../../contracts/forecast/description.ts";
import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Language } from "../../contracts/words/language.ts";
import { learn } from "../../forecast/learn/learn.ts";
import { flowOf } from "../../forecast/model/flow.ts";
import { snapshotAt } from "../../forecast/model/snapshot-at.ts";
import type { StudyAnswer } from "../../forecast/study/answer/answer.ts";
import { type StudyFile, studySchema } from "../../forecast/study/file/study-file.ts";
import { studyProblems } from "../../forecast/study/file/study-problems.ts";
import { study } from "../../forecast/study/study.ts";
import { knownAt } from "../../forecast/whatif/answer.ts";
import { trialsOf } from "../../forecast/whatif/foresee.ts";
import { modelError, triedIn } from "../../forecast/whatif/ranges.ts";
import { describedBy } from "../../futures/record-of-pieces.ts";
import { plugins } from "../../plugins.ts";
import { replaceFile } from "../../store/replace-file.ts";
import type { Command } from "../command.ts";
import { fromUser, languageOf, type Options } from "../options.ts";
import { finished, unfinished } from "../process/outputs.ts";
import { startIn } from "../whatif.ts";
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
  --out DIR              new folder for answer.json, variants.csv and report.html
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
    const out = options.out === undefined ? undefined : emptyFolder(fromUser(options.out));
    const { history, at } = startIn(options, config);
    const answer = await answerTo(
      asked,
      { description: describedBy(config), history, at },
      {
        workers: options.seeds.workers ?? availableParallelism(),
        signal,
      },
    );
    if (out !== undefined) await write(out, answer, language, options);
    process.stdout.write(options.json ? `${JSON.stringify(answer, null, 2)}\n` : studyText(answer, language));
    signal.throwIfAborted();
    return answer.failure === null ? 0 : 1;
  },
};

interface Known {
  readonly description: PlantDescription;
  readonly history: PlantHistory;
  readonly at: Micros;
}

async function answerTo(
  asked: StudyFile,
  { description, history, at }: Known,
  { workers, signal }: { readonly workers: number; readonly signal: AbortSignal },
): Promise<StudyAnswer> {
  const horizonS = 3600 * asked.hours;
  const { seed } = asked;
  try {
    const flow = flowOf(description);
    const known = knownAt(history, at);
    const sources = { description, flow, learnt: learn(known, flow) };
    const tried = trialsOf(known, sources, { at, horizonS, seed });
    const start = { sources, snapshot: snapshotAt(known, flow, at), horizonS, seed };
    return await study(asked, start, {
      workers,
      modelError: modelError(tried),
      trials: triedIn(tried),
      signal,
      told: progress(),
    });
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
    process.stderr.write(`gemba: ${done} of ${known} runs of this round, ${left} variants left\n`);
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
