import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { SeparationTerms } from "../../contracts/safety/live-risk.ts";
import type { Tracks } from "./tracks.ts";

/** Terms of the needed distance that the plant states. */
export interface SeparationSettings {
  /** Speed of a person that is assumed at least, m/s (ISO 13855: 1.6). */
  readonly personSpeedMS: number;
  /** Time from the indication until somebody or something acts, s. */
  readonly reactionS: number;
  /** Part of the body that sensors do not see, metres (C of ISO 13855). */
  readonly intrusionM: number;
}

/**
 * The distance that a person needs from a robot or vehicle, by the terms of ISO 10218-2 (from ISO/TS 15066, 5.5.4) at
 * constant speeds, with the measured latency of both positions:
 *
 *   S = v_p (T_reaction + T_stop + L_p) + v_m (T_reaction + L_m) + S_stop + C + Z_p + Z_m
 *
 * An aid to attention, no protective function: nothing here is measured or proven as that standard demands.
 */
export class Separation {
  readonly #people: Tracks;
  readonly #machines: Tracks;
  readonly #settings: SeparationSettings;
  #nowUs: Micros = Number.NaN;

  constructor(people: Tracks, machines: Tracks, settings: SeparationSettings) {
    this.#people = people;
    this.#machines = machines;
    this.#settings = settings;
  }

  /** Latencies count up to this time from here on. */
  at(nowUs: Micros): void {
    this.#nowUs = nowUs;
  }

  /** Metres between a person and a machine's outline, by the positions as measured; 0 inside. */
  measuredM(person: number, machine: number): number {
    const { x, y, headingRad, halfLengthM, halfWidthM, radiusM } = this.#machines;
    const east = (this.#people.x[person] as number) - (x[machine] as number);
    const north = (this.#people.y[person] as number) - (y[machine] as number);
    const [cos, sin] = [Math.cos(headingRad[machine] as number), Math.sin(headingRad[machine] as number)];
    const along = Math.max(0, Math.abs(cos * east + sin * north) - (halfLengthM[machine] as number));
    const across = Math.max(0, Math.abs(cos * north - sin * east) - (halfWidthM[machine] as number));
    return Math.max(0, Math.sqrt(along * along + across * across) - (radiusM[machine] as number));
  }

  /**
   * The share of the machine's speed that may be towards the person until it stands: 1 where it moves in any
   * direction, else by its heading and how fast it turns.
   */
  towards(person: number, machine: number): number {
    const { x, y, headingRad, turnRadS, stopS } = this.#machines;
    const turn = turnRadS[machine] as number;
    if (turn === Number.POSITIVE_INFINITY) return 1;
    const north = (this.#people.y[person] as number) - (y[machine] as number);
    const east = (this.#people.x[person] as number) - (x[machine] as number);
    const away = Math.atan2(north, east) - (headingRad[machine] as number);
    const forS = this.#settings.reactionS + (stopS[machine] as number) + this.#machines.latencyS(machine, this.#nowUs);
    return Math.max(0, Math.cos(Math.max(0, Math.abs(Math.atan2(Math.sin(away), Math.cos(away))) - turn * forS)));
  }

  neededM(person: number, machine: number): number {
    const { reactionS, intrusionM } = this.#settings;
    const { accuracyM, stopS, stopM, speedMS } = this.#machines;
    const personS = reactionS + (stopS[machine] as number) + this.#people.latencyS(person, this.#nowUs);
    const machineS = reactionS + this.#machines.latencyS(machine, this.#nowUs);
    const travel = (speedMS[machine] as number) * machineS + (stopM[machine] as number);
    return (
      this.personSpeedMS(person) * personS +
      this.towards(person, machine) * travel +
      intrusionM +
      (this.#people.accuracyM[person] as number) +
      (accuracyM[machine] as number)
    );
  }

  /** The assumed speed, or the measured one where that is higher. */
  personSpeedMS(person: number): number {
    return Math.max(this.#settings.personSpeedMS, this.#people.speedMS[person] as number);
  }

  /** The needed distance by its terms, for the evidence. */
  terms(person: number, machine: number): SeparationTerms {
    const { reactionS, intrusionM } = this.#settings;
    const { accuracyM, stopS, stopM, speedMS } = this.#machines;
    const speed = this.personSpeedMS(person);
    const share = this.towards(person, machine);
    const machineSpeed = share * (speedMS[machine] as number);
    return {
      person: speed * (reactionS + (stopS[machine] as number)),
      personLatency: speed * this.#people.latencyS(person, this.#nowUs),
      machine: machineSpeed * reactionS,
      machineLatency: machineSpeed * this.#machines.latencyS(machine, this.#nowUs),
      stopping: share * (stopM[machine] as number),
      intrusion: intrusionM,
      uncertainty: (this.#people.accuracyM[person] as number) + (accuracyM[machine] as number),
    };
  }
}
