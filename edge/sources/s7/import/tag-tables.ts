/** Symbols and blocks of S7 programs for `gemba import`. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { SourceTagTables } from "../../../contracts/path/source-capabilities.ts";
import { isBlockSource, readBlockSource } from "./block-source.ts";
import { plantFiles } from "./config-files.ts";
import { Declarations } from "./declarations.ts";
import { readXml } from "./openness-xml.ts";
import { symbolRows, takeSymbols } from "./symbol-tables.ts";
import { S7_URLS, targetOf } from "./target.ts";

export const tagTables: SourceTagTables = {
  endpoints: S7_URLS,
  read(files, { endpoint, blocks }) {
    const target = targetOf(endpoint);
    const declarations = new Declarations();
    for (const given of blocks) {
      const [, name = "", number = ""] = /^(.+)=(?:DB)?(\d+)$/i.exec(given) ?? [];
      if (name === "") throw new EdgeError("bad-request", `--block ${given} has not the form NAME=NUMBER`);
      declarations.number(name, Number(number));
    }
    for (const { name, text } of files) readFile(text, name, declarations);
    return { format: "S7", ...plantFiles(declarations, target) };
  },
};

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
