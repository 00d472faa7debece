import type { Vehicle } from "../../../kernel/contract.ts";
import { length } from "../../../kernel/physics.ts";
import { stopAt } from "../fleet/stops.ts";
import { type Point, toSegmentM } from "./footpaths.ts";

/** Time between a person who has crossed and the next vehicle. */
const SPARE_S = 2.5;
/** A person needs this much longer from a stand. */
const STARTS_S = 0.6;
/** A vehicle of top speed; one that starts from rest loses this time. */
const FASTEST_MS = 1.5;
const STARTING_S = 1.25;
/** From the middle of a vehicle to the end of its outline and of a person's. */
const OUTLINE_M = 1.2;
/** A vehicle whose way comes so near to the crossing drives over it: it keeps right of the line between nodes. */
const LANE_M = 1.6;
const SAMPLE_M = 0.5;
/** After this time a person goes behind a vehicle that stands, or before one that cannot come in time from rest. */
const PATIENCE_S = 25;
/** One that is parked this far away needs an order and a start first. */
const PARKED_M = 4;
/** Nobody squeezes past a vehicle that stands on the crossing. */
const ON_CROSSING_M = 1.9;

type Seen = Pick<Vehicle, "pose" | "velocity" | "order" | "lastNodeSequenceId">;

interface Wish {
  readonly who: Point;
  readonly to: Point;
  readonly speedMS: number;
  readonly waitedS: number;
}

/**
 * People look before they step over a lane, because vehicles do not stop for them: they go while no vehicle can come to
 * the crossing before they have left it (PM43).
 */
export class Crossings {
  readonly #vehicles: () => readonly Seen[];

  constructor(vehicles: () => readonly Seen[]) {
    this.#vehicles = vehicles;
  }

  isFree({ who, to, speedMS, waitedS }: Wish): boolean {
    const aheadS = length(to.x - who.x, to.y - who.y) / speedMS + STARTS_S + SPARE_S;
    return this.#vehicles().every((vehicle) => {
      const stands = Math.abs(vehicle.velocity.vx) < 0.02;
      const nearM = FASTEST_MS * (aheadS - (stands ? STARTING_S : 0)) + OUTLINE_M;
      const { x, y } = vehicle.pose;
      const distance = toSegmentM({ x, y }, who, to);
      if (distance > nearM) return true;
      const isAtRest = stands && Math.abs(vehicle.velocity.omega) < 0.01;
      const isOverLong = isAtRest && waitedS > PATIENCE_S && distance > ON_CROSSING_M;
      const ahead = stopsAhead(vehicle);
      const safeM = ahead.length === 0 ? PARKED_M : nearM - FASTEST_MS * SPARE_S;
      if (isOverLong && (isBehind(vehicle, who, to) || distance > safeM)) return true;
      // One without an order, or at the end of one, may get any.
      if (ahead.length === 0 && stands) return false;
      return wayToM(vehicle, ahead, { who, to }) > nearM;
    });
  }
}

/** The vehicle looks away from the crossing, so that it would have to turn first. */
function isBehind({ pose: { x, y, theta } }: Seen, who: Point, to: Point): boolean {
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
  return [who, to].every((end) => (end.x - x) * cos + (end.y - y) * sin < 0);
}

/** Stops that the vehicle still drives to; none without an order. */
function stopsAhead({ order, lastNodeSequenceId }: Seen): readonly string[] {
  return order?.nodes.slice(Math.floor(lastNodeSequenceId / 2) + 1) ?? [];
}

/**
 * How far the vehicle drives over the stops ahead, or straight on without any, until it is at the crossing; infinite
 * where it does not come there.
 */
function wayToM({ pose }: Seen, ahead: readonly string[], { who, to }: Pick<Wish, "who" | "to">): number {
  const straight = { x: pose.x + 50 * Math.cos(pose.theta), y: pose.y + 50 * Math.sin(pose.theta) };
  let [from, wayM]: [Point, number] = [pose, 0];
  for (const stop of ahead.length > 0 ? ahead.map(stopAt) : [straight]) {
    const legM = length(stop.x - from.x, stop.y - from.y);
    for (let m = 0; m < legM; m += SAMPLE_M) {
      const at = { x: from.x + (m / legM) * (stop.x - from.x), y: from.y + (m / legM) * (stop.y - from.y) };
      if (toSegmentM(at, who, to) < LANE_M) return wayM + m;
    }
    wayM += legM;
    from = stop;
  }
  return Number.POSITIVE_INFINITY;
}
