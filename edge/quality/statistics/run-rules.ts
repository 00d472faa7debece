/** Patterns of successive points that are a signal, found point by point with a constant amount of state. */
import type { Pattern, RuleSet } from "../../contracts/quality/chart.ts";

/** A pattern, its number in the rule set and the number of points that make it. */
export interface RunRule {
  readonly pattern: Pattern;
  readonly rule: number;
  readonly points: number;
}

const BEYOND: RunRule = { pattern: "beyond-limit", rule: 1, points: 1 };

/** The rules of each set, by their published numbers; the sets differ in the length of a run on one side. */
const RULES: Readonly<Record<RuleSet, readonly RunRule[]>> = {
  limits: [BEYOND],
  "western-electric": [
    BEYOND,
    { pattern: "two-of-three-beyond-2", rule: 2, points: 3 },
    { pattern: "four-of-five-beyond-1", rule: 3, points: 5 },
    { pattern: "run-on-one-side", rule: 4, points: 8 },
  ],
  nelson: [
    BEYOND,
    { pattern: "run-on-one-side", rule: 2, points: 9 },
    { pattern: "trend", rule: 3, points: 6 },
    { pattern: "alternating", rule: 4, points: 14 },
    { pattern: "two-of-three-beyond-2", rule: 5, points: 3 },
    { pattern: "four-of-five-beyond-1", rule: 6, points: 5 },
    { pattern: "all-within-1", rule: 7, points: 15 },
    { pattern: "none-within-1", rule: 8, points: 8 },
  ],
};

/** Places of the state, all whole numbers but the last. `HIGH…`: bits of the newest five points, newest lowest. */
const HIGH_1 = 0;
const LOW_1 = 1;
const HIGH_2 = 2;
const LOW_2 = 3;
/** Points in a row above the centre; negative below it. */
const SIDE = 4;
/** Steps in a row upwards; negative downwards. */
const TREND = 5;
/** Steps in a row that each turn the direction; 1 after any step. */
const TURNS = 6;
const WITHIN = 7;
const OUTSIDE = 8;
/** Direction of the newest step: 1, 0 or −1. */
const STEP = 9;
/** The newest point, and 1 where there is one. */
const LAST = 10;
const STARTED = 11;
const PLACES = 12;

/** Finds the patterns of one rule set in a sequence of points. */
export class RunRules {
  readonly rules: readonly RunRule[];
  readonly #state = new Float64Array(PLACES);

  constructor(set: RuleSet) {
    this.rules = RULES[set];
  }

  /** Forgets all points, as after a gap or a new centre. */
  restart(): void {
    this.#state.fill(0);
  }

  /**
   * Takes the next point, in standard deviations from the centre, and returns the patterns that it completes as bits,
   * in the order of `rules`; 0: none. A point exactly on the centre ends a run.
   */
  add(z: number): number {
    this.#remember(z);
    let found = 0;
    const { rules } = this;
    for (let at = 0; at < rules.length; at++) if (this.#completes(rules[at] as RunRule, z)) found |= 1 << at;
    return found;
  }

  snapshot(): readonly number[] {
    return [...this.#state];
  }

  restore(state: readonly number[]): void {
    this.#state.set(state);
  }

  #remember(z: number): void {
    const state = this.#state;
    shift(state, HIGH_1, z > 1);
    shift(state, LOW_1, z < -1);
    shift(state, HIGH_2, z > 2);
    shift(state, LOW_2, z < -2);
    count(state, SIDE, Math.sign(z));
    if (state[STARTED] === 1) {
      const step = Math.sign(z - (state[LAST] as number));
      count(state, TREND, step);
      const turns = step !== 0 && step === -(state[STEP] as number);
      state[TURNS] = turns ? (state[TURNS] as number) + 1 : Math.abs(step);
      state[STEP] = step;
    }
    state[WITHIN] = Math.abs(z) < 1 ? (state[WITHIN] as number) + 1 : 0;
    state[OUTSIDE] = Math.abs(z) > 1 ? (state[OUTSIDE] as number) + 1 : 0;
    state[LAST] = z;
    state[STARTED] = 1;
  }

  #completes({ pattern, points }: RunRule, z: number): boolean {
    const state = this.#state;
    switch (pattern) {
      case "beyond-limit":
        return Math.abs(z) > 3;
      case "two-of-three-beyond-2":
        return ends(state[HIGH_2] as number, 7, 2) || ends(state[LOW_2] as number, 7, 2);
      case "four-of-five-beyond-1":
        return ends(state[HIGH_1] as number, 31, 4) || ends(state[LOW_1] as number, 31, 4);
      case "run-on-one-side":
        return Math.abs(state[SIDE] as number) >= points;
      case "trend":
        return Math.abs(state[TREND] as number) >= points - 1;
      case "alternating":
        return (state[TURNS] as number) >= points - 1;
      case "all-within-1":
        return (state[WITHIN] as number) >= points;
      case "none-within-1":
        return (state[OUTSIDE] as number) >= points;
    }
  }
}

/** Appends whether the newest point is beyond, and keeps five points. */
function shift(state: Float64Array, place: number, isBeyond: boolean): void {
  state[place] = (((state[place] as number) << 1) | (isBeyond ? 1 : 0)) & 31;
}

/** Counts equal directions in a row, with their sign; 0 ends the row. */
function count(state: Float64Array, place: number, direction: number): void {
  const before = state[place] as number;
  state[place] = direction !== 0 && Math.sign(before) === direction ? before + direction : direction;
}

/** Whether the newest point is set, and at least `least` of those in the mask. */
function ends(bits: number, mask: number, least: number): boolean {
  if ((bits & 1) === 0) return false;
  let set = 0;
  for (let left = bits & mask; left !== 0; left &= left - 1) set++;
  return set >= least;
}
