import type { BoundTag } from "../../../contracts/path/plugin.ts";
import type { AssetUid, LinkRef, Tag } from "../../../contracts/plant/tag.ts";
import { type BoundProjection, bindProjection } from "../projection.ts";
import type { Vda5050Address, Vda5050Binding, Vda5050Topic } from "./config.ts";
import type { HeaderCount } from "./header-count.ts";
import type { VehicleError } from "./messages.ts";
import { OrderProgress } from "./route.ts";

/** State of one vehicle in this session. */
export interface Vehicle {
  readonly name: string;
  readonly assetUid: AssetUid;
  readonly links: Set<LinkRef>;
  readonly bindings: Map<Vda5050Topic, BoundProjection[]>;
  /** Tags for the remaining route as text. */
  readonly routes: Tag[];
  /** Tags for the progress of the order. */
  readonly progressTags: Tag[];
  readonly progress: OrderProgress;
  /** Tags for the pose on the plant's floor, by message. */
  readonly poses: Map<Vda5050Topic, PoseTag[]>;
  readonly counts: Map<Vda5050Topic, HeaderCount>;
  connection: "unknown" | "online" | "offline";
  /** When its connection was reported as ended, by `performance.now()`; valid while it is offline. */
  goneAtMs: number;
  /** When its newest state came, by `performance.now()`; Infinity once it is overdue. */
  stateAtMs: number;
  /** The newest state did not follow the schema. */
  isInvalid: boolean;
  errors: Map<string, VehicleError>;
  routeText: string;
  /** Ids of its loads; undefined before the first state. */
  loads: ReadonlySet<string> | undefined;
  /** The zone set that was last reported. */
  zoneSetId: string;
}

/** A tag and the coordinate that it reads. */
interface PoseTag {
  readonly tag: Tag;
  readonly axis: "x" | "y" | "theta";
}

/** The vehicles that the bound tags name, by `manufacturer/serialNumber`. `nowMs`: by `performance.now()`. */
export function vehiclesOf(
  bound: readonly BoundTag<Vda5050Address, Vda5050Binding>[],
  nowMs: number,
): Map<string, Vehicle> {
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
        progressTags: [],
        progress: new OrderProgress(),
        poses: new Map(),
        counts: new Map(),
        connection: "unknown",
        goneAtMs: 0,
        stateAtMs: nowMs,
        isInvalid: false,
        errors: new Map(),
        routeText: "",
        loads: undefined,
        zoneSetId: "",
      };
      vehicles.set(name, vehicle);
    }
    vehicle.links.add(tag.link);
    bindTo(vehicle, tag, binding);
  }
  return vehicles;
}

function bindTo(vehicle: Vehicle, tag: Tag, binding: Vda5050Binding): void {
  const { topic, pointer } = binding;
  if (pointer === "route:") vehicle.routes.push(tag);
  else if (pointer === "progress:") vehicle.progressTags.push(tag);
  else if (pointer.startsWith("pose:"))
    listIn(vehicle.poses, topic).push({ tag, axis: pointer.slice("pose:".length) as PoseTag["axis"] });
  else listIn(vehicle.bindings, topic).push(bindProjection(tag, binding));
}

function listIn<T>(lists: Map<Vda5050Topic, T[]>, topic: Vda5050Topic): T[] {
  let list = lists.get(topic);
  if (list === undefined) {
    list = [];
    lists.set(topic, list);
  }
  return list;
}

/** The newest header number of each topic of each vehicle, by `manufacturer/serialNumber/topic`. */
export function numbersOf(vehicles: Iterable<Vehicle>): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const { name, counts } of vehicles)
    for (const [topic, { headerId }] of counts) numbers.set(`${name}/${topic}`, headerId);
  return numbers;
}
