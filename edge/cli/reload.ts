import type { Reloaded } from "../compose/serving/config-reload.ts";
import type { Command } from "./command.ts";
import { askEdge } from "./process/ask-edge.ts";

/** `gemba reload`. */
export const reloadCommand: Command = {
  help: `gemba reload: lets a running edge read its config again

  Rules, limits, suppressions and notification change at once: no connection is
  dropped, no acknowledgement is lost. Everything else needs a restart and is
  named. A config with errors changes nothing. On record.

  --data-dir DIR    of the running edge (default ./data)
`,
  async run({ dataDir }, signal) {
    const answer = await askEdge<Reloaded>(dataDir, { name: "reload" }, signal);
    if ("refused" in answer) {
      process.stderr.write(`${answer.refused}\n`);
      return 2;
    }
    const { applied, restart } = answer.done;
    process.stdout.write(
      applied.length === 0
        ? "No change that can take effect while the edge runs.\n"
        : `In force now: ${applied.join(", ")}.\n`,
    );
    if (restart.length > 0) process.stdout.write(`Also changed, needs a restart: ${restart.join(", ")}.\n`);
    return 0;
  },
};
