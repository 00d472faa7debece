import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, verifyLines } from "../audit/chain.ts";
import { JOURNAL_FILE } from "../audit/open-journal.ts";
import { pseudonyms } from "../audit/pseudonyms.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { JournalEntry } from "../contracts/journal.ts";
import { journalCsv } from "../contracts/journal-csv.ts";
import type { Command } from "./command.ts";
import { noteExport } from "./note-export.ts";
import { fromUser } from "./options.ts";

const HELP = `gemba audit: the record of what people did

  gemba audit verify [HEAD]   checks that no entry was changed, taken out or put in.
                              HEAD is the last hash of an earlier check that you noted
                              elsewhere: only with it a cut-off end is found too
  gemba audit export          writes the record as CSV (--out FILE, else to the screen).
                              People have pseudonyms, the same within one edge;
                              --with-names writes who they are. On record

  --data-dir DIR              data folder of the edge (default ./data)
`;

/** `gemba audit`. Exit code 1: the record was tampered with. */
export const auditCommand: Command = {
  help: HELP,
  operands: 2,
  async run(options) {
    const [action, head] = options.positionals;
    const path = join(options.dataDir, JOURNAL_FILE);
    if (!existsSync(path)) throw new EdgeError("bad-request", `there is no ${path}; name the edge's data folder with --data-dir`);
    switch (action) {
      case "verify":
        return verify(path, head);
      case "export":
        noteExport(options.dataDir, { target: "journal", after: { withNames: options.withNames } });
        return exportTo(path, options.out === undefined ? undefined : fromUser(options.out), options.withNames ? (name) => name : pseudonyms(options.dataDir));
      default:
        throw new EdgeError("bad-request", `gemba audit ${action ?? ""}: say verify or export. Try --help`);
    }
  },
};

/** A running edge may be writing the last line: what has no end yet was told to nobody. */
function linesOf(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").slice(0, -1);
}

function verify(path: string, head: string | undefined): number {
  const verdict = verifyLines(linesOf(path), head);
  if (!verdict.ok) {
    process.stderr.write(`${path}: line ${verdict.line} ${verdict.what}\n`);
    return 1;
  }
  process.stdout.write(`${path}: ${verdict.entries} entries, none changed.\nNote this head elsewhere for the next check: ${verdict.head}\n`);
  return 0;
}

function exportTo(path: string, out: string | undefined, nameOf: (name: string) => string): number {
  const rows = linesOf(path).map(parse);
  const bad = rows.indexOf(undefined);
  if (bad >= 0) throw new EdgeError("disk", `${path}: line ${bad + 1} cannot be read; run gemba audit verify`);
  const text = journalCsv(rows as JournalEntry[], nameOf);
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text, { mode: 0o600 });
  return 0;
}
