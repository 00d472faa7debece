/** Figures of the newest curves of stations, until the work that they belong to is reported. */
import { type Micros, qualityOf } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { curveFigures } from "../../contracts/quality/curve-figures.ts";
import { CURVE_FIGURES, type CurveFigure } from "../../contracts/quality/curves.ts";

/** Curves of one signal that are remembered: a piece may have many screws. */
const MOST_CURVES = 32;
/** Clocks of a controller and its report differ by this much. */
const SLACK_US = 2e6;

interface Remembered {
  /** Null: the curve does not say. */
  readonly piece: string | null;
  readonly start: Micros;
  readonly end: Micros;
  readonly figures: Readonly<Record<CurveFigure, number>>;
}

export type CurvesState = readonly (readonly [tagUid: string, curves: readonly Remembered[]])[];

/** Work on a piece. */
interface Work {
  readonly piece: string;
  readonly from: Micros;
  readonly to: Micros;
}

export class CurveMemory {
  readonly #tags: ReadonlyMap<number, Tag>;
  readonly #byTag: Map<string, readonly Remembered[]>;

  constructor(tags: readonly Tag[], state: CurvesState = []) {
    this.#tags = new Map(tags.map((tag) => [tag.ref, tag]));
    const known = new Set<string>(tags.map(({ tagUid }) => tagUid));
    this.#byTag = new Map(state.filter(([tagUid]) => known.has(tagUid)));
  }

  get state(): CurvesState {
    return [...this.#byTag];
  }

  take({ tag: ref, start, dtS, points, status, context }: WaveformBlock): void {
    const tag = this.#tags.get(ref);
    const figures = tag === undefined || qualityOf(status) === "bad" ? undefined : curveFigures({ points, dtS });
    if (tag === undefined || figures === undefined) return;
    const end = start + (points.length - 1) * dtS * 1e6;
    // The last arrival of a curve counts.
    const others = (this.#byTag.get(tag.tagUid) ?? []).filter((one) => one.start !== start);
    const one = { piece: context.pieceId ?? null, start, end, figures };
    this.#byTag.set(tag.tagUid, [...others, one].slice(-MOST_CURVES));
  }

  /** Means over the curves of the work; undefined where there is none. */
  of({ tagUid }: Tag, work: Work): Readonly<Record<CurveFigure, number>> | undefined {
    const own = (this.#byTag.get(tagUid) ?? []).filter((one) => belongs(one, work));
    if (own.length === 0) return undefined;
    const mean = (name: CurveFigure): number => own.reduce((sum, { figures }) => sum + figures[name], 0) / own.length;
    return Object.fromEntries(CURVE_FIGURES.map((name) => [name, mean(name)])) as Record<CurveFigure, number>;
  }
}

/** By the name of the piece; a curve that has none by its time, where the begin of the work is known. */
function belongs(curve: Remembered, { piece, from, to }: Work): boolean {
  if (curve.end > to + SLACK_US) return false;
  if (curve.piece !== null) return curve.piece === piece;
  return from < to && curve.start >= from - SLACK_US;
}
