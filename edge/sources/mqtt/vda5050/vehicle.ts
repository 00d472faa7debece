import type { BoundTag } from "../../../contracts/plugin.ts";
import type { Micros } from "../../../contracts/sample-batch.ts";
import type { AssetUid, LinkRef, Tag } from "../../../contracts/tag.ts";
import { type BoundProjection, bindProjection } from "../projection.ts";
import type { Vda5050Address, Vda5050Binding, Vda5050Topic } from "./config.ts";
import type { NodePosition, VehicleError } from "./messages.ts";

/** Messages of one topic that did not arrive, collected until they are declared. */
interface MissedMessages {
  lost: number;
  from: Micros;
  to: Micros;
}

/** What one topic of a vehicle last said about itself. */
interface TopicProgress {
  headerId: number;
  time: Micros;
  missed: MissedMessages | undefined;
}

/** What the observer knows of one vehicle in this session. */
export interface Vehicle {
  readonly name: string;
  readonly assetUid: AssetUid;
  readonly links: Set<LinkRef>;
  readonly bindings: Map<Vda5050Topic, BoundProjection[]>;
  /** Tags that hold the remaining route as text. */
  readonly routes: Tag[];
  readonly progress: Map<Vda5050Topic, TopicProgress>;
  connection: "unknown" | "online" | "offline";
  stateAtMs: number;
  /** The newest state did not follow the schema. */
  isInvalid: boolean;
  errors: Map<string, VehicleError>;
  positions: Map<string, NodePosition>;
  routeText: string;
}

/** The vehicles that the bound tags name, by `manufacturer/serialNumber`. */
export function vehiclesOf(bound: readonly BoundTag<Vda5050Address, Vda5050Binding>[], nowMs: number): Map<string, Vehicle> {
  const vehicles = new Map<string, Vehicle>();
  for (const { tag, address, binding } of bound) {
    const name = `${address.manufacturer}/${address.serialNumber}`;
    let vehicle = vehicles.get(name);
    if (vehicle === undefined) {
      vehicle = {
        name,
        assetUid: tag.assetUid,
        links: new Set(),
        bindings: new Map(),
        routes: [],
        progress: new Map(),
        connection: "unknown",
        stateAtMs: nowMs,
        isInvalid: false,
        errors: new Map(),
        positions: new Map(),
        routeText: "",
      };
      vehicles.set(name, vehicle);
    }
    vehicle.links.add(tag.link);
    if (binding.pointer === "route:") {
      vehicle.routes.push(tag);
      continue;
    }
    const others = vehicle.bindings.get(binding.topic);
    const projection = bindProjection(tag, binding);
    if (others === undefined) vehicle.bindings.set(binding.topic, [projection]);
    else others.push(projection);
  }
  return vehicles;
}
