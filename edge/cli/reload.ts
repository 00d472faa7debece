import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { requestReload, takeAnswer, withdrawRequest } from "../compose/serving/reload-requests.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Command } from "./command.ts";

const ANSWER_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** `gemba reload`. */
export const reloadCommand: Command = {
  help: `gemba reload: lets a running edge read its config again

  Rules, limits, suppressions and notification change at once: no connection is
  dropped, no acknowledgement is lost. Everything else needs a restart and is
  named. A config with errors changes nothing. On record.

  --data-dir DIR    of the running edge (default ./data)
`,
  async run(options, signal) {
    if (!existsSync(join(options.dataDir, "lock")))
      throw new EdgeError("bad-request", `no edge runs on ${options.dataDir}; name its folder with --data-dir`);
    const id = randomUUID();
    requestReload(options.dataDir, { id, user: userInfo().username });
    for (let waited = 0; waited < ANSWER_WITHIN_MS && !signal.aborted; waited += LOOK_EVERY_MS) {
      const answer = takeAnswer(options.dataDir, id);
      if (answer?.refused !== undefined) {
        process.stderr.write(`${answer.refused}\n`);
        return 2;
      }
      if (answer?.done !== undefined) {
        const { applied, restart } = answer.done;
        process.stdout.write(
          applied.length === 0
            ? "No change that can take effect while the edge runs.\n"
            : `In force now: ${applied.join(", ")}.\n`,
        );
        if (restart.length > 0) process.stdout.write(`Also changed, needs a restart: ${restart.join(", ")}.\n`);
        return 0;
      }
      await wait(LOOK_EVERY_MS);
    }
    withdrawRequest(options.dataDir);
    throw new EdgeError("unavailable", `the edge on ${options.dataDir} did not answer; is it still running?`);
  },
};
