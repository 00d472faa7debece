import type { Span } from "../data/api.ts";
import { type AreaStates, fetchAreaStates } from "../data/production-api.ts";

/** The longest span of states in one answer; longer windows take several requests. */
const PIECE_MS = 2 * 86_400_000;
/** Columns of a whole window. */
const COLUMNS = 120;

/** States of areas in a part of the timeline's window, in equal columns. */
export interface AreaPiece {
  readonly span: Span;
  readonly lanes: readonly AreaStates[];
}

/** A part of a window and its number of columns. */
export interface AreaQuestion {
  readonly span: Span;
  readonly columns: number;
}

/**
 * The requests of a window, newest first. Parts of a long window begin and end at whole multiples of their length, the
 * first at a whole column, so that they stay the same while the window moves with the clock: only the newest part must
 * be read again.
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
 * Reads windows part by part, so that the edge has time for other requests in between, and keeps finished parts.
 */
export class AreaHistory {
  readonly #kept = new Map<string, AreaPiece>();

  /** `isWanted` is called before each part: after another zoom the rest is not needed. */
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
