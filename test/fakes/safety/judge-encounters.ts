/** Lets the conflict watch see generated encounters as sensors would, and compares its indications with the truth. */
import { Type } from "../../../edge/contracts/schema.ts";
import { liveFields } from "../../../edge/safety/live/config.ts";
import { type ConflictSettings, ConflictWatch } from "../../../edge/safety/live/conflict-watch.ts";
import { conflictSettings } from "../../../edge/safety/live/live-risk.ts";
import { RoutesAhead } from "../../../edge/safety/live/routes-ahead.ts";
import { Tracks } from "../../../edge/safety/live/tracks.ts";
import { between, type Random, seeded } from "../../reliability/random.ts";
import { withDefaults } from "../config/with-defaults.ts";
import { personEncounter, vehicleEncounter } from "./encounters.ts";
import { PERSON_RADIUS_M, TruePerson } from "./true-person.ts";
import { TrueVehicle, VEHICLE } from "./true-vehicle.ts";

const STEP_S = 0.1;
const LASTS_S = 22;
/** Nearer than this while a vehicle moves is a near miss. Beyond `CLOSE_M` nothing happened at all. */
const NEAR_M = 0.3;
const CLOSE_M = 1;
const MOVES_MS = 0.1;
/** An indication must begin this long before the near miss, and at most this long. */
const AHEAD_S = 2;
const MOST_AHEAD_S = 8;
/** How long people would have to go on to meet, for the definition of a conflict. */
const COURSE_S = 4;
/** Encounters of one vehicle in 8 h, for the rate of false ones. */
export const ENCOUNTERS_8H = 20;
/** The settings of a config that says nothing. */
export const CONFLICT_SETTINGS = conflictSettings(withDefaults(Type.Object(liveFields), { live: {} }).live);
const T0 = Date.UTC(2026, 2, 2) * 1000;

/** How sensors see: every so many steps, with this error (95 %) and this latency. */
const PERSON_SENSOR = { every: 5, accuracyM: 0.35, latencyS: [0.1, 0.4] };
const VEHICLE_SENSOR = { every: 3, accuracyM: 0.08, latencyS: [0.05, 0.25] };

export interface EncounterFigures {
  encounters: number;
  nearMisses: number;
  /** Of these, indicated in time. */
  foretold: number;
  /** Nothing came close, nor would it have, had the person gone on as at the time of the indication. */
  falseOnes: number;
  /** Nothing came close because the person stopped, turned or gave way after the indication. */
  averted: number;
}

interface Scene {
  step(): void;
  gapM(): number;
  sees(step: number, nowUs: number): void;
  isMoving(): boolean;
  /** Whether it would come close from a step on, if the person went on as then. */
  wouldMeet(step: number): boolean;
}

/** The figures of so many encounters of each seed: of people with vehicles, or of vehicles with vehicles. */
export function judgeEncounters(options: {
  readonly seeds: readonly number[];
  readonly encounters: number;
  readonly settings: ConflictSettings;
  readonly between: "people" | "vehicles";
}): EncounterFigures {
  const figures: EncounterFigures = { encounters: 0, nearMisses: 0, foretold: 0, falseOnes: 0, averted: 0 };
  for (const seed of options.seeds) {
    const random = seeded(seed);
    for (let one = 0; one < options.encounters; one++) judgeOne(random, options, figures);
  }
  return figures;
}

function judgeOne(
  random: Random,
  { settings, between: kind }: Parameters<typeof judgeEncounters>[0],
  figures: EncounterFigures,
): void {
  const people = new Tracks({ capacity: 1, accelerationMS2: settings.personAccelerationMS2 });
  const vehicles = new Tracks({ capacity: 2, accelerationMS2: 0.5 });
  const routes = new RoutesAhead(2);
  const watch = new ConflictWatch({ people, vehicles, routes, settings });
  const sensed = { people, vehicles, routes };
  const scene = kind === "people" ? personScene(random, sensed) : vehicleScene(random, sensed);
  const states = kind === "people" ? watch.withPeople : watch.withVehicles;
  const begun: number[] = [];
  const gaps: number[] = [];
  const standing: boolean[] = [];
  for (let step = 0; step * STEP_S < LASTS_S; step++) {
    const nowUs = T0 + step * STEP_S * 1e6;
    scene.sees(step, nowUs);
    watch.tickVehicles(nowUs, () => {});
    watch.tickPeople(nowUs, () => {});
    const stands = states.isStanding[0] === 1 || states.isStanding[1] === 1;
    if (stands && standing.at(-1) !== true) begun.push(step);
    standing.push(stands);
    gaps.push(scene.isMoving() ? scene.gapM() : Number.POSITIVE_INFINITY);
    scene.step();
  }
  count(figures, { scene, gaps, begun, standing });
}

function count(
  figures: EncounterFigures,
  { scene, gaps, begun, standing }: { scene: Scene; gaps: number[]; begun: number[]; standing: boolean[] },
): void {
  const near = gaps.findIndex((gap) => gap < NEAR_M);
  figures.encounters++;
  // A near miss at the beginning of the scene had no time before it.
  if (near * STEP_S >= MOST_AHEAD_S / 2) {
    figures.nearMisses++;
    if (standing[near - Math.round(AHEAD_S / STEP_S)] === true) figures.foretold++;
  }
  for (const step of begun) {
    const least = Math.min(...gaps.slice(step, step + MOST_AHEAD_S / STEP_S));
    if (least < CLOSE_M) continue;
    if (scene.wouldMeet(step)) figures.averted++;
    else figures.falseOnes++;
  }
}

interface Sensed {
  readonly people: Tracks;
  readonly vehicles: Tracks;
  readonly routes: RoutesAhead;
}

function personScene(random: Random, sensed: Sensed): Scene {
  const { vehicle: plan, person: walk } = personEncounter(random);
  const vehicle = new TrueVehicle(plan);
  const person = new TruePerson(walk, random);
  sensed.people.add();
  const seesVehicle = vehicleSensor(random, { vehicle, sensed, row: sensed.vehicles.add() });
  const past: Moment[] = [];
  const seesPerson = sensor(random, {
    ...PERSON_SENSOR,
    tracks: sensed.people,
    row: 0,
    place: () => [person.x, person.y],
  });
  return {
    step() {
      const { x, y, vx, vy } = person;
      past.push({ x, y, vx, vy, vehicle: vehicle.still() });
      vehicle.move(STEP_S);
      person.move(STEP_S, vehicle);
    },
    gapM: () => vehicle.distanceM(person.x, person.y) - PERSON_RADIUS_M,
    isMoving: () => vehicle.speed > MOVES_MS,
    wouldMeet: (step) => wouldMeet(past, step),
    sees(step, nowUs) {
      seesVehicle(step, nowUs);
      seesPerson(step, nowUs);
    },
  };
}

function vehicleScene(random: Random, sensed: Sensed): Scene {
  const plans = vehicleEncounter(random);
  const [one, two] = [new TrueVehicle(plans.vehicle), new TrueVehicle(plans.other)];
  const sensors = [one, two].map((vehicle) => vehicleSensor(random, { vehicle, sensed, row: sensed.vehicles.add() }));
  return {
    step() {
      one.move(STEP_S);
      two.move(STEP_S);
    },
    gapM: () => one.gapM(two),
    isMoving: () => one.speed > MOVES_MS || two.speed > MOVES_MS,
    wouldMeet: () => false,
    sees: (step, nowUs) => {
      for (const sees of sensors) sees(step, nowUs);
    },
  };
}

interface Moment {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly vehicle: Pick<TrueVehicle, "distanceM" | "speed">;
}

/** A conflict by its definition in traffic research: they would meet if their movements remained unchanged. */
function wouldMeet(past: readonly Moment[], step: number): boolean {
  const { x, y, vx, vy } = past[step] as Moment;
  return past.slice(step, step + COURSE_S / STEP_S).some(({ vehicle }, later) => {
    const t = later * STEP_S;
    return vehicle.speed > MOVES_MS && vehicle.distanceM(x + vx * t, y + vy * t) - PERSON_RADIUS_M < CLOSE_M;
  });
}

type Sees = (step: number, nowUs: number) => void;

function vehicleSensor(
  random: Random,
  { vehicle, sensed, row }: { vehicle: TrueVehicle; sensed: Sensed; row: number },
): Sees {
  const { vehicles, routes } = sensed;
  [vehicles.halfLengthM[row], vehicles.halfWidthM[row]] = [VEHICLE.halfLengthM, VEHICLE.halfWidthM];
  const place = (): [number, number] => [vehicle.x, vehicle.y];
  const sees = sensor(random, { ...VEHICLE_SENSOR, tracks: vehicles, row, place });
  return (step, nowUs) => {
    vehicles.headingRad[row] = vehicle.heading;
    if (step % 5 === 0) routes.take(row, vehicle.route);
    sees(step, nowUs);
  };
}

/** Measures where something is every so many steps, and delivers that later. */
function sensor(
  random: Random,
  {
    tracks,
    row,
    place,
    every,
    accuracyM,
    latencyS,
  }: typeof PERSON_SENSOR & { tracks: Tracks; row: number; place: () => [number, number] },
): Sees {
  const offset = Math.floor(random() * every);
  const underway: { readonly dueUs: number; readonly sensedUs: number; readonly x: number; readonly y: number }[] = [];
  return (step, nowUs) => {
    if ((step + offset) % every === 0) {
      const [x, y] = place();
      // The Rayleigh distribution with 95 % within the accuracy, cut there: the error model.
      const off = Math.min(
        accuracyM,
        (accuracyM / Math.sqrt(-2 * Math.log(0.05))) * Math.sqrt(-2 * Math.log(1 - random())),
      );
      const angle = 2 * Math.PI * random();
      const dueUs = nowUs + 1e6 * between(random, latencyS[0] as number, latencyS[1] as number);
      underway.push({ dueUs, sensedUs: nowUs, x: x + off * Math.cos(angle), y: y + off * Math.sin(angle) });
    }
    while (underway.length > 0 && (underway[0] as { dueUs: number }).dueUs <= nowUs) {
      const { dueUs, sensedUs, x, y } = underway.shift() as (typeof underway)[number];
      [tracks.x[row], tracks.y[row], tracks.error95M[row]] = [x, y, accuracyM];
      [tracks.sensedUs[row], tracks.receivedUs[row]] = [sensedUs, dueUs];
      tracks.sensed(row);
    }
  };
}
