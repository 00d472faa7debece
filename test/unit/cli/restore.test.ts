import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import { parseOptions } from "../../../edge/cli/options.ts";
import { lockBox } from "../../../edge/cli/process/open-data-folder.ts";
import { resetCommand, restoreCommand } from "../../../edge/cli/restore.ts";
import { backUp } from "../../../edge/historian/archive/backup.ts";
import { lockDataFolder, startEpoch } from "../../../edge/model/data-folder.ts";
import { log } from "../detect/bench-plant.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gemba-restore-"));
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const never = new AbortController().signal;

it("[S21] backup, factory reset and restore are one command each, and restore the data", async () => {
  const dir = join(root, "data");
  {
    using _lock = lockDataFolder(dir);
    startEpoch(dir);
  }
  for (const part of ["historian", "log"]) mkdirSync(join(dir, part));
  const journal = await openJournal({ dir, clock: () => 1, log });
  await journal.record({
    principal: { user: "ann", role: "admin", origin: "cli" },
    action: "login",
    target: "ann",
    result: "done",
  });
  await journal.close();
  const before = new Map(
    readdirSync(dir)
      .filter((name) => name !== "lock" && statSync(join(dir, name)).isFile())
      .map((name) => [name, readFileSync(join(dir, name), "utf8")]),
  );
  backUp(dir, join(root, "copy"));
  await expect(
    async () => await restoreCommand.run(parseOptions([join(root, "copy"), "--data-dir", dir]), never),
  ).rejects.toThrow("not empty");
  {
    using _lock = lockDataFolder(dir);
    await expect(async () => await resetCommand.run(parseOptions([dir]), never)).rejects.toThrow();
  }
  await resetCommand.run(parseOptions([dir]), never);
  expect(readdirSync(dir)).toEqual([]);
  await restoreCommand.run(parseOptions([join(root, "copy"), "--data-dir", dir]), never);
  expect(
    new Map(
      readdirSync(dir)
        .filter((name) => statSync(join(dir, name)).isFile())
        .map((name) => [name, readFileSync(join(dir, name), "utf8")]),
    ),
  ).toEqual(before);
  await expect(async () => await resetCommand.run(parseOptions([root]), never)).rejects.toThrow("not the data folder");
});

it("[SB39] the folder of a box that stands by is not emptied: its vote would be forgotten", async () => {
  const dir = join(root, "data");
  mkdirSync(dir);
  startEpoch(dir);
  {
    using _lock = lockBox(dir);
    await expect(async () => await resetCommand.run(parseOptions([dir]), never)).rejects.toThrow("the box of");
    expect(readdirSync(dir)).toContain("edge.json");
  }
  await resetCommand.run(parseOptions([dir]), never);
  expect(readdirSync(dir)).toEqual([]);
});

it("[FS2] a failed restore leaves an empty folder, so that no edge starts with partial data", async () => {
  const copy = join(root, "copy");
  mkdirSync(copy);
  writeFileSync(join(copy, "edge.json"), "{}");
  // A folder cannot be copied into itself.
  const to = join(copy, "to");
  await expect(
    async () => await restoreCommand.run(parseOptions([copy, "--data-dir", to]), never),
  ).rejects.toMatchObject({ code: "disk" });
  expect(readdirSync(to)).toEqual([]);
});
