import type { Learned } from "../../../contracts/path/follower.ts";

/**
 * Number of values in the mean that is the present flow, and the share of the highest flow that is forgotten per value.
 */
const QUICK = 20;
const FORGETS = 1e-5;
/** Below this share of the highest flow the pump is off. */
const OFF = 0.15;
/** Tools that get less than this share wear faster because of it; that is a finding about the coolant. */
const SCARCE = 0.85;

/** The share of its usual coolant that a cut gets. */
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
