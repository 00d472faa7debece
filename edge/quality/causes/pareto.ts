/** Bad pieces by class of defects, station, area or variant. A piece counts by its first bad verdict (rule RC7). */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { DefectClass } from "../../contracts/quality/causes.ts";
import type {
  BadPiece,
  BadPiecesQuestion,
  ParetoFilter,
  ParetoQuestion,
  ParetoRow,
  ParetoView,
} from "../../contracts/quality/loop.ts";
import { EPOCH_S, SIDES } from "./circumstances.ts";
import { verdictOf } from "./class-columns.ts";
import { timeOf } from "./group-pieces.ts";
import type { LoopBook } from "./loop-book.ts";
import type { Column } from "./piece-table.ts";

type Book = Pick<LoopBook, "table" | "classes" | "areaOf">;

export function paretoOf(book: Book, { by, ...question }: ParetoQuestion): ParetoView {
  const { capacity } = book.table;
  const rows = new Map<string, Group>();
  const all = new Group(capacity, null);
  const [variants, areas] = [new Set<string>(), new Set<string>()];
  for (const one of classesIn(book, question)) {
    const { key, of, slots, verdicts, code, variantOf, stationOf, areaOf, fits } = one;
    for (const slot of slots) {
      const area = areaOf(slot);
      variants.add(variantOf(slot));
      areas.add(area);
      if (!fits(slot)) continue;
      const name = by === "class" ? key : by === "area" ? area : by === "station" ? stationOf(slot) : variantOf(slot);
      let row = rows.get(name);
      if (row === undefined) {
        row = new Group(capacity, by === "class" ? of : null);
        rows.set(name, row);
      }
      const isBad = verdicts[slot] === code;
      row.add(slot, isBad);
      all.add(slot, isBad);
    }
  }
  const named = [...rows].map(([name, { of, bad, pieces }]): ParetoRow => ({ name, of, bad, pieces }));
  return {
    rows: named.filter(({ bad }) => bad > 0).sort((a, b) => b.bad - a.bad || (a.name < b.name ? -1 : 1)),
    total: { bad: all.bad, pieces: all.pieces },
    since: oldestOf(book),
    refused: book.classes.refused,
    variants: wordsIn(variants),
    areas: wordsIn(areas),
  };
}

export function badPiecesOf(book: Book, { limit, ...question }: BadPiecesQuestion) {
  const found: BadPiece[] = [];
  for (const { key, slots, verdicts, judged, code, variantOf, stationOf, fits } of classesIn(book, question))
    for (const slot of slots)
      if (verdicts[slot] === code && fits(slot))
        found.push({
          piece: book.table.pieces[slot] as string,
          key,
          at: timeOf(judged[slot] as number),
          station: stationOf(slot),
          variant: variantOf(slot),
        });
  found.sort((a, b) => b.at - a.at);
  return { count: found.length, pieces: found.slice(0, limit) };
}

const [JUDGED, BAD] = [1, 2];

/** Pieces that count once each. */
class Group {
  readonly of: DefectClass | null;
  bad = 0;
  pieces = 0;
  readonly #seen: Uint8Array;

  constructor(capacity: number, of: DefectClass | null) {
    this.#seen = new Uint8Array(capacity);
    this.of = of;
  }

  add(slot: number, isBad: boolean): void {
    const seen = this.#seen[slot] as number;
    if ((seen & JUDGED) === 0) this.pieces++;
    if (isBad && (seen & BAD) === 0) this.bad++;
    this.#seen[slot] = seen | JUDGED | (isBad ? BAD : 0);
  }
}

/** The verdicts of a class in a time. */
interface ClassVerdicts {
  readonly key: string;
  readonly of: DefectClass;
  /** Pieces that were judged good or with the defect; one that is bad for another reason is no verdict on the class. */
  readonly slots: readonly number[];
  readonly verdicts: Float32Array;
  readonly judged: Float32Array;
  /** Verdict of the bad ones. */
  readonly code: number;
  stationOf(slot: number): string;
  areaOf(slot: number): string;
  variantOf(slot: number): string;
  fits(slot: number): boolean;
}

function* classesIn(
  book: Book,
  { from, to, key: only, variant, area }: ParetoFilter & { readonly from: Micros; readonly to: Micros },
): Generator<ClassVerdicts> {
  const { table, classes } = book;
  const used = table.slots();
  const [first, last] = [from / 1e6 - EPOCH_S, to / 1e6 - EPOCH_S];
  const variantOf = wordOf(table.column({ role: "circumstance", kind: "variant", operation: "", name: "" }));
  for (const [key, { of }] of classes.all()) {
    const columns = only === undefined || only === key ? verdictOf(table, of) : undefined;
    if (columns === undefined) continue;
    const [verdicts, judged] = [columns.verdict.values, columns.judged.values];
    const code = SIDES.indexOf(of.side);
    const slots: number[] = [];
    for (const slot of used) {
      const verdict = verdicts[slot] as number;
      const at = judged[slot] as number;
      if ((verdict === 0 || verdict === code) && at >= first && at < last) slots.push(slot);
    }
    const machine = { kind: "machine", operation: of.operation, name: "" } as const;
    const stations = table.column({ role: "circumstance", ...machine });
    const stationOf = wordOf(stations);
    const areas = (stations?.levels ?? []).map((station) => book.areaOf(station));
    const ownArea = (slot: number): string => areas[stations?.values[slot] as number] ?? "";
    const fits = (slot: number): boolean =>
      (variant === undefined || variantOf(slot) === variant) && (area === undefined || ownArea(slot) === area);
    yield { key, of, slots, verdicts, judged, code, stationOf, areaOf: ownArea, variantOf, fits };
  }
}

function wordOf(column: Column | undefined): (slot: number) => string {
  return (slot) => column?.levels[column.values[slot] as number] ?? "";
}

function oldestOf({ table }: Book): Micros | null {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { name, values } of table.columns)
    if (name.role === "judged") for (const seconds of values) if (seconds < oldest) oldest = seconds;
  return Number.isFinite(oldest) ? timeOf(oldest) : null;
}

function wordsIn(words: ReadonlySet<string>): readonly string[] {
  return [...words].filter((word) => word !== "").sort();
}
