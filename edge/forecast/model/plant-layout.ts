import type { PlantDescription } from "../../contracts/forecast/description.ts";
import { type Capability, can } from "../../contracts/plant/kinds.ts";
import { RoadMap, type Spot } from "../../contracts/plant/road-map.ts";
import { isEnough, type Learnt, quantileOf } from "../learn/learnt.ts";
import { type DrivenLane, drivingPace, paceOff, WALK } from "./driving-pace.ts";
import type { Flow } from "./flow.ts";
import { offOf } from "./within-error.ts";

interface Sources {
  readonly description: PlantDescription;
  readonly flow: Flow;
  readonly learnt: Learnt;
}

/** A way from one place to others without a vehicle: who hands pieces on there, and what stands at its ends. */
export interface HandOver {
  readonly from: number;
  readonly to: readonly number[];
  readonly via: "direct" | "tender";
}

/** Where a run's places stand, and what a metre costs in it: what moves of machines are worked out from. */
export class PlantLayout {
  readonly #sources: Sources;
  readonly #errorSeed: number | undefined;
  readonly #poses: ReadonlyMap<string, Spot>;
  readonly #nodes: ReadonlyMap<string, string>;
  #roads: RoadMap | undefined;
  readonly #able = new Map<Capability, ReadonlySet<string>>();
  #handOvers: readonly HandOver[] | undefined;
  #beside: readonly (readonly number[])[] | undefined;

  constructor(sources: Sources, errorSeed: number | undefined) {
    this.#sources = sources;
    this.#errorSeed = errorSeed;
    const { assets, material } = sources.description;
    this.#poses = new Map(assets.flatMap(({ label, pose }) => (pose === undefined ? [] : [[label, [pose.x, pose.y]]])));
    this.#nodes = new Map(
      (material.nodes ?? []).flatMap(({ node, stores, load, unload }) =>
        [...stores, ...load, ...unload].map((label) => [label, node] as const),
      ),
    );
  }

  get floor(): { readonly width: number; readonly depth: number } | undefined {
    return this.#sources.description.floor;
  }

  get routes(): NonNullable<PlantDescription["routes"]> {
    return this.#sources.description.routes ?? { nodes: [], edges: [] };
  }

  get roads(): RoadMap {
    this.#roads ??= new RoadMap(this.routes);
    return this.#roads;
  }

  /** Whether something of the config has this label, on a way or not. */
  has(label: string): boolean {
    return this.#sources.description.assets.some((asset) => asset.label === label);
  }

  /** Of an asset, or a node of the road map; undefined for what has none. */
  spotOf(label: string): Spot | undefined {
    return this.#poses.get(label) ?? this.roads.spotOf(label);
  }

  /** The same, or of the stop of vehicles for a buffer. */
  standsAt(label: string): Spot | undefined {
    return this.spotOf(label) ?? this.roads.spotOf(this.nodeOf(label) ?? "");
  }

  /** Labels of the places of the ways, of what tends them, and of the nodes of the road map. */
  get movable(): readonly string[] {
    const { flow } = this.#sources;
    const labels = [
      ...flow.places.map(({ label }) => label),
      ...flow.tenders,
      ...this.routes.nodes.map(({ id }) => id),
    ];
    return [...new Set(labels)];
  }

  labelOf(place: number): string {
    return this.#sources.flow.places[place]?.label ?? "";
  }

  /** The node at which vehicles stop for a place. */
  nodeOf(label: string): string | undefined {
    return this.#nodes.get(label);
  }

  /** Hand-overs between places that stand somewhere: buffers between them, which have no place, are passed over. */
  get handOvers(): readonly HandOver[] {
    this.#handOvers ??= [...this.#sources.flow.places.keys()]
      .filter((place) => this.standsAt(this.labelOf(place)) !== undefined)
      .flatMap((from) => this.#handOversFrom(from));
    return this.#handOvers;
  }

  /** Places at the other ends of the hand-overs of a place. */
  touching(place: number): readonly number[] {
    return this.handOvers.flatMap(({ from, to }) => (from === place ? to : to.includes(place) ? [from] : []));
  }

  #handOversFrom(from: number): readonly HandOver[] {
    const made: HandOver[] = [];
    const seen = new Set([from]);
    const open: { place: number; via: HandOver["via"] }[] = [{ place: from, via: "direct" }];
    for (let here = open.pop(); here !== undefined; here = open.pop())
      for (const step of this.#sources.flow.places[here.place]?.steps ?? []) {
        if (step.via === "vehicle") continue;
        const via = step.via === "tender" ? "tender" : here.via;
        const to = step.group.filter((place) => this.standsAt(this.labelOf(place)) !== undefined);
        if (to.length > 0) made.push({ from, to, via });
        for (const place of step.group)
          if (!to.includes(place) && !seen.has(place)) {
            seen.add(place);
            open.push({ place, via });
          }
      }
    return made;
  }

  /** Whether it is a belt between machines, which gets longer when they are moved apart; an oven does not. */
  isConveyor(place: number): boolean {
    return this.#can(place, "conveys");
  }

  /** Whether it is a robot that hands pieces on, without tending a machine. */
  isRobot(place: number): boolean {
    return this.#can(place, "handles");
  }

  #can(place: number, capability: Capability): boolean {
    let able = this.#able.get(capability);
    if (able === undefined) {
      const { assets } = this.#sources.description;
      able = new Set(assets.filter((asset) => can(asset, capability)).map(({ label }) => label));
      this.#able.set(capability, able);
    }
    return able.has(this.labelOf(place));
  }

  /** Places from which pieces come to a place, or go from it, without a vehicle. */
  beside(place: number): readonly number[] {
    this.#beside ??= this.#besideAll();
    return this.#beside[place] ?? [];
  }

  #besideAll(): readonly (readonly number[])[] {
    const { places } = this.#sources.flow;
    const next = places.map(({ steps }) => steps.flatMap(({ via, group }) => (via === "vehicle" ? [] : group)));
    const all = next.map((to) => [...to]);
    for (const [from, to] of next.entries()) for (const place of new Set(to)) all[place]?.push(from);
    return all;
  }

  /** How often a lane went from place to place; empty: never seen. */
  ridesFrom(from: number): readonly { readonly to: number; readonly rides: number }[] {
    return this.#sources.learnt.lanes
      .filter((lane) => lane.from === from)
      .map(({ to, carry }) => ({ to, rides: carry?.n ?? 0 }));
  }

  /** Where vehicles came from that fetched pieces at a place. */
  cameTo(from: number): readonly { readonly place: number; readonly rides: number }[] {
    const counts = new Map<number, number>();
    for (const lane of this.#sources.learnt.lanes)
      if (lane.from === from)
        for (const [place, rides] of Object.entries(lane.cameFrom))
          counts.set(Number(place), (counts.get(Number(place)) ?? 0) + rides);
    return [...counts].map(([place, rides]) => ({ place, rides }));
  }

  /**
   * Seconds that vehicles take for a metre, in this run and usually, and whether that was learnt; undefined where
   * neither lanes nor vehicles tell.
   */
  get driving(): { readonly runSPerM: number; readonly sPerM: number; readonly isLearnt: boolean } | undefined {
    const pace = drivingPace(this.#drivenLanes(), this.#topMS());
    if (pace === undefined) return undefined;
    return { runSPerM: paceOff(pace, this.#off("pace")), sPerM: pace.sPerM, isLearnt: pace.isLearnt };
  }

  get walking(): { readonly runSPerM: number; readonly sPerM: number } {
    return { runSPerM: paceOff(WALK, this.#off("walk")), sPerM: WALK.sPerM };
  }

  #off(kind: "pace" | "walk"): number {
    return this.#errorSeed === undefined ? 0 : offOf(this.#errorSeed, kind, 0);
  }

  #drivenLanes(): readonly DrivenLane[] {
    return this.#sources.learnt.lanes.flatMap(({ from, to, carry }) => {
      const [a, b] = [this.nodeOf(this.labelOf(from)), this.nodeOf(this.labelOf(to))];
      const lengthM = a === undefined || b === undefined ? undefined : this.roads.lengthM(a, b);
      if (lengthM === undefined || !isEnough(carry)) return [];
      return [{ lengthM, seconds: quantileOf(carry.quantiles, 0.5), rides: carry.n }];
    });
  }

  /** The highest speed that a vehicle declares, as the range of its tag, m/s. */
  #topMS(): number | undefined {
    const speeds = this.#sources.description.assets
      .filter((asset) => can(asset, "carries"))
      .flatMap(({ tags = [] }) =>
        tags.flatMap(({ shape: { unit, range } }) => (unit === "m/s" && range !== undefined ? [range[1]] : [])),
      )
      .filter((speed) => speed > 0);
    return speeds.length === 0 ? undefined : Math.max(...speeds);
  }
}
