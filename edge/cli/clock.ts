import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { requestConfirmation } from "../compose/storage/clock-watch.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Command } from "./command.ts";

/** `gemba clock`. */
export const clockCommand: Command = {
  help: `gemba clock confirm: says that the clock of this machine is right

  After a step of more than an hour an edge deletes nothing by age, because a wrong
  clock would delete its whole history. Check the time first: date. A running
  edge notices within a second, a stopped one when it starts. The act is recorded.

  --data-dir DIR    of the edge (default ./data)
`,
  operands: 1,
  async run(options) {
    const [action] = options.positionals;
    if (action !== "confirm")
      throw new EdgeError("bad-request", `gemba clock ${action ?? ""}: the action must be confirm. See --help`);
    if (!existsSync(join(options.dataDir, "edge.json")))
      throw new EdgeError(
        "bad-request",
        `${options.dataDir} is not the data folder of an edge; name it with --data-dir`,
      );
    requestConfirmation(options.dataDir, userInfo().username);
    process.stdout.write(`The edge on ${options.dataDir} accepts ${new Date().toISOString()} as the right time.\n`);
    return 0;
  },
};
