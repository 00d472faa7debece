/** A server with the limits of a small controller, whose Server object does not pass events on. In this process. */
import { type AddressSpace, DataType, nodesets, OPCUACertificateManager, OPCUAServer, type UAObject } from "node-opcua";
import { freePort } from "../net/free-port.ts";
import { OWN_NAMESPACE } from "./server.ts";

const SMALL = {
  ...{
    maxSessions: 1,
    maxSubscriptionsPerSession: 3,
    maxMonitoredItemsPerSubscription: 10,
    minSupportedSampleRate: 500,
  },
  operationLimits: { maxNodesPerRead: 3, maxMonitoredItemsPerCall: 5, maxNodesPerTranslateBrowsePathsToNodeIds: 4 },
};
const VARIABLES = 30;
const PERIOD_MS = 100;

/** Both are notifiers; `Line` repeats the events of `Press` below it. */
type Machine = "Line" | "Press";

export class SmallServer implements AsyncDisposable {
  readonly port: number;
  readonly #server: OPCUAServer;
  readonly #space: AddressSpace;
  readonly #machines: Readonly<Record<Machine, UAObject>>;
  readonly #changing: NodeJS.Timeout;

  private constructor(port: number, server: OPCUAServer) {
    this.port = port;
    this.#server = server;
    this.#space = server.engine.addressSpace as AddressSpace;
    const own = this.#space.registerNamespace(OWN_NAMESPACE);
    const { objects } = this.#space.rootFolder;
    const line = own.addObject({ browseName: "Line", organizedBy: objects, nodeId: "s=Line", eventNotifier: 1 });
    const press = own.addObject({
      browseName: "Press",
      componentOf: line,
      notifierOf: line,
      nodeId: "s=Press",
      eventNotifier: 1,
    });
    this.#machines = { Line: line, Press: press };
    const variables = Array.from({ length: VARIABLES }, (_, n) =>
      own.addVariable({
        browseName: `V${n}`,
        componentOf: line,
        dataType: DataType.Double,
        minimumSamplingInterval: 500,
        nodeId: `s=V${n}`,
      }),
    );
    let value = 0;
    const change = (): void => {
      value++;
      for (const variable of variables) variable.setValueFromSource({ dataType: DataType.Double, value });
    };
    change();
    this.#changing = setInterval(change, PERIOD_MS);
  }

  static async start(pkiDir: string): Promise<SmallServer> {
    const port = await freePort();
    const server = new OPCUAServer({
      ...{ port, host: "127.0.0.1", hostname: "127.0.0.1", nodesets: [nodesets.standard], serverCapabilities: SMALL },
      serverCertificateManager: new OPCUACertificateManager({ rootFolder: pkiDir, disableFileWatchers: true }),
    });
    await server.initialize();
    const small = new SmallServer(port, server);
    await server.start();
    return small;
  }

  get endpoint(): string {
    return `opc.tcp://127.0.0.1:${this.port}`;
  }

  /** Reported by this object, and by those above it. */
  say(machine: Machine | "Server", text: string): void {
    const at = machine === "Server" ? this.#space.rootFolder.objects.server : this.#machines[machine];
    at.raiseEvent("BaseEventType", {
      message: { dataType: DataType.LocalizedText, value: { text } },
      severity: { dataType: DataType.UInt16, value: 300 },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#changing);
    await this.#server.shutdown(0);
  }
}
