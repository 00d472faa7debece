import type { Relations } from "./relations.ts";
import { solveSymmetric } from "./symmetric.ts";

/** Divides a squared distance from normal running among channels and groups of channels. */
export class Shares {
  readonly #relations: Relations;
  /** Inverse covariance times the deviation. */
  readonly #pull: Float64Array;

  constructor(relations: Relations) {
    this.#relations = relations;
    this.#pull = new Float64Array(relations.judged.length);
  }

  /** Into `out`, by channel: signed shares of the squared distance of `off`; 0 for the environment. */
  ofChannels(off: Float64Array, out: Float64Array): void {
    const total = this.#prepare(off);
    out.fill(0);
    for (const [i, channel] of this.#relations.judged.entries())
      out[channel] = (Math.sign(off[i] as number) * this.#vanishing([i])) / total;
  }

  /** Into `out`, by group: shares of the squared distance of `off`. Channels of the environment do not count. */
  ofGroups(off: Float64Array, groups: readonly (readonly number[])[], out: Float64Array): void {
    const total = this.#prepare(off);
    for (const [group, channels] of groups.entries()) {
      const members = channels.map((channel) => this.#relations.judged.indexOf(channel)).filter((i) => i >= 0);
      out[group] = this.#vanishing(members) / total;
    }
  }

  /** Sets the pull; returns the squared distance. */
  #prepare(off: Float64Array): number {
    const { axes } = this.#relations;
    const n = off.length;
    let total = 0;
    this.#pull.fill(0);
    for (let k = 0; k < n; k++) {
      let score = 0;
      for (let i = 0; i < n; i++) score += (axes[k * n + i] as number) * (off[i] as number);
      total += score * score;
      for (let i = 0; i < n; i++) this.#pull[i] = (this.#pull[i] as number) + score * (axes[k * n + i] as number);
    }
    return total > 0 ? total : 1;
  }

  /** Part of the squared distance that vanishes when members take their expected values given all others. */
  #vanishing(members: readonly number[]): number {
    const m = members.length;
    const precision = new Float64Array(m * m);
    for (const [a, i] of members.entries())
      for (const [b, j] of members.entries()) precision[a * m + b] = this.#precision(i, j);
    const pull = Float64Array.from(members, (i) => this.#pull[i] as number);
    const reconstructed = pull.slice();
    solveSymmetric(precision, reconstructed, m, 1);
    return pull.reduce((sum, value, at) => sum + value * (reconstructed[at] as number), 0);
  }

  #precision(i: number, j: number): number {
    const { axes } = this.#relations;
    const n = this.#pull.length;
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (axes[k * n + i] as number) * (axes[k * n + j] as number);
    return sum;
  }
}
