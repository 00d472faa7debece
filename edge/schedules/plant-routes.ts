import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { meanOf } from "../forecast/kernel/distributions.ts";
import type { Flow } from "../forecast/model/flow.ts";
import type { ModelPlan, RouteChoice, StationPlan } from "../forecast/model/plan.ts";
import { cycleS, type Rooms, sharedS } from "./plant-batches.ts";

type Step = WorkPlan["variants"][number]["route"][number];

/** A step of a way, with how long pieces take to it from the step before, seconds. */
interface WayStep {
  readonly step: Step;
  readonly transportS: number;
  /** Pieces that come at once from the step before it, by vehicles or out of a batch. */
  readonly lot: number;
}

/** The way of a variant: the places that its pieces pass, and the steps on them. */
export interface Way {
  readonly steps: readonly WayStep[];
  /** By place: how many steps lie before it; at a station its own is not one of them. */
  readonly stepsBefore: ReadonlyMap<number, number>;
}

interface Of {
  readonly variant: number;
  readonly rooms: Rooms;
}

/**
 * The way that most pieces of a variant go, by the model of forecasts. Minutes are effective ones: with loading,
 * unloading and the share of time in which the machine is out; on the batch machines `rooms` those of a batch.
 */
export function wayOf(plan: ModelPlan, flow: Flow, { variant, rooms }: Of): Way {
  const steps: WayStep[] = [];
  const stepsBefore = new Map<number, number>();
  const names = new Set<string>();
  let group: readonly number[] = flow.sources;
  let transportS = 0;
  let lot = 1;
  while (group.length > 0 && !group.some((place) => stepsBefore.has(place))) {
    for (const place of group) stepsBefore.set(place, steps.length);
    const stations = group.filter((place) => plan.places[place]?.kind === "station");
    if (stations.length > 0) {
      const id = nameFor(flow, stations[0] as number, names);
      const places = new Map(stations.map((place) => [plan.places[place]?.label, plan.places[place]]));
      const own = [...places.values()] as readonly StationPlan[];
      const step = stepAt(id, own, { plan, variant, rooms });
      // Of minutes for each piece nothing says that a batch begins and ends as one, so that the lots say it.
      const batch = Math.max(...own.map((one) => (rooms.has(one.label) ? 1 : one.batch)));
      steps.push({ step, transportS, lot: Math.max(lot, batch) });
      transportS = 0;
      lot = batch;
    } else transportS += travelOf(plan, group);
    const next = nextOf(plan, group, variant);
    transportS += next.carryS;
    lot = Math.max(lot, next.load);
    group = next.group;
  }
  return { steps: steps.map((one, at) => passingOn(one, steps[at + 1])), stepsBefore };
}

/** A step whose pieces go on to the next in lots. */
function passingOn(one: WayStep, next: WayStep | undefined): WayStep {
  return next === undefined ? one : { ...one, step: { ...one.step, transferLot: next.lot } };
}

function nameFor({ places }: Flow, place: number, names: Set<string>): string {
  const { operation, label } = places[place] as Flow["places"][number];
  const base = (operation ?? label).slice(0, 90);
  let name = base;
  for (let number = 2; names.has(name); number++) name = `${base} ${number}`;
  names.add(name);
  return name;
}

/** A step on stations side by side. What variants may share a batch of has the step as its family. */
function stepAt(
  id: string,
  stations: readonly StationPlan[],
  { plan, variant, rooms }: Of & { readonly plan: ModelPlan },
): Step {
  const shared = sharedS(stations, rooms);
  const machines = stations.map((station, at) => {
    const batchS = shared?.[at] ?? cycleS(station, variant);
    const seconds = rooms.has(station.label) ? batchS : batchS / station.batch;
    return { machine: station.label, minutes: Math.max(1, Math.round(seconds)) / 60 };
  });
  const family = shared === undefined ? (plan.variants[variant] as string) : id;
  return { id, family, fixtures: [], interruptible: true, size: 1, machines };
}

function travelOf(plan: ModelPlan, group: readonly number[]): number {
  const place = plan.places[group[0] as number];
  return place?.kind === "belt" ? meanOf(place.travel) : 0;
}

/** Where most pieces go from places side by side, how long vehicles take there, and how many they carry. */
function nextOf(
  { routes, lanes, places }: ModelPlan,
  group: readonly number[],
  variant: number,
): { readonly group: readonly number[]; readonly carryS: number; readonly load: number } {
  const isScrap = (place: number | undefined): boolean => {
    const found = places[place ?? -1];
    return found?.kind === "sink" && found.isScrap;
  };
  for (const place of group) {
    const lane = lanes.find(({ from }) => from === place);
    const to = lane?.to[variant] ?? [];
    if (lane !== undefined && to.length > 0) {
      const carryS = meanOf(lane.approach) + meanOf(lane.carry);
      return { group: to, carryS, load: lane.load };
    }
  }
  const choices = group
    .flatMap((place): readonly RouteChoice[] => routes[place]?.[variant] ?? [])
    .filter((choice) => !isScrap(choice.group[0]));
  const most = choices.toSorted((a, b) => b.share - a.share)[0];
  return { group: most?.group ?? [], carryS: 0, load: 1 };
}
