import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { requestConfirmation } from "../compose/storage/clock-watch.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Command } from "./command.ts";

/** `gemba clock`. */
export const clockCommand: Command = {
  help: `gemba clock confirm: says that the clock of this machine is right

  After a step of more than an hour an edge deletes nothing for its age, because a wrong
  clock would have all of its history deleted. Look at the time first: date. A running
  edge takes this up within a second, one that is stopped when it starts. On record.

  --data-dir DIR    of the edge (default ./data)
`,
  operands: 1,
  async run(options) {
    const [action] = options.positionals;
    if (action !== "confirm")
      throw new EdgeError("bad-request", `gemba clock ${action ?? ""}: say confirm. Try --help`);
    if (!existsSync(join(options.dataDir, "edge.json")))
      throw new EdgeError("bad-request", `${options.dataDir} is no data folder of an edge; name it with --data-dir`);
    requestConfirmation(options.dataDir, userInfo().username);
    process.stdout.write(`The edge on ${options.dataDir} accepts ${new Date().toISOString()} as the right time.\n`);
    return 0;
  },
};
