import type { Learned } from "../../../contracts/path/follower.ts";

/** Values that the present flow is the mean of, and the share of the highest flow that is forgotten a value. */
const QUICK = 20;
const FORGETS = 1e-5;
/** Less than this share of the highest flow is a pump that is off. */
const OFF = 0.15;
/** Tools that get less than this wear faster because of it, which is the coolant's finding. */
const SCARCE = 0.85;

/** How much of its usual coolant the cut gets. */
export class CoolantShare implements Learned<Float64Array> {
  /** Present flow while it flows, and the highest. */
  readonly #flows = new Float64Array(2).fill(Number.NaN);

  get isScarce(): boolean {
    return (this.#flows[0] as number) < SCARCE * (this.#flows[1] as number);
  }

  add(flow: number): void {
    const [mean, highest] = this.#flows as unknown as readonly [number, number];
    if (flow < OFF * highest || !(flow > 0)) return;
    const next = Number.isNaN(mean) ? flow : mean + (flow - mean) / QUICK;
    this.#flows[0] = next;
    this.#flows[1] = Number.isNaN(highest) ? next : Math.max(next, highest * (1 - FORGETS));
  }

  snapshot(): Float64Array {
    return this.#flows.slice();
  }

  restore(flows: Float64Array): void {
    this.#flows.set(flows);
  }
}
