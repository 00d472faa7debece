/** `gemba whatif`: futures of a plant side by side, from its state now or at a past instant. */
import { readFileSync } from "node:fs";
import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { ImpossiblePlant } from "../contracts/forecast/description.ts";
import type { PlantHistory } from "../contracts/forecast/history.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { answerOf, checkInstant, LEARN_FROM_S, MOST_HOURS } from "../forecast/whatif/answer.ts";
import { type NamedChanges, readQuestion } from "../forecast/whatif/question.ts";
import { hasRecord, readRecord, recordIn } from "../futures/record-of-pieces.ts";
import { type PlantConfig, plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { fromUser, hoursOf, languageOf, type Options } from "./options.ts";
import { whatIfText } from "./whatif-text.ts";

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
/** The end of a time that says in which zone it is. */
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;

export const whatIfCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options, signal) {
    const { seed, replications, json } = options;
    const language = languageOf(options);
    const hours = hoursOf(options, DEFAULT_HOURS);
    if (hours > MOST_HOURS) throw new EdgeError("bad-request", `--hours is ${hours}; give ${MOST_HOURS} at most`);
    const horizonS = 3600 * hours;
    const config = await loadConfig(options.config, plugins);
    const futures = futuresIn(options.positionals[0]);
    const { history, at } = startIn(options.dataDir, config, writtenInstant(options));
    const pause = async (): Promise<void> => {
      await new Promise(setImmediate);
      signal.throwIfAborted();
    };
    try {
      const runs = { horizonS, replications, seed };
      const answer = await answerOf({ description: config, history, at, futures }, runs, { pause });
      process.stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : whatIfText(answer, language));
      return 0;
    } catch (error) {
      if (error instanceof ImpossiblePlant) throw new EdgeError("bad-request", error.message, { cause: error });
      throw error;
    }
  },
};

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

/** The history of a data folder, and the instant of it to start from. */
export function startIn(
  dataDir: string,
  config: PlantConfig,
  asked: Micros | undefined,
): { readonly history: PlantHistory; readonly at: Micros } {
  const history = historyIn(dataDir, config, asked);
  const at = asked ?? history.to;
  checkInstant(at, history, "--at");
  return { history, at };
}

function historyIn(dataDir: string, config: PlantConfig, at: Micros | undefined): PlantHistory {
  if (!hasRecord(dataDir))
    throw new EdgeError(
      "bad-request",
      `${recordIn(dataDir)} is not there; name the data folder of an edge with --data-dir`,
    );
  const history = recordOf(dataDir, config, at);
  if (history === undefined)
    throw new EdgeError("bad-request", `${dataDir} has no record of pieces yet; let the edge watch the plant first`);
  return history;
}

function recordOf(dataDir: string, config: PlantConfig, at: Micros | undefined): PlantHistory | undefined {
  try {
    return readRecord(dataDir, config, { forS: LEARN_FROM_S, at });
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    throw new EdgeError("bad-request", `${error.message}; --data-dir names the folder of another edge`, {
      cause: error,
    });
  }
}

/** The instant of `--at`. Throws EdgeError `bad-request` for one without its zone. */
export function writtenInstant({ at: written }: Pick<Options, "at">): Micros | undefined {
  if (written === undefined) return undefined;
  const at = 1000 * Date.parse(written);
  if (Number.isNaN(at) || !ZONE.test(written))
    throw new EdgeError(
      "bad-request",
      `--at is ${written}; give a time with its zone, such as 2026-03-02T08:00:00Z or 2026-03-02T16:00:00+08:00`,
    );
  return at;
}
