import { writeFileSync } from "node:fs";
import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { plugins } from "../plugins.ts";
import type { OpcuaAddress, OpcuaBinding } from "../sources/opcua/config.ts";
import { formatCsv } from "../sources/opcua/tag-tables/csv.ts";
import { COLUMNS, type PlantTag, type TableFormat, tableRows } from "../sources/opcua/tag-tables/formats.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";

const HELP = `gemba export CONFIG: the OPC UA tags of a plant as a table of another tool

  --format NAME     kepware, tia or uaexpert (default kepware)
  --out FILE        default tags.csv

  The address column holds the browse path, which is what the edge binds by.
`;

/** `gemba export`. */
export const exportCommand: Command = {
  help: HELP,
  operands: 1,
  async run({ positionals, config: given, format = "kepware", out }) {
    if (!isFormat(format))
      throw new EdgeError("bad-request", `--format is ${Object.keys(COLUMNS).join(", ")}, not "${format}"`);
    const [named] = positionals;
    const config = await loadConfig(named === undefined ? given : fromUser(named), plugins);
    const kinds = new Map(config.sources.map(({ name, kind }) => [name, kind]));
    const tags = config.assets.flatMap((asset): PlantTag[] => {
      const { source, label } = asset;
      if (source === undefined || kinds.get(source) !== "opcua") return [];
      return asset.tags.map(({ tagUid, shape, binding }) => {
        const { path, every } = binding as OpcuaBinding;
        const { component, signal, type, name, unit, range } = shape;
        return {
          source,
          tagUid,
          label,
          component,
          signal,
          type,
          name: name.en,
          ...(unit === undefined ? {} : { unit }),
          ...(range === undefined ? {} : { range }),
          everyMs: every,
          address: `${(asset.address as OpcuaAddress).root}/${path}`,
        };
      });
    });
    const file = fromUser(out ?? "tags.csv");
    writeFileSync(file, formatCsv(tableRows(format, tags)));
    process.stdout.write(`Wrote ${tags.length} tags to ${file}.\n`);
    return 0;
  },
};

function isFormat(text: string): text is TableFormat {
  return Object.hasOwn(COLUMNS, text);
}
