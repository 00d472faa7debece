import { fileURLToPath } from "node:url";
import {
  type AddressSpace,
  DataType,
  type Namespace,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  StatusCodes,
  type UAEventType,
  type UANonExclusiveLimitAlarmEx,
  type UAObject,
  type UAVariable,
  Variant,
  VariantArrayType,
} from "node-opcua";
import { freePort } from "../net/free-port.ts";
import { OWN_NAMESPACE } from "./server.ts";

const TYPES_FILE = fileURLToPath(new URL("./types.xml", import.meta.url));
const TYPES = "urn:gemba:types";
const HIGH = 80;

export interface Piece {
  readonly sequence: number;
  readonly kind: string;
  readonly piece: string;
  readonly time?: Date;
}

/** How often a service was called, by its request's name. */
type Calls = Map<string, number>;

export class AlarmServer implements AsyncDisposable {
  readonly port: number;
  /** Method calls by name of the method. */
  readonly methods: Calls = new Map();
  /** Called before a method is carried out. */
  onMethod: (name: string) => void = () => {};
  readonly #server: OPCUAServer;
  readonly #space: AddressSpace;
  readonly #own: Namespace;
  readonly #machines: readonly UAObject[];
  readonly #temperature: UAVariable;
  readonly alarm: UANonExclusiveLimitAlarmEx;
  readonly #ring: UAVariable;

  private constructor(port: number, server: OPCUAServer) {
    this.port = port;
    this.#server = server;
    this.#space = server.engine.addressSpace as AddressSpace;
    this.#own = this.#space.registerNamespace(OWN_NAMESPACE);
    const { objects } = this.#space.rootFolder;
    this.#machines = ["Machine", "Other"].map((browseName) =>
      this.#own.addObject({
        browseName,
        organizedBy: objects,
        eventSourceOf: objects.server,
        nodeId: `s=${browseName}`,
      }),
    );
    const [machine] = this.#machines as [UAObject];
    this.#temperature = this.#own.addVariable({
      browseName: "Temperature",
      componentOf: machine,
      dataType: DataType.Double,
      minimumSamplingInterval: 0,
      nodeId: "s=Temperature",
    });
    this.#temperature.setValueFromSource({ dataType: DataType.Double, value: 20 });
    this.#space.installAlarmsAndConditionsService();
    this.alarm = this.#own.instantiateNonExclusiveLimitAlarm("NonExclusiveLimitAlarmType", {
      ...{
        browseName: "TooHot",
        conditionName: "TooHot",
        conditionSource: machine,
        inputNode: this.#temperature,
        highLimit: HIGH,
        lowLimit: -20,
      },
      optionals: ["ConfirmedState", "Confirm", "ShelvingState", "ShelvingState.UnshelveTime"],
    }) as UANonExclusiveLimitAlarmEx;
    this.alarm.setEnabledState(true);
    // The library leaves it without a state.
    (this.alarm.shelvingState as unknown as { setState(state: string): void }).setState("Unshelved");
    this.#addEventTypes();
    this.#ring = this.#own.addVariable({
      browseName: "Ring",
      componentOf: machine,
      dataType: "Structure",
      valueRank: 1,
      nodeId: "s=Ring",
      minimumSamplingInterval: 0,
    });
    this.ring([]);
  }

  static async start(pkiDir: string, port?: number): Promise<AlarmServer> {
    const own = port ?? (await freePort());
    const server = new OPCUAServer({
      port: own,
      host: "127.0.0.1",
      hostname: "127.0.0.1",
      nodesets: [nodesets.standard, TYPES_FILE],
      serverCertificateManager: new OPCUACertificateManager({
        rootFolder: pkiDir,
        automaticallyAcceptUnknownCertificate: true,
        disableFileWatchers: true,
      }),
      serverCapabilities: { minSupportedSampleRate: 0 },
      allowAnonymousSubscriptionTransferOnUnsecuredChannel: true,
    });
    await server.initialize();
    const made = new AlarmServer(own, server);
    made.#countMethods();
    await server.start();
    return made;
  }

  heat(degrees: number): void {
    this.#temperature.setValueFromSource({ dataType: DataType.Double, value: degrees }, StatusCodes.Good, new Date());
  }

  /** The server's own state of the alarm. */
  get state(): {
    active: boolean;
    acknowledged: boolean;
    confirmed: boolean;
    shelving: string;
    retain: boolean;
    comment: string;
  } {
    const { alarm } = this;
    const value = (node: unknown): unknown => (node as UAVariable).readValue().value.value;
    const shelving = value((alarm.shelvingState as unknown as UAObject).getChildByName("CurrentState")) as {
      text?: string;
    } | null;
    return {
      active: value(alarm.activeState.id) === true,
      acknowledged: value(alarm.ackedState.id) === true,
      confirmed: value(alarm.confirmedState?.id) === true,
      shelving: shelving?.text ?? "",
      retain: value(alarm.retain) === true,
      comment: (value(alarm.comment) as { text?: string } | null)?.text ?? "",
    };
  }

  /** A piece event of one of the two machines. */
  piece({ sequence, kind, piece, time = new Date() }: Piece, machine = 0): void {
    const type = this.#own.findObjectType("PieceEventType") as unknown as UAEventType;
    const text = (value: string) => new Variant({ dataType: DataType.String, value });
    (this.#machines[machine] as UAObject).raiseEvent(type, {
      ...{
        message: { dataType: DataType.LocalizedText, value: { text: `${kind} ${piece}` } },
        severity: { dataType: DataType.UInt16, value: 1 },
        time: { dataType: DataType.DateTime, value: time },
      },
      ...{
        sequence: { dataType: DataType.UInt32, value: sequence },
        kind: text(kind),
        pieceId: text(piece),
        tool: { dataType: DataType.ExtensionObject, value: this.#tool(sequence) },
      },
      tools: new Variant({ dataType: DataType.String, arrayType: VariantArrayType.Array, value: ["4", "7"] }),
    });
  }

  /** An event that is not a condition. */
  notice(text: string): void {
    const type = this.#own.findObjectType("NoticeEventType") as unknown as UAEventType;
    (this.#machines[0] as UAObject).raiseEvent(type, {
      message: { dataType: DataType.LocalizedText, value: { text } },
      severity: { dataType: DataType.UInt16, value: 300 },
    });
  }

  /** Records of the ring, by number and piece. */
  ring(records: readonly { readonly number: number; readonly piece: string }[], time = new Date()): void {
    this.#ring.setValueFromSource(
      {
        dataType: DataType.ExtensionObject,
        arrayType: VariantArrayType.Array,
        value: records.map(({ number, piece }) => this.#tool(number, piece)),
      },
      StatusCodes.Good,
      time,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown(0);
  }

  #tool(number: number, name = `T${number}`) {
    const type = this.#space.findDataType("Tool", this.#space.getNamespaceIndex(TYPES));
    return this.#space.constructExtensionObject(type as NonNullable<typeof type>, {
      number,
      name,
      wear: [number / 2],
      grip: 1,
    });
  }

  #addEventTypes(): void {
    const piece = this.#own.addEventType({ browseName: "PieceEventType", subtypeOf: "BaseEventType" });
    const property = (browseName: string, dataType: DataType | string, valueRank = -1) =>
      this.#own.addVariable({ browseName, propertyOf: piece, dataType, valueRank, modellingRule: "Mandatory" });
    property("Sequence", DataType.UInt32);
    property("Kind", DataType.String);
    property("PieceId", DataType.String);
    property("Tool", "Structure");
    property("Tools", DataType.String, 1);
    this.#own.addEventType({ browseName: "NoticeEventType", subtypeOf: "BaseEventType" });
  }

  #countMethods(): void {
    const server = this.#server as unknown as {
      _on_CallRequest(
        message: { request: { methodsToCall: { methodId: { value: unknown } }[] | null } },
        channel: unknown,
      ): unknown;
    };
    const stock = server._on_CallRequest.bind(server);
    server._on_CallRequest = (message, channel) => {
      for (const { methodId } of message.request.methodsToCall ?? []) {
        const name = String(
          (this.#space.findNode(methodId as never) as { browseName?: { name?: string } } | null)?.browseName?.name ??
            methodId.value,
        );
        this.methods.set(name, (this.methods.get(name) ?? 0) + 1);
        this.onMethod(name);
      }
      return stock(message, channel);
    };
  }
}
