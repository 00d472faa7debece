/**
 * Random encounters of a vehicle with a person or with another vehicle, each with its truth. Vehicles do not brake for
 * anybody, as fork lifts and vehicles behind a blind corner do not.
 */
import { between, type Random } from "../../reliability/random.ts";
import type { VehiclePlan } from "./true-vehicle.ts";

type Point = readonly [x: number, y: number];

/** How often what happens, in percent. */
const PEOPLE = { crosses: 36, alongside: 27, stops: 8, turnsAway: 10, turnsIn: 2, stands: 10, yields: 7 };
const VEHICLES = { straight: 50, turnsOff: 25, waits: 15, starts: 10 };
const PAIRS = { crosses: 30, waits: 25, follows: 20, oncoming: 15, turnsOff: 10 };
type PersonKind = keyof typeof PEOPLE;

export interface PersonPlan {
  readonly kind: PersonKind;
  readonly at: Point;
  readonly speedMS: number;
  /** Direction at first. */
  readonly heading: number;
  /** Distance from the middle of the aisle at which the person stops, turns or yields. */
  readonly changesAtM: number;
  /** When a person alongside turns into the aisle. */
  readonly turnsAtS: number;
}

export interface PersonEncounter {
  readonly vehicle: VehiclePlan;
  readonly person: PersonPlan;
}

export interface VehicleEncounter {
  readonly vehicle: VehiclePlan;
  readonly other: VehiclePlan;
}

export function personEncounter(random: Random): PersonEncounter {
  const vehicle = planOf(random, pick(random, VEHICLES));
  return { vehicle, person: personPlan(random, vehicle) };
}

function planOf(random: Random, kind: keyof typeof VEHICLES): VehiclePlan {
  const cruiseMS = between(random, 0.9, 1.5);
  const start = between(random, -16, -12);
  const bend = between(random, -4, 4);
  const straight: Point[] = [start, start + 8, bend, 12, 24].map((x) => [x, 0]);
  if (kind === "straight") return { nodes: straight, cruiseMS, startMS: cruiseMS };
  const side = random() < 0.5 ? -1 : 1;
  const off: Point[] = [...straight.slice(0, 3), [bend, 9 * side], [bend, 18 * side]];
  if (kind === "turnsOff") return { nodes: off, cruiseMS, startMS: cruiseMS };
  const nodes = random() < 0.5 ? straight : off;
  if (kind === "starts") return { nodes, cruiseMS, startMS: 0, base: 1, releasedAtS: between(random, 1, 6) };
  return { nodes, cruiseMS, startMS: cruiseMS, base: 3, releasedAtS: between(random, 12, 30) };
}

function personPlan(random: Random, { cruiseMS, nodes }: VehiclePlan): PersonPlan {
  const kind = pick(random, PEOPLE);
  const speedMS = between(random, 0.9, 1.6);
  const side = random() < 0.5 ? -1 : 1;
  const x = between(random, -7, 9);
  // Workplaces and walkways are beside the aisle, which is 2.8 m wide.
  const [changesAtM, turnsAtS] = [between(random, 1.8, 4.5), between(random, 3, 14)];
  const base = { kind, speedMS, changesAtM, turnsAtS };
  if (kind === "stands") return { ...base, at: [x, side * between(random, 1.6, 4.5)], heading: 0 };
  if (kind === "alongside" || kind === "turnsIn")
    return { ...base, at: [x, side * between(random, 1.5, 3)], heading: random() < 0.5 ? 0 : Math.PI };
  const arrivesS = (x - (nodes[0] as Point)[0]) / cruiseMS + between(random, -6, 6);
  const slant = between(random, -0.5, 0.5);
  const heading = -side * (Math.PI / 2 + slant);
  const way = Math.max(2.5, arrivesS) * speedMS;
  return { ...base, at: [x - way * Math.cos(heading), -way * Math.sin(heading)], heading };
}

export function vehicleEncounter(random: Random): VehicleEncounter {
  const kind = pick(random, PAIRS);
  const cruiseMS = between(random, 0.9, 1.5);
  const start = between(random, -16, -12);
  const lane: Point[] = [start, start + 8, 12, 24].map((x) => [x, 0]);
  const vehicle = { nodes: lane, cruiseMS, startMS: cruiseMS };
  const its = between(random, 0.9, 1.5);
  if (kind === "follows") {
    const behind = lane.map(([x, y]): Point => [x - between(random, 4, 8), y]);
    return { vehicle, other: { nodes: behind, cruiseMS: cruiseMS * 0.98, startMS: cruiseMS * 0.98 } };
  }
  if (kind === "oncoming") {
    const across = between(random, 1.9, 3);
    return {
      vehicle,
      other: { nodes: [...lane].reverse().map(([x]): Point => [x, across]), cruiseMS: its, startMS: its },
    };
  }
  const crossing = between(random, -2, 6);
  const way = Math.max(6, ((crossing - start) / cruiseMS + between(random, -6, 6)) * its);
  const down: Point[] = [way, 3.5, -8, -20].map((y) => [crossing, y]);
  if (kind === "waits")
    return { vehicle, other: { nodes: down, cruiseMS: its, startMS: its, base: 2, releasedAtS: 40 } };
  if (kind === "turnsOff")
    return { vehicle, other: { nodes: [...down.slice(0, 2), [crossing + 12, 3.5]], cruiseMS: its, startMS: its } };
  return { vehicle, other: { nodes: down, cruiseMS: its, startMS: its } };
}

function pick<Kind extends string>(random: Random, shares: Readonly<Record<Kind, number>>): Kind {
  let left = 100 * random();
  const kinds = Object.entries(shares) as [Kind, number][];
  for (const [kind, share] of kinds) {
    left -= share;
    if (left < 0) return kind;
  }
  return (kinds[0] as [Kind, number])[0];
}
