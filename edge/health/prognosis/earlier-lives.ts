/**
 * What is learnt from ended lives of a kind of component: laws of growth, levels at which function ended, how long the
 * growth took, and by how much intervals were too narrow or too wide (split conformal prediction, Vovk et al. 2005).
 */
import type { Learned } from "../../contracts/path/follower.ts";
import { GROWTH_LAWS } from "./growth-laws.ts";
import { type TimeScale, timeScaleOf } from "./time-scale.ts";

/** Levels of damage at which function ends. */
export const END_LEVELS: readonly number[] = [0.82, 0.86, 0.9, 0.94, 0.98];
/** Weight of each law before any life has ended: wear at a constant rate and self-accelerating fatigue are usual. */
const BEFORE = [2, 2, 1, 2] as const;
/** The same for kinds with a limit: it is declared where the sign still grows, so that none is expected to slow. */
const BEFORE_LIMIT = [2, 2, 1, 0] as const;
/** The same for kinds whose law is known: a spall grows the faster the larger it is (Gebraeel, IIE Trans. 37, 2005). */
const KNOWN: ReadonlyMap<string, readonly number[]> = new Map([["bearing-wear", [0.1, 3.6, 0.3, 0]]]);
/**
 * Kinds that end no function, or are repaired at a limit before: their damage is a share of the limit that their watch
 * declares, so that it ends at 1.
 */
const LIMITED: ReadonlySet<string> = new Set([
  "air-leak",
  "backlash",
  "battery-fade",
  "filter-clogging",
  "imbalance",
  "water-leak",
]);
/**
 * Shape of the gamma process over the whole growth: half way, its scatter is 6 to 7 % of the end. Growth to a limit
 * that somebody declared scatters more, because it ends anywhere along the way, and so does what bearings show: a spall
 * grows in steps, and how loud it is depends on the machine.
 */
const [SHAPE, SHAPE_TO_LIMIT] = [60, 30];
const SHAPES: ReadonlyMap<string, number> = new Map([["bearing-wear", 30]]);
/** Largest numbers of kinds, and of scores and times of a kind, that are remembered. */
const [MOST_KINDS, MOST_SCORES, MOST_SPANS] = [64, 64, 32];
/** Correction of the intervals until then, for kinds whose damage is on the scale of the type, not of the machine. */
const FIRST_FACTORS: ReadonlyMap<string, number> = new Map([["bearing-wear", 1.9]]);
/** The same for kinds with a limit, whose damage is measured from few values. */
const FIRST_OF_LIMITED = 1.3;
/**
 * Number of scores from which intervals are corrected, the share that they should cover, and bounds of the correction.
 */
const FEWEST = 9;
const COVER = 0.9;
const [LEAST_FACTOR, MOST_FACTOR] = [0.7, 2.5];

interface OfKind {
  readonly laws: number[];
  readonly levels: number[];
  /** How far ends were from the median, in half widths of the interval on their side, oldest first. */
  readonly scores: number[];
  /** Logarithms of the seconds from the first trace of damage to the end, oldest first. */
  readonly spans: number[];
}

/** Prior weights of the unknowns, before a path is seen. */
export interface Priors {
  readonly laws: readonly number[];
  /** Weights of {@link END_LEVELS}. */
  readonly levels: readonly number[];
  /** The level at the end where it is known; then the weights of others do not count. */
  readonly limit?: 1 | undefined;
  /** Shape of the gamma process over the whole growth. */
  readonly shape: number;
  /** Time from the first trace of damage to the end; undefined before any life has ended. */
  readonly span?: TimeScale | undefined;
}

export interface EndedLife {
  /** Index of the growth law that fits its path best. */
  readonly law: number;
  readonly level: number;
  readonly scores: readonly number[];
  /** Seconds from the first trace of damage to the end. */
  readonly spanS: number;
}

/** Times and the newest law are absent in files of earlier edges. */
export type EarlierLivesState = readonly (readonly [
  string,
  Omit<OfKind, "spans"> & { readonly spans?: readonly number[] },
])[];

export class EarlierLives implements Learned<EarlierLivesState> {
  readonly #kinds = new Map<string, OfKind>();

  priors(kind: string): Priors {
    const found = this.#kinds.get(kind);
    return {
      laws: (KNOWN.get(kind) ?? (LIMITED.has(kind) ? BEFORE_LIMIT : BEFORE)).map(
        (weight, law) => weight + (found?.laws[law] ?? 0),
      ),
      levels: END_LEVELS.map((_level, at) => 1 + (found?.levels[at] ?? 0)),
      limit: LIMITED.has(kind) ? 1 : undefined,
      shape: SHAPES.get(kind) ?? (LIMITED.has(kind) ? SHAPE_TO_LIMIT : SHAPE),
      span: timeScaleOf(found?.spans ?? []),
    };
  }

  /** Factor for the logarithmic half widths of intervals. */
  factor(kind: string): number {
    const scores = this.#kinds.get(kind)?.scores ?? [];
    if (scores.length < FEWEST) return FIRST_FACTORS.get(kind) ?? (LIMITED.has(kind) ? FIRST_OF_LIMITED : 1);
    const sorted = [...scores].sort((a, b) => a - b);
    const rank = Math.min(sorted.length, Math.ceil((sorted.length + 1) * COVER));
    return Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, sorted[rank - 1] as number));
  }

  ended(kind: string, { law, level, scores, spanS }: EndedLife): void {
    const found = this.#kinds.get(kind) ?? {
      laws: GROWTH_LAWS.map(() => 0),
      levels: END_LEVELS.map(() => 0),
      scores: [],
      spans: [],
    };
    this.#kinds.delete(kind);
    this.#kinds.set(kind, found);
    if (this.#kinds.size > MOST_KINDS) this.#kinds.delete(this.#kinds.keys().next().value as string);
    found.laws[law] = (found.laws[law] as number) + 1;
    const nearest = END_LEVELS.reduce(
      (best, one, at) => (Math.abs(one - level) < Math.abs((END_LEVELS[best] as number) - level) ? at : best),
      0,
    );
    found.levels[nearest] = (found.levels[nearest] as number) + 1;
    found.scores.push(...scores);
    found.scores.splice(0, Math.max(0, found.scores.length - MOST_SCORES));
    found.spans.push(Math.log(spanS));
    found.spans.splice(0, Math.max(0, found.spans.length - MOST_SPANS));
  }

  snapshot(): EarlierLivesState {
    return [...this.#kinds].map(([kind, { laws, levels, scores, spans }]) => [
      kind,
      { laws: [...laws], levels: [...levels], scores: [...scores], spans: [...spans] },
    ]);
  }

  restore(state: EarlierLivesState): void {
    this.#kinds.clear();
    for (const [kind, { laws, levels, scores, spans = [] }] of state)
      this.#kinds.set(kind, {
        laws: GROWTH_LAWS.map((_law, at) => laws[at] ?? 0),
        levels: [...levels],
        scores: [...scores],
        spans: [...spans],
      });
  }
}
