import { checkPlant } from "../config/check.ts";
import { plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";

const HELP = `gemba check CONFIG: reads a plant's config and prints every error at once

  CONFIG is the plant's folder or its gemba.yaml. Each error names file, line,
  path and what to do. Exit code 0: no error, 2: errors.
`;

/** `gemba check`. */
export const checkCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options) {
    const [named] = options.positionals;
    const { ok, text } = await checkPlant(named === undefined ? options.config : fromUser(named), plugins);
    process.stdout.write(`${text}\n`);
    return ok ? 0 : 2;
  },
};
