import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { decodedText } from "../contracts/decoded-text.ts";
import { EdgeError } from "../contracts/errors.ts";
import { withoutUser } from "../contracts/path/peer.ts";
import { plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";
import { emptyFolder, writeFiles } from "./write-files.ts";

const HELP = `gemba import FILE …: a plant's config from exports of engineering tools

  --endpoint URL    opc.tcp://HOST:PORT: the OPC UA server that has the tags of a table of TIA Portal, Kepware or
                    UaExpert; or s7://HOST?slot=2&rack=0&connection=op: the S7 controller of symbol tables (TIA Portal:
                    XML, SDF, CSV; STEP 7: SDF, ASC), block sources (.db, .awl, .udt) and blocks in XML, several at once
  --root PATH       OPC UA: browse path of the device, with plc: for the server's own namespace:
                    /Objects/plc:Channel1/plc:Device1
  --namespace URI   OPC UA: what plc: means, as the server's NamespaceArray spells it
  --block NAME=10   S7: the number of a data block that no file has; may be repeated
  --out DIR         folder for the config; must be new or empty

  gemba check --live then checks the tags on an OPC UA server.
`;

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_FILES = 100;

/** `gemba import`. */
export const importCommand: Command = {
  help: HELP,
  operands: MAX_FILES,
  async run({ positionals, out, endpoint, root, namespace, blocks }) {
    if (positionals.length === 0)
      throw new EdgeError("bad-request", "name the export: gemba import TAGS.csv. See --help");
    if (out === undefined || endpoint === undefined)
      throw new EdgeError("bad-request", "import needs --endpoint and --out. See --help");
    if (withoutUser(endpoint) !== endpoint)
      throw new EdgeError("bad-request", "--endpoint takes no user and no password");
    const folder = emptyFolder(fromUser(out));
    const reader = plugins.sources.find(({ tagTables }) => tagTables?.endpoints.test(endpoint))?.tagTables;
    if (reader === undefined)
      throw new EdgeError(
        "bad-request",
        `${endpoint} is no address that import knows; it begins with opc.tcp:// or s7://`,
      );
    const exported = positionals.map((named) => ({ name: basename(named), text: textOf(fromUser(named)) }));
    const { files, format, tags, leftOut } = reader.read(exported, { endpoint, root, namespace, blocks });
    const left = leftOut.map(({ file, line, reason }) =>
      exported.length > 1 ? `  ${file}, line ${line} left out: ${reason}\n` : `  line ${line} left out: ${reason}\n`,
    );
    process.stdout.write(`${tags} tags, read as ${format}.\n${left.join("")}`);
    if (tags === 0) throw new EdgeError("bad-request", "nothing in these files is a tag");
    writeFiles(folder, files);
    return 0;
  },
};

function textOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) throw new EdgeError("bad-request", `there is no file ${path}`);
  if (stat.size > MAX_BYTES)
    throw new EdgeError("bad-request", `${path} has ${stat.size} bytes; a table has at most ${MAX_BYTES}`);
  return decodedText(readFileSync(path));
}
