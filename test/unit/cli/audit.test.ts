import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import { auditCommand } from "../../../edge/cli/audit.ts";
import { parseOptions } from "../../../edge/cli/options.ts";
import { createLog } from "../../../edge/observe/log.ts";
import { log } from "../detect/bench-plant.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-audit-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function exported(people: readonly string[], reason: string, ...more: string[]): Promise<string> {
  const journal = await openJournal({ dir, clock: () => 1, log });
  for (const user of people)
    await journal.record({
      principal: { user, role: "operator", origin: "10.0.0.7" },
      action: "alert.acknowledge",
      target: "a",
      result: "done",
      reason,
    });
  await journal.close();
  const out = join(dir, "out.csv");
  await auditCommand.run(
    parseOptions(["export", "--data-dir", dir, "--out", out, ...more]),
    new AbortController().signal,
  );
  return readFileSync(out, "utf8");
}

it.each(["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])(
  "[S17] the cell %j of an export is no formula, and quotes and line ends stay in their cell",
  async (cell) => {
    const csv = await exported(["ann"], `${cell}" \n,x`);
    expect(csv).toContain(`"'${cell.replaceAll('"', '""')}"" \n,x"`);
    expect(csv).not.toMatch(/,"[=+\-@\t\r]/);
  },
);

it("[S17] a text with line ends stays one line of the journal and of the program's log", async () => {
  await exported(["ann"], 'x"}\n{"seq":99');
  expect(readFileSync(join(dir, "journal.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(1);
  const lines: string[] = [];
  createLog({ level: "info", destination: { write: (line) => void lines.push(line) } }).info(
    { name: "a\nb" },
    "c\r\nd",
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toMatch(/[\r\n]/);
});

it("[P3] addresses and token labels within changes are exported under pseudonyms too", async () => {
  const journal = await openJournal({ dir, clock: () => 1, log });
  const principal = { user: "unknown", role: "none", origin: "several" };
  const after = { count: 3, addresses: [{ address: "10.0.0.7", failures: 3 }], others: 0 };
  await journal.record({ principal, action: "login.failures", target: "unknown", result: "refused", after });
  await journal.record({
    principal: { ...principal, user: "ann" },
    action: "user.password",
    target: "ann",
    result: "done",
    after: { revokedTokens: ["ann's laptop"] },
  });
  const repeated = ["user.role", "alert.shelve"].map((action) => ({ action, target: "ann", count: 2 }));
  const refusals = { action: "refusals", target: "ann", after: { count: 4, repeated } };
  await journal.record({ principal: { ...principal, user: "ann" }, result: "refused", ...refusals });
  await journal.close();
  const csv = (await exported([], "")).replace('""action"":""alert.shelve"",""target"":""ann""', "its alert");
  expect(csv).toContain("its alert");
  expect(csv).toMatch(/""repeated"":\[\{""action"":""user.role"",""target"":""person-[0-9a-f]{8}""/);
  expect(csv).toMatch(
    /several.*""count"":3,""addresses"":\[\{""address"":""person-[0-9a-f]{8}"",""failures"":3\}\],""others"":0/,
  );
  expect(csv).toMatch(/""revokedTokens"":\[""person-[0-9a-f]{8}""\]/);
  expect(csv).not.toMatch(/10\.0\.0\.7|ann/);
});

it("[P3] an export has pseudonyms for people, different ones per edge, and names only on request", async () => {
  const csv = await exported(["ann", "bo", "ann"], "seen");
  expect(csv).not.toContain("ann");
  expect(csv).not.toContain("10.0.0.7");
  const users = csv
    .trimEnd()
    .split("\r\n")
    .slice(1)
    .map((row) => row.split(",")[2]);
  expect(users[0]).toMatch(/^"person-[0-9a-f]{8}"$/);
  expect([users[0] === users[2], users[0] === users[1]]).toEqual([true, false]);
  rmSync(join(dir, "journal.jsonl"));
  const other = mkdtempSync(join(tmpdir(), "gemba-audit-"));
  [dir] = [other, rmSync(dir, { recursive: true })];
  expect((await exported(["ann"], "seen")).split("\r\n")[1]?.split(",")[2]).not.toBe(users[0]);
  rmSync(join(dir, "journal.jsonl"));
  expect(await exported(["ann"], "seen", "--with-names")).toContain('"ann"');
});
