/** Experience with the cutting edges of each tool number: rates of wear as natural logarithms. */
import type { Learned } from "../../../contracts/path/follower.ts";
import { medianOf } from "../../evidence/median.ts";
import type { Typical } from "../../evidence/peers.ts";

/** Number of values of an edge after which its own usual rate is known. */
const OWN_VALUES = 8;
/** Number of values whose median is the present rate. */
const PRESENT = 5;
/** Number of earlier edges that are remembered. */
const MOST_EDGES = 8;
/** Number of tool numbers that are remembered: a magazine. */
const MOST_TOOLS = 64;
/**
 * Spread of one edge's rate compared with itself: other brands, programs and castings change it by up to a third each,
 * which is a bound rather than a chance, so that the spread puts 1.8 times the usual rate at full evidence.
 */
const OWN_SPREAD = 0.098;
/** Scatter of the lives of edges of one make (ISO 3685 finds 10 to 15 %), apart from differences of brands. */
const LIFE_SCATTER = 0.12;
const BRAND_SPREAD = 0.1;
/** An excess below this (a logarithm) is not carried over to the next edge. */
const CARRIED = 0.2;
/** A life with this evidence or more is not remembered as a usual one. */
const DOUBTED = 4;

interface OfTool {
  /** Values since the edge began: the first ones until there are enough, then the newest. */
  first: number[];
  newest: number[];
  /** Usual rate of this edge; NaN until it is known. */
  own: number;
  /** By how much the machine wore its tools faster than usual when the edge began, a logarithm. */
  raised: number;
  /** Rates of earlier edges, newest last. */
  earlier: number[];
}

interface KeptTool extends Pick<OfTool, "own" | "raised"> {
  readonly first: readonly number[];
  readonly newest: readonly number[];
  readonly earlier: readonly number[];
}

export interface EdgeLivesState {
  readonly tools: readonly (readonly [number, KeptTool])[];
  readonly raised: number;
}

/** A rate, its usual value and the spread of that; `usual` is NaN where nothing is known. */
interface Judged {
  readonly value: number;
  readonly usual: number;
  readonly spread: number;
}

export class EdgeLives implements Learned<EdgeLivesState> {
  readonly #tools = new Map<number, OfTool>();
  /** By how much the edge in use wears faster than usual: the cause in a machine usually affects its next tool too. */
  #raised = 0;

  /** Numbers that are remembered. */
  get tools(): Iterable<number> {
    return this.#tools.keys();
  }

  isLearning(tool: number): boolean {
    const found = this.#tools.get(tool);
    return found === undefined || (Number.isNaN(found.own) && found.earlier.length === 0);
  }

  /** `others`: the same number on machines of the type. Returns the number that is forgotten for it; NaN: none is. */
  add(tool: number, log: number, others: Typical | undefined): number {
    const isFull = this.#tools.size === MOST_TOOLS && !this.#tools.has(tool);
    const forgotten = isFull ? (this.#tools.keys().next().value as number) : Number.NaN;
    this.#add(this.#of(tool), log, others);
    return forgotten;
  }

  #add(of: OfTool, log: number, others: Typical | undefined): void {
    if (Number.isNaN(of.own) && of.first.length === 0) of.raised = this.#raised;
    of.newest.push(log);
    if (of.newest.length > PRESENT) of.newest.shift();
    if (!Number.isNaN(of.own)) {
      const above = medianOf(Float64Array.from(of.newest)) - of.own;
      if (of.newest.length === PRESENT) this.#raised = above > CARRIED ? above : 0;
      return;
    }
    of.first.push(log);
    if (of.first.length < OWN_VALUES) return;
    of.own = medianOf(Float64Array.from(of.first)) - carried(of, others);
    of.first = [];
  }

  /** The usual rate of this number on this machine; NaN until it is known. */
  typicalOf(tool: number): number {
    const found = this.#tools.get(tool);
    if (found === undefined) return Number.NaN;
    return Number.isNaN(found.own) && found.earlier.length > 0 ? medianOf(Float64Array.from(found.earlier)) : found.own;
  }

  /** The present rate, with the reference from which it stands out most. */
  judge(tool: number, others: Typical | undefined): Judged {
    const of = this.#of(tool);
    const value = of.newest.length < PRESENT ? Number.NaN : medianOf(Float64Array.from(of.newest));
    const references: (readonly [usual: number, spread: number])[] = [];
    if (!Number.isNaN(of.own)) references.push([of.own, OWN_SPREAD]);
    if (of.earlier.length > 0)
      references.push([medianOf(Float64Array.from(of.earlier)), betweenEdges(of.earlier.length)]);
    if (others !== undefined)
      references.push([others.median, Math.hypot(betweenEdges(others.count / 2), others.spread)]);
    let best: Judged = { value, usual: Number.NaN, spread: Number.NaN };
    let most = Number.NEGATIVE_INFINITY;
    for (const [usual, spread] of references) {
      const far = (value - usual) / spread;
      if (!(far > most)) continue;
      most = far;
      best = { value, usual, spread };
    }
    return best;
  }

  /** The edge of this number was replaced, at this evidence of fast wear. */
  replaced(tool: number, strength: number): void {
    const of = this.#tools.get(tool);
    if (of === undefined) return;
    if (!Number.isNaN(of.own) && strength < DOUBTED) {
      of.earlier.push(of.own);
      if (of.earlier.length > MOST_EDGES) of.earlier.shift();
    }
    of.own = Number.NaN;
    of.first = [];
    of.newest = [];
  }

  snapshot(): EdgeLivesState {
    const tools = [...this.#tools].map(
      ([tool, of]) =>
        [tool, { ...of, first: [...of.first], newest: [...of.newest], earlier: [...of.earlier] }] as const,
    );
    return { tools, raised: this.#raised };
  }

  restore({ tools, raised }: EdgeLivesState): void {
    this.#tools.clear();
    this.#raised = raised;
    for (const [tool, of] of tools)
      this.#tools.set(tool, { ...of, first: [...of.first], newest: [...of.newest], earlier: [...of.earlier] });
  }

  #of(tool: number): OfTool {
    const found = this.#tools.get(tool) ?? { first: [], newest: [], own: Number.NaN, raised: 0, earlier: [] };
    this.#tools.delete(tool);
    this.#tools.set(tool, found);
    if (this.#tools.size > MOST_TOOLS) this.#tools.delete(this.#tools.keys().next().value as number);
    return found;
  }
}

/**
 * The part of the previous edge's excess that an edge inherits: as much as it stands above what is known of its number,
 * because the cause may have gone with the old edge.
 */
function carried({ first, raised, earlier }: OfTool, others: Typical | undefined): number {
  const known = earlier.length > 0 ? medianOf(Float64Array.from(earlier)) : others?.median;
  return known === undefined ? 0 : Math.max(0, Math.min(raised, medianOf(Float64Array.from(first)) - known));
}

/** Spread of an edge compared with the median of `count` others. */
function betweenEdges(count: number): number {
  return Math.hypot(LIFE_SCATTER * Math.sqrt(1 + 1.57 / count), BRAND_SPREAD);
}
