import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RecallQuestion } from "../../../../edge/contracts/production/recall.ts";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../edge/production/material/material-twin.ts";
import { recallOf } from "../../../../edge/production/material/recall.ts";
import { newPiece, type Operation, type Piece } from "../../../../edge/production/material/records.ts";
import { randomOf } from "../../../run/seed.ts";
import { at, NO_PLACES } from "./life.ts";

const log = pino({ level: "silent" });
const ALL = 10_000;

describe("recall", () => {
  let dir: string;
  let store: MaterialStore;
  let twin: MaterialTwin;

  const open = (): void => {
    store = new MaterialStore(join(dir, "material.db"), log);
    twin = new MaterialTwin(NO_PLACES, store);
  };
  const reopen = (): void => {
    store.close();
    open();
  };
  const recall = (question: RecallQuestion, limit = ALL) => recallOf({ twin, store }, question, limit);
  const names = (question: RecallQuestion): string[] =>
    recall(question)
      .pieces.map(({ piece }) => piece)
      .toSorted();

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-recall-"));
    open();
  });
  afterEach(() => {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const write = (pieces: readonly Piece[], lots: ReadonlyMap<string, string> = new Map()): void =>
    store.write({ ...NOTHING, pieces, lots: [...lots].map(([lot, supplier]) => ({ ...LOT, lot, supplier })) });

  it("[TC4] finds the same pieces as a look at every life, by any criteria, also after an upgrade", () => {
    const random = randomOf("recall");
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const pieces = Array.from({ length: 300 }, (_, n) => randomPiece(n, { random, pick }));
    const lots = new Map(LOTS.map((lot) => [lot, pick(SUPPLIERS)]));
    write(pieces, lots);
    reopen();
    const questions = Array.from({ length: 300 }, (): RecallQuestion => {
      const from = Math.floor(random() * 3000);
      const may = <T>(value: T): T | undefined => (random() < 0.4 ? value : undefined);
      const machine = may(pick(MACHINES));
      const given = {
        lot: may(pick(LOTS)),
        supplier: may(pick(SUPPLIERS)),
        order: may(pick(ORDERS)),
        machine,
        program: may(pick(PROGRAMS)),
        fixture: may(pick(FIXTURES)),
        tool: machine === undefined ? undefined : may(pick(TOOLS)),
        from: may(at(from)),
        to: may(at(from + Math.floor(random() * 600))),
      };
      return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    }).filter(({ from, to, tool, ...rest }) => Object.keys(rest).length > 0);
    const check = (): void => {
      for (const question of questions) {
        const wanted = pieces.filter((piece) => fits(piece, question, lots)).map(({ id }) => id);
        expect(names(question), JSON.stringify(question)).toEqual(wanted.toSorted());
        expect(recall(question, 3).total).toBe(wanted.length);
      }
    };
    check();
    store.close();
    asOfAnEarlierEdge(join(dir, "material.db"));
    open();
    expect(() => recall({ lot: "L0" })).toThrow("being prepared for recalls: 0 %");
    write([]);
    check();
  });

  it("[TC5] counts pieces in memory once, with their present places and fates", () => {
    const piece = newPiece("P1", at(0));
    Object.assign(piece, { lot: "L0", order: "O0" });
    piece.operations.push(worked("M1", 10, 20));
    write([piece]);
    reopen();
    const arrived = { time: at(30), receivedAt: at(30), clock: "c", piece: "P1", place: "RCK-01", slot: 4 };
    twin.take({ kind: "piece.arrived", ...arrived });
    expect(recall({ machine: "M1" })).toMatchObject({
      total: 1,
      inside: 1,
      pieces: [{ piece: "P1", state: "inside", place: "RCK-01", slot: 4 }],
    });
    const left = { time: at(40), receivedAt: at(40), clock: "c", shipment: "S1", orders: ["O0"], carriers: [] };
    twin.take({ kind: "order.changed", time: at(1), receivedAt: at(40), clock: "c", order: "O0", customer: "ACME" });
    twin.take({ kind: "shipment.left", ...left, pieces: ["P1"] });
    const shipped = {
      total: 1,
      shipped: 1,
      withoutCustomer: 0,
      customers: [{ name: "ACME", pieces: 1 }],
      shipments: [{ name: "S1", time: at(40), orders: ["O0"], customers: ["ACME"] }],
      pieces: [{ piece: "P1", state: "shipped", place: null }],
    };
    expect(recall({ machine: "M1" })).toMatchObject(shipped);
    twin.write({ position: 1, time: Number.NaN });
    expect(recall({ machine: "M1" })).toMatchObject(shipped);
    reopen();
    expect(recall({ machine: "M1" })).toMatchObject(shipped);
  });

  it("[TC6] a piece of which work is not reported, or not over, is found rather than missed", () => {
    const unstarted = newPiece("P-END-ONLY", at(0));
    unstarted.operations.push({ ...worked("M1", 0, 500), start: Number.NaN });
    const under = newPiece("P-UNDER-WAY", at(0));
    under.operations.push({ ...worked("M1", 100, 0), end: Number.NaN });
    const silent = newPiece("P-STAY-ONLY", at(0));
    silent.stays.push({ place: "M1", tIn: at(200), tOut: at(300), seenAt: at(200), inferred: false });
    write([unstarted, under]);
    write([silent]);
    for (const again of [() => undefined, reopen]) {
      again();
      expect(names({ machine: "M1" })).toEqual(["P-END-ONLY", "P-STAY-ONLY", "P-UNDER-WAY"]);
      expect(names({ machine: "M1", from: at(50), to: at(60) })).toEqual(["P-END-ONLY"]);
      expect(names({ machine: "M1", from: at(9000) })).toEqual(["P-UNDER-WAY"]);
      expect(names({ machine: "M1", from: at(250), to: at(260) })).toContain("P-STAY-ONLY");
    }
  });

  it("[TC6] a piece that stayed at a station before any work was reported there is found as well", () => {
    const early = Array.from({ length: 3 }, (_, n) => {
      const piece = newPiece(`P${n}`, at(0));
      piece.stays.push({ place: "M1", tIn: at(200 + n), tOut: at(300), seenAt: at(200 + n), inferred: false });
      // Memory has those that are inside.
      return Object.assign(piece, { state: "shipped", lastAt: at(300) });
    });
    const later = newPiece("P-WORK", at(0));
    later.operations.push(worked("M1", 400, 500));
    write(early.slice(0, 1));
    reopen();
    expect(names({ machine: "M1" })).toEqual([]);
    // A write that fails in between leaves it as it was.
    expect(() => store.write({ ...NOTHING, pieces: [later], lots: [null as never] })).toThrow();
    write([...early.slice(1), later]);
    reopen();
    expect(names({ machine: "M1" })).toEqual(["P-WORK", "P0", "P1", "P2"]);
    expect(names({ machine: "M1", from: at(290), to: at(295) })).toEqual(["P0", "P1", "P2"]);
    // So is one in a file of an edge that did not look again.
    store.close();
    const file = new DatabaseSync(join(dir, "material.db"));
    file.exec("DELETE FROM work WHERE piece = 1; DELETE FROM state WHERE name = 'work-again'");
    file.close();
    open();
    write([]);
    expect(names({ machine: "M1" })).toEqual(["P-WORK", "P0", "P1", "P2"]);
  });

  it("[TC6] time and set-up must be those of the same visit", () => {
    const piece = newPiece("P1", at(0));
    piece.operations.push({ ...worked("M1", 10, 20), program: "A" }, { ...worked("M1", 1000, 1010), program: "B" });
    write([piece, newPiece("P2", at(0))]);
    reopen();
    expect(names({ machine: "M1", program: "B", from: at(990) })).toEqual(["P1"]);
    expect(names({ program: "B" })).toEqual(["P1"]);
    expect(names({ machine: "M1", program: "A", from: at(990) })).toEqual([]);
    expect(names({ machine: "M1", from: at(500), to: at(600) })).toEqual([]);
  });

  it("[TC7] hostile names find nothing and harm nothing; questions without a subject are refused", () => {
    write([newPiece("P1", at(0))]);
    for (const name of ["__proto__", "' OR 1=1--", "../../etc/passwd", "%", '"', "\\", "\u0000", "x".repeat(128)])
      for (const by of ["lot", "supplier", "order", "machine", "program", "fixture"])
        expect(recall({ [by]: name }), `${by} ${name}`).toMatchObject({ total: 0, pieces: [], shipments: [] });
    expect(() => recall({})).toThrow("at least one of lot, supplier");
    expect(() => recall({ from: at(0) })).toThrow("at least one of lot, supplier");
    expect(() => recall({ lot: "L", tool: "1" })).toThrow("tools are numbered by machine");
    expect(() => recall({ lot: "L", from: at(2), to: at(1) })).toThrow("`from` is later");
    expect(store.count).toBe(1);
  });

  it("[TC8] forgotten pieces leave the index, and the answer is bounded", () => {
    const pieces = Array.from({ length: 20 }, (_, n) => {
      const piece = newPiece(`P${n}`, at(n));
      Object.assign(piece, { state: "shipped", lot: "L0", shipment: `S${n}` });
      piece.operations.push(worked("M1", n, n + 1));
      piece.lastAt = at(n + 1);
      return piece;
    });
    write(pieces);
    expect(recall({ lot: "L0", machine: "M1" }, 5)).toMatchObject({
      total: 20,
      hasMore: true,
      counts: { shipments: 20 },
    });
    store.forget(at(10), 100);
    expect(recall({ machine: "M1" })).toMatchObject({ total: 11, hasMore: false });
    store.forget(at(1000), 100);
    expect(recall({ machine: "M1" }).total).toBe(0);
    store.close();
    const file = new DatabaseSync(join(dir, "material.db"));
    expect(file.prepare("SELECT (SELECT count(*) FROM work) + (SELECT count(*) FROM fate) AS rows").get()).toEqual({
      rows: 0,
    });
    file.close();
    open();
  });
});

const NOTHING = { pieces: [], carriers: [], orders: [], orderChanges: [], lots: [], shipments: [], state: {} };
const MACHINES = ["M1", "M2", "M3"];
const PROGRAMS = ["A", "B", "C"];
const FIXTURES = ["F1", "F2"];
const TOOLS = ["1", "2", "3", "4"];
const LOTS = ["L0", "L1", "L2", "L3"];
const SUPPLIERS = ["S-1", 'S-"2"'];
const ORDERS = ["O0", "O1", "O2"];
const LOT = { time: at(0), heat: "", variant: "", quantity: 1, carriers: [], accepted: true, inspection: [] };

function worked(station: string, from: number, to: number): Operation {
  return {
    station,
    operation: "OP",
    program: "",
    fixture: "",
    tools: [],
    start: at(from),
    end: at(to),
    verdict: "good",
  };
}

function randomPiece(n: number, { random, pick }: { random: () => number; pick: <T>(list: readonly T[]) => T }): Piece {
  const from = Math.floor(random() * 3000);
  const piece = newPiece(`P${n}`, at(from));
  Object.assign(piece, {
    lot: pick(LOTS),
    order: pick(ORDERS),
    state: pick(["inside", "shipped", "scrapped"] as const),
  });
  let second = from;
  for (let step = 0; step < 1 + Math.floor(random() * 4); step++) {
    const end = second + Math.floor(random() * 200);
    const tools = TOOLS.filter(() => random() < 0.5);
    const setup = { program: pick(PROGRAMS), fixture: pick(FIXTURES), tools };
    piece.operations.push({ ...worked(pick(MACHINES), second, end), ...setup });
    second = end + Math.floor(random() * 100);
  }
  piece.lastAt = at(second);
  return piece;
}

/** The rule once more, without an index. */
function fits(piece: Piece, question: RecallQuestion, lots: ReadonlyMap<string, string>): boolean {
  const { lot, supplier, order, machine, program, fixture, tool, from = -Infinity, to = Infinity } = question;
  if (lot !== undefined && piece.lot !== lot) return false;
  if (supplier !== undefined && lots.get(piece.lot) !== supplier) return false;
  if (order !== undefined && piece.order !== order) return false;
  if (machine === undefined && program === undefined && fixture === undefined)
    return piece.firstAt <= to && piece.lastAt >= from;
  return piece.operations.some(
    (one) =>
      (machine === undefined || one.station === machine) &&
      (program === undefined || one.program === program) &&
      (fixture === undefined || one.fixture === fixture) &&
      (tool === undefined || one.tools.includes(tool)) &&
      one.start <= to &&
      one.end >= from,
  );
}

/** Takes out of the file what earlier edges did not write. */
function asOfAnEarlierEdge(path: string): void {
  const file = new DatabaseSync(path);
  file.exec(
    `DROP TABLE work; DROP TABLE setup; DROP TABLE fate; DELETE FROM state WHERE name IN ('work', 'work-again');
     PRAGMA user_version = 3`,
  );
  file.close();
}
