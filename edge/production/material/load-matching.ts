import type { Micros } from "../../contracts/path/sample-batch.ts";

/**
 * Departures of pieces and the pick-up of their carrier arrive over different links; their aligned clocks differ by at
 * most this.
 */
const TOGETHER_US = 3e6;
/** A report without a partner for this time will never have one. */
const FORGET_US = 120e6;
const MOST = 2000;

interface Pick {
  readonly carrier: string;
  readonly vehicle: string;
  readonly time: Micros;
  readonly from: readonly string[];
}

interface Loose {
  readonly piece: string;
  readonly place: string;
  readonly time: Micros;
}

/** A piece that went onto a carrier of a vehicle. */
export interface Load {
  readonly piece: string;
  readonly carrier: string;
  readonly vehicle: string;
  readonly time: Micros;
}

export interface MatchingState {
  readonly picks: readonly Pick[];
  readonly loose: readonly Loose[];
}

/**
 * Finds the pieces that were loaded onto a carrier: those that left a loading place when the vehicle there picked the
 * carrier up. No single message reports this: the line's controller reports the pieces, the vehicle reports the pallet.
 */
export class LoadMatching {
  #picks: Pick[];
  #loose: Loose[];

  constructor(state: MatchingState = { picks: [], loose: [] }) {
    this.#picks = [...state.picks];
    this.#loose = [...state.loose];
  }

  get state(): MatchingState {
    return { picks: this.#picks, loose: this.#loose };
  }

  picked(pick: Pick): readonly Load[] {
    this.#forget(pick.time);
    const loads: Load[] = [];
    this.#loose = this.#loose.filter(({ piece, place, time }) => {
      const isLoaded = pick.from.includes(place) && Math.abs(time - pick.time) <= TOGETHER_US;
      if (isLoaded) loads.push({ piece, carrier: pick.carrier, vehicle: pick.vehicle, time });
      return !isLoaded;
    });
    this.#picks.push(pick);
    return loads;
  }

  left(piece: string, place: string, time: Micros): Load | undefined {
    this.#forget(time);
    const pick = this.#picks.findLast((one) => one.from.includes(place) && Math.abs(time - one.time) <= TOGETHER_US);
    if (pick !== undefined) return { piece, carrier: pick.carrier, vehicle: pick.vehicle, time };
    this.#loose.push({ piece, place, time });
    return undefined;
  }

  #forget(now: Micros): void {
    const isOld = ({ time }: { readonly time: Micros }): boolean => now - time > FORGET_US;
    if (this.#picks.length > MOST || this.#picks.some(isOld))
      this.#picks = this.#picks.filter((pick) => !isOld(pick)).slice(-MOST);
    if (this.#loose.length > MOST || this.#loose.some(isOld))
      this.#loose = this.#loose.filter((loose) => !isOld(loose)).slice(-MOST);
  }
}
