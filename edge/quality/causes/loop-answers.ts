/** Answers of the book of causes for the closed loop: contained pieces, Pareto, effect of an action. */
import { EdgeError } from "../../contracts/errors.ts";
import type { CauseView, DefectClass, StoredRanking } from "../../contracts/quality/causes.ts";
import type {
  CauseGroup,
  ContainedPiece,
  Containment,
  ContainmentQuestion,
  DispositionWord,
} from "../../contracts/quality/containment.ts";
import type {
  BadPiece,
  BadPiecesQuestion,
  EffectCheck,
  EffectQuestion,
  ParetoQuestion,
  ParetoView,
} from "../../contracts/quality/loop.ts";
import { SIDES } from "./circumstances.ts";
import { verdictOf } from "./class-columns.ts";
import { effectOf } from "./engine/effect.ts";
import { countAround, isInGroup, timeOf } from "./group-pieces.ts";
import type { LoopBook } from "./loop-book.ts";
import { badPiecesOf, paretoOf } from "./pareto.ts";

export function loopAnswers(book: LoopBook) {
  return {
    /** Throws EdgeError `not-found`. */
    containment: (question: ContainmentQuestion): Containment => containmentOf(book, question),
    /** Throws EdgeError `not-found`. */
    pareto: (question: ParetoQuestion): ParetoView => {
      if (question.key !== undefined) classOf(book, question.key);
      const view = paretoOf(book, question);
      return { ...view, rows: view.rows.map((row) => ({ ...row, of: row.of && book.names.defect(row.of) })) };
    },
    /** Throws EdgeError `not-found`. */
    badPieces: (question: BadPiecesQuestion): { readonly count: number; readonly pieces: readonly BadPiece[] } => {
      if (question.key !== undefined) classOf(book, question.key);
      return badPiecesOf(book, question);
    },
    /** Throws EdgeError `not-found`. */
    effect: (question: EffectQuestion): EffectCheck => {
      const { before, after, between } = countAround(book.table, classOf(book, question.key), question);
      const { known, pieces: wanted } = question;
      return effectOf({ before: before.pieces >= known.pieces ? before : known, after, wanted, between });
    },
    /** Throws EdgeError `not-found` where the book has no such class, or one of the pieces is not in it. */
    checkPieces: ({ key, pieces }: { readonly key: string; readonly pieces: readonly string[] }): void => {
      classOf(book, key);
      const strange = pieces.find((piece) => book.table.find(piece) === undefined);
      if (strange !== undefined) throw new EdgeError("not-found", `the newest pieces do not include ${strange}`);
    },
  };
}

export function classOf({ classes }: Pick<LoopBook, "classes">, key: string): DefectClass {
  const found = classes.get(key);
  if (found === undefined) throw unknownClass();
  return found.of;
}

export function unknownClass(): EdgeError {
  return new EdgeError("not-found", "there is no such class of defects; take one of GET /api/v1/quality/defects");
}

/** Pieces with the leading cause that nobody judged and nobody decided about. */
export function uncontainedOf(
  { table, classes, dispositions }: LoopBook,
  key: string,
  { causes: [leading] }: StoredRanking,
): number {
  if (leading === undefined) return 0;
  const { of } = classes.get(key) as { readonly of: DefectClass };
  const verdicts = verdictOf(table, of)?.verdict.values;
  let count = 0;
  for (const slot of table.slots()) {
    const isJudged = !Number.isNaN(verdicts?.[slot] ?? Number.NaN);
    if (isJudged || !isInGroup(table, leading, slot)) continue;
    if (dispositions.of(key, table.pieces[slot] as string) === undefined) count++;
  }
  return count;
}

function containmentOf(book: LoopBook, { key, cause: asked, limit }: ContainmentQuestion): Containment {
  const of = classOf(book, key);
  const cause: CauseView | undefined =
    typeof asked === "number" ? book.classes.get(key)?.ranking?.causes[asked] : undefined;
  const group = typeof asked === "number" ? cause : asked;
  if (group === undefined)
    throw new EdgeError("not-found", "the newest ranking of this class has no such cause; look at its causes first");
  const found = groupOf(book, { key, of, group });
  const counts = { good: 0, bad: 0, other: 0, open: 0 };
  const dispositions: Record<DispositionWord | "none", number> = { hold: 0, release: 0, rework: 0, scrap: 0, none: 0 };
  for (const { verdict, disposition } of found) {
    counts[verdict]++;
    dispositions[disposition?.what ?? "none"]++;
  }
  const open = found.filter(({ verdict }) => verdict === "open");
  const judged = found.filter(({ verdict }) => verdict !== "open");
  return {
    cause: cause === undefined ? null : book.names.cause(cause),
    counts,
    dispositions,
    pieces: [...open, ...judged].slice(0, limit),
  };
}

/** Newest first. */
function groupOf(
  { table, dispositions }: LoopBook,
  { key, of, group }: { readonly key: string; readonly of: DefectClass; readonly group: CauseGroup },
): readonly ContainedPiece[] {
  const verdicts = verdictOf(table, of);
  const code = SIDES.indexOf(of.side);
  const found: ContainedPiece[] = [];
  for (const slot of table.slots().reverse()) {
    if (!isInGroup(table, group, slot)) continue;
    const given = verdicts?.verdict.values[slot] ?? Number.NaN;
    const verdict = Number.isNaN(given) ? "open" : given === 0 ? "good" : given === code ? "bad" : "other";
    const judgedAt = verdicts?.judged.values[slot] ?? Number.NaN;
    const at = Number.isNaN(judgedAt) ? null : timeOf(judgedAt);
    if (group.since !== null && at !== null && at < group.since) continue;
    const piece = table.pieces[slot] as string;
    found.push({ piece, at, verdict, disposition: dispositions.of(key, piece) ?? null });
  }
  return found;
}
