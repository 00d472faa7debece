import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Worked } from "../context/worked-pieces.ts";
import { Usual } from "./usual.ts";

/** Number of measured pieces that are kept for judging. */
const KEPT = 256;
/** Number of pieces from which the usual deviation is learnt. */
const LEARN = 8;
/** Lower bound of the standard deviation, as a share of the tolerance: process capability Cp 1.67. */
const LEAST_SPREAD = 0.1;
/** A piece is limited to this many spreads, so that it takes three for a finding. */
const CLIP = 4;
/** Half of the smallest shift to detect, in spreads. */
const SLACK = 1.5;
/** Evidence of one spread above the slack, -log10 p (Siegmund 1985; see `Drift`). */
const PER_UNIT = (2 * SLACK) / Math.LN10;
/** Evidence is capped here, so that a corrected machine is soon quiet. */
const MOST = 12;
/** Below this number of pieces, evidence is limited to this value; the same while another machine may explain it. */
const [FEW, UNSURE] = [3, 8];
/** How many times likelier the machine must be than each other explanation, log10. */
const LIKELIER = 3;
/** Up to this evidence a piece refines what is usual. */
const QUIET = 2;
/** Pieces that a machine's own usual deviation must outweigh, and after which it is final. */
const [PRIOR, FINAL] = [6, 60];
/** Largest number of machines and products; beyond it the one that had a piece longest ago is forgotten. */
const MOST_FACTORS = 512;
/** Prior number of pairs of pieces, as if these neighbours had been independent. */
const PRIOR_PAIRS = 20;

/** A measured piece: its deviation in tolerances, and what may have caused it. */
export interface MeasuredPiece {
  readonly piece: string;
  readonly deviation: number;
  readonly worked: readonly Worked[];
  /** Its product, distinguished by the limits of the drawing. */
  readonly product: string;
}

/** Evidence that the pieces of one machine have moved. */
export interface Shift {
  /** -log10 p, negative below what is usual. */
  readonly strength: number;
  /** Mean deviation of the pieces of the excursion from what is usual, in tolerances; 0 without evidence. */
  readonly shift: number;
  /** One spread, in tolerances. */
  readonly spread: number;
  /** When the first of them was made; NaN without evidence. */
  readonly since: Micros;
}

interface Judged {
  readonly piece: string;
  /** Distance from usual in spreads, clipped. */
  readonly distance: number;
  readonly factors: readonly string[];
  readonly madeAt: readonly Micros[];
}

interface State {
  readonly usual: ReturnType<Usual["snapshot"]>;
  /** Absent in files of earlier edges. */
  readonly first?: readonly string[];
  readonly kept: readonly Judged[];
  readonly own: readonly (readonly [factor: string, mean: number, count: number])[];
  readonly pairs: readonly number[];
}

/**
 * One measured feature of pieces, by the machines that worked on them: two cumulative sums for each machine (Page
 * 1954) over its pieces, and for each other explanation (another machine of the same pieces, the product, the gauge)
 * the likelihood of the shift there. Only what no other explanation fits is evidence against a machine.
 */
export class MachineShifts implements Learned<State> {
  readonly #usual = new Usual({ learn: LEARN, leastSpread: LEAST_SPREAD, clip: CLIP });
  /** Pieces from which the usual deviation is being learnt. */
  #first: string[] = [];
  #kept: Judged[] = [];
  /** Usual deviation of each machine and product from all others, and the number of pieces in this mean. */
  readonly #own = new Map<string, { mean: number; count: number }>();
  /** Sum of products of neighbouring pieces of a machine, and of squares. */
  #pairs: [number, number] = [0, 0];

  get isLearning(): boolean {
    return this.#usual.isLearning;
  }

  /** A piece counts once, however often it is measured. Returns whether it counted. */
  add({ piece, deviation, worked, product }: MeasuredPiece): boolean {
    if (worked.length === 0 || !Number.isFinite(deviation)) return false;
    if (this.#first.includes(piece) || this.#kept.some((one) => one.piece === piece)) return false;
    this.#first = this.isLearning ? [...this.#first, piece] : [];
    const factors = [...worked.map(([machine]) => machine), `product ${product}`];
    const residual = deviation - factors.reduce((sum, factor) => sum + (this.#own.get(factor)?.mean ?? 0), 0);
    const isQuiet = worked.every(([machine]) => Math.abs(this.of(machine).strength) < QUIET);
    const distance = this.#usual.add(residual, isQuiet);
    if (Number.isNaN(distance)) return true;
    const before = this.#kept.findLast((one) => one.factors[0] === factors[0])?.distance;
    this.#kept.push({ piece, distance, factors, madeAt: worked.map(([, at]) => at) });
    if (this.#kept.length > KEPT) this.#kept.shift();
    if (worked.every(([machine]) => Math.abs(this.of(machine).strength) < QUIET)) {
      this.#learn(factors, distance);
      if (before !== undefined) this.#pairs = [this.#pairs[0] + before * distance, this.#pairs[1] + distance ** 2];
    }
    return true;
  }

  /** The evidence of the newest pieces about a machine. */
  of(machine: string): Shift {
    const [up, down] = [this.#excursion(machine, 1), this.#excursion(machine, -1)];
    const { sum, from, count, sign } = up.sum >= down.sum ? up : down;
    const spread = this.#usual.spread;
    const pieces = this.#kept.slice(from).filter(({ factors }) => factors.includes(machine));
    const above = sum - pieces.length * this.#othersMoved(machine, from, sign);
    const tail = Math.max(0, Math.min(MOST, (above * PER_UNIT) / this.#inflation));
    if (tail === 0) return { strength: 0, shift: 0, spread, since: Number.NaN };
    const likelier = this.#likelierThanAll(machine, from, sign);
    const most = likelier < 0 ? 0 : likelier < LIKELIER || count < FEW ? UNSURE : MOST;
    const first = pieces[0] as Judged;
    return {
      strength: sign * Math.min(most, tail),
      shift: (spread * pieces.reduce((all, { distance }) => all + distance, 0)) / pieces.length,
      spread,
      since: first.madeAt[first.factors.indexOf(machine)] as Micros,
    };
  }

  snapshot(): State {
    return {
      usual: this.#usual.snapshot(),
      first: [...this.#first],
      kept: [...this.#kept],
      own: [...this.#own].map(([factor, { mean, count }]) => [factor, mean, count]),
      pairs: [...this.#pairs],
    };
  }

  restore({ usual, first = [], kept, own, pairs }: State): void {
    this.#usual.restore(usual);
    this.#first = [...first];
    this.#kept = [...kept];
    this.#own.clear();
    for (const [factor, mean, count] of own) this.#own.set(factor, { mean, count });
    this.#pairs = [pairs[0] as number, pairs[1] as number];
  }

  /**
   * Variance of sums of neighbouring pieces of a machine over that of independent ones, because one edge makes many
   * similar pieces.
   */
  get #inflation(): number {
    const [products, squares] = this.#pairs;
    const agreement = Math.min(0.9, Math.max(0, products / (squares + PRIOR_PAIRS)));
    return (1 + agreement) / (1 - agreement);
  }

  /** The cumulative sum of a machine's pieces now, and the piece with which it began to rise. */
  #excursion(machine: string, sign: 1 | -1): { sum: number; from: number; count: number; sign: 1 | -1 } {
    let [sum, from, count] = [0, this.#kept.length, 0];
    const most = (MOST * this.#inflation) / PER_UNIT;
    for (const [at, { factors, distance }] of this.#kept.entries()) {
      if (!factors.includes(machine)) continue;
      const next = Math.min(most, sum + sign * distance - SLACK);
      if (sum === 0 && next > 0) [from, count] = [at, 0];
      sum = Math.max(0, next);
      if (sum > 0) count++;
    }
    return { sum, from, count, sign };
  }

  /** How far pieces of other machines have moved the same way since then, as with a gauge that drifts; in spreads. */
  #othersMoved(machine: string, from: number, sign: 1 | -1): number {
    const others = this.#kept.slice(from).filter(({ factors }) => !factors.includes(machine));
    const sum = others.reduce((all, { distance }) => all + sign * distance, 0);
    return Math.max(0, sum / Math.max(1, others.length));
  }

  /**
   * How many times likelier a shift of this machine is than that of any other machine, of a product, or of the gauge,
   * log10. Pieces of both count for both.
   */
  #likelierThanAll(machine: string, from: number, sign: 1 | -1): number {
    const newest = this.#kept.slice(from);
    const rivals = new Set(newest.flatMap(({ factors }) => (factors.includes(machine) ? factors : [])));
    rivals.delete(machine);
    let least = this.#likelihood(newest, sign, machine, undefined);
    for (const rival of rivals) least = Math.min(least, this.#likelihood(newest, sign, machine, rival));
    return least;
  }

  /** The same against one rival; undefined: the gauge, which measured all pieces. */
  #likelihood(pieces: readonly Judged[], sign: 1 | -1, machine: string, rival: string | undefined): number {
    let sum = 0;
    for (const { factors, distance } of pieces) {
      const isOwn = factors.includes(machine);
      const isRivals = rival === undefined || factors.includes(rival);
      if (isOwn !== isRivals) sum += (isOwn ? 1 : -1) * PER_UNIT * (sign * distance - SLACK);
    }
    return sum;
  }

  #learn(factors: readonly string[], distance: number): void {
    for (const factor of factors) {
      const own = this.#own.get(factor) ?? { mean: 0, count: 0 };
      this.#own.delete(factor);
      this.#own.set(factor, own);
      if (this.#own.size > MOST_FACTORS) this.#own.delete([...this.#own.keys()][0] as string);
      if (own.count >= FINAL) continue;
      own.count++;
      own.mean += (distance * this.#usual.spread) / factors.length / (PRIOR + own.count);
    }
  }
}
