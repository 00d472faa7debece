import { FORESEEN_STATES, type ForeseenState, type FutureStates } from "../../contracts/forecast/states.ts";
import type { LanePlan, ModelPlan, StartState } from "./plan.ts";
import { PlantRun } from "./plant-run.ts";
import { RideLog } from "./ride-log.ts";
import type { RunWatch } from "./run-watch.ts";

const STEP_S = 60;
/** Entries of all columns of a future, together; longer or larger ones have longer steps. */
const MOST_ENTRIES = 2 ** 16;
/** More pieces than this count as this. */
const MOST_PIECES = 2 ** 16 - 1;
const DOWN = FORESEEN_STATES.indexOf("down");

/** Places or machines that share a label, as one row. */
interface Row {
  readonly label: string;
  readonly numbers: number[];
}

interface Sampled {
  readonly plan: ModelPlan;
  readonly start: StartState;
  readonly seed: number;
  readonly horizonS: number;
}

/** Seconds between steps, so that all columns together stay within their bound. */
export function stepFor(rows: number, horizonS: number): number {
  return STEP_S * Math.max(1, Math.ceil((rows * (horizonS / STEP_S + 1)) / MOST_ENTRIES));
}

/**
 * Makes a run again, step by step: its events are those of the same run in one go (rule FK65). Throws `ImpossibleRun`
 * as that does.
 */
export function sampledRun({ plan, start, seed, horizonS }: Sampled): Omit<FutureStates, "name" | "replication"> {
  const places = rowsOf(plan.places, ({ kind }) => kind !== "source" && kind !== "sink");
  const watch = new Watch(plan);
  const run = new PlantRun(plan, start, seed, watch);
  const isBelt = (place: number): boolean => plan.places[place]?.kind === "belt";
  const stations = rowsOf(plan.places, ({ kind }, place) => kind === "station" || run.belts.canStop(place));
  const tenders = rowsOf(plan.tenders, () => true);
  const rows = places.length + stations.length + tenders.length + 3;
  const stepS = stepFor(rows, horizonS);
  const steps = Math.ceil(horizonS / stepS) + 1;
  const pieces = places.map(() => new Uint16Array(steps));
  const states = [...stations, ...tenders].map(() => new Uint8Array(steps));
  const [good, scrapped, carried] = [new Uint32Array(steps), new Uint32Array(steps), new Uint16Array(steps)];
  for (let step = 0; step < steps; step++) {
    const nowS = Math.min(horizonS, step * stepS);
    run.goOn(nowS);
    good[step] = run.tally.good;
    scrapped[step] = run.tally.scrapped;
    carried[step] = Math.min(MOST_PIECES, run.vehicles.carried + run.tenders.carried);
    for (const [row, { numbers }] of places.entries()) (pieces[row] as Uint16Array)[step] = heldIn(run, numbers);
    for (const [row, { numbers }] of stations.entries())
      (states[row] as Uint8Array)[step] = firstOf(numbers, (at) =>
        watch.isInRepair(at, nowS) ? "down" : isBelt(at) ? run.belts.doing(at) : run.stations.doing(at),
      );
    for (const [row, { numbers }] of tenders.entries())
      (states[stations.length + row] as Uint8Array)[step] = firstOf(numbers, (at) => run.tenders.doing(at));
  }
  return {
    ...{ stepS, horizonS, good, scrapped, carried, vehicles: plan.vehicles, ...watch.rides.columns(horizonS) },
    places: places.map(({ label, numbers }, row) => ({
      label,
      capacity: roomIn(plan, numbers),
      pieces: pieces[row] as Uint16Array,
    })),
    machines: [...stations, ...tenders].map(({ label }, row) => ({ label, states: states[row] as Uint8Array })),
  };
}

/** Hears where vehicles are sent and when stations are repaired. */
class Watch implements RunWatch {
  readonly rides: RideLog;
  readonly #lanes: readonly LanePlan[];
  readonly #stopOf: ReadonlyMap<number, number>;
  /** Stretches of repairs by station, in their order. */
  readonly #repairs = new Map<number, (readonly [fromS: number, toS: number])[]>();

  constructor({ lanes, vehicles, places }: ModelPlan) {
    this.#lanes = lanes;
    const stops = [...new Set(lanes.flatMap(({ from, to }) => [from, ...to.flat()]))];
    this.#stopOf = new Map(stops.map((place, stop) => [place, stop]));
    this.rides = new RideLog(
      vehicles,
      stops.map((place) => places[place]?.label ?? ""),
    );
  }

  repaired(place: number, fromS: number, toS: number): void {
    const known = this.#repairs.get(place);
    if (known === undefined) this.#repairs.set(place, [[fromS, toS]]);
    else known.push([fromS, toS]);
  }

  /** Asked with rising times: repairs that are over are forgotten. */
  isInRepair(place: number, nowS: number): boolean {
    const known = this.#repairs.get(place);
    if (known === undefined) return false;
    while (known.length > 0 && (known[0]?.[1] ?? 0) <= nowS) known.shift();
    return known.length > 0 && (known[0]?.[0] ?? 0) <= nowS;
  }

  sent(vehicle: number, lane: number, to: number, pieces: number, nowS: number): void {
    const { from } = this.#lanes[lane] as LanePlan;
    const stops = { from: this.#stopOf.get(from) as number, to: this.#stopOf.get(to) as number };
    this.rides.sent(vehicle, { ...stops, pieces }, nowS);
  }

  loaded(vehicle: number, nowS: number): void {
    this.rides.loaded(vehicle, nowS);
  }

  unloaded(vehicle: number, nowS: number): void {
    this.rides.unloaded(vehicle, nowS);
  }
}

function rowsOf<T extends { readonly label: string }>(
  all: readonly T[],
  isIn: (one: T, number: number) => boolean,
): readonly Row[] {
  const numbers = [...all.keys()].filter((number) => isIn(all[number] as T, number));
  const byLabel = Map.groupBy(numbers, (number) => (all[number] as T).label);
  return [...byLabel].map(([label, own]) => ({ label, numbers: own }));
}

function heldIn({ floor }: PlantRun, places: readonly number[]): number {
  const held = places.reduce((sum, place) => sum + (floor.count[place] as number), 0);
  return Math.min(MOST_PIECES, held);
}

function firstOf(numbers: readonly number[], stateOf: (number: number) => ForeseenState): number {
  let first = FORESEEN_STATES.length - 1;
  for (const number of numbers) {
    first = Math.min(first, FORESEEN_STATES.indexOf(stateOf(number)));
    if (first === DOWN) break;
  }
  return first;
}

/** Room of all of them together; null where one has no limit. */
function roomIn({ places }: ModelPlan, numbers: readonly number[]): number | null {
  const room = numbers.reduce((sum, number) => {
    const place = places[number];
    if (place?.kind === "station") return sum + place.batch;
    return place?.kind === "buffer" || place?.kind === "belt" ? sum + place.capacity : sum;
  }, 0);
  return Number.isFinite(room) ? room : null;
}
