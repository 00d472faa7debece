import type { Span } from "../data/api.ts";
import { type AreaStates, fetchAreaStates } from "../data/production-api.ts";

/** The edge works out states of no more time at once; longer windows are asked for piece by piece. */
const PIECE_MS = 2 * 86_400_000;
/** Columns of a whole window. */
const COLUMNS = 120;

/** What areas did in a part of the timeline's window, in equal columns. */
export interface AreaPiece {
  readonly span: Span;
  readonly lanes: readonly AreaStates[];
}

/** A part of a window and the number of columns that it is asked for in. */
export interface AreaQuestion {
  readonly span: Span;
  readonly columns: number;
}

/**
 * The questions that a window takes, newest first. Pieces of a long window begin and end at whole pieces of time and
 * its first at a whole column, so that they stay the same while the window moves with the clock: only the newest has
 * to be asked for again.
 */
export function areaQuestions({ fromMs, toMs }: Span): readonly AreaQuestion[] {
  if (toMs - fromMs <= PIECE_MS) return [{ span: { fromMs, toMs }, columns: COLUMNS }];
  const columnMs = PIECE_MS / Math.max(1, Math.round((COLUMNS * PIECE_MS) / (toMs - fromMs)));
  const questions: AreaQuestion[] = [];
  for (let end = toMs; end > fromMs; ) {
    const begin = (Math.ceil(end / PIECE_MS) - 1) * PIECE_MS;
    const from = Math.max(begin, Math.floor(fromMs / columnMs) * columnMs);
    questions.push({ span: { fromMs: from, toMs: end }, columns: Math.max(1, Math.round((end - from) / columnMs)) });
    end = begin;
  }
  return questions;
}

/**
 * Asks for windows, one piece after the other so that the edge has time for others in between, and keeps what is
 * over.
 */
export class AreaHistory {
  readonly #kept = new Map<string, AreaPiece>();

  /** `isWanted` is asked before each piece: who has zoomed on wants no more of them. */
  async read(window: Span, isWanted: () => boolean): Promise<readonly AreaPiece[]> {
    const pieces: AreaPiece[] = [];
    const questions = areaQuestions(window);
    for (const [i, { span, columns }] of questions.entries()) {
      if (!isWanted()) break;
      const key = `${span.fromMs} ${span.toMs} ${columns}`;
      const piece = this.#kept.get(key) ?? { span, lanes: await fetchAreaStates(span, columns) };
      if (i > 0) this.#kept.set(key, piece);
      pieces.push(piece);
    }
    return pieces;
  }
}
