import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  AccessLevelFlag,
  type AddressSpace,
  MessageSecurityMode,
  type Namespace,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  type OPCUAServerOptions,
  SecurityPolicy,
  type UAObject,
  type UAVariable,
} from "node-opcua";
import type { Clocks } from "../../clocks.ts";
import { type CounterBases, isCounter } from "../../counter-bases.ts";
import type { PlantEvent } from "../../kernel/events.ts";
import { STATIONS } from "../../plants/machining/layout.ts";
import type { Plant } from "../../plants/machining/plant.ts";
import type { Wire } from "../../wire.ts";
import { namespaceNamed } from "./address.ts";
import type { EventReporter } from "./events/reporter.ts";
import { guardSockets } from "./guard-sockets.ts";
import { NAMESPACES } from "./namespaces.ts";
import { PROFILES, type ServerName, type ServerProfile, type Spoken, speaksFor } from "./profiles.ts";
import { refuse } from "./refuse.ts";
import { setServerClock } from "./server-clock.ts";
import { StationPublisher } from "./station-publisher.ts";

export interface SimulatedServer {
  readonly name: ServerName;
  readonly endpoint: string;
  /** File of the server's certificate, for clients that should trust it. */
  readonly certificateFile: string;
  readonly stations: readonly StationPublisher[];
  /** Reports an event at a place of this server. */
  report(event: PlantEvent): void;
  /** Cuts every connection and accepts no new one, or accepts them again. Sessions stay open up to their timeout. */
  setReachable(isReachable: boolean): void;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly plant: Plant;
  readonly clocks: Clocks;
  readonly wire: Wire;
  readonly counters: CounterBases;
  readonly port: number;
  /** Folder for the server's keys and certificates, its own. */
  readonly folder: string;
}

async function certificates(folder: string): Promise<OPCUACertificateManager> {
  const manager = new OPCUACertificateManager({
    rootFolder: folder,
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
  await manager.initialize();
  return manager;
}

/**
 * How often a server came back with other NodeIds: each time its namespaces have other indices, and its numeric ids
 * begin elsewhere.
 */
export interface Run {
  readonly generation: number;
}

/** Starts one of the plant's OPC UA servers on the loopback with every station it speaks for. */
export async function startServer(name: ServerName, options: ServerOptions, run: Run): Promise<SimulatedServer> {
  const { plant, clocks, port, folder } = options;
  const profile = PROFILES[name];
  mkdirSync(folder, { recursive: true });
  const spoken = STATIONS.filter((station) => speaksFor(name, station)).map((station): Spoken => {
    const machine = plant.machines.get(station.id);
    if (machine === undefined) throw new Error(`the plant has no machine for station ${station.id}`);
    return { station, machine };
  });
  const server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    // Only loopback is served, and a simulated machine has nothing to protect: any client may come, encrypted or not.
    serverCertificateManager: await certificates(join(folder, "server")),
    userCertificateManager: await certificates(join(folder, "users")),
    securityPolicies: [SecurityPolicy.None, SecurityPolicy.Basic256Sha256],
    securityModes: [MessageSecurityMode.None, MessageSecurityMode.SignAndEncrypt],
    serverInfo: {
      applicationUri: `urn:binjiang:${name}`,
      productUri: "urn:binjiang:simulator",
      applicationName: { text: `Binjiang simulated ${name}` },
    },
    buildInfo: { manufacturerName: "Gemba simulators", productName: `simulated ${name}`, softwareVersion: "1" },
    maxConnectionsPerEndpoint: 20,
    ...capabilities(profile),
    nodesets: nodesetsOf(profile.nodesets(spoken, folder), run),
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  if (space === null) throw new Error(`OPC UA server ${name} has no address space after loading its nodesets`);
  for (let boot = 1; boot <= run.generation; boot++) space.registerNamespace(`urn:binjiang:${name}:boot-${boot}`);
  skipIds(space.registerNamespace(NAMESPACES[profile.own]), run.generation);
  for (const service of profile.refuses ?? []) refuse(server, service);
  setServerClock(server, () => clocks.offsetMs(name));
  const stations = spoken.map(
    ({ station, machine }) =>
      new StationPublisher(profile.addStation(space, { station, machine }, spoken), station, {
        machine,
        nowMs: plant.nowMs,
        clockOffsetMs: () => clocks.offsetMs(name, profile.hasDeviceClocks === true ? station.id : name),
        shown: (signal, value) =>
          typeof value === "number" && isCounter(signal.id)
            ? options.counters.shown(station.id, signal.id, value)
            : value,
        everyMs: profile.everyMs ?? (({ everyMs }) => everyMs),
      }),
  );
  if (profile.historyValues !== undefined) keepHistory(space, profile);
  const reporters = reportersOf(space, { name, options, stations });
  await server.start();
  guardSockets(server);
  return {
    name,
    endpoint: server.getEndpointUrl(),
    certificateFile: server.certificateFile,
    stations,
    report(event) {
      if (event.type === "machine-state") stations.find(({ id }) => id === event.station)?.changed(event.timeMs);
      for (const reporter of reporters) reporter.report(event);
    },
    setReachable: reachability(server),
    close: () => server.shutdown(100),
  };
}

/** A small namespace that no server uses: loaded before the others it gives each of them another index. */
const SHIFTING = nodesets.irdi;

function nodesetsOf([standard = nodesets.standard, ...others]: readonly string[], { generation }: Run): string[] {
  return generation % 2 === 1 ? [standard, SHIFTING, ...others] : [standard, ...others];
}

/** Uses up numeric ids by nodes that are deleted again. */
function skipIds(namespace: Namespace, generation: number): void {
  for (let skipped = 0; skipped < 17 * generation; skipped++)
    namespace.deleteNode(namespace.addObject({ browseName: `Skipped${skipped}` }).nodeId);
}

/** Sets whether the server can be reached; changes are made one after the other. */
function reachability(server: OPCUAServer): (isReachable: boolean) => void {
  let isReachable = true;
  let change = Promise.resolve();
  const done = (resolve: () => void) => () => resolve();
  return (wanted) => {
    if (wanted === isReachable) return;
    isReachable = wanted;
    for (const endpoint of server.endpoints) {
      change = change.then(
        () =>
          new Promise((resolve) => {
            if (wanted) return endpoint.restoreConnection(done(resolve));
            endpoint.suspendConnection(done(resolve));
            endpoint.abruptlyInterruptChannels();
          }),
      );
    }
  };
}

/**
 * The reporters of this server. Places that are not a station, such as buffers, report through the line's
 * controller: the first station.
 */
function reportersOf(
  space: AddressSpace,
  {
    name,
    options,
    stations,
  }: { readonly name: ServerName; readonly options: ServerOptions; readonly stations: readonly StationPublisher[] },
): readonly EventReporter[] {
  const profile = PROFILES[name];
  if (profile.reporters === undefined) return [];
  // The site's event types are in the site's namespace, on servers of any maker.
  space.registerNamespace(NAMESPACES.bj);
  space.installAlarmsAndConditionsService();
  const objects = new Map(stations.map(({ id, object }) => [id, object]));
  const [first] = objects.values();
  const { plant, clocks } = options;
  return profile.reporters(space, {
    nowMs: () => plant.nowMs,
    safetyDevices: () => plant.safety.devices,
    offsetMs: (station) =>
      clocks.offsetMs(
        name,
        profile.hasDeviceClocks === true && station !== undefined && objects.has(station) ? station : name,
      ),
    objectOf: (station) => objects.get(station) ?? (first as UAObject),
    stations: [...objects.keys()],
    jobsOf: (station) => plant.jobs.of(station),
  });
}

function capabilities({
  maxSessions,
  perCall,
  samplingFloorMs,
}: ServerProfile): Pick<OPCUAServerOptions, "serverCapabilities"> {
  const limits = [
    "maxNodesPerRead",
    "maxNodesPerWrite",
    "maxNodesPerBrowse",
    "maxNodesPerRegisterNodes",
    "maxNodesPerTranslateBrowsePathsToNodeIds",
    "maxMonitoredItemsPerCall",
  ];
  return {
    serverCapabilities: {
      ...(maxSessions === undefined ? {} : { maxSessions }),
      ...(samplingFloorMs === undefined ? {} : { minSupportedSampleRate: samplingFloorMs }),
      ...(perCall === undefined
        ? {}
        : { operationLimits: Object.fromEntries(limits.map((limit) => [limit, perCall])) }),
    } as NonNullable<OPCUAServerOptions["serverCapabilities"]>,
  };
}

/** Raw history of every variable of the server's own namespace, in memory. */
function keepHistory(space: AddressSpace, { own, historyValues = 0 }: ServerProfile): void {
  const { index } = namespaceNamed(space, own);
  const visit = (node: UAVariable): void => {
    for (const child of node.findReferencesExAsObject("HierarchicalReferences")) {
      const variable = child as UAVariable;
      if (
        variable.nodeId.namespace === index &&
        "setValueFromSource" in variable &&
        variable.typeDefinitionObj.browseName.name !== "PropertyType"
      ) {
        variable.accessLevel |= AccessLevelFlag.HistoryRead;
        variable.userAccessLevel = (variable.userAccessLevel ?? variable.accessLevel) | AccessLevelFlag.HistoryRead;
        space.installHistoricalDataNode(variable, { maxOnlineValues: historyValues });
      }
      if (child.nodeId.namespace === index || child.browseName.name === "Machines") visit(child as UAVariable);
    }
  };
  visit(space.rootFolder.objects as unknown as UAVariable);
}
