import { writeFileSync } from "node:fs";
import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { configuredSources } from "./configured-sources.ts";
import { fromUser } from "./options.ts";

const HELP = `gemba export CONFIG: the OPC UA tags of a plant as a table of another tool

  --format NAME     kepware, tia or uaexpert (default kepware)
  --out FILE        default tags.csv

  The address column holds the browse path, by which the edge binds tags.
`;

/** `gemba export`. */
export const exportCommand: Command = {
  help: HELP,
  operands: 1,
  async run({ positionals, config: given, format = "kepware", out }) {
    const plugin = plugins.sources.find(({ tagTables }) => tagTables?.written?.formats.includes(format));
    if (plugin?.tagTables?.written === undefined) {
      const formats = plugins.sources.flatMap(({ tagTables }) => tagTables?.written?.formats ?? []);
      throw new EdgeError("bad-request", `--format is ${formats.join(", ")}, not "${format}"`);
    }
    const [named] = positionals;
    const config = await loadConfig(named === undefined ? given : fromUser(named), plugins);
    const { text, tags } = plugin.tagTables.written.write(format, configuredSources(config, plugin.kind));
    const file = fromUser(out ?? "tags.csv");
    writeFileSync(file, text);
    process.stdout.write(`Wrote ${tags} tags to ${file}.\n`);
    return 0;
  },
};
