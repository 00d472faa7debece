/** Files of a later release: refused with their name and what to do, and left as they are (docs/rules/store.md). */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { UserFile } from "../../../edge/access/user-file.ts";
import { closeDuckDb, openDuckDb } from "../../../edge/historian/embedded/open-duckdb.ts";
import { Assignments } from "../../../edge/model/assignments.ts";
import { startEpoch } from "../../../edge/model/data-folder.ts";
import { TagRegistry } from "../../../edge/model/tag-registry.ts";
import { checkedLine } from "../../../edge/store/checked-line.ts";
import { openDatabase } from "../../../edge/store/open-database.ts";
import { temporaryFolder } from "../../fakes/config/plant-folder.ts";
import { log } from "../detect/bench-plant.ts";

const MIGRATIONS = ["CREATE TABLE one (a INTEGER)"];

function sqlite(path: string): void {
  const { tables } = openDatabase({ path, kind: "derived", migrations: MIGRATIONS, log });
  tables.run("INSERT INTO one VALUES (7)");
  tables.close();
  const database = new DatabaseSync(path);
  database.exec("PRAGMA user_version = 2");
  database.close();
}

const STORES: readonly {
  readonly file: string;
  readonly make: (path: string) => void;
  readonly open: (folder: string, path: string) => unknown;
}[] = [
  {
    file: "edge.json",
    make: (path) => writeFileSync(path, '{"version":2,"edgeId":"e","epoch":1}\n'),
    open: (folder) => startEpoch(folder),
  },
  {
    file: "tags.log",
    make: (path) => writeFileSync(path, checkedLine({ format: "gemba tags", version: 2 })),
    open: (folder) => TagRegistry.open(folder),
  },
  {
    file: "assignments.log",
    make: (path) => writeFileSync(path, checkedLine({ format: "gemba assignments", version: 2 })),
    open: (folder) => Assignments.open(folder),
  },
  {
    file: "users.json",
    make: (path) => writeFileSync(path, '{"format":"gemba-users","version":2,"everybody":[]}\n'),
    open: (folder) => new UserFile(folder).read(),
  },
  {
    file: "state.sqlite",
    make: sqlite,
    open: (_folder, path) => openDatabase({ path, kind: "derived", migrations: MIGRATIONS, log }),
  },
  {
    file: "record.sqlite",
    make: sqlite,
    open: (_folder, path) => openDatabase({ path, kind: "record", migrations: MIGRATIONS, log }),
  },
];

it.each(STORES)("[FS17] $file of a newer version is refused by name and not changed", ({ file, make, open }) => {
  using folder = temporaryFolder();
  const path = join(folder.path, file);
  make(path);
  const before = readFileSync(path);
  let said = "";
  try {
    open(folder.path, path);
  } catch (error) {
    said = (error as Error).message;
  }
  expect(said).toContain(path);
  expect(said).toMatch(/newer/);
  expect(said).toMatch(/start that version|run that edge/);
  expect(readFileSync(path).equals(before)).toBe(true);
  // Nothing was moved aside, and nothing was started over.
  expect(readdirSync(folder.path).filter((name) => !name.startsWith(file))).toEqual([]);
});

it("[FS17] a historian's newer database is refused by name, keeps its rows and is not taken for damaged", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "history.duckdb");
  const own = await openDuckDb(path, 100, (opened) => Promise.resolve(opened));
  await own.writer.run("INSERT INTO samples VALUES (1, 2, 3.5, 0, 0, 0)");
  await own.writer.run("UPDATE format SET version = 2");
  closeDuckDb(own);

  await expect(openDuckDb(path, 100, () => Promise.reject(new Error("nothing is built")))).rejects.toThrow(
    `${path} was written by a newer Gemba (format 2, this one reads up to 1): start that version`,
  );

  const later = await DuckDBInstance.create(path);
  const rows = await (await later.connect()).runAndReadAll("SELECT value FROM samples");
  expect(rows.getRows()).toEqual([[3.5]]);
  later.closeSync();
  const child = readFileSync(join(import.meta.dirname, "../../../edge/historian/embedded/child.ts"), "utf8");
  const blocked = new RegExp(/const BLOCKED = \/(.+)\/i;/.exec(child)?.[1] ?? "never", "i");
  for (const text of ["x was written by a newer Gemba (format 2", "read a database file with version number 99"])
    expect(text).toMatch(blocked);
});
