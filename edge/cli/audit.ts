import { once } from "node:events";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "../audit/chain.ts";
import { pseudonyms } from "../audit/pseudonyms.ts";
import { JOURNAL_FILE, listSegments } from "../audit/segments.ts";
import { verifyJournal } from "../audit/verify.ts";
import { JOURNAL_CSV_HEAD, journalCsvLine } from "../contracts/access/journal-csv.ts";
import { EdgeError } from "../contracts/errors.ts";
import { lineBlocks } from "../store/line-blocks.ts";
import type { Command } from "./command.ts";
import { noteExport } from "./note-export.ts";
import { fromUser } from "./options.ts";

const HELP = `gemba audit: the audit log of people's actions

  gemba audit verify [HEAD]   checks that no entry was changed, taken out or put in.
                              HEAD is the last hash of an earlier check that you noted
                              elsewhere: only with it a cut-off end is found too
  gemba audit export          writes the audit log as CSV (--out FILE, else to the screen).
                              People have pseudonyms, the same within one edge;
                              --with-names writes who they are. On record

  --data-dir DIR              data folder of the edge (default ./data)
`;

/** `gemba audit`. Exit code 1: the audit log was tampered with. */
export const auditCommand: Command = {
  help: HELP,
  operands: 2,
  async run(options) {
    const [action, head] = options.positionals;
    const { dataDir } = options;
    if (listSegments(dataDir).length === 0) {
      throw new EdgeError(
        "bad-request",
        `there is no ${join(dataDir, JOURNAL_FILE)}; name the edge's data folder with --data-dir`,
      );
    }
    switch (action) {
      case "verify":
        return await verify(dataDir, head);
      case "export":
        noteExport(dataDir, { target: "journal", after: { withNames: options.withNames } });
        return await exportTo(
          dataDir,
          options.out === undefined ? undefined : fromUser(options.out),
          options.withNames ? (name) => name : pseudonyms(dataDir),
        );
      default:
        throw new EdgeError(
          "bad-request",
          `gemba audit ${action ?? ""}: the action must be verify or export. See --help`,
        );
    }
  },
};

async function verify(dataDir: string, head: string | undefined): Promise<number> {
  const verdict = await verifyJournal(dataDir, head);
  if (!verdict.ok) {
    process.stderr.write(`${join(dataDir, verdict.name)}: line ${verdict.line} ${verdict.what}\n`);
    return 1;
  }
  const { entries, firstSeq } = verdict;
  const older = firstSeq > 1 ? ` The first is number ${firstSeq}: the edge deleted older ones and recorded that.` : "";
  process.stdout.write(
    `${entries} entries, none changed.${older}\nNote this head elsewhere for the next check: ${verdict.head}\n`,
  );
  return 0;
}

/** A running edge may be writing the last line; an unfinished line has not been confirmed to anyone. */
async function exportTo(dataDir: string, out: string | undefined, nameOf: (name: string) => string): Promise<number> {
  await using file = out === undefined ? undefined : await open(out, "w", 0o600);
  const write = async (text: string): Promise<void> => {
    if (file !== undefined) await file.appendFile(text);
    else if (!process.stdout.write(text)) await once(process.stdout, "drain");
  };
  await write(JOURNAL_CSV_HEAD);
  for (const { name, path } of listSegments(dataDir)) {
    let line = 0;
    for await (const lines of lineBlocks(path)) {
      const rows = lines.map((text) => {
        line++;
        const entry = parse(text);
        if (entry === undefined)
          throw new EdgeError("disk", `${join(dataDir, name)}: line ${line} cannot be read; run gemba audit verify`);
        return journalCsvLine(entry, nameOf);
      });
      await write(rows.join(""));
    }
  }
  return 0;
}
