import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { Feature, MaterialEvent, MeasuredEvent } from "../../contracts/production/material-event.ts";
import { materialReader } from "../../contracts/production/material-reader.ts";
import { MachineShifts, type Shift } from "../evidence/machine-shifts.ts";
import { WorkedPieces } from "./worked-pieces.ts";

/** Largest number of judged features of all gauges; beyond it the one that was measured longest ago is forgotten. */
const MOST_FEATURES = 256;
/** Letters of a piece's, a gauge's and a feature's name: thousands of them are kept, and no real one is longer. */
const MOST_LETTERS = 200;
/** UCUM units of lengths and angles: what the offset of a tool moves. */
const DIMENSIONS: ReadonlySet<string> = new Set(["m", "cm", "mm", "um", "nm", "[in_i]", "[mil_i]", "deg", "rad"]);

/** A feature of pieces at the gauge that measures it. */
interface Measured {
  /** Label of the gauge. */
  readonly gauge: string;
  readonly feature: string;
  readonly unit: string;
  /** Width of the tolerance, of the newest piece, in the unit. */
  tolerance: number;
  readonly shifts: MachineShifts;
}

/** Evidence against one machine in one feature. */
export interface FeatureShift extends Pick<Measured, "gauge" | "feature" | "unit" | "tolerance"> {
  /** Lengths in tolerances. */
  readonly shift: Shift;
}

type State = readonly [
  worked: ReturnType<WorkedPieces["snapshot"]>,
  features: readonly (Omit<Measured, "shifts"> & { readonly state: ReturnType<MachineShifts["snapshot"]> })[],
];

/**
 * Measured dimensions of pieces, with the machines that worked on each piece. Gauges report features with tolerances
 * and the piece (`piece.measured`), machines that they are done with a piece (`piece.completed`), whatever kind of
 * server they are (docs/material-events.md).
 */
export class MeasuredPieces implements Learned<State> {
  /** Types of events that it reads. */
  readonly events = ["piece.completed", "piece.measured"] as const;
  /** Changes with each measured piece that counts, so that results are recomputed only when needed. */
  version = 0;
  readonly #read: (event: EdgeEvent) => MaterialEvent | undefined;
  readonly #machines: ReadonlySet<string>;
  readonly #worked = new WorkedPieces();
  readonly #features = new Map<string, Measured>();

  constructor(plant: Pick<Plant, "assets" | "site">) {
    this.#read = materialReader(plant);
    this.#machines = new Set(plant.assets.filter((one) => can(one, "machines")).map(({ label }) => label));
  }

  take(event: EdgeEvent): void {
    if (!(this.events as readonly string[]).includes(event.type)) return;
    const read = this.#read(event);
    if (read?.kind === "piece.completed" && this.#machines.has(read.place) && read.piece.length <= MOST_LETTERS)
      this.#worked.add(read.piece, read.place, read.time);
    else if (read?.kind === "piece.measured") this.#measured(read);
  }

  /** The feature with the most evidence against a machine; undefined where no gauge has measured enough pieces. */
  of(machine: string): FeatureShift | undefined {
    let most: FeatureShift | undefined;
    for (const { gauge, feature, unit, tolerance, shifts } of this.#features.values()) {
      if (shifts.isLearning) continue;
      const shift = shifts.of(machine);
      if (most === undefined || Math.abs(shift.strength) > Math.abs(most.shift.strength))
        most = { gauge, feature, unit, tolerance, shift };
    }
    return most;
  }

  snapshot(): State {
    return [
      this.#worked.snapshot(),
      [...this.#features.values()].map(({ shifts, ...what }) => ({ ...what, state: shifts.snapshot() })),
    ];
  }

  restore([worked, features]: State): void {
    this.#worked.restore(worked);
    this.#features.clear();
    for (const { state, ...what } of features) this.#of(what).shifts.restore(state);
    this.version++;
  }

  #measured({ piece, place: gauge, features }: MeasuredEvent): void {
    if (gauge.length > MOST_LETTERS) return;
    // Measurements by the machine itself depend on its probe as much as on its offset.
    const worked = this.#worked.of(piece).filter(([machine]) => machine !== gauge);
    for (const one of features) {
      const { name: feature, value, unit = "", lower, upper } = one;
      const tolerance = toleranceOf(one);
      if (!DIMENSIONS.has(unit) || !(tolerance > 0) || feature.length > MOST_LETTERS) continue;
      // One that comes from no known machine says nothing, and must not take the place of one that does.
      if (worked.length === 0) continue;
      const measured = this.#of({ gauge, feature, unit, tolerance });
      measured.tolerance = tolerance;
      const from = lower === undefined || upper === undefined ? 0 : (lower + upper) / 2;
      const deviation = (value - from) / tolerance;
      if (measured.shifts.add({ piece, deviation, worked, product: `${lower} ${upper}` })) this.version++;
    }
  }

  #of(what: Omit<Measured, "shifts">): Measured {
    const key = JSON.stringify([what.gauge, what.feature, what.unit]);
    const found = this.#features.get(key) ?? { ...what, shifts: new MachineShifts() };
    this.#features.delete(key);
    this.#features.set(key, found);
    if (this.#features.size > MOST_FEATURES) {
      const [oldest] = this.#features.keys();
      this.#features.delete(oldest as string);
    }
    return found;
  }
}

/**
 * Width of the tolerance, or the size of a single limit. NaN without limits, because it is unknown which deviation
 * matters.
 */
function toleranceOf({ lower, upper }: Feature): number {
  if (lower !== undefined && upper !== undefined) return upper - lower;
  return Math.abs(upper ?? lower ?? Number.NaN);
}
