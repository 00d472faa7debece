import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EnergyStore } from "../../../edge/energy/energy-store.ts";
import { StateStore } from "../../../edge/production/state/state-store.ts";
import { openDatabase } from "../../../edge/store/open-database.ts";
import type { TableFile } from "../../../edge/store/table-file.ts";

const log = pino({ level: "silent" });
let dir: string;
let tables: TableFile;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-tables-"));
  const migrations = ["CREATE TABLE t (v INTEGER PRIMARY KEY)"];
  ({ tables } = openDatabase({ path: join(dir, "a.db"), kind: "derived", migrations, log }));
});
afterEach(() => {
  tables.close();
  rmSync(dir, { recursive: true });
});

/** Statements that SQLite prepares while `work` runs. */
function preparedBy(work: () => void): number {
  const prepare = DatabaseSync.prototype.prepare;
  let count = 0;
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...args: Parameters<typeof prepare>) {
    count++;
    return prepare.apply(this, args);
  } as typeof prepare;
  try {
    work();
  } finally {
    DatabaseSync.prototype.prepare = prepare;
  }
  return count;
}

describe("[FS16] statements of a file of tables", () => {
  it("are prepared once for each SQL text, however often they run", () => {
    tables.transaction(() => {
      for (let v = 0; v < 1000; v++) tables.run("INSERT INTO t VALUES (?)", v);
    });
    for (let v = 0; v < 1000; v++) expect(tables.get("SELECT v FROM t WHERE v = ?", v)).toEqual({ v });
    expect(tables.all("SELECT v FROM t")).toHaveLength(1000);
    expect(tables.prepared).toBe(3);
  });

  it("are at most a hundred: the least recently used one is dropped, and prepared again on demand", () => {
    for (let n = 0; n < 100; n++) tables.get(`SELECT ${n} AS n`);
    tables.get("SELECT 0 AS n");
    tables.get("SELECT 100 AS n");
    expect(tables.prepared).toBe(101);
    tables.get("SELECT 0 AS n");
    expect(tables.prepared).toBe(101);
    expect(tables.get("SELECT 1 AS n")).toEqual({ n: 1 });
    expect(tables.prepared).toBe(102);
  });

  it("are read row by row while the same SQL runs", () => {
    for (let v = 0; v < 3; v++) tables.run("INSERT INTO t VALUES (?)", v);
    const seen: unknown[] = [];
    tables.each("SELECT v FROM t", ({ v }) => {
      expect(tables.all("SELECT v FROM t")).toHaveLength(3);
      seen.push(v);
    });
    expect(seen).toEqual([0, 1, 2]);
  });

  it("end with their file, which may be closed twice", () => {
    tables.get("SELECT 1");
    tables.close();
    tables.close();
    expect(tables.isOpen).toBe(false);
    expect(() => tables.get("SELECT 1")).toThrow("not open");
  });

  it("of the books are kept, too: the second write and the second query prepare nothing", () => {
    const energy = new EnergyStore(join(dir, "energy.db"), log);
    const state = new StateStore(join(dir, "state.db"), log);
    const code = energy.codes(["m"]).get("m") as number;
    const use = (time: number): void => {
      const total = { time, total: 1, raw: 1, readings: [{ time, total: 1 }], doubts: [time] };
      const meter = { code, total, idle: [], itemState: 1 } as unknown as Parameters<EnergyStore["write"]>[0][number];
      energy.write([meter], {
        mark: { position: time, time },
        forgetBefore: time - 10,
        memos: { balances: {} },
        alongside: () => {},
      });
      energy.at(meter, time);
      state.write([["INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?)", 1, 1, time, 1]]);
      state.newest();
    };
    expect(preparedBy(() => use(1))).toBeGreaterThan(0);
    expect(preparedBy(() => use(2))).toBe(0);
    energy.close();
    state.close();
  });
});
