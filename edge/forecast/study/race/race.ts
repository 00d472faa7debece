import type { Verdict } from "../../../contracts/forecast/study-answer.ts";
import { Keeps } from "./keeps.ts";
import { Screen } from "./screen.ts";

export interface RaceRules {
  readonly variants: number;
  /** Replications before any variant is dropped. */
  readonly first: number;
  /** In the order of their importance; differences within `within` are not worth knowing. */
  readonly objectives: readonly { readonly within: number }[];
  readonly constraints: readonly { readonly share: number }[];
  /** Probability with which the best is to be picked. */
  readonly confidence: number;
}

/** What replications gave. Scores: more is better. */
export interface RaceData {
  score(objective: number, variant: number, replication: number): number;
  keeps(constraint: number, variant: number, replication: number): boolean;
}

/** Why a variant is out, and after how many replications. */
export interface Dropped {
  readonly after: number;
  /** `alike`: by the objective, without being known to be worse by what is worth knowing. */
  readonly by: "objective" | "alike" | "constraint";
  /** Its position in the list. */
  readonly number: number;
}

/**
 * Finds the best variant replication by replication. Only variants that are known to keep the constraints drop others
 * (S. Andradóttir and S.-H. Kim, Naval Research Logistics 57 (2010) 403). To know it takes many runs, so at first any
 * that is not known to break them sets worse ones aside; when it is found to break them, the race begins again without
 * it, on the same replications. In the end it begins again once more with the first rule, which is the one that holds.
 * An objective before the last one drops what is worse by more than `within`, so that equal variants stay for the next
 * one. The error is shared out: half of it to constraints, if there are any, the rest to the objectives.
 */
export class Race {
  readonly #rules: RaceRules;
  readonly #data: RaceData;
  readonly #keeps: readonly (readonly Keeps[])[];
  readonly #dropped = new Map<number, Dropped>();
  /** The first rule holds. */
  #isStrict: boolean;
  #objective = 0;
  #screen: Screen;
  #replications = 0;

  constructor(rules: RaceRules, data: RaceData) {
    this.#rules = rules;
    this.#data = data;
    const error = errorOfKeeping(rules);
    this.#keeps = Array.from({ length: rules.variants }, () =>
      rules.constraints.map(({ share }) => new Keeps(share, error)),
    );
    this.#isStrict = rules.constraints.length === 0;
    this.#screen = this.#screenOf([...this.#keeps.keys()]);
  }

  /** Takes the next replication of all variants that are left. It may begin again: `replications` is 0 then. */
  take(): void {
    const replication = this.#replications++;
    const hasFailed = this.#takeKeeps(replication);
    if (hasFailed && !this.#isStrict) {
      this.#beginAgain();
      return;
    }
    this.#step(replication);
    while (this.#isDecided && this.#objective < this.#rules.objectives.length - 1 && this.left.length > 1) {
      this.#objective++;
      this.#screen = this.#screenOf(this.#screen.left);
      for (let past = 0; past < this.#replications; past++) this.#step(past);
    }
    if (this.#isStrict || !this.#isFound || this.left.length === 0) return;
    this.#isStrict = true;
    this.#beginAgain();
  }

  /** Replications that were taken since the race began, or began again. */
  get replications(): number {
    return this.#replications;
  }

  /** Variants whose next replication is wanted. */
  get left(): readonly number[] {
    return this.#screen.left;
  }

  /** Nothing is left to find out. */
  get isOver(): boolean {
    return this.left.length === 0 || (this.#isStrict && this.#isFound);
  }

  /**
   * The best so far of those that keep the constraints, or seem to; undefined where none does. An earlier variant that
   * is nearly as good stands for it: a plant is not changed for nothing.
   */
  get picked(): number | undefined {
    const best = this.#screen.bestOf((variant) => this.#keeps[variant]?.every(({ seemsKept }) => seemsKept) === true);
    if (best === undefined) return undefined;
    for (let variant = 0; variant < best; variant++) if (this.#isAlike(variant, best)) return variant;
    return best;
  }

  droppedAt(variant: number): Dropped | undefined {
    return this.#dropped.get(variant);
  }

  /** By constraint. */
  verdictsOf(variant: number): readonly Verdict[] {
    return (this.#keeps[variant] as readonly Keeps[]).map(({ verdict }) => verdict);
  }

  verdictOf(variant: number): Verdict {
    const verdicts = this.verdictsOf(variant);
    return verdicts.includes("fails") ? "fails" : verdicts.includes("open") ? "open" : "keeps";
  }

  #isAlike(variant: number, best: number): boolean {
    const after = this.#screen.alikeAfter(variant);
    if (after === undefined || this.verdictOf(variant) !== "keeps") return false;
    const most = this.#screen.mayBeBehind(variant, best, after);
    if (most === undefined) return false;
    const score = (of: number, replication: number): number => this.#data.score(this.#objective, of, replication);
    let behind = 0;
    for (let past = 0; past < after; past++) behind += score(best, past) - score(variant, past);
    return behind / after <= most;
  }

  get #isDecided(): boolean {
    return this.#screen.isOver && this.left.every((variant) => this.verdictOf(variant) === "keeps");
  }

  get #isFound(): boolean {
    const isLast = this.#objective === this.#rules.objectives.length - 1;
    return this.#isDecided && (isLast || this.left.length === 1);
  }

  /** What replications say of constraints, each once. True if a variant is found to break one. */
  #takeKeeps(replication: number): boolean {
    let hasFailed = false;
    for (const variant of this.#screen.left)
      for (const [constraint, keeps] of (this.#keeps[variant] as readonly Keeps[]).entries()) {
        if (keeps.runs > replication) continue;
        keeps.take(this.#data.keeps(constraint, variant, replication));
        if (keeps.verdict !== "fails" || this.#dropped.has(variant)) continue;
        hasFailed = true;
        this.#screen.remove(variant);
        this.#dropped.set(variant, { after: this.#replications, by: "constraint", number: constraint });
      }
    return hasFailed;
  }

  #beginAgain(): void {
    for (const [variant, { by }] of this.#dropped) if (by !== "constraint") this.#dropped.delete(variant);
    this.#objective = 0;
    this.#replications = 0;
    this.#screen = this.#screenOf([...this.#keeps.keys()].filter((variant) => !this.#dropped.has(variant)));
  }

  #step(replication: number): void {
    const before = this.#screen.left;
    this.#screen.take(
      (variant) => this.#data.score(this.#objective, variant, replication),
      (variant) => this.verdictOf(variant) === "keeps" || (!this.#isStrict && this.verdictOf(variant) === "open"),
    );
    const left = new Set(this.#screen.left);
    for (const variant of before) {
      if (left.has(variant)) continue;
      const by = this.#screen.alikeAfter(variant) === undefined ? "objective" : "alike";
      this.#dropped.set(variant, { after: this.#replications, by, number: this.#objective });
    }
  }

  #screenOf(contenders: readonly number[]): Screen {
    const { objectives, constraints, variants, first, confidence } = this.#rules;
    const zone = objectives[this.#objective]?.within as number;
    const isLast = this.#objective === objectives.length - 1;
    const error = ((1 - confidence) * (constraints.length === 0 ? 1 : 0.5)) / objectives.length;
    return new Screen({ contenders, of: variants, first, zone, tolerance: isLast ? 0 : zone, error });
  }
}

/** How rare a mistake about one constraint of one variant must be. */
export function errorOfKeeping({
  variants,
  constraints,
  confidence,
}: Pick<RaceRules, "variants" | "confidence"> & { readonly constraints: { readonly length: number } }): number {
  return (1 - confidence) / 2 / Math.max(1, variants * constraints.length);
}
