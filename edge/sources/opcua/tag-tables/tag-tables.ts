/** Tag tables of engineering tools as commands use them. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { ConfiguredAsset, ConfiguredSource } from "../../../contracts/path/configured-source.ts";
import type { SourceTagTables } from "../../../contracts/path/source-capabilities.ts";
import type { OpcuaAddress, OpcuaBinding } from "../config.ts";
import { formatCsv } from "./csv.ts";
import { COLUMNS, type PlantTag, type TableFormat, tableRows } from "./formats.ts";
import { importedConfig } from "./import-table.ts";

export const tagTables: SourceTagTables = {
  formats: Object.keys(COLUMNS),
  read: importedConfig,
  write(format, sources) {
    if (!isFormat(format)) throw new EdgeError("bad-request", `there is no tag table of format "${format}"`);
    const tags = sources.flatMap(plantTags);
    return { text: formatCsv(tableRows(format, tags)), tags: tags.length };
  },
};

function isFormat(text: string): text is TableFormat {
  return Object.hasOwn(COLUMNS, text);
}

function plantTags({ name: source, assets }: ConfiguredSource): PlantTag[] {
  return (assets as readonly ConfiguredAsset<OpcuaAddress, OpcuaBinding>[]).flatMap(({ label, address, tags }) =>
    tags.map(({ name, binding, ...tag }) => ({
      ...{ source, label, ...tag, name: name.en, everyMs: binding.every },
      address: `${address.root}/${binding.path}`,
    })),
  );
}
