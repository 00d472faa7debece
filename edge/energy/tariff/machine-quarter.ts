/** What a machine did in the running quarter of an hour: time by state, pieces, and energy that idle time took. */
import type { Micros } from "../../contracts/path/sample-batch.ts";

const NOT_EXECUTING = 2;
const EXECUTING = 3;
/** Nothing is known of a machine of which nothing was heard for longer. */
const STALE_US = 300e6;
/** Variants of a quarter that are told apart; pieces of further ones count under the last name. */
const MOST_VARIANTS = 20;
const OTHERS = "*";

/** Completed pieces of a variant. */
export type PieceCount = readonly [variant: string, count: number];

export interface MachineQuarter {
  readonly executingS: number;
  readonly standingS: number;
  /** Time and energy of stretches without work that lasted longer than the allowed one. */
  readonly wastedS: number;
  readonly wastedKWh: number;
  /** Completed pieces by variant. */
  readonly pieces: readonly PieceCount[];
}

export interface MachineState {
  readonly state: number;
  readonly power: number;
  readonly at: Micros;
  readonly heardAt: Micros;
  /** The present stretch without work. */
  readonly stretchS: number;
  readonly stretchKWh: number;
  readonly executingS: number;
  readonly standingS: number;
  readonly wastedS: number;
  readonly wastedKWh: number;
  readonly pieces: readonly PieceCount[];
}

type Counts = { -readonly [Key in keyof Omit<MachineState, "pieces">]: number };

export class MachineCount {
  readonly #counts: Counts;
  readonly #pieces: Map<string, number>;
  readonly #allowedS: number;

  /** `allowedMin`: shorter stretches without work are part of working. */
  constructor(allowedMin: number, state?: MachineState) {
    this.#allowedS = allowedMin * 60;
    const { pieces, ...counts } = state ?? { ...ZERO, ...UNKNOWN, pieces: [] };
    this.#counts = { ...counts };
    this.#pieces = new Map(pieces);
  }

  get state(): MachineState {
    return { ...this.#counts, pieces: [...this.#pieces] };
  }

  /** Present power, kW, and whether it works; NaN and false where not known. */
  get present(): { readonly kW: number; readonly isExecuting: boolean } {
    return { kW: this.#counts.power, isExecuting: this.#counts.state === EXECUTING };
  }

  setState(state: number, now: Micros): void {
    this.#counts.state = state;
    this.heard(now);
    if (state !== NOT_EXECUTING) this.#counts.stretchS = this.#counts.stretchKWh = 0;
  }

  setPower(kW: number, now: Micros): void {
    this.#counts.power = kW;
    this.heard(now);
  }

  /** Its meter or its controller said something: a state or a power that stays the same is not reported again. */
  heard(now: Micros): void {
    this.#counts.heardAt = now;
  }

  complete(variant: string): void {
    const name = this.#pieces.has(variant) || this.#pieces.size < MOST_VARIANTS ? variant : OTHERS;
    this.#pieces.set(name, (this.#pieces.get(name) ?? 0) + 1);
  }

  /** Counts the time since the last call. */
  pass(now: Micros): void {
    const counts = this.#counts;
    const seconds = (now - counts.at) / 1e6;
    counts.at = now;
    if (!(seconds > 0) || now - counts.heardAt > STALE_US) return;
    if (counts.state === EXECUTING) counts.executingS += seconds;
    if (counts.state !== NOT_EXECUTING) return;
    counts.standingS += seconds;
    const before = counts.stretchS;
    const kWh = Number.isNaN(counts.power) ? 0 : (Math.max(0, counts.power) * seconds) / 3600;
    counts.stretchS += seconds;
    counts.stretchKWh += kWh;
    if (counts.stretchS < this.#allowedS) return;
    const isFirst = before < this.#allowedS;
    counts.wastedS += isFirst ? counts.stretchS : seconds;
    counts.wastedKWh += isFirst ? counts.stretchKWh : kWh;
  }

  /** The quarter that has ended; the next one begins. */
  take(): MachineQuarter {
    const { executingS, standingS, wastedS, wastedKWh } = this.#counts;
    const pieces = [...this.#pieces];
    Object.assign(this.#counts, ZERO);
    this.#pieces.clear();
    return { executingS, standingS, wastedS, wastedKWh, pieces };
  }
}

const ZERO = { executingS: 0, standingS: 0, wastedS: 0, wastedKWh: 0 } as const;
const UNKNOWN = {
  state: Number.NaN,
  power: Number.NaN,
  at: Number.NaN,
  heardAt: Number.NaN,
  stretchS: 0,
  stretchKWh: 0,
} as const;
