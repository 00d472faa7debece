import { EdgeError } from "../contracts/errors.ts";
import { differenceIn, isWhole, requestSwitch } from "../standby/box/box-files.ts";
import type { Command } from "./command.ts";

/** `gemba switch`. */
export const switchCommand: Command = {
  help: `gemba switch: the box that writes stops, hands everything over, and the other one writes (docs/standby.md)

  --data-dir DIR   data folder of the box that writes (default ./data)
`,
  run({ dataDir }) {
    if (!isWhole(dataDir))
      throw new EdgeError("not-found", `${dataDir} is not the data folder of a box; name it with --data-dir`);
    const difference = differenceIn(dataDir);
    requestSwitch(dataDir);
    process.stdout.write("Asked for: the box hands over within seconds if the other one is a whole copy.\n");
    if (difference !== undefined)
      process.stdout.write(`It goes on with what it has read, which differs: ${difference}.\n`);
    return Promise.resolve(0);
  },
};
