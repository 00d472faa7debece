import { EdgeError } from "../contracts/errors.ts";
import { DATA_SETS } from "../evaluation/data-sets/all.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";
import { finished, unfinished } from "./process/outputs.ts";

const sets = [...DATA_SETS]
  .map(([name, { about, unanswered }]) => {
    const missing = unanswered === undefined ? "" : `.\n${" ".repeat(16)}Not answered: ${unanswered}`;
    return `  ${name.padEnd(13)} ${about}${missing}`;
  })
  .join("\n");

const HELP = `gemba score DATASET: what the detectors say of a public data set, in the files its scorer reads

  Rows go through the product's detectors in order of time; none sees a later one. The
  settings are the defaults and what the protocol of the data fixes (docs/evaluation.md).

  --data DIR   the data set's folder
  --out DIR    where the files go
  --seed N     of folds and cuts, where a model is learnt and judged by cross-validation (default 1)

${sets}
`;

/** `gemba score`. Exit code 1 where no detector answers the question of the data set. */
export const scoreCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options) {
    const [name = ""] = options.positionals;
    const set = DATA_SETS.get(name);
    if (set === undefined) {
      const trouble = name === "" ? "no data set is named" : `there is no data set ${name}`;
      throw new EdgeError("bad-request", `${trouble}; give one of ${[...DATA_SETS.keys()].join(", ")}`);
    }
    if (options.data === undefined || options.out === undefined)
      throw new EdgeError(
        "bad-request",
        "--data DIR and --out DIR are needed: the folder of the data set, and the folder for the results",
      );
    const out = fromUser(options.out);
    await unfinished(out);
    const lines = set.score?.({ data: fromUser(options.data), out, seed: options.seed }) ?? [];
    await finished(out);
    for (const line of lines) process.stdout.write(`${line}\n`);
    if (set.unanswered !== undefined) process.stdout.write(`not answered: ${set.unanswered}\n`);
    return set.score === undefined ? 1 : 0;
  },
};
