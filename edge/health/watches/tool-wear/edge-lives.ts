/** What is known of the cutting edges of each tool number: rates of wear as natural logarithms. */
import type { Learned } from "../../../contracts/path/follower.ts";
import { medianOf } from "../../evidence/median.ts";
import type { Typical } from "../../evidence/peers.ts";

/** Values of an edge from which its own usual rate is known. */
const OWN_VALUES = 8;
/** Values whose median is the present rate. */
const PRESENT = 5;
/** Earlier edges that are remembered. */
const MOST_EDGES = 8;
/** Numbers that are remembered: a magazine. */
const MOST_TOOLS = 64;
/**
 * Spread of one edge's rate against itself: other brands, programs and castings change it by up to a third each, which
 * is a bound rather than a chance, so that the spread puts 1.8 times the usual rate at full evidence.
 */
const OWN_SPREAD = 0.098;
/** Lives of edges of one make scatter by this much (ISO 3685 finds 10 to 15 %), beside what brands change. */
const LIFE_SCATTER = 0.12;
const BRAND_SPREAD = 0.1;
/** Less than this above usual (a logarithm) is not carried over to the next edge. */
const CARRIED = 0.2;
/** Evidence from which a life is not remembered as a usual one. */
const DOUBTED = 4;

interface OfTool {
  /** Values since the edge began: the first ones until they are enough, then the newest. */
  first: number[];
  newest: number[];
  /** Usual rate of this edge; NaN until it is known. */
  own: number;
  /** How far above usual the machine wore its tools when the edge began. */
  raised: number;
  /** Of earlier edges, newest last. */
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

/** A rate, what is usual for it, and in which spread; `usual` is NaN where nothing is known. */
interface Judged {
  readonly value: number;
  readonly usual: number;
  readonly spread: number;
}

export class EdgeLives implements Learned<EdgeLivesState> {
  readonly #tools = new Map<number, OfTool>();
  /** How far above usual the leading edge wears: what makes a machine's tools wear fast does so to the next one too. */
  #raised = 0;

  isLearning(tool: number): boolean {
    const found = this.#tools.get(tool);
    return found === undefined || (Number.isNaN(found.own) && found.earlier.length === 0);
  }

  /** `others`: the same number on machines of the type. */
  add(tool: number, log: number, others: Typical | undefined): void {
    const of = this.#of(tool);
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

  /** The present rate against the reference that it stands out of most. */
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
 * What an edge inherits of the excess of the one before it: as much as it stands above what is known of its number,
 * because the cause may have gone with the old edge.
 */
function carried({ first, raised, earlier }: OfTool, others: Typical | undefined): number {
  const known = earlier.length > 0 ? medianOf(Float64Array.from(earlier)) : others?.median;
  return known === undefined ? 0 : Math.max(0, Math.min(raised, medianOf(Float64Array.from(first)) - known));
}

/** Spread of an edge against the median of `count` others. */
function betweenEdges(count: number): number {
  return Math.hypot(LIFE_SCATTER * Math.sqrt(1 + 1.57 / count), BRAND_SPREAD);
}
