/** What a future is like at one moment, read from its columns. Times are seconds from the start of the forecast. */
import type { ForeseenState } from "../../../edge/contracts/forecast/states.ts";
import type { RoadMap, Spot } from "../../../edge/contracts/plant/road-map.ts";
import type { StatesAnswer } from "./forecast-api.ts";
import { alongWay, type OnWay } from "./on-way.ts";

/** A vehicle of a future; undefined place: nobody knows where it is. */
export interface ForeseenVehicle {
  readonly at: OnWay | undefined;
  readonly pieces: number;
  /** Labels of the ends of its ride; undefined while it rests. */
  readonly ride: { readonly from: string; readonly to: string } | undefined;
}

const NOWHERE: ForeseenVehicle = { at: undefined, pieces: 0, ride: undefined };

/** The step whose figures count at a moment: the last one that has begun. */
export function stepAt(
  { stepS, horizonS, good }: Pick<StatesAnswer, "stepS" | "horizonS" | "good">,
  seconds: number,
): number {
  // The last one is of the end, also where that is no multiple of the step.
  if (seconds >= horizonS) return good.length - 1;
  return Math.max(0, Math.min(good.length - 1, Math.floor(seconds / stepS)));
}

export class FutureStatesAt {
  readonly states: StatesAnswer;
  readonly #roads: RoadMap;
  readonly #spotOf: (label: string) => Spot | undefined;
  readonly #machines: ReadonlyMap<string, ArrayLike<number>>;
  readonly #places: ReadonlyMap<string, StatesAnswer["places"][number]>;
  /** Positions of rides by vehicle, in their order. */
  readonly #rides: readonly (readonly number[])[];

  /** `spotOf`: where a place that has no node is, by its label. */
  constructor(states: StatesAnswer, roads: RoadMap, spotOf: (label: string) => Spot | undefined) {
    this.states = states;
    this.#roads = roads;
    this.#spotOf = spotOf;
    this.#machines = new Map(states.machines.map(({ label, states: column }) => [label, column]));
    this.#places = new Map(states.places.map((place) => [place.label, place]));
    const rides: number[][] = Array.from({ length: states.vehicles }, () => []);
    for (let ride = 0; ride < states.rides.vehicle.length; ride++)
      rides[states.rides.vehicle[ride] as number]?.push(ride);
    this.#rides = rides;
  }

  stateOf(label: string, seconds: number): ForeseenState | undefined {
    const code = this.#machines.get(label)?.[stepAt(this.states, seconds)];
    return code === undefined ? undefined : this.states.stateNames[code];
  }

  placeOf(label: string): StatesAnswer["places"][number] | undefined {
    return this.#places.get(label);
  }

  piecesAt(label: string, seconds: number): number | undefined {
    return this.#places.get(label)?.pieces[stepAt(this.states, seconds)];
  }

  /** Where stops of vehicles are drawn, by label. */
  spotOfStop(stop: number): Spot | undefined {
    const { label = "", node = null } = this.states.stops[stop] ?? {};
    return (node === null ? undefined : this.#roads.spotOf(node)) ?? this.#spotOf(label);
  }

  /** A vehicle on its lane: between the moments of its ride the place is interpolated. */
  vehicleAt(vehicle: number, seconds: number): ForeseenVehicle {
    const { rides, ridesUntilS, horizonS } = this.states;
    const own = this.#rides[vehicle] ?? [];
    if (ridesUntilS < horizonS && seconds >= ridesUntilS) return NOWHERE;
    const after = own.findIndex((one) => (rides.sentS[one] as number) > seconds);
    const number = (after === -1 ? own.length : after) - 1;
    const ride = own[number];
    if (ride === undefined) return NOWHERE;
    const [from, to] = [rides.from[ride] as number, rides.to[ride] as number];
    const [sentS, loadedS, unloadedS] = [rides.sentS[ride], rides.loadedS[ride], rides.unloadedS[ride]] as [
      number,
      number,
      number,
    ];
    const before = own[number - 1];
    if (loadedS < 0 || seconds < loadedS)
      return this.#riding(
        before === undefined ? from : (rides.to[before] as number),
        from,
        shareOf(seconds, sentS, loadedS),
        0,
      );
    if (unloadedS < 0 || seconds < unloadedS)
      return this.#riding(from, to, shareOf(seconds, loadedS, unloadedS), rides.pieces[ride] as number);
    return { at: this.#on(from, to, 1), pieces: 0, ride: undefined };
  }

  #riding(from: number, to: number, share: number, pieces: number): ForeseenVehicle {
    const label = (stop: number): string => this.states.stops[stop]?.label ?? "";
    return { at: this.#on(from, to, share), pieces, ride: { from: label(from), to: label(to) } };
  }

  #on(from: number, to: number, share: number): OnWay | undefined {
    const [a, b] = [this.states.stops[from]?.node ?? null, this.states.stops[to]?.node ?? null];
    if (a !== null && b !== null) return alongWay(this.#roads.way(a, b), share);
    const [start, end] = [this.spotOfStop(from), this.spotOfStop(to)];
    return start === undefined || end === undefined ? undefined : alongWay([start, end], share);
  }
}

/** An end that lies behind the run leaves the vehicle at the beginning of its way. */
function shareOf(seconds: number, fromS: number, toS: number): number {
  return toS <= fromS ? 0 : Math.min(1, (seconds - fromS) / (toS - fromS));
}
