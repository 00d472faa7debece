import type { SourceContext } from "../../../contracts/plugin.ts";
import { type Micros, SampleFlag } from "../../../contracts/sample-batch.ts";
import type { LinkRef } from "../../../contracts/tag.ts";
import { gapEvent, messageEvent } from "../events.ts";
import { parseJson } from "../json-text.ts";
import { linksOf } from "../links.ts";
import { isPlausibleMs, timeOf } from "../message-time.ts";
import type { Outlet } from "../outlet.ts";
import { project } from "../projection.ts";
import type { Filter, TopicReader } from "../session.ts";
import { Status } from "../status.ts";
import { TOPICS, type Vda5050Address, type Vda5050Binding, type Vda5050Topic } from "./config.ts";
import type { ConnectionMessage, Header, NodePosition, OrderMessage, StateMessage, VehicleError } from "./messages.ts";
import { routeText } from "./route.ts";
import type { SchemaCheck } from "./schema-check.ts";
import { type Vehicle, vehiclesOf } from "./vehicle.ts";

/** States come at the latest every 30 s (VDA 5050 2.1, 6.10); five more are the way here. */
export const STATE_OVERDUE_MS = 35_000;
/** State and visualization are sent when they happen, so an older time is a wrong clock. Connection (a will) and factsheet may be of any age. */
const MAX_BEHIND_MS = 5 * 60_000;
/** Errors of one vehicle that are followed. */
const MAX_ERRORS = 64;
/** Nodes of one order whose positions are kept. */
const MAX_ORDER_NODES = 1_000;

/** Follows VDA 5050 2.1 vehicles. It only listens: orders and instant actions are the fleet manager's. */
export class Vda5050Observer implements TopicReader {
  readonly filters: readonly Filter[];
  readonly links: readonly LinkRef[];
  readonly #context: SourceContext<Vda5050Address, Vda5050Binding>;
  readonly #outlet: Outlet;
  readonly #check: SchemaCheck;
  readonly #prefix: string;
  readonly #vehicles: Map<string, Vehicle>;
  readonly #baseFlags: number;

  constructor(context: SourceContext<Vda5050Address, Vda5050Binding>, outlet: Outlet, options: { interfaceName: string; check: SchemaCheck }) {
    this.#context = context;
    this.#outlet = outlet;
    this.#check = options.check;
    this.#prefix = `${options.interfaceName}/v2/`;
    this.#vehicles = vehiclesOf(context.bound, Date.now());
    this.#baseFlags = context.simulated === true ? SampleFlag.simulated : 0;
    this.links = linksOf(context.bound);
    this.filters = [...this.#vehicles.keys()].flatMap((name) => TOPICS.map((topic): Filter => ({ topic: `${this.#prefix}${name}/${topic}`, qos: topic === "connection" ? 1 : 0 })));
  }

  message(fullTopic: string, payload: Buffer): void {
    const [manufacturer, serialNumber, name] = fullTopic.slice(this.#prefix.length).split("/");
    const vehicle = this.#vehicles.get(`${manufacturer}/${serialNumber}`);
    const topic = TOPICS.find((known) => known === name);
    if (vehicle === undefined || topic === undefined) return;
    const message = this.#validated(vehicle, topic, payload);
    const nowUs = Date.now() * 1000;
    let time = timeOf(message.timestamp);
    let flags = this.#baseFlags;
    const isPast = (topic === "state" || topic === "visualization") && time < nowUs - MAX_BEHIND_MS * 1000;
    if (isPast || !isPlausibleMs(time / 1000, nowUs / 1000)) {
      time = nowUs;
      flags |= SampleFlag.clockSuspect;
    }
    this.#follow(vehicle, topic, { headerId: message.headerId, time });
    const { samples } = this.#outlet;
    for (const binding of vehicle.bindings.get(topic) ?? []) project(message, binding, { samples, time, flags });
    if (topic === "state") this.#state(vehicle, message as StateMessage, { time, flags });
    else if (topic === "connection") this.#connection(vehicle, message as ConnectionMessage);
    else if (topic === "order") keepPositions(vehicle, message as OrderMessage);
    if (topic === "state" || topic === "visualization") this.#heard(vehicle);
  }

  tick(nowMs: number): void {
    for (const vehicle of this.#vehicles.values()) {
      this.#declareMissed(vehicle);
      if (nowMs - vehicle.stateAtMs < STATE_OVERDUE_MS) continue;
      vehicle.stateAtMs = Number.POSITIVE_INFINITY;
      this.#lost(vehicle, "no state message for 35 s");
    }
  }

  #validated(vehicle: Vehicle, topic: Vda5050Topic, payload: Buffer): Header {
    try {
      const message = parseJson(payload);
      const problem = this.#check(topic, message);
      if (problem !== undefined) throw new TypeError(`does not follow VDA 5050 2.1: ${problem}`);
      return message as Header;
    } catch (error) {
      if (topic === "state") this.#invalid(vehicle, (error as Error).message);
      throw error;
    }
  }

  /** What the last good state said is no longer known to be true. */
  #invalid(vehicle: Vehicle, reason: string): void {
    if (!vehicle.isInvalid) {
      const payload = { vehicle: vehicle.name, reason };
      this.#outlet.addEvent(messageEvent("vda5050.invalid", { schema: "vda5050-invalid/1", time: Date.now() * 1000, assetUid: vehicle.assetUid, payload }));
    }
    vehicle.isInvalid = true;
    this.#lost(vehicle, `invalid state message: ${reason}`);
  }

  #state(vehicle: Vehicle, state: StateMessage, { time, flags }: { time: Micros; flags: number }): void {
    vehicle.stateAtMs = Date.now();
    vehicle.isInvalid = false;
    if (vehicle.routes.length > 0) {
      const text = routeText(state, vehicle.positions);
      // A route says the same for many states, and text is the dearest kind of sample.
      if (text !== vehicle.routeText) for (const tag of vehicle.routes) this.#outlet.samples.addText(tag.ref, time, text, Status.good, flags);
      vehicle.routeText = text;
    }
    this.#compareErrors(vehicle, state.errors, time);
  }

  #compareErrors(vehicle: Vehicle, errors: readonly VehicleError[], time: Micros): void {
    if (errors.length === 0 && vehicle.errors.size === 0) return;
    const present = new Map<string, VehicleError>();
    for (const error of errors.slice(0, MAX_ERRORS)) present.set(`${error.errorLevel} ${error.errorType} ${JSON.stringify(error.errorReferences ?? [])}`, error);
    for (const [key, error] of present) if (!vehicle.errors.has(key)) this.#errorEvent(vehicle, error, { time, standing: true });
    for (const [key, error] of vehicle.errors) if (!present.has(key)) this.#errorEvent(vehicle, error, { time, standing: false });
    vehicle.errors = present;
  }

  #errorEvent(vehicle: Vehicle, error: VehicleError, { time, standing }: { time: Micros; standing: boolean }): void {
    const { errorType, errorLevel, errorDescription, errorHint, errorReferences } = error;
    const payload = { vehicle: vehicle.name, standing, errorType, errorLevel, errorDescription, errorHint, errorReferences: errorReferences?.slice(0, 16) };
    this.#outlet.addEvent(messageEvent("vda5050.error", { schema: "vda5050-error/1", time, assetUid: vehicle.assetUid, payload }));
  }

  /** Never ordered by header or time: the will of a broken connection carries those of when it was set. */
  #connection(vehicle: Vehicle, { connectionState }: ConnectionMessage): void {
    vehicle.connection = connectionState === "ONLINE" ? "online" : "offline";
    if (vehicle.connection === "online") this.#heard(vehicle);
    else this.#lost(vehicle, connectionState === "OFFLINE" ? "vehicle went offline (OFFLINE)" : "vehicle lost its connection (CONNECTIONBROKEN)");
  }

  /** Counts what is missing before this message. A number that jumps back is a restarted vehicle. */
  #follow(vehicle: Vehicle, topic: Vda5050Topic, { headerId, time }: { headerId: number; time: Micros }): void {
    if (topic !== "state" && topic !== "visualization") return;
    const progress = vehicle.progress.get(topic);
    if (progress === undefined) {
      vehicle.progress.set(topic, { headerId, time, missed: undefined });
      return;
    }
    const lost = headerId - progress.headerId - 1;
    if (lost > 0) progress.missed = { lost: lost + (progress.missed?.lost ?? 0), from: progress.missed?.from ?? progress.time, to: time };
    progress.headerId = headerId;
    progress.time = time;
  }

  #declareMissed(vehicle: Vehicle): void {
    for (const [topic, progress] of vehicle.progress) {
      if (progress.missed === undefined) continue;
      this.#outlet.addEvent(gapEvent({ source: `${this.#context.name}/${vehicle.name}/${topic}`, ...progress.missed }, vehicle.assetUid));
      progress.missed = undefined;
    }
  }

  #heard(vehicle: Vehicle): void {
    if (vehicle.connection === "offline" || vehicle.isInvalid || vehicle.stateAtMs === Number.POSITIVE_INFINITY) return;
    for (const link of vehicle.links) this.#context.links.heard(link);
  }

  #lost(vehicle: Vehicle, reason: string): void {
    for (const link of vehicle.links) this.#context.links.lost(link, reason);
  }
}

function keepPositions(vehicle: Vehicle, order: OrderMessage): void {
  const positions = new Map<string, NodePosition>();
  for (const { nodeId, nodePosition } of order.nodes.slice(0, MAX_ORDER_NODES)) if (nodePosition !== undefined) positions.set(nodeId, { x: nodePosition.x, y: nodePosition.y });
  vehicle.positions = positions;
}
