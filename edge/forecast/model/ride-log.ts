import type { FutureStates } from "../../contracts/forecast/states.ts";

/** Rides of one run; later ones are not kept. */
export const MOST_RIDES = 10_000;
const NONE = -1;

/** Loads of vehicles as columns that grow, in the order in which vehicles were sent. */
export class RideLog {
  readonly #vehicle: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #pieces: number[] = [];
  readonly #sentS: number[] = [];
  readonly #loadedS: number[] = [];
  readonly #unloadedS: number[] = [];
  /** By vehicle: its present ride. */
  readonly #present: Int32Array;
  #untilS = Number.POSITIVE_INFINITY;

  readonly #stops: readonly string[];

  /** `stops`: labels of the places to which the numbers of rides point. */
  constructor(vehicles: number, stops: readonly string[]) {
    this.#stops = stops;
    this.#present = new Int32Array(vehicles).fill(NONE);
  }

  sent(
    vehicle: number,
    { from, to, pieces }: { readonly from: number; readonly to: number; readonly pieces: number },
    nowS: number,
  ): void {
    this.#present[vehicle] = NONE;
    if (this.#vehicle.length >= MOST_RIDES) {
      this.#untilS = Math.min(this.#untilS, nowS);
      return;
    }
    this.#present[vehicle] = this.#vehicle.length;
    this.#vehicle.push(vehicle);
    this.#from.push(from);
    this.#to.push(to);
    this.#pieces.push(pieces);
    this.#sentS.push(Math.round(nowS));
    this.#loadedS.push(NONE);
    this.#unloadedS.push(NONE);
  }

  loaded(vehicle: number, nowS: number): void {
    const ride = this.#present[vehicle] as number;
    if (ride !== NONE) this.#loadedS[ride] = Math.round(nowS);
  }

  unloaded(vehicle: number, nowS: number): void {
    const ride = this.#present[vehicle] as number;
    if (ride !== NONE) this.#unloadedS[ride] = Math.round(nowS);
  }

  columns(horizonS: number): Pick<FutureStates, "stops" | "rides" | "ridesUntilS"> {
    return {
      stops: this.#stops,
      rides: {
        vehicle: this.#vehicle,
        from: this.#from,
        to: this.#to,
        pieces: this.#pieces,
        sentS: this.#sentS,
        loadedS: this.#loadedS,
        unloadedS: this.#unloadedS,
      },
      ridesUntilS: Math.min(horizonS, this.#untilS),
    };
  }
}
