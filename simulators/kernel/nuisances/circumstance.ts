/**
 * The effects of the present nuisances on one asset; neutral without any. Machines read it as physics, as they read the
 * condition that faults write. Neutral values change no result, not even its last bit.
 */
export class Circumstance {
  /** Grease and oil after a cold night: 0 warm, 1 as cold as the hall. */
  coldness = 0;
  /** Friction of parts that are not run in, as a share of the usual friction. */
  runIn = 0;
  /** Feed that the operator allows at most, %; a machine's own override may be lower. */
  feedLimitPercent = 120;
  /** Feed of the program in use, relative to the program library. */
  programFeed = 1;
  /** Cutting force and rate of wear of the tools in use, relative to the usual brand. */
  toolForce = 1;
  toolWear = 1;
  /** The machine is emptied, cleaned and filled again: share of the work done, 0 while nobody cleans it. */
  cleaned = 0;
  /** Share of the usual pressure drop that a new filter lacks. */
  freshFilter = 0;
  /** Force of somebody who leans on the machine, N. */
  leaningN = 0;
  /** Temperature of the water or air that cools the chiller's condenser above its usual one, K. */
  coolingK = 0;
  /** Temperature and relative humidity of the hall, relative to the usual ones. */
  hallK = 0;
  humidityPercent = 0;
  /** Share of the voltage that is missing while a big motor starts. */
  voltageDip = 0;

  reset(): void {
    Object.assign(this, NEUTRAL);
  }
}

const NEUTRAL = Object.freeze({ ...new Circumstance() });

/** The circumstances of all assets; `plant` is that of the hall, its nets and its weather. */
export class Circumstances {
  readonly #byAsset = new Map<string, Circumstance>();
  readonly plant = this.of("plant");

  of(asset: string): Circumstance {
    let circumstance = this.#byAsset.get(asset);
    if (circumstance === undefined) {
      circumstance = new Circumstance();
      this.#byAsset.set(asset, circumstance);
    }
    return circumstance;
  }

  reset(): void {
    for (const circumstance of this.#byAsset.values()) circumstance.reset();
  }
}
