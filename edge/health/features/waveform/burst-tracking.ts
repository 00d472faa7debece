/** Bursts of a shaft whose speed changes, at equal angles (rule WF33). */
import type { Learned } from "../../../contracts/path/follower.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../../contracts/path/waveform-block.ts";
import type { Tag, TagRef } from "../../../contracts/plant/tag.ts";
import { ShaftSpeeds } from "../../context/shaft-speeds.ts";
import { OrderTracking } from "./order-tracking.ts";
import { ShaftLine } from "./shaft-line.ts";

/** A tag's speed may be late or of another shaft: the line of the shaft has to grow by this factor. */
const SHARPER = 1.2;

/** A burst whose shaft turns at one speed. */
export interface SteadyBurst {
  readonly points: Float32Array;
  /** NaN where it is not known. */
  readonly speedPerMin: number;
}

export class BurstTracking implements Learned<ReturnType<ShaftSpeeds["snapshot"]>> {
  readonly #speeds: ShaftSpeeds;
  readonly #tracking = new OrderTracking();
  readonly #line = new ShaftLine();
  /** Several watches read the same block. */
  #newest: { readonly block: WaveformBlock; readonly burst: SteadyBurst } | undefined;

  /** @param tags those among which waveforms and speeds are */
  constructor(tags: readonly Tag[]) {
    this.#speeds = new ShaftSpeeds(tags);
  }

  /** Tags of speeds that it reads. */
  get inputs(): readonly TagRef[] {
    return this.#speeds.inputs;
  }

  /** Takes a number of good quality; tags that it does not read are left out. */
  sample(tag: TagRef, time: Micros, value: number): void {
    this.#speeds.sample(tag, time, value);
  }

  /**
   * The burst resampled by the speed of its shaft, where that changes within it and the shaft's line becomes sharper;
   * in all other cases the burst as it is, at its own speed. Valid until the next call for another block.
   */
  steady(block: WaveformBlock): SteadyBurst {
    if (this.#newest?.block !== block) this.#newest = { block, burst: this.#steadyOf(block) };
    return this.#newest.burst;
  }

  snapshot(): ReturnType<ShaftSpeeds["snapshot"]> {
    return this.#speeds.snapshot();
  }

  restore(state: ReturnType<ShaftSpeeds["snapshot"]>): void {
    this.#speeds.restore(state);
  }

  #steadyOf(block: WaveformBlock): SteadyBurst {
    const { points, dtS, context } = block;
    const asItIs = { points, speedPerMin: context.speedPerMin ?? Number.NaN };
    const course = this.#speeds.courseOf(block);
    if (course === undefined) return asItIs;
    const resampled = this.#tracking.resample(points, dtS, course);
    const { shaftHz } = this.#tracking;
    const rateHz = 1 / dtS;
    const sharp = this.#heightOf(resampled, { rateHz, shaftHz });
    const isClear = this.#line.isClear;
    const before = Math.max(
      this.#heightOf(points, { rateHz, shaftHz: asItIs.speedPerMin / 60 }),
      this.#heightOf(points, { rateHz, shaftHz }),
    );
    return isClear && sharp >= SHARPER * before ? { points: resampled, speedPerMin: 60 * shaftHz } : asItIs;
  }

  /** Amplitude of the acceleration at the shaft's rate. */
  #heightOf(points: Float32Array, of: { readonly rateHz: number; readonly shaftHz: number }): number {
    return this.#line.measure(points, of) * of.shaftHz ** 2;
  }
}
