/** Gas heaters of the hall with a thermostat, in scenarios with weather. */

/** Temperature at the heaters, by day and outside of shifts, Cel. */
const DAY_CEL = 19;
const NIGHT_CEL = 16;
const HYSTERESIS_K = 0.5;
const BURNER_M3H = 14;
/** Burning warms the air at the heaters by so much in an hour; it follows the outdoor temperature in this time. */
const WARMS_K_H = 5.4;
const COOLS_S = 42_000;

export class Heating {
  /** Undefined before the first second: then the hall is as warm as the thermostat or the weather makes it. */
  #roomCel: number | undefined;
  #burns = false;

  /** Gas that the heaters burn, m3/h. */
  get gasM3h(): number {
    return this.#burns ? BURNER_M3H : 0;
  }

  slow(dtS: number, { outdoorCel, works }: { readonly outdoorCel: number; readonly works: boolean }): void {
    const wanted = works ? DAY_CEL : NIGHT_CEL;
    const roomCel = this.#roomCel ?? Math.max(wanted, outdoorCel);
    if (roomCel < wanted - HYSTERESIS_K) this.#burns = true;
    else if (roomCel > wanted + HYSTERESIS_K) this.#burns = false;
    this.#roomCel = roomCel + ((this.#burns ? WARMS_K_H / 3600 : 0) - (roomCel - outdoorCel) / COOLS_S) * dtS;
  }
}
