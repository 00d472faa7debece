import type { Logger } from "pino";
import type { PlantModel } from "../plant/contract.ts";
import { STATIONS, type Station } from "../plant/layout.ts";
import { Random } from "../plant/random.ts";
import { type OnAttempt, runDevice } from "./connection.ts";
import { sparkplugNode } from "./edge-node.ts";
import { fleetManager, vda5050Vehicle } from "./fleet.ts";
import { Meter } from "./meter.ts";
import { storesController } from "./stores.ts";

/** Sparkplug group of the site's meters. */
const METER_GROUP = "binjiang-bj1";
const METER_PUBLISH_MS = 1_000;
/** Host id of the plant's own edge (`hostId` in config/demo/sources.yaml). */
export const PRIMARY_HOST = "gemba-bj1";
/** The first meter was mounted then, each further one three days later. */
const FIRST_MOUNTED_MS = Date.UTC(2021, 2, 15, 1, 0, 0);
const DAY_MS = 86_400_000;
/** The grid's frequency wanders by this much a second and is drawn back to 50 Hz. */
const FREQUENCY_STEP_HZ = 0.004;
const FREQUENCY_RETURN = 0.03;

/** The Sparkplug edge node that a meter's gateway forms: the substation, else the meter's area. */
export function meterNodeOf({ place }: Station): string {
  return place.endsWith("/substation") ? "substation" : (place.split("/")[0] ?? place);
}

export interface MqttSimulators {
  /** Resolves when, after the signal's abort, everything has said goodbye. */
  readonly closed: Promise<void>;
}

export interface MqttOptions {
  readonly plant: PlantModel;
  readonly url: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly log?: Logger;
  /** Sparkplug host that the meters' edge nodes wait for. Absent: nobody. */
  readonly primaryHost?: string;
  /** Where the edge nodes keep what must outlive them. Absent: nowhere. */
  readonly stateDir?: string;
}

/** Starts meters, vehicles, fleet manager, stores and chargers against the broker at `url`. They keep trying while it is away. */
export function startMqttSimulators(options: MqttOptions): MqttSimulators {
  const { plant, url, signal } = options;
  const random = new Random(options.seed).fork("mqtt");
  const devices = [...meterNodes(options, random), ...plant.vehicles.map(({ id }) => vda5050Vehicle(plant, id)), fleetManager(plant), storesController(plant)];
  const onAttempt = brokerWatch(options);
  const closed = Promise.all(devices.map((device) => runDevice(url, device, signal, onAttempt))).then(() => undefined);
  return { closed };
}

/** One line when the broker is away and one when it is there, however many devices try. */
function brokerWatch({ url, log, signal }: MqttOptions): OnAttempt {
  let isAway = false;
  return (failure) => {
    if (signal.aborted || (failure !== undefined) === isAway) return;
    isAway = failure !== undefined;
    if (isAway) log?.warn({ mqtt: url, reason: failure }, "the MQTT broker does not answer; meters, vehicles and stores try again every second");
    else log?.warn({ mqtt: url }, "the MQTT broker answers");
  };
}

function meterNodes({ plant, primaryHost, stateDir }: MqttOptions, random: Random) {
  const nowMs = () => Math.round(plant.nowMs);
  const grid = gridFrequency(random.fork("grid"), nowMs);
  const byNode = new Map<string, Meter[]>();
  const stations = STATIONS.filter((station) => station.kind === "meter");
  for (const [index, station] of stations.entries()) {
    const node = meterNodeOf(station);
    const meter = new Meter(plant.meter(station.id), random.fork(station.id), FIRST_MOUNTED_MS + index * 3 * DAY_MS);
    const others = byNode.get(node);
    if (others === undefined) byNode.set(node, [meter]);
    else others.push(meter);
  }
  return [...byNode].map(([node, meters]) =>
    sparkplugNode({
      group: METER_GROUP,
      node,
      meters,
      publishMs: METER_PUBLISH_MS,
      nowMs,
      refresh: (meter) => meter.update(plant.meter(meter.id), grid(), nowMs()),
      ...(primaryHost === undefined ? {} : { primaryHost }),
      ...(stateDir === undefined ? {} : { stateDir }),
    }),
  );
}

/** One frequency for all meters, since they hang on one grid. */
function gridFrequency(random: Random, nowMs: () => number): () => number {
  let hertz = 50;
  let atMs = nowMs();
  return () => {
    const seconds = Math.min(10, (nowMs() - atMs) / 1000);
    if (seconds < 0.5) return hertz;
    atMs = nowMs();
    hertz += (50 - hertz) * FREQUENCY_RETURN * seconds + FREQUENCY_STEP_HZ * Math.sqrt(seconds) * random.normal();
    return hertz;
  };
}
