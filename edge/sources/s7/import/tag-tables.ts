/** Symbols and blocks of S7 programs for `gemba import`. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { SourceTagTables } from "../../../contracts/path/source-capabilities.ts";
import { plantFiles } from "../../proposed-plant.ts";
import { isBlockSource, readBlockSource } from "./block-source.ts";
import { Declarations } from "./declarations.ts";
import { readXml } from "./openness-xml.ts";
import { type ImportedPlant, importedPlant } from "./plant.ts";
import { symbolRows, takeSymbols } from "./symbol-tables.ts";
import { S7_URLS, type S7Target, targetOf } from "./target.ts";

export const tagTables: SourceTagTables = {
  endpoints: S7_URLS,
  read(files, { endpoint, blocks }) {
    const { plant, tags, leftOut } = readExports(files, { target: targetOf(endpoint), blocks });
    return { format: "S7", files: plantFiles(plant), tags, leftOut };
  },
};

/** Throws EdgeError `bad-request` for a file that is no export, or whose declarations cannot be. */
export function readExports(
  files: readonly { readonly name: string; readonly text: string }[],
  { target, blocks }: { readonly target: S7Target; readonly blocks: readonly string[] },
): ImportedPlant {
  const declarations = new Declarations();
  for (const given of blocks) {
    const [, name = "", number = ""] = /^(.+)=(?:DB)?(\d+)$/i.exec(given) ?? [];
    if (name === "") throw new EdgeError("bad-request", `--block ${given} has not the form NAME=NUMBER`);
    declarations.number(name, Number(number));
  }
  for (const { name, text } of files) readFile(text, name, declarations);
  return importedPlant(declarations, target);
}

function readFile(text: string, name: string, into: Declarations): void {
  if (/^\uFEFF?\s*</.test(text)) readXml(text, name, into);
  else if (isBlockSource(text)) readBlockSource(text, name, into);
  else {
    const rows = symbolRows(text);
    if (rows === undefined)
      throw new EdgeError(
        "bad-request",
        `${name} is no export that this edge reads: tag tables of TIA Portal (XML, SDF, CSV), symbol tables of ` +
          "STEP 7 (SDF, ASC), block sources (.db, .awl, .udt, .scl) and blocks in XML",
      );
    takeSymbols(rows, name, into);
  }
}
