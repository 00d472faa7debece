/**
 * Friction as a share of the joint's rated torque, against the same joint of other robots: shows a gear that was worn
 * before anybody watched it. Torque over load gives the rated torque, so that robots of different sizes compare.
 */
import type { Learned } from "../../../contracts/path/follower.ts";
import type { WatchedAsset } from "../../watch.ts";

/** Sound gears differ by about 15 %, and by the pace of their programs: twice the usual share is no chance. */
const WORN = 2;
/** Spreads of the others that it must lie above them, and the least spread as a share of their median. */
const ABOVE = 5;
const LEAST_SPREAD = 0.15;
/** Evidence that each value above the others adds, and takes when it lies among them. */
const PER_VALUE = 1.2;
const MOST = 20;
/** Load in sums of samples from which the rated torque is known. */
const LEAST_LOAD = 3;
/** Share of the newest value in the smoothed one. */
const NEWEST = 0.25;

const [TORQUE, TORQUES, LOADS, SHARE, EVIDENCE] = [0, 1, 2, 3, 4];

export class RatedShare implements Learned<Float64Array> {
  readonly #asset: WatchedAsset;
  readonly #joint: string;
  readonly #numbers = Float64Array.of(Number.NaN, 0, 0, Number.NaN, 0);

  constructor(asset: WatchedAsset, joint: string) {
    this.#asset = asset;
    this.#joint = joint;
  }

  /** Evidence that it is far above the others, 0 to 20. */
  get strength(): number {
    return this.#numbers[EVIDENCE] as number;
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
    if ((numbers[LOADS] as number) >= LEAST_LOAD) {
      const share = (value * (numbers[LOADS] as number)) / (numbers[TORQUES] as number);
      const before = numbers[SHARE] as number;
      numbers[SHARE] = Number.isNaN(before) ? share : before + NEWEST * (share - before);
      this.#compare();
    }
    numbers.fill(0, TORQUES, SHARE);
  }

  clear(): void {
    this.#numbers.set([Number.NaN, 0, 0, Number.NaN, 0]);
    this.#tell();
  }

  snapshot(): Float64Array {
    return this.#numbers.slice();
  }

  restore(numbers: Float64Array): void {
    this.#numbers.set(numbers);
    this.#tell();
  }

  #compare(): void {
    const numbers = this.#numbers;
    this.#tell();
    const typical = this.#asset.peers.typical(this.#group, this.#asset.asset.assetUid);
    if (typical === undefined) return;
    const share = numbers[SHARE] as number;
    const spread = Math.max(typical.spread, LEAST_SPREAD * typical.median);
    const isAbove = share > WORN * typical.median && share > typical.median + ABOVE * spread;
    numbers[EVIDENCE] = Math.max(0, Math.min(MOST, (numbers[EVIDENCE] as number) + (isAbove ? 1 : -2) * PER_VALUE));
  }

  #tell(): void {
    this.#asset.peers.set(this.#group, this.#asset.asset.assetUid, this.#numbers[SHARE] as number);
  }

  get #group(): string {
    return `joint friction share ${this.#joint}`;
  }
}
