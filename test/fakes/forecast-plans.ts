/** Small plans whose behaviour is known. */
import type { Distribution } from "../../edge/forecast/kernel/distributions.ts";
import type { LanePlan, ModelPlan, PlacePlan, StationPlan, TenderPlan } from "../../edge/forecast/model/plan.ts";

export const lasting =
  (seconds: number): Distribution =>
  () =>
    seconds;

export function stationOf(label: string, work: Distribution, more: Partial<StationPlan> = {}): StationPlan {
  return { kind: "station", label, batch: 1, load: lasting(0), unload: lasting(0), work: [work], ...more };
}

export function bufferOf(label: string, capacity: number): PlacePlan {
  return { kind: "buffer", label, capacity };
}

const SOURCE: PlacePlan = { kind: "source", label: "SOURCE", capacity: Number.POSITIVE_INFINITY };
const SINK: PlacePlan = { kind: "sink", label: "SINK", isScrap: false };

interface Parts {
  readonly arrival?: Distribution;
  readonly lanes?: readonly LanePlan[];
  readonly tenders?: readonly TenderPlan[];
  readonly vehicles?: number;
}

/** Groups of places one behind the other, between a source and a sink. */
export function line(groups: readonly (readonly PlacePlan[])[], parts: Parts = {}): ModelPlan {
  const stages = [[SOURCE], ...groups, [SINK]];
  const places = stages.flat();
  let at = 0;
  const numbers = stages.map((group) => group.map(() => at++));
  const routes = stages.flatMap((group, stage) =>
    group.map(() => [stage + 1 < stages.length ? [{ share: 1, group: numbers[stage + 1] as number[] }] : []]),
  );
  const { lanes = [], tenders = [], vehicles = 0, arrival } = parts;
  return {
    variants: ["A"],
    places,
    routes: routes.map((byVariant, place) => (lanes.some(({ from }) => from === place) ? [] : byVariant)),
    tenders,
    lanes,
    vehicles,
    arrivals: arrival === undefined ? [] : [{ place: 0, variant: 0, between: arrival }],
    outputs: [places.length - 1],
  };
}
