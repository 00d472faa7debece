/** `gemba edge`: the edge alone, or one of two boxes. The modules of an edge are loaded while its config is read. */
import { loadConfigApart } from "../config/apart.ts";
import { type Command, unlessStopped } from "./command.ts";
import { boxNameOf, unknownBox } from "./process/box-name.ts";
import { openDataFolder } from "./process/open-data-folder.ts";

const HELP = `gemba edge: the edge with its historian and viewer, without simulators

  --config FILE       a plant's folder or its gemba.yaml (default: the demo plant)
  --port N            port of the viewer and API (default 8080, the next free one if taken)
  --host HOST         loopback address to listen on (default 127.0.0.1)
  --data-dir DIR      everything the edge keeps (default ./data)
  --box NAME          which of the two boxes of standby: this is (default: the text of the file box in the data folder)
  --log-level LEVEL   trace, debug, info, warn, error, silent (default info)
`;

export const edgeCommand: Command = {
  help: HELP,
  async run(options, signal) {
    const name = boxNameOf(options);
    if (name !== undefined) {
      // A box keeps its vote from its first second: it loads nothing of the edge itself (rule SB38).
      const { runBox } = await import("./process/box.ts");
      const code = await runBox({ options, name }, signal);
      if (code !== undefined) return code;
    }
    openDataFolder(options);
    const loading = Promise.all([
      loadConfigApart(options.config),
      import("./run-edge.ts"),
      import("../observe/log.ts"),
    ] as const);
    const [config, { NO_PARTS, runEdge }, { createLog }] = await unlessStopped(loading, signal);
    const { boxes } = config.standby;
    if (boxes !== undefined) throw unknownBox(name, boxes);
    return runEdge({ options, config, parts: NO_PARTS, log: createLog({ level: options.logLevel }) }, signal);
  },
};
