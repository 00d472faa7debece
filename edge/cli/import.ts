import { readFileSync, statSync } from "node:fs";
import { EdgeError } from "../contracts/errors.ts";
import { plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";
import { emptyFolder, writeFiles } from "./write-files.ts";

const HELP = `gemba import TAGS.csv: a plant's config from a tag table of TIA Portal, Kepware or UaExpert

  --endpoint URL    the OPC UA server that has the tags: opc.tcp://HOST:PORT
  --root PATH       browse path of the device there, with plc: for the server's own namespace:
                    /Objects/plc:Channel1/plc:Device1
  --namespace URI   what plc: means, as the server's NamespaceArray spells it
  --out DIR         folder for the config; must be new or empty

  The columns show which program wrote the table. gemba check --live then checks the tags on the server.
`;

const MAX_BYTES = 64 * 1024 * 1024;

/** `gemba import`. */
export const importCommand: Command = {
  help: HELP,
  operands: 1,
  async run({ positionals, out, endpoint, root, namespace }) {
    const [named] = positionals;
    if (named === undefined) throw new EdgeError("bad-request", "name the table: gemba import TAGS.csv. See --help");
    if (out === undefined || endpoint === undefined || root === undefined || namespace === undefined)
      throw new EdgeError("bad-request", "import needs --endpoint, --root, --namespace and --out. See --help");
    const folder = emptyFolder(fromUser(out));
    const reader = plugins.sources.find(({ tagTables }) => tagTables !== undefined)?.tagTables;
    if (reader === undefined) throw new EdgeError("unavailable", "no kind of source of this edge reads tag tables");
    const { files, format, tags, leftOut } = reader.read(textOf(fromUser(named)), { endpoint, root, namespace });
    const left = leftOut.map(({ line, reason }) => `  line ${line} left out: ${reason}\n`).join("");
    process.stdout.write(`${tags} tags of a ${format} table.\n${left}`);
    if (tags === 0) throw new EdgeError("bad-request", "no row of the table is a tag");
    writeFiles(folder, files);
    return 0;
  },
};

function textOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) throw new EdgeError("bad-request", `there is no file ${path}`);
  if (stat.size > MAX_BYTES)
    throw new EdgeError("bad-request", `${path} has ${stat.size} bytes; a table has at most ${MAX_BYTES}`);
  const bytes = readFileSync(path);
  // Excel's "Unicode text" is UTF-16.
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");
}
