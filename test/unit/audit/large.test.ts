import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { chainHash, GENESIS } from "../../../edge/audit/chain.ts";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import { JOURNAL_FILE, listSegments } from "../../../edge/audit/segments.ts";
import { auditCommand } from "../../../edge/cli/audit.ts";
import { parseOptions } from "../../../edge/cli/options.ts";
import { sizeOf } from "../../run/long-sets.ts";

const log = pino({ level: "silent" });
/** A file above 512 MiB does not fit into one string of V8: before there were segments, this ended the edge. */
const MIB = sizeOf("GEMBA_JOURNAL_MIB", { short: 18, full: 620 });
const FIRST_AT = Date.UTC(2026, 0, 1) * 1000;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-large-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A journal of one file, as an edge before segments wrote it. Returns its number of entries. */
function writeOldJournal(bytes: number): number {
  const file = openSync(join(dir, JOURNAL_FILE), "w");
  let [seq, head, written] = [0, GENESIS, 0];
  for (let lines: string[] = []; written < bytes; lines = []) {
    for (let i = 0; i < 500; i++) {
      const principal = { user: "wang", role: "operator", origin: "10.0.0.7" };
      const rest = {
        principal,
        action: "alert.comment",
        target: `alert-${seq + 1}`,
        result: "done" as const,
        reason: "x".repeat(2_000),
        seq: ++seq,
        at: FIRST_AT + seq,
      };
      head = chainHash(head, rest);
      lines.push(`${JSON.stringify({ ...rest, hash: head })}\n`);
    }
    written += writeSync(file, lines.join(""));
  }
  closeSync(file);
  return seq;
}

it(`[J7] row 2: a journal of ${MIB} MiB in one file opens, continues, and is read, verified and exported`, async () => {
  const count = writeOldJournal(MIB * 2 ** 20);
  const journal = await openJournal({ dir, clock: () => FIRST_AT * 2, log });
  const entry = await journal.record({
    principal: { user: "li", role: "operator", origin: "::1" },
    action: "login",
    target: "li",
    result: "done",
  });
  expect(entry?.seq).toBe(count + 1);
  expect((await journal.read({ limit: 3 })).map(({ seq }) => seq)).toEqual([count + 1, count, count - 1]);
  expect(await journal.read({ limit: 3, target: "alert-1 or none" })).toEqual([]);
  expect((await journal.read({ limit: 1, to: FIRST_AT + 2 })).map(({ target }) => target)).toEqual(["alert-1"]);
  await journal.close();
  expect(listSegments(dir).map(({ firstSeq }) => firstSeq)).toEqual([1, count + 1]);
  const run = (...words: string[]) =>
    auditCommand.run(parseOptions([...words, "--data-dir", dir]), new AbortController().signal);
  expect(await run("verify", String(entry?.hash))).toBe(0);
  const out = join(dir, "out.csv");
  expect(await run("export", "--out", out)).toBe(0);
  expect(statSync(out).size).toBeGreaterThan(MIB * 2 ** 20 * 0.8);
  if (MIB < 100) expect(readFileSync(out, "utf8").trimEnd().split("\r\n")).toHaveLength(count + 2);
});
