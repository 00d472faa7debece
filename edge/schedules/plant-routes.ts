import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import type { Distribution } from "../forecast/kernel/distributions.ts";
import type { Flow } from "../forecast/model/flow.ts";
import type { ModelPlan, RouteChoice, StationPlan } from "../forecast/model/plan.ts";

type Step = WorkPlan["variants"][number]["route"][number];

/** A step of a way, with how long pieces take to it from the step before, seconds. */
interface WayStep {
  readonly step: Step;
  readonly transportS: number;
}

/** The way of a variant: the places that its pieces pass, and the steps on them. */
export interface Way {
  readonly steps: readonly WayStep[];
  /** By place: how many steps lie before it; at a station its own is not one of them. */
  readonly stepsBefore: ReadonlyMap<number, number>;
}

/** Points at which a distribution is read for its mean. */
const POINTS = 200;

/** Mean of a distribution. */
export function meanOf(distribution: Distribution): number {
  let sum = 0;
  for (let at = 0; at < POINTS; at++) sum += distribution((at + 0.5) / POINTS);
  return sum / POINTS;
}

/**
 * The way that most pieces of a variant go, by the model of forecasts. Minutes are effective ones: with loading,
 * unloading and the share of time in which the machine is out.
 */
export function wayOf(plan: ModelPlan, flow: Flow, variant: number): Way {
  const steps: WayStep[] = [];
  const stepsBefore = new Map<number, number>();
  const names = new Set<string>();
  let group: readonly number[] = flow.sources;
  let transportS = 0;
  while (group.length > 0 && !group.some((place) => stepsBefore.has(place))) {
    for (const place of group) stepsBefore.set(place, steps.length);
    const stations = group.filter((place) => plan.places[place]?.kind === "station");
    if (stations.length > 0) {
      const id = nameFor(flow, stations[0] as number, names);
      const machines = stations.map((place) => ({
        machine: plan.places[place]?.label as string,
        minutes: minutesAt(plan.places[place] as StationPlan, variant),
      }));
      const once = [...new Map(machines.map((one) => [one.machine, one])).values()];
      const step = { id, family: plan.variants[variant] as string, fixtures: [], interruptible: true, size: 1 };
      steps.push({ step: { ...step, machines: once }, transportS });
      transportS = 0;
    } else transportS += travelOf(plan, group);
    const next = nextOf(plan, group, variant);
    transportS += next.carryS;
    group = next.group;
  }
  return { steps, stepsBefore };
}

function nameFor({ places }: Flow, place: number, names: Set<string>): string {
  const { operation, label } = places[place] as Flow["places"][number];
  const base = (operation ?? label).slice(0, 90);
  let name = base;
  for (let number = 2; names.has(name); number++) name = `${base} ${number}`;
  names.add(name);
  return name;
}

/** For a piece, to the second. */
function minutesAt({ work, load, unload, batch, failures }: StationPlan, variant: number): number {
  const seconds = (meanOf(load) + meanOf(work[variant] as Distribution) + meanOf(unload)) / batch;
  const out = failures === undefined ? 0 : meanOf(failures.repair) / meanOf(failures.between);
  return Math.max(1, Math.round(seconds * (1 + out))) / 60;
}

function travelOf(plan: ModelPlan, group: readonly number[]): number {
  const place = plan.places[group[0] as number];
  return place?.kind === "belt" ? meanOf(place.travel) : 0;
}

/** Where most pieces go from places side by side, and how long vehicles take there. */
function nextOf(
  { routes, lanes, places }: ModelPlan,
  group: readonly number[],
  variant: number,
): { readonly group: readonly number[]; readonly carryS: number } {
  const isScrap = (place: number | undefined): boolean => {
    const found = places[place ?? -1];
    return found?.kind === "sink" && found.isScrap;
  };
  for (const place of group) {
    const lane = lanes.find(({ from }) => from === place);
    const to = lane?.to[variant] ?? [];
    if (lane !== undefined && to.length > 0) return { group: to, carryS: meanOf(lane.approach) + meanOf(lane.carry) };
  }
  const choices = group
    .flatMap((place): readonly RouteChoice[] => routes[place]?.[variant] ?? [])
    .filter((choice) => !isScrap(choice.group[0]));
  const most = choices.toSorted((a, b) => b.share - a.share)[0];
  return { group: most?.group ?? [], carryS: 0 };
}
