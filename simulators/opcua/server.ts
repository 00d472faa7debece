import { join } from "node:path";
import { MessageSecurityMode, nodesets, OPCUACertificateManager, OPCUAServer, SecurityPolicy } from "node-opcua";
import { STATIONS } from "../plant/layout.ts";
import type { Plant } from "../plant/plant.ts";
import { addMachine } from "./machine-nodes.ts";
import { MachinePublisher } from "./machine-publisher.ts";
import { NAMESPACES, nodesetsOf, type ServerName } from "./namespaces.ts";

export interface SimulatedServer {
  readonly name: ServerName;
  readonly endpoint: string;
  /** File of the server's certificate, for whoever is to trust it. */
  readonly certificateFile: string;
  readonly machines: readonly MachinePublisher[];
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly plant: Plant;
  readonly port: number;
  /** Folder for the server's keys and certificates, its own. */
  readonly folder: string;
}

async function certificates(folder: string): Promise<OPCUACertificateManager> {
  const manager = new OPCUACertificateManager({ rootFolder: folder, automaticallyAcceptUnknownCertificate: true, disableFileWatchers: true });
  await manager.initialize();
  return manager;
}

/** Starts one of the plant's OPC UA servers on the loopback with every station it speaks for. */
export async function startServer(name: ServerName, options: ServerOptions): Promise<SimulatedServer> {
  const { plant, port, folder } = options;
  const server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    // Only loopback is served, and a simulated machine has nothing to protect: any client may come, encrypted or not.
    serverCertificateManager: await certificates(join(folder, "server")),
    userCertificateManager: await certificates(join(folder, "users")),
    securityPolicies: [SecurityPolicy.None, SecurityPolicy.Basic256Sha256],
    securityModes: [MessageSecurityMode.None, MessageSecurityMode.SignAndEncrypt],
    serverInfo: { applicationUri: `urn:binjiang:${name}`, productUri: "urn:binjiang:simulator", applicationName: { text: `Binjiang simulated ${name}` } },
    buildInfo: { manufacturerName: "Gemba simulators", productName: `simulated ${name}`, softwareVersion: "1" },
    maxConnectionsPerEndpoint: 20,
    nodesets: nodesetsOf(name),
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  if (space === null) {
    throw new Error(`OPC UA server ${name} has no address space after loading ${Object.keys(nodesets).length} nodesets`);
  }
  space.registerNamespace(NAMESPACES.bj);
  const machines = STATIONS.filter((station) => station.speaker === name).map((station) => {
    const machine = plant.machines.get(station.id);
    if (machine === undefined) {
      throw new Error(`the plant has no machine for station ${station.id}`);
    }
    return new MachinePublisher(addMachine(space, station), station, { machine, nowMs: plant.nowMs });
  });
  await server.start();
  return { name, endpoint: server.getEndpointUrl(), certificateFile: server.certificateFile, machines, close: () => server.shutdown(100) };
}
