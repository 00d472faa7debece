import type { RoadMap, Spot } from "../../contracts/plant/road-map.ts";
import type { PlantLayout } from "../model/plant-layout.ts";
import { type MovedStop, movedRoads } from "./moved-roads.ts";

const NOWHERE: Spot = [0, 0];
/** Things that are moved by shifts that differ by less are moved together. */
const TOGETHER_M = 0.05;

/** Where things stand once some of them are moved. Places are those of the flow. */
export class MovedLayout {
  readonly #layout: PlantLayout;
  readonly #shifts = new Map<string, Spot>();
  readonly #movedBy = new Map<string, number>();
  /** Of the layout as it is moved now. */
  readonly #stopShifts = new Map<number, Spot>();

  constructor(layout: PlantLayout) {
    this.#layout = layout;
  }

  put(label: string, spot: Spot, change: number): void {
    const [x, y] = this.#layout.standsAt(label) ?? NOWHERE;
    this.#shifts.set(label, [spot[0] - x, spot[1] - y]);
    this.#movedBy.set(label, change);
    this.#stopShifts.clear();
  }

  /** Of a machine, robot or node, or of the stop of a buffer, as moved so far; undefined where it stands nowhere. */
  spotOf(label: string): Spot | undefined {
    const before = this.#layout.standsAt(label);
    return before === undefined ? undefined : sum(before, this.#shifts.get(label) ?? NOWHERE);
  }

  /** Before and after: of a machine its own place, of a buffer its stop. */
  placesOf(place: number): readonly [before: Spot, after: Spot] | undefined {
    const label = this.#layout.labelOf(place);
    const before = this.#layout.standsAt(label);
    if (before === undefined) return undefined;
    const isOwn = this.#layout.spotOf(label) !== undefined || this.#shifts.has(label);
    if (isOwn) return [before, this.spotOf(label) as Spot];
    const node = this.#layout.nodeOf(label) ?? "";
    return [before, sum(before, sum(this.#shifts.get(node) ?? NOWHERE, this.#stopShift(place)))];
  }

  isMoved(label: string): boolean {
    return this.#shifts.has(label);
  }

  /** The last change that moved one of these; else the last one of all. */
  movedBy(labels: readonly string[]): number {
    const found = labels.flatMap((label) => this.#movedBy.get(label) ?? []);
    return Math.max(...(found.length > 0 ? found : this.#movedBy.values()));
  }

  /**
   * By how much the stop of vehicles for a place leaves its node: as far as the place itself is moved, or as all that
   * stands beside it is moved together; a buffer belongs to its machines.
   */
  #stopShift(place: number): Spot {
    const known = this.#stopShifts.get(place);
    if (known !== undefined) return known;
    const found = this.#shiftOfStop(place);
    this.#stopShifts.set(place, found);
    return found;
  }

  #shiftOfStop(place: number): Spot {
    const label = this.#layout.labelOf(place);
    const own = this.#shifts.get(label);
    if (own !== undefined) return own;
    if (this.#layout.spotOf(label) !== undefined || this.#shifts.has(this.#layout.nodeOf(label) ?? "")) return NOWHERE;
    const shifts = this.#layout.touching(place).map((one) => this.#shifts.get(this.#layout.labelOf(one)) ?? NOWHERE);
    const [first = NOWHERE] = shifts;
    const isOne = shifts.every(([x, y]) => Math.hypot(x - first[0], y - first[1]) < TOGETHER_M);
    return isOne ? first : NOWHERE;
  }

  /** Nodes of the stops of these places, and the roads between them; `apart` has stops that no lane comes near. */
  roads(places: readonly number[]): {
    readonly roads: RoadMap;
    readonly apart: ReadonlyMap<string, number>;
    readonly nodeOf: (place: number) => string | undefined;
  } {
    const stops = new Map<number, MovedStop>();
    for (const place of new Set(places)) {
      const node = this.#layout.nodeOf(this.#layout.labelOf(place));
      const base = node === undefined ? undefined : this.#layout.roads.spotOf(node);
      const shift = this.#stopShift(place);
      if (base !== undefined && Math.hypot(...shift) >= TOGETHER_M)
        stops.set(place, { node: stopName(place), spot: sum(base, shift) });
    }
    const shiftOf = (node: string): Spot => this.#shifts.get(node) ?? NOWHERE;
    const made = movedRoads(this.#layout.routes, shiftOf, [...stops.values()]);
    const nodeOf = (place: number) => stops.get(place)?.node ?? this.#layout.nodeOf(this.#layout.labelOf(place));
    return { ...made, nodeOf };
  }
}

/** No node of a config has such a name. */
export function stopName(place: number): string {
  return `\u0000stop ${place}`;
}

function sum([ax, ay]: Spot, [bx, by]: Spot): Spot {
  return [ax + bx, ay + by];
}
