/** Answers of the book of causes, in the thread of the followers. */
import type {
  CauseCounters,
  CauseRanking,
  CausesQuestion,
  DefectClass,
  DefectView,
} from "../../contracts/quality/causes.ts";
import type { CurvePieces, CurvePiecesQuestion } from "../../contracts/quality/curves.ts";
import { SIDES } from "./circumstances.ts";
import { classColumns, verdictOf } from "./class-columns.ts";
import { classWorks } from "./class-works.ts";
import { rankCauses } from "./engine/rank-causes.ts";
import { classOf, loopAnswers, uncontainedOf, unknownClass } from "./loop-answers.ts";
import type { LoopBook } from "./loop-book.ts";

export type CauseAnswered = ReturnType<typeof causeAnswers>;

/** What the answers need of the book. */
interface Book extends LoopBook {
  readonly config: { readonly pieces: number; readonly windowHours: number };
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
      const ranking = rankCauses(columns, { correction });
      return { ...ranking, causes: ranking.causes.map(book.names.cause) };
    },
    /** Throws EdgeError `not-found`. */
    works: ({ key, ...question }: CurvePiecesQuestion): CurvePieces =>
      classWorks(book.table, classOf(book, key), question),
    ...loopAnswers(book),
  };
}

function defectView(
  book: Book,
  key: string,
  { of, newestAt, place, ranking }: { readonly of: DefectClass } & Pick<DefectView, "newestAt" | "place" | "ranking">,
): DefectView {
  const {
    table,
    names,
    config: { windowHours },
  } = book;
  const verdicts = verdictOf(table, of)?.verdict.values ?? new Float32Array(0);
  const code = SIDES.indexOf(of.side);
  let [bad, judged] = [0, 0];
  for (const verdict of verdicts) {
    if (!Number.isNaN(verdict)) judged++;
    if (verdict === code) bad++;
  }
  const comparedFrom = ranking?.comparedFrom ?? (ranking?.at ?? newestAt) - windowHours * 3600e6;
  const uncontained = ranking === null ? 0 : uncontainedOf(book, key, ranking);
  const named = ranking === null ? null : { ...ranking, causes: ranking.causes.map(names.cause) };
  return { ...names.defect(of), key, bad, judged, newestAt, place, comparedFrom, uncontained, ranking: named };
}
