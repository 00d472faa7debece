/** Reads the positions of people, robots and vehicles from the twin into columns of tracks. */
import { type Micros, qualityOf } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import { onFloor } from "../../contracts/plant/plant-position.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { TagRef, TagRole, TagTable } from "../../contracts/plant/tag.ts";
import type { LiveConfig } from "./config.ts";
import { RoutesAhead } from "./routes-ahead.ts";
import { Tracks } from "./tracks.ts";

/** Bounds of the tracks (rule LV1). */
const MOST = { people: 1024, robots: 256, vehicles: 256 };
/** How people and vehicles change their velocity, m/s² (standard deviation). */
export const PERSON_ACCELERATION_MS2 = 0.08;
const VEHICLE_ACCELERATION_MS2 = 0.5;
/** After this time without a position a person is forgotten, as in the memory of samples about people. */
const FORGET_US = 60e6;
/** A position that a source which is heard has not changed for so long holds. */
const HELD_US = 0.8e6;
/** A vehicle whose config has no size. */
const USUAL_SIZE = { x: 1.6, y: 1 };

const FACTORS = new Map<string, number>([
  ...[["m", 1] as const, ["cm", 0.01] as const, ["mm", 0.001] as const],
  ...[["m/s", 1] as const, ["cm/s", 0.01] as const, ["mm/s", 0.001] as const],
]);

/** An asset that has a row, and its tags. */
interface Tracked {
  readonly asset: Asset;
  readonly row: number;
  readonly x: TagRef;
  readonly y: TagRef;
  readonly factor: number;
  readonly theta: TagRef | undefined;
  readonly route: TagRef | undefined;
  /** Angle of its map. */
  readonly rotationRad: number;
}

interface TrackedRobot {
  readonly asset: Asset;
  readonly row: number;
  readonly speed: TagRef | undefined;
  readonly factor: number;
}

export interface PlantTracksParts {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinReader;
  readonly settings: LiveConfig;
  /** Whether any function on people is on. Without one nobody's position is read. */
  readonly readsPeople: boolean;
}

export class PlantTracks {
  readonly people = new Tracks({ capacity: MOST.people, accelerationMS2: PERSON_ACCELERATION_MS2 });
  readonly robots = new Tracks({ capacity: MOST.robots, accelerationMS2: VEHICLE_ACCELERATION_MS2 });
  readonly vehicles = new Tracks({ capacity: MOST.vehicles, accelerationMS2: VEHICLE_ACCELERATION_MS2 });
  readonly routes = new RoutesAhead(MOST.vehicles);
  readonly #parts: PlantTracksParts;
  readonly #people: readonly Tracked[];
  readonly #vehicles: readonly Tracked[];
  readonly #robots: readonly TrackedRobot[];

  constructor(parts: PlantTracksParts) {
    const { plant, tags, readsPeople } = parts;
    this.#parts = parts;
    this.#people = readsPeople ? this.#tracked(["person-x", "person-y"], this.people) : [];
    this.#vehicles = this.#tracked(["agv-x", "agv-y"], this.vehicles);
    this.#robots = plant.assets.flatMap((asset) => {
      if (!can(asset, "handles") || asset.pose === undefined || !isOpen(plant, asset)) return [];
      const row = this.robots.add();
      const speed = tags.ofAsset(asset.assetUid).find(({ role }) => role === "robot-speed");
      const factor = FACTORS.get(speed?.unit ?? "");
      return row < 0 ? [] : [{ asset, row, speed: factor === undefined ? undefined : speed?.ref, factor: factor ?? 1 }];
    });
    this.#outline();
  }

  /** The vehicle of a row, and the robot of a row. */
  vehicle(row: number): Asset {
    return (this.#vehicles[row] as Tracked).asset;
  }

  robot(row: number): Asset {
    return (this.#robots[row] as TrackedRobot).asset;
  }

  /** The tag by which evidence names a vehicle or a robot; never one of a person. */
  tagOfVehicle(row: number): TagRef {
    return (this.#vehicles[row] as Tracked).x;
  }

  tagOfRobot(row: number): TagRef | undefined {
    return this.#robots[row]?.speed;
  }

  /** Takes what is new in the twin. */
  read(nowUs: Micros): void {
    for (const one of this.#people) this.#readPerson(one, nowUs);
    for (const one of this.#vehicles) this.#readVehicle(one, nowUs);
    for (const one of this.#robots) this.#readRobot(one, nowUs);
  }

  #tracked(roles: readonly [TagRole, TagRole], tracks: Tracks): readonly Tracked[] {
    const { plant, tags } = this.#parts;
    return plant.assets.flatMap((asset) => {
      const own = tags.ofAsset(asset.assetUid);
      const [x, y] = roles.map((role) => own.find((tag) => tag.role === role));
      const factor = FACTORS.get(x?.unit ?? "");
      if (x === undefined || y === undefined || factor === undefined || x.unit !== y.unit) return [];
      const row = tracks.add();
      if (row < 0) return [];
      const map = plant.maps?.find(({ id }) => id === asset.map);
      const rotationRad = ((map?.rotateDeg ?? 0) * Math.PI) / 180;
      const ofRole = (role: TagRole) => own.find((tag) => tag.role === role)?.ref;
      const more = { theta: ofRole("agv-theta"), route: ofRole("agv-node-states") };
      return [{ asset, row, x: x.ref, y: y.ref, factor, rotationRad, ...more }];
    });
  }

  /** Writes what does not change. */
  #outline(): void {
    const { settings } = this.#parts;
    for (const { asset, row } of this.#vehicles) {
      const { x, y } = asset.size ?? USUAL_SIZE;
      this.vehicles.halfLengthM[row] = x / 2;
      this.vehicles.halfWidthM[row] = y / 2;
      this.vehicles.turnRadS[row] = settings.vehicles.turnRadS;
      this.vehicles.accuracyM[row] = settings.vehicleErrorM;
      this.vehicles.error95M[row] = settings.vehicleErrorM;
    }
    for (const { asset, row } of this.#robots) {
      this.robots.x[row] = asset.pose?.x ?? Number.NaN;
      this.robots.y[row] = asset.pose?.y ?? Number.NaN;
      this.robots.radiusM[row] = settings.robots.reachM;
      this.robots.stopS[row] = settings.robots.stoppingS;
      this.robots.stopM[row] = settings.robots.stoppingM;
    }
    this.people.accuracyM.fill(settings.personErrorM);
    this.people.error95M.fill(settings.personError95M ?? settings.personErrorM);
  }

  #readPerson(one: Tracked, nowUs: Micros): void {
    const { people } = this;
    if (this.#readPlace(one, people, nowUs)) {
      people.sensed(one.row);
      people.speedMS[one.row] = Math.hypot(people.vx[one.row] as number, people.vy[one.row] as number);
    } else if (Math.abs(nowUs - (people.receivedUs[one.row] as number)) > FORGET_US) people.forget(one.row);
  }

  #readVehicle(one: Tracked, nowUs: Micros): void {
    const { vehicles } = this;
    const { twin, settings } = this.#parts;
    const { row, theta, route, rotationRad, asset } = one;
    if (theta !== undefined) vehicles.headingRad[row] = twin.value(theta) + rotationRad;
    // Nodes of a route have their places on the floor, unless the vehicle reports in a map of its own.
    this.routes.take(row, route === undefined || asset.map !== undefined ? undefined : twin.text(route));
    if (!this.#readPlace(one, vehicles, nowUs)) return;
    vehicles.sensed(row);
    const speed = Math.hypot(vehicles.vx[row] as number, vehicles.vy[row] as number);
    vehicles.speedMS[row] = speed;
    vehicles.stopS[row] = speed / settings.vehicles.brakingMS2;
    vehicles.stopM[row] = (speed * speed) / (2 * settings.vehicles.brakingMS2);
  }

  /** Reads a position that is good and new, or that a source which is heard has not changed for a while. */
  #readPlace({ asset, row, x, y, factor }: Tracked, tracks: Tracks, nowUs: Micros): boolean {
    const { plant, twin } = this.#parts;
    // Sources report changes: a coordinate that stays the same keeps its old time, and the newer one counts.
    const newestUs = Math.max(twin.time(x), twin.time(y));
    const before = tracks.sensedUs[row] as number;
    const heldUs = nowUs - tracks.slowestS(row) * 1e6;
    const receivedUs = Math.max(twin.receivedAt(x), twin.receivedAt(y));
    const isFirst = Number.isNaN(before) && Math.abs(nowUs - receivedUs) <= FORGET_US;
    const isNew = newestUs > before || (!Number.isNaN(newestUs) && isFirst);
    const isHeld = !isNew && heldUs - before > HELD_US && twin.isLive(x) && twin.isLive(y);
    if (!isNew && !isHeld) return false;
    const reported = [twin.value(x) * factor, twin.value(y) * factor] as const;
    const isBad = qualityOf(twin.status(x)) === "bad" || qualityOf(twin.status(y)) === "bad";
    if (isBad || !reported.every(Number.isFinite)) return false;
    const [east, north] = onFloor(plant, asset, reported);
    tracks.x[row] = east;
    tracks.y[row] = north;
    tracks.sensedUs[row] = isNew ? newestUs : heldUs;
    tracks.receivedUs[row] = isNew ? receivedUs : nowUs;
    return true;
  }

  /** A robot stands where the config says, so its place is always known; without a known speed the highest counts. */
  #readRobot({ row, speed, factor }: TrackedRobot, nowUs: Micros): void {
    const { twin, settings } = this.#parts;
    const isKnown = speed !== undefined && twin.isLive(speed) && qualityOf(twin.status(speed)) !== "bad";
    const value = isKnown ? Math.abs(twin.value(speed)) * factor : Number.NaN;
    this.robots.speedMS[row] = Number.isFinite(value) ? value : settings.robots.highestSpeedMS;
    this.robots.sensedUs[row] = nowUs;
    this.robots.receivedUs[row] = nowUs;
  }
}

/** Whether neither a fence nor a light curtain keeps people away, and contact is not intended. */
function isOpen(plant: Plant, { pose }: Asset): boolean {
  const zones = plant.zones.filter(
    ({ kind, polygon }) => kind === "robot-zone" && isInside(polygon, pose?.x ?? Number.NaN, pose?.y ?? Number.NaN),
  );
  return zones.every(({ safeguard }) => safeguard === undefined || safeguard === "ssm");
}
