import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { transaction } from "../../../edge/store/open-database.ts";

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
  it("is taken back", () => {
    expect(() =>
      transaction(database, () => {
        database.exec("INSERT INTO t VALUES (1)");
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(count()).toBe(0);
  });

  it("on a full disk names the disk, and the next one goes on", () => {
    database.exec("PRAGMA cache_size = 1; PRAGMA max_page_count = 20");
    const fill = () =>
      transaction(database, () => database.exec("INSERT INTO t SELECT randomblob(4000) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n)"));
    expect(fill).toThrow("full");
    expect(database.isTransaction).toBe(false);
    transaction(database, () => database.exec("INSERT INTO t VALUES (1)"));
    expect(count()).toBe(1);
  });
});
