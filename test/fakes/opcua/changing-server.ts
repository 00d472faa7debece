import { fileURLToPath } from "node:url";
import {
  type AddressSpace,
  BrowseDirection,
  DataType,
  makeEUInformation,
  type Namespace,
  NodeClassMask,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  resolveNodeId,
  StatusCode,
  StatusCodes,
  type UADataType,
  type UAObject,
  type UAVariable,
  VariantArrayType,
} from "node-opcua";
import { freePort } from "../net/free-port.ts";
import { OWN_NAMESPACE } from "./server.ts";

const TYPES = "urn:gemba:types";
const TYPES_FILE = fileURLToPath(new URL("./types.xml", import.meta.url));

/** Internals of node-opcua's server that tests read. */
interface Sessions {
  readonly _sessions: Readonly<
    Record<
      string,
      { readonly publishEngine: { readonly subscriptions: readonly { readonly monitoredItemCount: number }[] } }
    >
  >;
}

export interface ChangingServerOptions {
  /** No model change events. */
  readonly isSilent?: boolean;
  /** No GetMonitoredItems. */
  readonly hidesItems?: boolean;
  /** No inverse HasEncoding references from encodings to types. */
  readonly hidesEncodings?: boolean;
  /** Transfers subscriptions to a later session even without encryption. */
  readonly transfers?: boolean;
}

export class ChangingServer implements AsyncDisposable {
  readonly endpoint: string;
  readonly #server: OPCUAServer;
  readonly #space: AddressSpace;
  readonly #own: Namespace;
  readonly #machine: UAObject;
  readonly #timer: NodeJS.Timeout;
  readonly #counters = new Map<string, UAVariable>();
  readonly #isSilent: boolean;
  /** Calls of each service so far. */
  readonly calls = new Map<string, number>();
  #count = 0;

  private constructor(endpoint: string, server: OPCUAServer, isSilent: boolean) {
    this.endpoint = endpoint;
    this.#server = server;
    this.#isSilent = isSilent;
    this.#space = server.engine.addressSpace as AddressSpace;
    this.#own = this.#space.registerNamespace(OWN_NAMESPACE);
    this.#machine = this.#own.addObject({
      browseName: "Machine",
      organizedBy: this.#space.rootFolder.objects,
      nodeId: "s=Machine",
    });
    this.#timer = setInterval(() => this.#tick(), 50);
    server.on("request", ({ schema }) => this.calls.set(schema.name, (this.calls.get(schema.name) ?? 0) + 1));
  }

  static async start(pkiDir: string, options: ChangingServerOptions = {}): Promise<ChangingServer> {
    const port = await freePort();
    const server = new OPCUAServer({
      port,
      host: "127.0.0.1",
      hostname: "127.0.0.1",
      nodesets: [nodesets.standard, TYPES_FILE],
      serverCertificateManager: new OPCUACertificateManager({
        rootFolder: pkiDir,
        automaticallyAcceptUnknownCertificate: true,
        disableFileWatchers: true,
      }),
      serverCapabilities: { minSupportedSampleRate: 0 },
      allowAnonymousSubscriptionTransferOnUnsecuredChannel: options.transfers === true,
    });
    await server.initialize();
    const changing = new ChangingServer(`opc.tcp://127.0.0.1:${port}`, server, options.isSilent === true);
    await server.start();
    if (options.hidesEncodings === true) hideEncodings(server);
    if (options.hidesItems === true) changing.#space.deleteNode(resolveNodeId("i=11492"));
    return changing;
  }

  /** A counter at `Machine/<name>`, with its own NodeId, that counts every 50 ms. */
  count(name: string, nodeId: string): void {
    this.#counters.set(
      nodeId,
      this.#own.addVariable({
        browseName: name,
        componentOf: this.#machine,
        nodeId: `s=${nodeId}`,
        dataType: DataType.Double,
        minimumSamplingInterval: 0,
      }),
    );
    this.#tick();
  }

  /** The node keeps counting, but no path leads to it any more. */
  hide(nodeId: string): void {
    const node = this.#counters.get(nodeId) as UAVariable;
    this.#machine.removeReference({ referenceType: "HasComponent", nodeId: node.nodeId });
  }

  remove(nodeId: string): void {
    const node = this.#counters.get(nodeId);
    this.#counters.delete(nodeId);
    if (node !== undefined) this.#space.deleteNode(node);
  }

  /** Sends a model change event. */
  announce(event: "GeneralModelChangeEventType" | "SemanticChangeEventType"): void {
    if (!this.#isSilent) this.#space.rootFolder.objects.server.raiseEvent(event, {});
  }

  /** A length whose unit can change from metres to millimetres. */
  length(value: number, unit: "MTR" | "MMT"): void {
    const known = this.#machine.getChildByName("Stroke") as UAVariable | null;
    const stroke =
      known ??
      this.#own.addVariable({
        browseName: "Stroke",
        componentOf: this.#machine,
        dataType: DataType.Double,
        minimumSamplingInterval: 0,
      });
    const units =
      (stroke.getChildByName("EngineeringUnits") as UAVariable | null) ??
      this.#own.addVariable({
        browseName: { name: "EngineeringUnits", namespaceIndex: 0 },
        propertyOf: stroke,
        dataType: "EUInformation",
      });
    units.setValueFromSource({
      dataType: DataType.ExtensionObject,
      value: makeEUInformation(unit, unit === "MTR" ? "m" : "mm", ""),
    });
    stroke.setValueFromSource({ dataType: DataType.Double, value }, StatusCodes.Good, new Date("2026-02-03T04:05:06Z"));
  }

  /** Sets SemanticsChanged in the status of the next value. */
  flagSemantics(value: number): void {
    (this.#machine.getChildByName("Stroke") as UAVariable).setValueFromSource(
      { dataType: DataType.Double, value },
      StatusCode.makeStatusCode(StatusCodes.Good, 0x4000),
      new Date(),
    );
  }

  addNamespace(uri: string): { count(name: string): void } {
    const namespace = this.#space.registerNamespace(uri);
    return {
      count: (name) => {
        this.#counters.set(
          `${uri} ${name}`,
          namespace.addVariable({
            browseName: name,
            componentOf: this.#machine,
            nodeId: `ns=${namespace.index};s=${name}`,
            dataType: DataType.Double,
            minimumSamplingInterval: 0,
          }),
        );
        this.#tick();
      },
    };
  }

  /** Values of the server's own types, and a matrix. */
  addStructures(): void {
    const { grip, tool, station } = this.#types();
    const one = (number: number) =>
      this.#space.constructExtensionObject(tool, {
        number,
        name: `T${number}`,
        wear: [number / 10, number / 5],
        grip: number % 2 === 0 ? 1 : 5,
      });
    const add = (
      browseName: string,
      dataType: UADataType | DataType,
      shape: { valueRank?: number; arrayDimensions?: number[] } = {},
    ) =>
      this.#own.addVariable({
        browseName,
        componentOf: this.#machine,
        dataType: typeof dataType === "number" ? dataType : dataType.nodeId,
        minimumSamplingInterval: 0,
        ...shape,
      });
    const value = this.#space.constructExtensionObject(station, {
      spindle: one(1),
      magazine: [one(2), one(3)],
      cycle: [1, 2],
      since: new Date("2026-01-02T03:04:05Z"),
    });
    add("Station", station).setValueFromSource({ dataType: DataType.ExtensionObject, value });
    add("Tools", tool, { valueRank: 1 }).setValueFromSource({
      dataType: DataType.ExtensionObject,
      arrayType: VariantArrayType.Array,
      value: [one(4), one(5)],
    });
    add("Grip", grip).setValueFromSource({ dataType: DataType.Int32, value: 5 });
    const matrix = (name: string, dimensions: number[]) => {
      const values = Float64Array.from(
        { length: dimensions.reduce((product, size) => product * size, 1) },
        (_, i) => i,
      );
      add(name, DataType.Double, { valueRank: dimensions.length, arrayDimensions: dimensions }).setValueFromSource({
        dataType: DataType.Double,
        arrayType: VariantArrayType.Matrix,
        dimensions,
        value: values,
      });
    };
    matrix("Frame", [2, 3]);
    matrix("Channels", [3, 20]);
  }

  /** Monitored items of all sessions, to detect leaks. */
  get monitoredItems(): number {
    const { _sessions } = this.#server.engine as unknown as Sessions;
    return Object.values(_sessions).reduce(
      (sum, { publishEngine }) =>
        sum + publishEngine.subscriptions.reduce((items, { monitoredItemCount }) => items + monitoredItemCount, 0),
      0,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#server.shutdown(0);
  }

  #types(): { grip: UADataType; tool: UADataType; station: UADataType } {
    const index = this.#space.getNamespaceIndex(TYPES);
    const type = (name: string) => this.#space.findDataType(name, index) as UADataType;
    return { grip: type("GripState"), tool: type("Tool"), station: type("Station") };
  }

  #tick(): void {
    this.#count++;
    const now = new Date();
    for (const node of this.#counters.values())
      node.setValueFromSource({ dataType: DataType.Double, value: this.#count }, StatusCodes.Good, now);
  }
}

/** Like servers that keep references in one direction only. */
function hideEncodings(server: OPCUAServer): void {
  type Browse = {
    readonly request: {
      readonly nodesToBrowse: {
        browseDirection: number;
        nodeClassMask: number;
        readonly referenceTypeId: { toString(): string };
      }[];
    };
  };
  const handlers = server as unknown as Record<string, (message: Browse, channel: unknown) => void>;
  const stock = handlers["_on_BrowseRequest"]?.bind(server);
  handlers["_on_BrowseRequest"] = (message, channel) => {
    for (const node of message.request.nodesToBrowse)
      if (node.browseDirection === BrowseDirection.Inverse && node.referenceTypeId.toString() === "ns=0;i=38")
        node.nodeClassMask = NodeClassMask.View;
    stock?.(message, channel);
  };
}
