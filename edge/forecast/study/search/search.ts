import type { Constraint } from "../../../contracts/forecast/study-answer.ts";
import { uniformAt } from "../../kernel/threefry.ts";
import type { Change } from "../../whatif/changes.ts";
import { estimateOf, meanOf } from "../answer/estimate.ts";
import type { Level } from "../factors.ts";
import { isKept, type Objective, scoreOf } from "../objective.ts";
import type { Records } from "../run/records.ts";
import type { VariantRuns } from "../run/variant-runs.ts";

/** Variants that are looked at together, in addition to the current one. */
const OF_ROUND = 12;
/** Replications of a round; behind each the better third stays. */
const LOOKS = [5, 10, 20] as const;
/** Replications that the search uses: the race behind it has others. */
export const SEARCHED = LOOKS[2];
/** A move is taken where its gain is above 0 by a one-sided interval of 90 %. */
const MOVES_AT = 0.8;
/** Rounds without a gain after which the search goes on elsewhere, and how many such restarts without a gain end it. */
const [PATIENCE, MOST_KICKS] = [2, 10];
/** Moves of a kick. */
const KICK = 3;
/** Stream of the search's random numbers: no purpose of a run has it. */
const PURPOSE = 0x5ea2c4;

/** One thing that is varied. */
export interface Dimension {
  /** Where the search begins. */
  readonly starts: readonly Level[];
  /** Levels that are one move away. */
  beside(level: Level): readonly Level[];
}

/** A level of each dimension. */
export type Point = readonly Level[];

export interface SearchQuestion {
  readonly dimensions: readonly Dimension[];
  readonly objective: Objective;
  readonly constraints: readonly Constraint[];
  /** Most points. */
  readonly most: number;
  readonly seed: number;
  /** Changes of the variants of `runs`, to which the search adds; the first is the plant as it is. */
  readonly changes: (readonly Change[])[];
  readonly runs: VariantRuns;
  /** Whether the plant can have these changes. */
  isPossible(changes: readonly Change[]): boolean;
  /** Hears the best point of what was seen, after each look. */
  leads(point: Point): void;
}

/**
 * A local search with restarts among more variants than can be run. From the best so far it looks at some variants
 * that are one move away, by replications with the same random numbers, and drops two thirds of them after each look.
 * It promises nothing: a race of the best ones on other random numbers comes behind it.
 */
export class Search {
  readonly #question: SearchQuestion;
  /** By variant; the first one is the plant as it is. */
  readonly #points: Point[] = [];
  readonly #known = new Set<string>();
  #draws = 0;
  #at = 0;
  #best = 0;
  #inVain = 0;
  #kicks = 0;

  constructor(question: SearchQuestion) {
    this.#question = question;
    const asIs = question.dimensions.map(({ starts }) => starts[0] as Level);
    this.#points.push(asIs);
    if (asIs.every(({ changes }) => changes.length === 0)) this.#known.add(keyOf(asIs));
  }

  /** The plant as it is stands for the first levels, also where these change something. */
  get points(): readonly Point[] {
    return this.#points;
  }

  /** Looks at variants until all are known, nothing better is found any more, or as many as are allowed were seen. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#look(this.#startPoints(), signal);
    while (this.#points.length < this.#question.most && this.#kicks <= MOST_KICKS) {
      const found = this.#add(this.#shuffled(this.#beside(this.#points[this.#at] as Point)));
      this.#question.leads(this.#points[this.#best] as Point);
      if (found.length > 0) await this.#look(found, signal);
      else this.#inVain = PATIENCE;
      if (this.#inVain >= PATIENCE) this.#kick();
    }
  }

  /** The best of what was seen, the best first, without the plant as it is. */
  best(count: number): readonly number[] {
    const seen = this.#points.flatMap((_, at) => (at > 0 && this.#records.runs(at) > 0 ? [at] : []));
    // Few lucky runs may seem better than the many of the one that the search holds for the best.
    const others = seen.filter((at) => at !== this.#best).toSorted((a, b) => this.#compare(b, a));
    return (this.#best > 0 ? [this.#best, ...others] : others).slice(0, count);
  }

  get #records(): Records {
    return this.#question.runs.records;
  }

  /** Each start of each dimension, with the first ones of the others. */
  #startPoints(): readonly number[] {
    const first = this.#points[0] as Point;
    return this.#add([
      first,
      ...this.#question.dimensions.flatMap(({ starts }, at) => starts.slice(1).map((level) => first.with(at, level))),
    ]);
  }

  #beside(point: Point): readonly Point[] {
    return this.#question.dimensions.flatMap((dimension, at) =>
      dimension.beside(point[at] as Level).map((level) => point.with(at, level)),
    );
  }

  /** Takes points that are new and possible, as many as fit into a round. Gives their variants. */
  #add(points: readonly Point[]): readonly number[] {
    const { changes, most } = this.#question;
    const added: number[] = [];
    for (const point of points) {
      if (added.length >= OF_ROUND || this.#points.length >= most) break;
      const key = keyOf(point);
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      const made = point.flatMap((level) => level.changes);
      if (!this.#question.isPossible(made)) continue;
      added.push(this.#points.length);
      this.#points.push(point);
      changes.push(made);
    }
    return added;
  }

  async #look(variants: readonly number[], signal: AbortSignal): Promise<void> {
    let left = variants;
    for (const until of LOOKS) {
      await this.#question.runs.run([...new Set([0, this.#at, ...left])], until, signal);
      left = left.toSorted((a, b) => this.#compare(b, a)).slice(0, Math.ceil(left.length / 3));
    }
    // One that a kick led to may be better, too.
    if (this.#records.runs(this.#at) > 0 && this.#isBetter(this.#at, this.#best)) this.#best = this.#at;
    const [next] = left;
    this.#inVain++;
    if (next === undefined || !this.#isBetter(next, this.#at)) return;
    this.#at = next;
    this.#inVain = 0;
    if (this.#compare(next, this.#best) > 0) [this.#best, this.#kicks] = [next, 0];
  }

  /** Goes on some moves away from the best, at what was seen before or not. */
  #kick(): void {
    this.#kicks++;
    this.#inVain = 0;
    this.#at = this.#best;
    let point = this.#points[this.#best] as Point;
    for (let move = 0; move < KICK; move++) point = this.#shuffled(this.#beside(point))[0] ?? point;
    const [added] = this.#add([point]);
    if (added !== undefined) this.#at = added;
  }

  /** Above 0 where the first is better: fewer runs break a constraint, or equally many and its mean is higher. */
  #compare(one: number, other: number): number {
    const broken = this.#broken(other) - this.#broken(one);
    if (Math.abs(broken) > 1e-9) return broken;
    return meanOf(this.#differences(one, other)) || 0;
  }

  #isBetter(one: number, other: number): boolean {
    const broken = this.#broken(other) - this.#broken(one);
    return Math.abs(broken) > 1e-9 ? broken > 0 : estimateOf(this.#differences(one, other), MOVES_AT).low > 0;
  }

  /** Of the scores, replication by replication. */
  #differences(one: number, other: number): readonly number[] {
    const runs = Math.min(this.#records.runs(one), this.#records.runs(other));
    const score = (variant: number, replication: number): number =>
      scoreOf(this.#question.objective, (outcome) => this.#records.at(outcome, variant, replication));
    return Array.from({ length: runs }, (_, at) => score(one, at) - score(other, at));
  }

  /** By how much too few runs keep the constraints, all together. */
  #broken(variant: number): number {
    return this.#question.constraints.reduce((sum, constraint) => {
      const values = this.#records.of(constraint.outcome, variant);
      const kept = values.filter((value) => isKept(constraint, value)).length;
      // One run more that keeps it: few runs are not held against a variant.
      return sum + Math.max(0, constraint.share - (kept + 1) / (values.length + 1));
    }, 0);
  }

  /** Fisher and Yates. */
  #shuffled<Item>(items: readonly Item[]): readonly Item[] {
    const mixed = [...items];
    for (let left = mixed.length - 1; left > 0; left--) {
      const other = Math.floor(uniformAt(this.#question.seed | 0, PURPOSE, 0, this.#draws++) * (left + 1));
      [mixed[left], mixed[other]] = [mixed[other] as Item, mixed[left] as Item];
    }
    return mixed;
  }
}

function keyOf(point: Point): string {
  return JSON.stringify(point.map(({ name }) => name));
}
