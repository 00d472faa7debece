import { checkPlant } from "../config/check.ts";
import { plugins } from "../plugins.ts";
import { checkLive } from "./check-live.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";

const HELP = `gemba check CONFIG: reads a plant's config and prints every error at once

  CONFIG is the plant's folder or its gemba.yaml. Each error names file, line,
  path and what to do. Exit code 0: no error, 2: errors.

  --live            reads every OPC UA binding once as well: value, status, type, unit, granted
                    sampling, age, clock offset. Exit code 1: one cannot be read, or reads Bad
  --data-dir DIR    whose certificates to use (default ./data)
`;

/** `gemba check`. */
export const checkCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options, signal) {
    const [named] = options.positionals;
    const path = named === undefined ? options.config : fromUser(named);
    const { ok, text } = await checkPlant(path, plugins);
    process.stdout.write(`${text}\n`);
    if (!ok) return 2;
    return options.live ? await checkLive(path, options, signal) : 0;
  },
};
