/** Backup of a data folder in use: rule WI10 in docs/rules/work.md, SQ12 in docs/rules/sql.md. */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { backUp } from "../../../../edge/historian/archive/backup.ts";

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return { ...fs, copyFileSync: vi.fn(fs.copyFileSync) };
});

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-backup-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

it("[WI10] work items that move to the archive during a backup are in it", async () => {
  const { copyFileSync: copy } = await vi.importActual<typeof import("node:fs")>("node:fs");
  const [data, out] = [join(dir, "data"), join(dir, "out")];
  const [log, archive] = [join(data, "work-items.log"), join(data, "work-items-archive.log")];
  mkdirSync(data);
  writeFileSync(join(data, "edge.json"), "{}");
  writeFileSync(archive, "w-1\n");
  writeFileSync(log, "w-2\nw-3\n");
  let hasMoved = false;
  vi.mocked(copyFileSync).mockImplementation((source, target) => {
    copy(source, target);
    if (hasMoved || !basename(String(source)).startsWith("work-items")) return;
    hasMoved = true;
    appendFileSync(archive, "w-2\n");
    writeFileSync(log, "w-3\n");
  });
  backUp(data, out);
  expect(hasMoved).toBe(true);
  const kept = ["work-items.log", "work-items-archive.log"].map((name) => readFileSync(join(out, name), "utf8"));
  expect(kept.map((text) => text.trimEnd().split("\n"))).toEqual([
    ["w-2", "w-3"],
    ["w-1", "w-2"],
  ]);
});

it("[SQ12] the files of a statement that runs at the moment are not in it", () => {
  const [data, out] = [join(dir, "data"), join(dir, "out")];
  mkdirSync(join(data, "sql", "1"), { recursive: true });
  writeFileSync(join(data, "sql", "1", "answer"), "half");
  writeFileSync(join(data, "edge.json"), "{}");
  backUp(data, out);
  expect(readdirSync(out)).toEqual(["edge.json"]);
});
