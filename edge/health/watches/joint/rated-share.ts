/**
 * Friction as a share of the joint's rated torque, compared with the same joint of other robots: shows a gear that was
 * worn before it was watched. Torque over load gives the rated torque, so that robots of different sizes can be
 * compared.
 */
import type { Learned } from "../../../contracts/path/follower.ts";
import { BesidePeers } from "../../evidence/beside-peers.ts";
import type { WatchedAsset } from "../../watch.ts";

/** Sound gears differ by about 15 %, and by the pace of their programs: twice the usual share is not chance. */
const BESIDE = { first: 60, above: (median: number) => median, leastSpread: (median: number) => 0.15 * median };
/** Sum of loads of samples from which the rated torque is known. */
const LEAST_LOAD = 3;

const [TORQUE, TORQUES, LOADS] = [0, 1, 2];

interface State {
  readonly numbers: Float64Array;
  readonly beside: Float64Array;
}

export class RatedShare implements Learned<State> {
  readonly #beside: BesidePeers;
  readonly #numbers = Float64Array.of(Number.NaN, 0, 0);

  constructor({ asset, peers }: WatchedAsset, joint: string) {
    const place = { group: `joint friction share ${joint}`, member: asset.assetUid };
    this.#beside = new BesidePeers(peers, place, BESIDE);
  }

  /** Evidence that it is far above the others, 0 to 20. */
  get strength(): number {
    return this.#beside.strength;
  }

  torque(value: number): void {
    this.#numbers[TORQUE] = Math.abs(value);
  }

  /** Load in percent at the time of the newest torque. */
  load(percent: number): void {
    const numbers = this.#numbers;
    const torque = numbers[TORQUE] as number;
    if (Number.isNaN(torque)) return;
    numbers[TORQUES] = (numbers[TORQUES] as number) + torque;
    numbers[LOADS] = (numbers[LOADS] as number) + percent / 100;
  }

  friction(value: number): void {
    const numbers = this.#numbers;
    const loads = numbers[LOADS] as number;
    if (loads >= LEAST_LOAD) this.#beside.add((value * loads) / (numbers[TORQUES] as number));
    numbers.fill(0, TORQUES);
  }

  clear(): void {
    this.#numbers.set([Number.NaN, 0, 0]);
    this.#beside.clear();
  }

  snapshot(): State {
    return { numbers: this.#numbers.slice(), beside: this.#beside.snapshot() };
  }

  restore({ numbers, beside }: State): void {
    this.#numbers.set(numbers);
    this.#beside.restore(beside);
  }
}
