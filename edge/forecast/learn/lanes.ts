import { type LearntLane, learntTime } from "./learnt.ts";
import { quantile, type Seen } from "./seen.ts";
import { TOGETHER_S, together } from "./together.ts";
import { type Visit, visitKey } from "./visits.ts";

/** A load as vehicles carried it. */
interface Ride {
  readonly vehicle: string;
  readonly from: number;
  readonly to: number;
  readonly pieces: readonly Visit[];
  readonly pick: number;
  readonly drop: number;
}

interface Carried extends Pick<Ride, "from" | "to"> {
  readonly loads: number[];
  readonly approach: number[];
  readonly carry: number[];
  readonly cameFrom: Record<number, number>;
}

/**
 * Transport by lane. The approach runs from the moment at which a full load, room for it and the vehicle were there
 * to the pick: empty way, charging and waiting on the way are in it.
 */
export function lanesOf(seen: Seen): readonly LearntLane[] {
  const { flow, contents } = seen;
  const rides = ridesOf(seen);
  const lastDrop = new Map<string, Ride>();
  const lanes = new Map<string, Carried>();
  for (const ride of rides) {
    const { vehicle, from, to, pieces, pick, drop } = ride;
    const key = `${from} ${to}`;
    const lane = lanes.get(key) ?? { from, to, loads: [], approach: [], carry: [], cameFrom: {} };
    lanes.set(key, lane);
    lane.loads.push(pieces.length);
    lane.carry.push(drop - pick);
    const before = lastDrop.get(vehicle);
    lastDrop.set(vehicle, ride);
    if (before !== undefined) lane.cameFrom[before.to] = (lane.cameFrom[before.to] ?? 0) + 1;
    const capacity = flow.places[to]?.capacity;
    const room = capacity === undefined ? 0 : contents.belowSince(to, capacity - pieces.length + 1, pick - TOGETHER_S);
    const loaded = Math.max(...pieces.map(({ piece }) => seen.arrivedAt.get(visitKey(piece, from)) ?? 0));
    if (before !== undefined) lane.approach.push(Math.max(0, pick - Math.max(before.drop, loaded, room)));
  }
  return [...lanes.values()]
    .toSorted((a, b) => a.from - b.from || a.to - b.to)
    .map(({ from, to, loads, approach, carry, cameFrom }) => ({
      from,
      to,
      load: Math.max(1, Math.round(quantile(loads, 0.5))),
      approach: learntTime(approach),
      carry: learntTime(carry),
      cameFrom,
    }));
}

function ridesOf({ visits, flow }: Seen): readonly Ride[] {
  return [...Map.groupBy(visits, ({ by }) => by)]
    .filter(([by]) => flow.vehicles.includes(by))
    .flatMap(([vehicle, carried]) => {
      const known = carried.filter(({ before }) => before >= 0);
      return together(known, ({ taken }) => taken).map((pieces): Ride => {
        const [{ before, place, taken, arrive }] = pieces;
        return { vehicle, from: before, to: place, pieces, pick: taken, drop: arrive };
      });
    })
    .filter(({ drop }) => !Number.isNaN(drop))
    .toSorted((a, b) => a.pick - b.pick);
}
