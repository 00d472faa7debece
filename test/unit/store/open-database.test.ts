import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DatabaseOptions, openDatabase } from "../../../edge/store/open-database.ts";
import type { StoreKind } from "../../../edge/store/table-file.ts";
import { transaction } from "../../../edge/store/transaction.ts";

let dir: string;
let database: DatabaseSync;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-store-"));
  database = new DatabaseSync(join(dir, "a.sqlite"));
  database.exec("CREATE TABLE t (v)");
});
afterEach(() => {
  database.close();
  rmSync(dir, { recursive: true });
});
const count = () => (database.prepare("SELECT count(*) AS n FROM t").get() as { n: number }).n;

describe("a transaction that fails", () => {
  it("is rolled back", () => {
    expect(() =>
      transaction(database, () => {
        database.exec("INSERT INTO t VALUES (1)");
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(count()).toBe(0);
  });

  it("on a full disk names the disk, and the next one succeeds", () => {
    database.exec("PRAGMA cache_size = 1; PRAGMA max_page_count = 20");
    const fill = () =>
      transaction(database, () =>
        database.exec(
          `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
           INSERT INTO t SELECT randomblob(4000) FROM n`,
        ),
      );
    expect(fill).toThrow("full");
    expect(database.isTransaction).toBe(false);
    transaction(database, () => database.exec("INSERT INTO t VALUES (1)"));
    expect(count()).toBe(1);
  });
});

describe("[FO7] row 10: a file of tables", () => {
  const path = () => join(dir, "book.db");
  const options = (kind: StoreKind, uidOfFolder?: string, uid = "log-a"): DatabaseOptions => ({
    path: path(),
    kind,
    migrations: ["CREATE TABLE kept (v)"],
    log: pino({ level: "silent" }),
    follows: { uid, uidOfFolder },
  });
  /** Opens it, adds a row, and returns how many there are. */
  const use = (...args: Parameters<typeof options>): { readonly rows: number; readonly note: string | undefined } => {
    const { tables: book, note } = openDatabase(options(...args));
    book.run("INSERT INTO kept VALUES (1)");
    const rows = Number(book.get("SELECT count(*) AS n FROM kept")?.["n"]);
    book.close();
    return { rows, note };
  };
  /** A file of an edge that did not write the log's uid into it. */
  const makeOld = (): void => {
    use("derived");
    const old = new DatabaseSync(path());
    old.exec("DROP TABLE followed_log");
    old.close();
  };
  const aside = (why: string): number =>
    readdirSync(dir).filter(
      (name) => name.startsWith(`book.db.${why}-`) && !name.endsWith("-wal") && !name.endsWith("-shm"),
    ).length;

  it("is kept where the folder's log-uid is empty or gone, with a note; the next opening knows it", () => {
    makeOld();
    expect(use("derived")).toEqual({ rows: 2, note: expect.stringContaining("did not name") });
    expect(use("derived")).toEqual({ rows: 3, note: undefined });
  });

  it("of an earlier edge is kept where the folder has the same log", () => {
    makeOld();
    expect(use("derived", "log-a")).toEqual({ rows: 2, note: undefined });
  });

  it("that follows another log is moved aside whole, never deleted", () => {
    makeOld();
    expect(use("derived", "log-b")).toEqual({ rows: 1, note: expect.stringContaining("another commit log") });
    expect(use("derived", undefined, "log-c")).toEqual({
      rows: 1,
      note: expect.stringContaining("another commit log"),
    });
    expect(aside("other-log")).toBe(2);
  });

  it.each(["header", "middle"])(
    "that is damaged at its %s is created again if it is derived, and refused if it is a record",
    (where) => {
      use("derived");
      if (where === "header")
        writeFileSync(
          path(),
          "this is not a database, and it is longer than a header of SQLite, which has a hundred bytes".repeat(3),
        );
      else truncateSync(path(), 5000);
      expect(() => use("record")).toThrow(/backup/);
      expect(aside("damaged")).toBe(0);
      expect(use("derived")).toEqual({ rows: 1, note: expect.stringContaining("damaged") });
      expect(aside("damaged")).toBe(1);
    },
  );

  it("of a record is on disk before a commit is answered, which a derived one need not be", () => {
    const synchronous = (kind: StoreKind): number => {
      const { tables: book } = openDatabase(options(kind));
      const level = Number(book.get("PRAGMA synchronous")?.["synchronous"]);
      book.close();
      return level;
    };
    expect([synchronous("derived"), synchronous("record")]).toEqual([1, 2]);
  });
});
