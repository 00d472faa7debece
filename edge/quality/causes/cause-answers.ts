/** Answers of the book of causes, in the thread of the followers. */
import { EdgeError } from "../../contracts/errors.ts";
import type {
  CauseCounters,
  CauseRanking,
  CausesQuestion,
  CauseView,
  ContainedPiece,
  Containment,
  ContainmentQuestion,
  DefectClass,
  DefectView,
} from "../../contracts/quality/causes.ts";
import { EPOCH_S, SIDES } from "./circumstances.ts";
import { classColumns, verdictOf } from "./class-columns.ts";
import type { DefectClasses } from "./defect-classes.ts";
import { rankCauses } from "./engine/rank-causes.ts";
import type { PieceTable } from "./piece-table.ts";

export type CauseAnswered = ReturnType<typeof causeAnswers>;

/** What the answers need of the book. */
interface Book {
  readonly table: PieceTable;
  readonly classes: DefectClasses;
  readonly config: { readonly pieces: number };
  readonly rankings: number;
}

export function causeAnswers(book: Book) {
  return {
    /** Most bad pieces first. */
    defects: (): readonly DefectView[] =>
      [...book.classes.all()].map(([key, one]) => defectView(book, key, one)).sort((a, b) => b.bad - a.bad),
    counters: (): CauseCounters => ({
      pieces: book.table.size,
      capacity: book.table.capacity,
      circumstances: book.table.columns.filter(({ name }) => name.role === "circumstance").length,
      refused: book.table.refused + book.classes.refused,
      rankings: book.rankings,
    }),
    /** Throws EdgeError `not-found`. */
    causes: ({ key, from, to, correction }: CausesQuestion): CauseRanking => {
      const columns = classColumns(book.table, classOf(book, key), { from, to, most: book.config.pieces });
      if (columns === undefined) throw unknownClass();
      return rankCauses(columns, { correction });
    },
    /** Throws EdgeError `not-found`. */
    containment: (question: ContainmentQuestion): Containment => containmentOf(book, question),
  };
}

function defectView(
  { table }: Book,
  key: string,
  { of, newestAt, ranking }: { readonly of: DefectClass } & Pick<DefectView, "newestAt" | "ranking">,
): DefectView {
  const verdicts = verdictOf(table, of)?.verdict.values ?? new Float32Array(0);
  const code = SIDES.indexOf(of.side);
  let [bad, judged] = [0, 0];
  for (const verdict of verdicts) {
    if (!Number.isNaN(verdict)) judged++;
    if (verdict === code) bad++;
  }
  return { ...of, key, bad, judged, newestAt, ranking };
}

function classOf({ classes }: Book, key: string): DefectClass {
  const found = classes.get(key);
  if (found === undefined) throw unknownClass();
  return found.of;
}

function unknownClass(): EdgeError {
  return new EdgeError("not-found", "there is no such class of defects; take one of GET /api/v1/quality/defects");
}

function containmentOf(book: Book, { key, cause: place, limit }: ContainmentQuestion): Containment {
  const { table, classes } = book;
  const of = classOf(book, key);
  const cause = classes.get(key)?.ranking?.causes[place];
  if (cause === undefined)
    throw new EdgeError("not-found", "the newest ranking of this class has no such cause; look at its causes first");
  const verdicts = verdictOf(table, of);
  const code = SIDES.indexOf(of.side);
  const counts = { good: 0, bad: 0, other: 0, open: 0 };
  const pieces: ContainedPiece[] = [];
  for (const slot of table.slots().reverse()) {
    if (!isWithin(book, cause, slot)) continue;
    const given = verdicts?.verdict.values[slot] ?? Number.NaN;
    const verdict = Number.isNaN(given) ? "open" : given === 0 ? "good" : given === code ? "bad" : "other";
    const judgedAt = verdicts?.judged.values[slot] ?? Number.NaN;
    const at = Number.isNaN(judgedAt) ? null : (judgedAt + EPOCH_S) * 1e6;
    if (cause.since !== null && at !== null && at < cause.since) continue;
    counts[verdict]++;
    pieces.push({ piece: table.pieces[slot] as string, at, verdict });
  }
  const open = pieces.filter(({ verdict }) => verdict === "open");
  const judged = pieces.filter(({ verdict }) => verdict !== "open");
  return { cause, counts, pieces: [...open, ...judged].slice(0, limit) };
}

function isWithin({ table }: Book, { candidate, level, side, cut }: CauseView, slot: number): boolean {
  const column = table.column({ role: "circumstance", ...candidate });
  const value = column?.values[slot] ?? Number.NaN;
  if (column === undefined || Number.isNaN(value)) return false;
  if (side === "is") return column.levels[value] === level;
  return side === "below" ? value < (cut as number) : value >= (cut as number);
}
