/** Tag tables of engineering tools as commands use them. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { ConfiguredAsset, ConfiguredSource } from "../../../contracts/path/configured-source.ts";
import type { SourceTagTables } from "../../../contracts/path/source-capabilities.ts";
import { formatCsv } from "../../../contracts/table-text.ts";
import type { OpcuaAddress, OpcuaBinding } from "../config.ts";
import { COLUMNS, type PlantTag, type TableFormat, tableRows } from "./formats.ts";
import { importedConfig } from "./import-table.ts";

export const tagTables: SourceTagTables = {
  endpoints: /^opc\.tcp:\/\//i,
  read([table, ...more], { endpoint, root, namespace }) {
    if (table === undefined || more.length > 0)
      throw new EdgeError("bad-request", "the tags of an OPC UA server are imported from one table");
    if (root === undefined || namespace === undefined)
      throw new EdgeError("bad-request", "import from an OPC UA server needs --root and --namespace. See --help");
    const { leftOut, ...imported } = importedConfig(table.text, { endpoint, root, namespace });
    return { ...imported, leftOut: leftOut.map((row) => ({ file: table.name, ...row })) };
  },
  written: {
    formats: Object.keys(COLUMNS),
    write(format, sources) {
      if (!isFormat(format)) throw new EdgeError("bad-request", `there is no tag table of format "${format}"`);
      const tags = sources.flatMap(plantTags);
      return { text: formatCsv(tableRows(format, tags)), tags: tags.length };
    },
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
