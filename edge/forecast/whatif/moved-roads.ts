import { RoadMap, type Spot } from "../../contracts/plant/road-map.ts";
import type { PlantLayout } from "../model/plant-layout.ts";

/** A stop that is moved lies at a lane, no farther from it than this, metres. */
export const MOST_FROM_LANE_M = 5;

type Routes = PlantLayout["routes"];

/** A stop of vehicles at its new place. */
export interface MovedStop {
  readonly node: string;
  readonly spot: Spot;
}

/** The road map with moved nodes and stops, and how far the stops are from any lane that would have been too far. */
export function movedRoads(
  { nodes, edges }: Routes,
  shiftOf: (node: string) => Spot,
  stops: readonly MovedStop[],
): { readonly roads: RoadMap; readonly apart: ReadonlyMap<string, number> } {
  const apart = new Map<string, number>();
  let routes: Routes = {
    nodes: nodes.map(({ id, x, y }) => ({ id, x: x + shiftOf(id)[0], y: y + shiftOf(id)[1] })),
    edges,
  };
  for (const stop of stops) {
    const joined = joinedTo(routes, stop);
    if (typeof joined === "number") apart.set(stop.node, joined);
    else routes = joined;
  }
  return { roads: new RoadMap(routes), apart };
}

/** The stop on a spur to the nearest point of a lane; or how far that is, infinite where there is no lane. */
function joinedTo({ nodes, edges }: Routes, { node, spot }: MovedStop): Routes | number {
  const spots = new Map(nodes.map(({ id, x, y }) => [id, [x, y] as const]));
  let best: { edge: Routes["edges"][number]; at: Spot; apart: number } | undefined;
  for (const edge of edges) {
    const [a, b] = [spots.get(edge.from), spots.get(edge.to)];
    if (a === undefined || b === undefined) continue;
    const at = nearestOn(a, b, spot);
    const apart = Math.hypot(at[0] - spot[0], at[1] - spot[1]);
    if (best === undefined || apart < best.apart) best = { edge, at, apart };
  }
  if (best === undefined || best.apart > MOST_FROM_LANE_M) return best?.apart ?? Number.POSITIVE_INFINITY;
  const { edge, at } = best;
  const foot = `${node} foot`;
  return {
    nodes: [...nodes, { id: foot, x: at[0], y: at[1] }, { id: node, x: spot[0], y: spot[1] }],
    edges: [
      ...edges.filter((one) => one !== edge),
      { id: `${foot} from`, from: edge.from, to: foot },
      { id: `${foot} to`, from: foot, to: edge.to },
      { id: node, from: foot, to: node },
    ],
  };
}

function nearestOn([ax, ay]: Spot, [bx, by]: Spot, [x, y]: Spot): Spot {
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / squared));
  return [ax + share * dx, ay + share * dy];
}
