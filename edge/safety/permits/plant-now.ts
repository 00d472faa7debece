/** The plant as permits ask for it: states of machines, measured values, people and vehicles (rules WP10 to WP13). */

import type { Micros } from "../../contracts/path/sample-batch.ts";
import { qualityOf } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import { type AssetUid, signalName, type TagTable } from "../../contracts/plant/tag.ts";
import type { Cause, ProductionReader } from "../../contracts/production/production.ts";
import type { WorkItem } from "../../contracts/records/work-book.ts";
import type { LiveRiskReader } from "../../contracts/safety/live-risk.ts";
import { type GasDetector, gasDetectorsOf, readGas } from "../gas/detectors.ts";
import { vehiclePlace } from "../live/where.ts";
import type { PermitWorld, Seen } from "./conflicts.ts";

export interface PlantNowParts {
  readonly plant: Pick<Plant, "assets" | "zones" | "maps">;
  readonly tags: Pick<TagTable, "ofAsset">;
  readonly twin: Pick<TwinReader, "value" | "isLive" | "status" | "time">;
  /** Absent where no states of machines are read. */
  readonly production?: Pick<ProductionReader, "machines" | "states"> | undefined;
  readonly liveRisk?: LiveRiskReader | undefined;
  /** Open permits. */
  readonly permits: () => Iterable<WorkItem>;
  now(): Micros;
}

/** In all other causes but `unknown` a machine stands. */
const RUNNING: readonly Cause[] = ["working", "setup", "loading"];
/** A state is asked for over this time; one that is older than `OLD_US` is unknown. */
const ASKED_US = 600e6;
const OLD_US = 30e6;

interface Known {
  readonly state: "running" | "standing" | "unknown";
  readonly at: Micros;
}

export class PlantNow implements PermitWorld {
  readonly #parts: PlantNowParts;
  readonly #machines: ReadonlySet<AssetUid>;
  readonly #detectors: readonly GasDetector[];
  readonly #states = new Map<AssetUid, Known>();

  constructor(parts: PlantNowParts) {
    this.#parts = parts;
    this.#detectors = gasDetectorsOf(parts.plant, parts.tags);
    this.#machines = new Set(parts.production?.machines.map(({ assetUid }) => assetUid));
  }

  get plant(): PlantNowParts["plant"] {
    return this.#parts.plant;
  }

  get permits(): Iterable<WorkItem> {
    return this.#parts.permits();
  }

  /** Asks for the states of machines. Rejects where the book does not answer: they are unknown soon. */
  async refresh(): Promise<void> {
    const { production, now } = this.#parts;
    for (const { assetUid } of production?.machines ?? []) {
      const at = now();
      const last = (await production?.states(assetUid, at - ASKED_US, at))?.at(-1);
      const isOld = last === undefined || at - last.to > OLD_US || last.cause === "unknown";
      const state = isOld ? "unknown" : RUNNING.includes(last.cause) ? "running" : "standing";
      this.#states.set(assetUid, { state, at });
    }
  }

  machine: PermitWorld["machine"] = (assetUid) => {
    if (!this.#machines.has(assetUid)) return undefined;
    const known = this.#states.get(assetUid);
    // A clock that was set back makes no state new.
    return known === undefined || Math.abs(this.#parts.now() - known.at) > OLD_US ? "unknown" : known.state;
  };

  value: PermitWorld["value"] = ({ asset, tag: name }) => {
    const { plant, tags, twin } = this.#parts;
    const uid = plant.assets.find(({ label }) => label === asset)?.assetUid;
    const own = uid === undefined ? [] : tags.ofAsset(uid);
    const tag = own.find((one) => signalName(one) === name);
    const isKnown = tag !== undefined && twin.isLive(tag.ref) && qualityOf(twin.status(tag.ref)) === "good";
    return { value: isKnown ? twin.value(tag.ref) : Number.NaN, unit: tag?.unit ?? "" };
  };

  gas: PermitWorld["gas"] = () =>
    this.#detectors.map((detector) => {
      const { asset, tag } = detector;
      return { asset, limits: tag.limits ?? {}, reading: readGas(detector, this.#parts.twin) };
    });

  people: PermitWorld["people"] = (zones) => {
    const { liveRisk, now } = this.#parts;
    const state = liveRisk?.state();
    if (state === undefined || !(Math.abs(now() - state.at) <= OLD_US)) return undefined;
    const counts = zones.map((zone) => state.zones.find((one) => one.zone === zone)?.people);
    return counts.reduce<Seen | undefined>(
      (sum, one) => (sum === undefined || one === undefined ? undefined : most(sum, one)),
      { known: 0, unknown: 0 },
    );
  };

  vehicles: PermitWorld["vehicles"] = (zones) => {
    const { plant } = this.#parts;
    const polygons = plant.zones.filter(({ id }) => zones.includes(id)).map(({ polygon }) => polygon);
    let [known, unknown, count] = [0, 0, 0];
    for (const asset of plant.assets) {
      const place = vehiclePlace(asset, this.#parts);
      if (place === undefined) continue;
      count++;
      if (place === "unknown") unknown++;
      else if (polygons.some((polygon) => isInside(polygon, ...place))) known++;
    }
    return count === 0 ? undefined : { known, unknown };
  };
}

/** Zones of one place have the same people in them: they are not added. */
function most(a: Seen, b: Seen): Seen {
  return { known: Math.max(a.known, b.known), unknown: Math.max(a.unknown, b.unknown) };
}
