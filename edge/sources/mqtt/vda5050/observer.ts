import type { SourceContext } from "../../../contracts/path/plugin.ts";
import { type Micros, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { LinkRef } from "../../../contracts/plant/tag.ts";
import type { Filter } from "../../../mqtt/messages.ts";
import { parseJson } from "../json-text.ts";
import type { LastHeard } from "../last-heard.ts";
import { linksOf } from "../links.ts";
import { isPlausibleMs, timeOf } from "../message-time.ts";
import type { Outlet } from "../outlet.ts";
import { project } from "../projection.ts";
import { Status } from "../status.ts";
import type { TopicReader } from "../topic-reader.ts";
import {
  INTERFACES,
  type MajorVersion,
  type Vda5050Address,
  type Vda5050Binding,
  type Vda5050Topic,
} from "./config.ts";
import type { Floor } from "./floor.ts";
import { HeaderContinuity } from "./header-continuity.ts";
import { loadEvents } from "./loads.ts";
import type {
  ConnectionMessage,
  Header,
  InstantActionsMessage,
  OrderMessage,
  Positioned,
  StateMessage,
  ZoneSetMessage,
} from "./messages.ts";
import { routeText } from "./route.ts";
import type { SchemaCheck } from "./schema-check.ts";
import { numbersOf, type Vehicle, vehiclesOf } from "./vehicle.ts";
import { VehicleEvents } from "./vehicle-events.ts";

/** States come at least every 30 s (VDA 5050 2.1, 6.10), plus 5 s for delivery. */
export const STATE_OVERDUE_MS = 35_000;
/** How old a state or visualization may be. Connection (a will) and factsheet may be of any age. */
const MAX_BEHIND_MS = 5 * 60_000;
/** States that a vehicle sent before its connection ended have arrived by then. */
const LAST_STATES_MS = 10_000;
/** Nodes of one message whose positions are read. */
const MAX_NODES = 1_000;
/** Reason for a lost vehicle, by its connection state. */
const GONE: Readonly<Record<Exclude<ConnectionMessage["connectionState"], "ONLINE">, string>> = {
  OFFLINE: "vehicle went offline (OFFLINE)",
  HIBERNATING: "vehicle hibernates (HIBERNATING)",
  CONNECTIONBROKEN: "vehicle lost its connection (CONNECTIONBROKEN)",
  CONNECTION_BROKEN: "vehicle lost its connection (CONNECTION_BROKEN)",
};

export interface ObserverOptions {
  readonly version: MajorVersion;
  /** Default: the name that the version's document suggests. */
  readonly interfaceName?: string;
  readonly check: SchemaCheck;
  readonly floor: Floor;
  /** The newest messages of earlier sessions. */
  readonly lastHeard: LastHeard;
}

/** Time and flags of the samples of one message. */
interface Stamp {
  readonly time: Micros;
  readonly flags: number;
}

/** Follows VDA 5050 vehicles of 2.1 or 3.0. It only listens: orders and instant actions belong to the fleet manager. */
export class Vda5050Observer implements TopicReader {
  readonly filters: readonly Filter[];
  readonly links: readonly LinkRef[];
  readonly #context: SourceContext<Vda5050Address, Vda5050Binding>;
  readonly #outlet: Outlet;
  readonly #options: ObserverOptions;
  readonly #topics: readonly Vda5050Topic[];
  readonly #prefix: string;
  readonly #vehicles: Map<string, Vehicle>;
  readonly #baseFlags: number;
  readonly #labels: ReadonlyMap<string, string>;
  readonly #continuity: HeaderContinuity;
  readonly #events: VehicleEvents;

  constructor(context: SourceContext<Vda5050Address, Vda5050Binding>, outlet: Outlet, options: ObserverOptions) {
    const { name, topics } = INTERFACES[options.version];
    this.#context = context;
    this.#outlet = outlet;
    this.#options = options;
    this.#topics = topics;
    this.#prefix = `${options.interfaceName ?? name}/v${options.version}/`;
    this.#vehicles = vehiclesOf(context.bound, performance.now());
    this.#baseFlags = context.simulated === true ? SampleFlag.simulated : 0;
    this.#labels = new Map([...(context.labels ?? [])].map(([label, uid]) => [uid, label]));
    this.#continuity = new HeaderContinuity(context.name, outlet, options.lastHeard);
    this.#events = new VehicleEvents(outlet, options.floor);
    this.links = linksOf(context.bound);
    this.filters = [...this.#vehicles.keys()].flatMap((vehicle) =>
      topics.map(
        (topic): Filter => ({ topic: `${this.#prefix}${vehicle}/${topic}`, qos: topic === "connection" ? 1 : 0 }),
      ),
    );
    outlet.numbers = () => numbersOf(this.#vehicles.values());
  }

  message(fullTopic: string, payload: Buffer, retained: boolean): void {
    const [manufacturer, serialNumber, name] = fullTopic.slice(this.#prefix.length).split("/");
    const vehicle = this.#vehicles.get(`${manufacturer}/${serialNumber}`);
    const topic = this.#topics.find((known) => known === name);
    if (vehicle === undefined || topic === undefined) return;
    const message = this.#validated(vehicle, topic, payload);
    const isCurrent = (topic === "state" || topic === "visualization") && !retained;
    const stamp = this.#stamp(message, isCurrent);
    // A will has an old header, and a retained message was counted when it was sent.
    if (topic !== "connection" && !retained && message.headerId !== undefined)
      this.#continuity.follow(vehicle, topic, { headerId: message.headerId, time: stamp.time });
    const { samples } = this.#outlet;
    for (const binding of vehicle.bindings.get(topic) ?? []) project(message, binding, { samples, ...stamp });
    this.#pose(vehicle, topic, message as Header & Positioned, stamp);
    this.#take(vehicle, topic, { message, stamp });
    // Vehicles should retain neither. A retained one gives its values, with their time, and proves no life.
    if (topic === "state" && isCurrent) this.#stateCame(vehicle, performance.now());
    if (isCurrent) this.#heard(vehicle);
  }

  /**
   * Vehicles may return without ONLINE, and an old will may follow it: continuing states prove that the vehicle is
   * back.
   */
  #stateCame(vehicle: Vehicle, nowMs: number): void {
    vehicle.stateAtMs = nowMs;
    const isBack = vehicle.connection === "offline" && nowMs - vehicle.goneAtMs >= LAST_STATES_MS;
    if (isBack) vehicle.connection = "unknown";
  }

  /** `isCurrent`: sent when it happened, so an old time means a wrong clock. */
  #stamp({ timestamp }: Header, isCurrent: boolean): Stamp {
    const nowUs = Date.now() * 1000;
    const time = timeOf(timestamp);
    const isPast = isCurrent && time < nowUs - MAX_BEHIND_MS * 1000;
    if (isPast || !isPlausibleMs(time / 1000, nowUs / 1000))
      return { time: nowUs, flags: this.#baseFlags | SampleFlag.clockSuspect };
    return { time, flags: this.#baseFlags };
  }

  #take(vehicle: Vehicle, topic: Vda5050Topic, { message, stamp }: { message: Header; stamp: Stamp }): void {
    if (topic === "state") this.#state(vehicle, message as StateMessage, stamp);
    else if (topic === "connection") this.#connection(vehicle, message as ConnectionMessage);
    else if (topic === "order") this.#order(message as OrderMessage);
    else if (topic === "instantActions")
      this.#events.instantActions(vehicle, message as InstantActionsMessage, stamp.time);
    else if (topic === "zoneSet") this.#events.zoneSet(vehicle, message as ZoneSetMessage, stamp.time);
  }

  tick(nowMs: number): void {
    for (const vehicle of this.#vehicles.values()) {
      this.#continuity.declareMissed(vehicle);
      if (nowMs - vehicle.stateAtMs < STATE_OVERDUE_MS) continue;
      vehicle.stateAtMs = Number.POSITIVE_INFINITY;
      this.#lost(vehicle, "no state message for 35 s");
    }
  }

  ended(): void {
    for (const vehicle of this.#vehicles.values()) this.#continuity.declareMissed(vehicle);
  }

  meet(): void {
    this.#options.lastHeard.meet();
  }

  remember(isLater = false): (() => void) | undefined {
    // Numbers are followed as messages arrive, so missing ones must be declared before the numbers are saved.
    this.ended();
    return this.#options.lastHeard.snapshot(isLater);
  }

  #validated(vehicle: Vehicle, topic: Vda5050Topic, payload: Buffer): Header {
    try {
      const message = parseJson(payload);
      const problem = this.#options.check(topic, message);
      if (problem !== undefined)
        throw new TypeError(`does not follow ${INTERFACES[this.#options.version].document}: ${problem}`);
      return message as Header;
    } catch (error) {
      if (topic === "state") this.#invalid(vehicle, (error as Error).message);
      throw error;
    }
  }

  /** The last valid state may no longer be true. */
  #invalid(vehicle: Vehicle, reason: string): void {
    if (!vehicle.isInvalid) this.#events.invalid(vehicle, reason);
    vehicle.isInvalid = true;
    this.#lost(vehicle, `invalid state message: ${reason}`);
  }

  #state(vehicle: Vehicle, state: StateMessage, { time, flags }: Stamp): void {
    vehicle.isInvalid = false;
    const { floor } = this.#options;
    for (const { nodeId, nodePosition } of state.nodeStates.slice(0, MAX_NODES)) floor.learn(nodeId, nodePosition);
    if (vehicle.routes.length > 0) {
      const text = routeText(state, floor);
      // A route stays the same for many states, and text is the most expensive kind of sample.
      if (text !== vehicle.routeText)
        for (const tag of vehicle.routes) this.#outlet.samples.addText(tag.ref, time, text, Status.good, flags);
      vehicle.routeText = text;
    }
    const share = vehicle.progress.share(state);
    for (const tag of vehicle.progressTags) this.#outlet.samples.add(tag.ref, time, share, Status.good, flags);
    this.#events.compareErrors(vehicle, state.errors, time);
    for (const event of loadEvents(vehicle, state, {
      source: this.#context.name,
      label: this.#labels.get(vehicle.assetUid) ?? vehicle.name,
      time,
    }))
      this.#outlet.addEvent(event);
  }

  /** The pose on the plant's floor, of state or visualization. */
  #pose(vehicle: Vehicle, topic: Vda5050Topic, message: Positioned, { time, flags }: Stamp): void {
    const tags = vehicle.poses.get(topic);
    const pose = message.agvPosition ?? message.mobileRobotPosition;
    if (tags === undefined || pose === undefined) return;
    const map = this.#options.floor.transformOf(pose.mapId);
    const isKnown = pose.positionInitialized !== false && pose.localized !== false;
    for (const { tag, axis } of tags) {
      const value =
        map === undefined ? pose[axis] : axis === "theta" ? map.theta(pose.theta) : map[axis](pose.x, pose.y);
      if (Number.isFinite(value))
        this.#outlet.samples.add(tag.ref, time, value, isKnown ? Status.good : Status.uncertain, flags);
      else this.#outlet.samples.add(tag.ref, time, Number.NaN, Status.badOutOfRange, flags);
    }
  }

  /** An order only gives positions of nodes: the vehicle's states show whether it accepted the order. */
  #order({ nodes }: OrderMessage): void {
    for (const { nodeId, nodePosition } of nodes.slice(0, MAX_NODES)) this.#options.floor.learn(nodeId, nodePosition);
  }

  /** Not ordered by header or time: the will of a broken connection carries those of when it was set. */
  #connection(vehicle: Vehicle, { connectionState }: ConnectionMessage): void {
    vehicle.connection = connectionState === "ONLINE" ? "online" : "offline";
    vehicle.goneAtMs = performance.now();
    if (vehicle.connection === "online") this.#heard(vehicle);
    else this.#lost(vehicle, GONE[connectionState as keyof typeof GONE]);
  }

  #heard(vehicle: Vehicle): void {
    if (vehicle.connection === "offline" || vehicle.isInvalid || vehicle.stateAtMs === Number.POSITIVE_INFINITY) return;
    for (const link of vehicle.links) this.#context.links.heard(link);
  }

  #lost(vehicle: Vehicle, reason: string): void {
    for (const link of vehicle.links) this.#context.links.lost(link, reason);
  }
}
