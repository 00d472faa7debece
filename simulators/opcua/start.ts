import { join } from "node:path";
import { setErrorLogger, setWarningLogger } from "node-opcua";
import type { Logger } from "pino";
import type { Clocks } from "../clocks.ts";
import type { Plant } from "../plant/plant.ts";
import { SERVERS, type ServerName } from "./profiles.ts";
import { type SimulatedServer, startServer } from "./server.ts";

export interface OpcuaSimulators {
  readonly servers: readonly SimulatedServer[];
  /** Shows what changed in the plant; after every step. */
  publish(): void;
  close(): Promise<void>;
}

/** Starts the plant's OPC UA servers. When one fails, those already started are closed and the error says which. */
export async function startOpcuaSimulators(options: {
  readonly plant: Plant;
  readonly clocks: Clocks;
  readonly ports: Readonly<Record<ServerName, number>>;
  readonly dataDir: string;
  readonly log: Logger;
}): Promise<OpcuaSimulators> {
  const { plant, clocks, ports, dataDir, log } = options;
  setWarningLogger((...words: unknown[]) => log.debug({ words }, "opcua-warning"));
  setErrorLogger((...words: unknown[]) => log.debug({ words }, "opcua-error"));
  const servers: SimulatedServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  for (const name of SERVERS) {
    try {
      servers.push(await startServer(name, { plant, clocks, port: ports[name], folder: join(dataDir, "simulators", name) }));
    } catch (cause) {
      await close();
      throw new Error(`OPC UA server ${name} did not start on port ${ports[name]}; is the port taken, or the folder not writable?`, { cause });
    }
  }
  return {
    servers,
    publish() {
      for (const server of servers) {
        for (const station of server.stations) {
          station.publish(plant.nowMs);
        }
      }
    },
    close,
  };
}
