import { join } from "node:path";
import { setErrorLogger, setWarningLogger } from "node-opcua";
import type { Logger } from "pino";
import type { Clocks } from "../../clocks.ts";
import type { CounterBases } from "../../counter-bases.ts";
import type { Plant } from "../../plants/machining/plant.ts";
import type { Wire } from "../../wire.ts";
import { EventRouter } from "./events/event-places.ts";
import { HostedServer } from "./hosted-server.ts";
import { SERVERS, type ServerName } from "./profiles.ts";

export interface OpcuaSimulators {
  readonly servers: readonly HostedServer[];
  /** Shows what changed in the plant; after every step. */
  publish(): void;
  close(): Promise<void>;
}

/** Starts the plant's OPC UA servers. When one fails, those already started are closed and the error names it. */
export async function startOpcuaSimulators(options: {
  readonly plant: Plant;
  readonly clocks: Clocks;
  readonly wire: Wire;
  readonly counters: CounterBases;
  readonly ports: Readonly<Record<ServerName, number>>;
  readonly dataDir: string;
  readonly log: Logger;
}): Promise<OpcuaSimulators> {
  const { ports, dataDir, log, ...surroundings } = options;
  setWarningLogger((...words: unknown[]) => log.debug({ words }, "opcua-warning"));
  setErrorLogger((...words: unknown[]) => log.debug({ words }, "opcua-error"));
  const servers: HostedServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  for (const name of SERVERS) {
    try {
      servers.push(
        await HostedServer.start(
          name,
          { ...surroundings, port: ports[name], folder: join(dataDir, "simulators", name) },
          log,
        ),
      );
    } catch (cause) {
      await close();
      throw new Error(
        `OPC UA server ${name} did not start on port ${ports[name]}; is the port taken, or the folder not writable?`,
        { cause },
      );
    }
  }
  const router = new EventRouter();
  const over = new AbortController();
  options.plant.onEvent((event) => {
    const server = router.serverOf(event);
    if (server !== undefined) servers.find(({ name }) => name === server)?.report(event);
  }, over.signal);
  options.wire.onMoment("server-restart", ({ target, parameters }) =>
    servers.find(({ name }) => name === target)?.restart(parameters["changesNodeIds"] === true),
  );
  return {
    servers,
    publish() {
      for (const server of servers) server.publish();
    },
    async close() {
      over.abort();
      await close();
    },
  };
}
