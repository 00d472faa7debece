import type { Logger } from "pino";
import { Clocks } from "../../clocks.ts";
import { CounterBases } from "../../counter-bases.ts";
import type { PlantModel } from "../../kernel/contract.ts";
import { Random } from "../../kernel/random.ts";
import type { Meter } from "../../meters/meter.ts";
import { meterNodeOf, meterPeriodMs, PlantMeters, speaksModbus } from "../../meters/plant-meters.ts";
import { STATIONS } from "../../plants/machining/layout.ts";
import { Wire } from "../../wire.ts";
import { cellController } from "./cell-controller.ts";
import { type Device, type OnAttempt, runDevice } from "./connection.ts";
import { sparkplugNode } from "./edge-node.ts";
import { fleetManager, vda5050Vehicle } from "./fleet.ts";
import { type Gateway, Line } from "./line.ts";
import { materialSystem } from "./material.ts";
import { positioningSystem } from "./positioning.ts";
import { storesController } from "./stores.ts";
import { visionSystem } from "./vision.ts";

/** Sparkplug group of the site's meters. */
const METER_GROUP = "binjiang-bj1";
const METER_ROUND_MS = 1_000;
/** Host id of the plant's own edge (`hostId` in config/demo/sources.yaml). */
export const PRIMARY_HOST = "gemba-bj1";

export interface MqttSimulators {
  /** Resolves when, after the signal's abort, every device has disconnected. */
  readonly closed: Promise<void>;
}

export interface MqttOptions {
  readonly plant: PlantModel;
  readonly url: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly log?: Logger;
  /** Sparkplug host that the meters' edge nodes wait for. Absent: they do not wait. */
  readonly primaryHost?: string;
  /** Where the edge nodes keep what must outlive them. Absent: nowhere. */
  readonly stateDir?: string;
  /** Faults between devices and listeners, and their clocks. Absent: a separate wire for these devices. */
  readonly wire?: Wire;
  readonly clocks?: Clocks;
  readonly meters?: PlantMeters;
}

/**
 * Starts meters, vehicles, fleet manager, stores and chargers against the broker at `url`. They keep trying while it
 * is away.
 */
export function startMqttSimulators(options: MqttOptions): MqttSimulators {
  const { plant, url, seed, signal } = options;
  const wire = options.wire ?? new Wire(plant);
  const clocks = options.clocks ?? new Clocks(wire);
  const meters = options.meters ?? new PlantMeters({ plant, clocks, counters: new CounterBases(wire) });
  const random = new Random(seed).fork("mqtt");
  const line = (gateway: Gateway) => new Line(gateway, { wire, clocks, random: random.fork(gateway) });
  const lines = {
    fleet: line("fleet"),
    meters: line("meters"),
    stores: line("stores"),
    positioning: line("positioning"),
  };
  const devices: readonly (readonly [Line, Device])[] = [
    ...meterNodes(options, meters).map((node) => [lines.meters, node] as const),
    ...plant.vehicles.map(({ id }) => [lines.fleet, vda5050Vehicle(plant, id, lines.fleet)] as const),
    [lines.fleet, fleetManager(plant, lines.fleet)],
    [lines.stores, storesController(plant, lines.stores)],
    [lines.positioning, positioningSystem(plant, lines.positioning, seed)],
    [lines.positioning, visionSystem(plant, lines.positioning, seed)],
    [lines.stores, materialSystem(plant, lines.stores, signal)],
    [lines.stores, cellController(plant, lines.stores, options.stateDir)],
  ];
  const onAttempt = brokerWatch(options);
  const closed = Promise.all(devices.map(([line, device]) => runDevice(url, device, signal, { onAttempt, line }))).then(
    () => undefined,
  );
  return { closed };
}

/** One line when the broker is away and one when it is there, however many devices try. */
function brokerWatch({ url, log, signal }: MqttOptions): OnAttempt {
  let isAway = false;
  return (failure) => {
    if (signal.aborted || (failure !== undefined) === isAway) return;
    isAway = failure !== undefined;
    if (isAway)
      log?.warn(
        { mqtt: url, reason: failure },
        "the MQTT broker does not answer; meters, vehicles and stores try again every second",
      );
    else log?.warn({ mqtt: url }, "the MQTT broker answers");
  };
}

function meterNodes({ primaryHost, stateDir }: MqttOptions, plantMeters: PlantMeters): Device[] {
  const places = new Map(STATIONS.map((station) => [station.id, station]));
  const byNode = Map.groupBy(
    plantMeters.all.filter(({ id }) => !speaksModbus(id)),
    ({ id }) => meterNodeOf(places.get(id) ?? { place: "" }),
  );
  return [...byNode].map(([node, meters]) =>
    sparkplugNode({
      group: METER_GROUP,
      node,
      meters,
      publishMs: METER_ROUND_MS,
      everyMs: (meter: Meter) => meterPeriodMs(meter.id),
      nowMs: () => plantMeters.nowMs(node),
      ...(primaryHost === undefined ? {} : { primaryHost }),
      ...(stateDir === undefined ? {} : { stateDir }),
    }),
  );
}
