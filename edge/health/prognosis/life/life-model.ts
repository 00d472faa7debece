import type { TreeModel } from "../trees/tree-model.ts";
import { bandError, type ConformalBand } from "./conformal-band.ts";
import { LifeFeatures, type LifeScale, wearPlaces } from "./life-features.ts";
import { SimilarLives, type WornLives } from "./similar-lives.ts";

/** Remaining life of units of one type, learnt from units that ran to failure. */
export interface LifeModel {
  readonly featureNames: readonly string[];
  readonly scale: LifeScale;
  /** Longest life that is predicted: before wear shows, more cannot be known. */
  readonly cap: number;
  /** Each was trained without one fold of the units; the prediction is their mean. Empty if too few units failed. */
  readonly members: readonly TreeModel[];
  /** The lives that are compared where there are no members. */
  readonly worn: WornLives;
  readonly band: ConformalBand;
}

/** Cycles left: the estimate and the ends of its interval, each from 0 to the model's cap, which means "or more". */
export interface LifeEstimate {
  cycles: number;
  low: number;
  high: number;
}

/** Follows one unit; no call allocates. */
export class LifePredictor {
  readonly #model: LifeModel;
  readonly #features: LifeFeatures;
  readonly #similar: SimilarLives;
  readonly #places: Int32Array;
  /** Features of the unit after its newest cycle, in the order of the model's `featureNames`. */
  readonly known: Float64Array;

  constructor(model: LifeModel) {
    this.#model = model;
    this.#features = new LifeFeatures(model.scale);
    this.#similar = new SimilarLives(model.worn);
    this.#places = wearPlaces(model.scale);
    this.known = new Float64Array(model.featureNames.length);
  }

  /** Takes one cycle. */
  push(settings: Float64Array, sensors: Float64Array): void {
    this.#features.push(settings, sensors, this.known);
    if (this.#model.members.length === 0) this.#similar.push(this.known, this.#places);
  }

  /** Writes the estimate after the newest cycle into `out`. */
  estimate(out: LifeEstimate): void {
    const { members, cap, band } = this.#model;
    let sum = 0;
    for (let at = 0; at < members.length; at++) sum += (members[at] as TreeModel).predict(this.known);
    const cycles = clip(members.length > 0 ? sum / members.length : this.#similar.estimate(), cap);
    out.cycles = cycles;
    out.low = clip(cycles + bandError(band.at, band.low, cycles), cap);
    out.high = clip(cycles + bandError(band.at, band.high, cycles), cap);
  }

  /**
   * Writes into `parts` by how many cycles each feature changed the trees' estimate; returns the estimate without any
   * feature.
   */
  explain(parts: Float64Array): number {
    const { members } = this.#model;
    parts.fill(0);
    let bias = 0;
    for (const member of members) bias += member.explain(this.known, parts) / members.length;
    for (let at = 0; at < parts.length; at++) parts[at] = (parts[at] as number) / Math.max(1, members.length);
    return bias;
  }
}

function clip(cycles: number, cap: number): number {
  return Math.min(cap, Math.max(0, cycles));
}
