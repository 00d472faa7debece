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
import { SIDES } from "./circumstances.ts";
import { verdictOf } from "./class-columns.ts";
import { timeOf } from "./group-pieces.ts";
import type { LoopBook } from "./loop-book.ts";

/** One verdict of a class about a piece. */
interface Judged {
  readonly slot: number;
  readonly key: string;
  readonly of: DefectClass;
  readonly at: Micros;
  readonly isBad: boolean;
  readonly station: string;
  readonly variant: string;
}

type Book = Pick<LoopBook, "table" | "classes" | "areaOf">;

export function paretoOf(book: Book, { by, ...question }: ParetoQuestion): ParetoView {
  const rows = new Map<string, Group>();
  const all = new Group(null);
  const [variants, areas] = [new Set<string>(), new Set<string>()];
  for (const one of judgedIn(book, { ...question, variant: undefined, area: undefined })) {
    const area = book.areaOf(one.station);
    variants.add(one.variant);
    areas.add(area);
    if (!fits(book, one, question)) continue;
    const name = by === "class" ? one.key : by === "area" ? area : one[by];
    const row = rows.get(name) ?? new Group(by === "class" ? one.of : null);
    rows.set(name, row);
    row.add(one);
    all.add(one);
  }
  const named = [...rows].map(([name, group]): ParetoRow => ({ name, of: group.of, ...group.share }));
  return {
    rows: named.filter(({ bad }) => bad > 0).sort((a, b) => b.bad - a.bad || (a.name < b.name ? -1 : 1)),
    total: all.share,
    since: oldestOf(book),
    variants: wordsIn(variants),
    areas: wordsIn(areas),
  };
}

export function badPiecesOf(book: Book, { limit, ...question }: BadPiecesQuestion) {
  const found: BadPiece[] = [];
  for (const one of judgedIn(book, question)) {
    const { slot, key, at, isBad, station, variant } = one;
    if (isBad && fits(book, one, question))
      found.push({ piece: book.table.pieces[slot] as string, key, at, station, variant });
  }
  found.sort((a, b) => b.at - a.at);
  return { count: found.length, pieces: found.slice(0, limit) };
}

/** Pieces that count once each. */
class Group {
  readonly of: DefectClass | null;
  readonly #judged = new Set<number>();
  readonly #bad = new Set<number>();

  constructor(of: DefectClass | null) {
    this.of = of;
  }

  get share() {
    return { bad: this.#bad.size, pieces: this.#judged.size };
  }

  add({ slot, isBad }: Judged): void {
    this.#judged.add(slot);
    if (isBad) this.#bad.add(slot);
  }
}

function fits({ areaOf }: Book, { station, variant }: Judged, filter: ParetoFilter): boolean {
  return (
    (filter.variant === undefined || filter.variant === variant) &&
    (filter.area === undefined || filter.area === areaOf(station))
  );
}

/** Verdicts of a time, class by class; a piece that is bad for another reason is no verdict on this class. */
function* judgedIn(
  { table, classes }: Book,
  { from, to, key: only }: ParetoFilter & { readonly from: Micros; readonly to: Micros },
): Generator<Judged> {
  const slots = table.slots();
  const variants = table.column({ role: "circumstance", kind: "variant", operation: "", name: "" });
  for (const [key, { of }] of classes.all()) {
    const columns = only === undefined || only === key ? verdictOf(table, of) : undefined;
    if (columns === undefined) continue;
    const stations = table.column({ role: "circumstance", kind: "machine", operation: of.operation, name: "" });
    const code = SIDES.indexOf(of.side);
    for (const slot of slots) {
      const verdict = columns.verdict.values[slot] as number;
      const at = timeOf(columns.judged.values[slot] as number);
      if ((verdict !== 0 && verdict !== code) || !(at >= from && at < to)) continue;
      const station = stations?.levels[stations.values[slot] as number] ?? "";
      const variant = variants?.levels[variants.values[slot] as number] ?? "";
      yield { slot, key, of, at, isBad: verdict === code, station, variant };
    }
  }
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
