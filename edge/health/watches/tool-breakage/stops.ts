/** Stops of a machine tool by itself, and what could explain them. */
import type { Learned } from "../../../contracts/path/follower.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Typical } from "../../evidence/peers.ts";

/** Values of `item-state` (OPC 40501-1): out of service, executing. */
const [OUT, EXECUTING] = [1, 3];
/** Value of `operation-mode` while a program runs. */
const PROCESSING = 3;
/** Time before the stop within which the spindle turned and the axes fed. */
const CUT_US = 2.5e6;
/** A stop is judged within this time, while the samples around it arrive. */
const JUDGED_US = 6e6;
/** If most other machines stopped within this time of it, the plant stopped. */
const TOGETHER_US = 15e6;
/** A machine in standby takes more than this share of its working power. */
const LEAST_SUPPLY = 0.1;
/** Share of what is usual below which coolant fails, and above which a spindle shakes. */
const LEAST_FLOW = 0.7;
const MOST_SHAKE = 2;
/** A bearing this close to its limit may have failed. */
const WARM_K = 8;
/** Number of values in the means that are usual. */
const SLOW = 3000;
const QUICK = 20;

const [STATE, POWER, COMMANDED, MODE, SUPPLY, FLOW, SHAKE, WARM, PROGRESS, FEED] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const [STOPPED, TURNED_AT, FED_AT, CUT_POWER, USUAL_FLOW, USUAL_SHAKE, SHAKEN, REPORTED, NOW, USUAL_SUPPLY, FLOWN] = [
  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
];

export class Stops implements Learned<Float64Array> {
  readonly #limit: number;
  readonly #numbers = new Float64Array(21).fill(Number.NaN);

  /** @param limit of the bearing's temperature; NaN if there is none */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether the machine is in service. */
  get isRunning(): boolean {
    return this.#at(STATE) !== OUT;
  }

  /** Time at which it went out of service; NaN if it never did. */
  get stoppedAt(): Micros {
    return this.#at(STOPPED);
  }

  get power(): number {
    return this.#at(POWER);
  }

  /** The last power of the spindle before the stop. */
  get cutPower(): number {
    return this.#at(CUT_POWER);
  }

  /** Whether it just went out of service in a cut, and nothing of its own explains it. */
  get isNewInCut(): boolean {
    const stopped = this.#at(STOPPED);
    if (this.#at(REPORTED) === stopped || !(this.#at(NOW) - stopped <= JUDGED_US) || !this.#wasCutting) return false;
    const mode = this.#at(MODE);
    if (!Number.isNaN(mode) && mode !== PROCESSING) return false;
    const progress = this.#at(PROGRESS);
    if (progress === 0 || progress >= 100) return false;
    return !(this.#hasNoSupply || this.#hasNoCoolant || this.#isShaken || this.#isHot);
  }

  settle(): void {
    this.#numbers[REPORTED] = this.#at(STOPPED);
  }

  /** Whether most other machines went out of service with it. */
  isOfPlant(others: Typical | undefined): boolean {
    return others !== undefined && Math.abs(others.median - this.#at(STOPPED)) < TOGETHER_US;
  }

  sample(meaning: number, time: Micros, value: number): void {
    const numbers = this.#numbers;
    const was = this.#at(meaning);
    numbers[meaning] = value;
    if (!(time <= this.#at(NOW))) numbers[NOW] = time;
    if (meaning === STATE && value === OUT && was === EXECUTING) numbers[STOPPED] = time;
    else if (this.#at(STATE) === EXECUTING) this.#run(meaning, time, value);
  }

  snapshot(): Float64Array {
    return this.#numbers.slice();
  }

  restore(numbers: Float64Array): void {
    this.#numbers.set(numbers);
  }

  #at(place: number): number {
    return this.#numbers[place] as number;
  }

  #run(meaning: number, time: Micros, value: number): void {
    const numbers = this.#numbers;
    if (meaning === COMMANDED && value > 0) numbers[TURNED_AT] = time;
    else if (meaning === FEED && value > 0) numbers[FED_AT] = time;
    else if (meaning === POWER && value > 0) numbers[CUT_POWER] = value;
    else if (meaning === FLOW && this.#at(COMMANDED) > 0) {
      this.#mean(FLOWN, value, QUICK);
      this.#mean(USUAL_FLOW, value, SLOW);
    } else if (meaning === SHAKE && this.#at(COMMANDED) > 0) {
      this.#mean(SHAKEN, value, QUICK);
      this.#mean(USUAL_SHAKE, value, SLOW);
    } else if (meaning === SUPPLY) this.#mean(USUAL_SUPPLY, value, SLOW);
  }

  #mean(place: number, value: number, count: number): void {
    const was = this.#at(place);
    this.#numbers[place] = Number.isNaN(was) ? value : was + (value - was) / count;
  }

  /** Whether it fed with a turning spindle until then; a machine that does not report its feed is assumed to. */
  get #wasCutting(): boolean {
    const stopped = this.#at(STOPPED);
    return stopped - this.#at(TURNED_AT) <= CUT_US && !(stopped - this.#at(FED_AT) > CUT_US);
  }

  /** Whether it takes less than a machine in standby, so that its supply is gone. */
  get #hasNoSupply(): boolean {
    return this.#at(SUPPLY) < LEAST_SUPPLY * this.#at(USUAL_SUPPLY);
  }

  get #hasNoCoolant(): boolean {
    return this.#at(FLOWN) < LEAST_FLOW * this.#at(USUAL_FLOW);
  }

  get #isShaken(): boolean {
    return this.#at(SHAKEN) > MOST_SHAKE * this.#at(USUAL_SHAKE);
  }

  get #isHot(): boolean {
    return this.#at(WARM) > this.#limit - WARM_K;
  }
}
