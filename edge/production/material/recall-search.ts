import { EdgeError } from "../../contracts/errors.ts";
import type { PieceState } from "../../contracts/production/genealogy.ts";
import type { RecallQuestion } from "../../contracts/production/recall.ts";
import { fromText } from "../../store/record-text.ts";
import type { Row, TableFile } from "../../store/table-file.ts";
import { type AskedCodes, statementOf } from "./recall-statement.ts";
import type { LotRecord, Piece } from "./records.ts";
import type { Words } from "./words.ts";
import { setupOf, type WorkIndex } from "./work-index.ts";
import { OPEN_LENGTH_S, type Setup, timesOf, workOf } from "./work-of.ts";

/** Pieces that were at a station more than once are looked at one by one, up to this many. */
const MOST_LOOKED_AT = 20_000;
/** Lots of this many pieces are found by their lot, larger ones by the station. */
const FEW_PIECES = 50_000;
/** Lots of one supplier. */
const MOST_LOTS = 20_000;
const STATES: readonly PieceState[] = ["inside", "shipped", "scrapped"];

/** Pieces with the same fate. */
export interface FateGroup {
  readonly state: PieceState;
  readonly order: string;
  readonly lot: string;
  readonly shipment: string;
  readonly pieces: number;
}

export interface FoundOnDisk {
  readonly groups: readonly FateGroup[];
  /** The first pieces that left, without those that memory has. */
  readonly names: readonly string[];
  readonly unresolved: number;
}

/** A question with the lots of its supplier. */
export interface Wanted extends Omit<RecallQuestion, "lot" | "supplier"> {
  /** Undefined: any. */
  readonly lots?: ReadonlySet<string>;
}

interface Parts {
  readonly tables: TableFile;
  readonly words: Words;
  readonly work: Pick<WorkIndex, "pieceAt" | "share">;
}

/**
 * Finds the pieces of a recall by the index of their work: one million pieces in less than a second (rule TC4).
 * Statements go through a table of row numbers of this connection, which is emptied for each question.
 */
export class RecallSearch {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.tables.run("CREATE TEMP TABLE recalled (piece INTEGER PRIMARY KEY, visits INTEGER NOT NULL)");
  }

  /** Lots of a supplier. */
  lotsOf(supplier: string): string[] {
    const rows = this.#parts.tables.all(
      "SELECT name, record FROM lot WHERE instr(record, ?) > 0 LIMIT ?",
      JSON.stringify(supplier),
      MOST_LOTS + 1,
    );
    if (rows.length > MOST_LOTS)
      throw new EdgeError("bad-request", `the supplier has more than ${MOST_LOTS} lots; name one of them`);
    return rows.flatMap((row) =>
      (fromText(String(row["record"])) as LotRecord).supplier === supplier ? [String(row["name"])] : [],
    );
  }

  /**
   * Pieces on disk, except those named in `inMemory`, of which memory knows more. Throws EdgeError `unavailable`
   * while a file of an earlier edge is being indexed.
   */
  find(wanted: Wanted, inMemory: readonly string[], limit: number): FoundOnDisk {
    const { tables, work } = this.#parts;
    if (work.share < 1) {
      const percent = Math.floor(100 * work.share);
      throw new EdgeError(
        "unavailable",
        `The record of an earlier edge is being prepared for recalls: ${percent} % is done. Try again later.`,
      );
    }
    tables.run("DELETE FROM recalled");
    try {
      const asked = this.#asked(wanted);
      if (asked === undefined) return { groups: [], names: [], unresolved: 0 };
      const [sql, ...values] = statementOf(asked);
      tables.run(sql, ...values);
      const unresolved = this.#resolve(wanted);
      tables.run(
        "DELETE FROM recalled WHERE piece IN (SELECT rowid FROM piece WHERE name IN (SELECT value FROM json_each(?)))",
        JSON.stringify(inMemory),
      );
      return { groups: this.#groups(), names: this.#names(limit), unresolved };
    } finally {
      tables.run("DELETE FROM recalled");
    }
  }

  /** The question in codes of the file. Undefined: a name is unknown, so no piece is wanted. */
  #asked(wanted: Wanted): AskedCodes | undefined {
    const { words } = this.#parts;
    const { machine, order, lots } = wanted;
    const station = machine === undefined ? undefined : words.find(machine);
    const orderCode = order === undefined ? undefined : words.find(order);
    const lotCodes = lots === undefined ? undefined : [...lots].flatMap((lot) => words.find(lot) ?? []);
    if ((machine !== undefined && station === undefined) || (order !== undefined && orderCode === undefined))
      return undefined;
    if (lotCodes?.length === 0) return undefined;
    const isByWork = asksForWork(wanted);
    const setups = isByWork ? this.#setups(wanted, station) : [];
    if (isByWork && setups.length === 0) return undefined;
    const codes = { lots: lotCodes === undefined ? undefined : JSON.stringify(lotCodes), order: orderCode };
    const isAnySetup = wanted.program === undefined && wanted.fixture === undefined && wanted.tool === undefined;
    const list = (at: 0 | 1): string => JSON.stringify([...new Set(setups.map((pair) => pair[at]))]);
    return {
      fromS: secondsOf(wanted.from, Number.MIN_SAFE_INTEGER, Math.floor),
      toS: secondsOf(wanted.to, Number.MAX_SAFE_INTEGER, Math.ceil),
      ...codes,
      stations: isByWork ? list(0) : undefined,
      setups: isByWork && !isAnySetup ? list(1) : undefined,
      isFromPieces: this.#isFew(codes),
    };
  }

  /** Whether the pieces of the lots or the order are few enough to be looked up one by one. */
  #isFew({ lots, order }: Pick<AskedCodes, "lots" | "order">): boolean {
    if (order !== undefined) return true;
    if (lots === undefined) return false;
    const counted = this.#parts.tables.get(
      `SELECT count(*) AS count FROM (SELECT 1 FROM piece WHERE lot_code IN (SELECT value FROM json_each(?)) LIMIT ?)`,
      lots,
      FEW_PIECES + 1,
    );
    return Number(counted?.["count"]) <= FEW_PIECES;
  }

  /** Stations with the set-ups that are wanted. */
  #setups(wanted: Wanted, station: number | undefined): (readonly [station: number, setup: number])[] {
    const { tables, words } = this.#parts;
    const rows: Row[] =
      station === undefined
        ? tables.all("SELECT station_code, setup_code FROM setup")
        : tables.all("SELECT station_code, setup_code FROM setup WHERE station_code = ?", station);
    return rows
      .map((row) => [Number(row["station_code"]), Number(row["setup_code"])] as const)
      .filter(([, setup]) => hasSetup(setupOf(words.wordOf(setup)), wanted));
  }

  /** Looks at pieces that a station worked on more than once: time and set-up must be those of one operation. */
  #resolve(wanted: Wanted): number {
    const { tables, work } = this.#parts;
    const doubtful = tables.all("SELECT piece FROM recalled WHERE visits > 1 LIMIT ?", MOST_LOOKED_AT + 1);
    if (doubtful.length > MOST_LOOKED_AT)
      return Number(tables.get("SELECT count(*) AS count FROM recalled WHERE visits > 1")?.["count"]);
    for (const row of doubtful) {
      const piece = work.pieceAt(Number(row["piece"]));
      if (piece !== undefined && !isWanted(piece, wanted))
        tables.run("DELETE FROM recalled WHERE piece = ?", Number(row["piece"]));
    }
    return 0;
  }

  /** A field of many records by their names; records without it are left out. */
  fieldOf(field: "customer" | "supplier" | "time", names: readonly string[]): ReadonlyMap<string, string | number> {
    const table = { customer: "production_order", supplier: "lot", time: "shipment" }[field];
    const rows = this.#parts.tables.all(
      `SELECT name, json_extract(record, ?) AS field FROM json_each(?) CROSS JOIN ${table} ON name = value`,
      `$.${field}`,
      JSON.stringify(names),
    );
    return new Map(
      rows.flatMap(({ name, field: value }) =>
        typeof value === "string" || typeof value === "number" ? [[String(name), value] as const] : [],
      ),
    );
  }

  #groups(): FateGroup[] {
    const { tables, words } = this.#parts;
    return tables
      .all(
        `SELECT state, order_code, lot_code, shipment_code, count(*) AS pieces FROM recalled CROSS JOIN fate
         ON fate.piece = recalled.piece GROUP BY state, order_code, lot_code, shipment_code`,
      )
      .map((row) => ({
        state: STATES[Number(row["state"])] ?? "inside",
        order: words.wordOf(Number(row["order_code"])),
        lot: words.wordOf(Number(row["lot_code"])),
        shipment: words.wordOf(Number(row["shipment_code"])),
        pieces: Number(row["pieces"]),
      }));
  }

  #names(limit: number): string[] {
    return this.#parts.tables
      .all("SELECT name FROM recalled CROSS JOIN piece ON piece.rowid = recalled.piece LIMIT ?", limit)
      .map((row) => String(row["name"]));
  }
}

/** Whether the question is about work, and not only about lots and orders. */
function asksForWork({ machine, program, fixture }: Wanted): boolean {
  return machine !== undefined || program !== undefined || fixture !== undefined;
}

function hasSetup(setup: Setup, { program, fixture, tool }: Wanted): boolean {
  return (
    (program === undefined || setup.program === program) &&
    (fixture === undefined || setup.fixture === fixture) &&
    (tool === undefined || setup.tools.includes(tool))
  );
}

/** Whether a piece in memory is wanted, by the same rule as the index. */
export function isWanted(piece: Piece, wanted: Wanted): boolean {
  const { lots, order, machine } = wanted;
  if (lots !== undefined && !lots.has(piece.lot)) return false;
  if (order !== undefined && piece.order !== order) return false;
  if (!asksForWork(wanted)) return isBetween(piece.firstAt, piece.lastAt, wanted);
  const operations = piece.operations.filter(({ station }) => machine === undefined || station === machine);
  if (operations.length > 0)
    return operations.some((operation) => {
      const { since, until } = timesOf(piece, operation);
      return hasSetup(operation, wanted) && isBetween(since, until, wanted);
    });
  if (machine === undefined) return false;
  return workOf(piece, (place) => place === machine).some(
    ({ station, sinceS, lengthS, setups }) =>
      station === machine &&
      setups.some((setup) => hasSetup(setup, wanted)) &&
      isBetween(sinceS * 1e6, lengthS === OPEN_LENGTH_S ? Number.POSITIVE_INFINITY : (sinceS + lengthS) * 1e6, wanted),
  );
}

/** To the second, outward, as in the index. */
function isBetween(since: number, until: number, { from, to }: Pick<Wanted, "from" | "to">): boolean {
  return (
    Math.floor(since / 1e6) <= secondsOf(to, Number.MAX_SAFE_INTEGER, Math.ceil) &&
    Math.ceil(until / 1e6) >= secondsOf(from, Number.MIN_SAFE_INTEGER, Math.floor)
  );
}

function secondsOf(time: number | undefined, open: number, round: (value: number) => number): number {
  return time === undefined ? open : round(time / 1e6);
}
