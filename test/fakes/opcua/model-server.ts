/**
 * A server with a vendor's machine, derived from the companion models, and plain variables beside it. In this process.
 */
import { createHash } from "node:crypto";
import {
  type AddressSpace,
  coerceLocalizedText,
  DataType,
  makeEUInformation,
  type NodeId,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  promoteToStateMachine,
  resolveNodeId,
  type UADataType,
  type UAObject,
  type UAObjectType,
  type UAVariable,
  VariantArrayType,
  type VariantOptions,
} from "node-opcua";
import { freePort } from "../net/free-port.ts";

const MACHINE_TOOL = "http://opcfoundation.org/UA/MachineTool/";
const MACHINERY = "http://opcfoundation.org/UA/Machinery/";
const OWN = "urn:acme:server";
/** Folders of the plant. */
export const LINES = 3;
export const STATIONS = 4;

export interface ModelServer extends AsyncDisposable {
  readonly endpoint: string;
  /** SHA-1 of its certificate, in hexadecimal. */
  readonly thumbprint: string;
}

export async function startModelServer(pkiDir: string): Promise<ModelServer> {
  const port = await freePort();
  const { standard, di, ia, machinery, isa95JobControl, machineryJobs, machineTool } = nodesets;
  const server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    serverCertificateManager: new OPCUACertificateManager({
      rootFolder: pkiDir,
      disableFileWatchers: true,
      automaticallyAcceptUnknownCertificate: true,
    }),
    nodesets: [standard, di, ia, machinery, isa95JobControl, machineryJobs, machineTool],
  });
  await server.initialize();
  const space = server.engine.addressSpace as AddressSpace;
  space.registerNamespace(OWN);
  addMill(space);
  addOven(space);
  addLines(space);
  await server.start();
  const thumbprint = createHash("sha1").update(server.getCertificate()).digest("hex");
  return { endpoint: `opc.tcp://127.0.0.1:${port}`, thumbprint, [Symbol.asyncDispose]: () => server.shutdown(0) };
}

/** Type AcmeMillType, two steps below MachineToolType. */
function addMill(space: AddressSpace): void {
  const own = space.getNamespace(OWN);
  const standard = space.findObjectType("MachineToolType", space.getNamespaceIndex(MACHINE_TOOL));
  const between = own.addObjectType({
    browseName: "AcmeMachineType",
    subtypeOf: standard as NonNullable<typeof standard>,
  });
  const type = own.addObjectType({ browseName: "AcmeMillType", subtypeOf: between });
  const mill = type.instantiate({
    browseName: "Mill 7",
    namespace: own,
    organizedBy: space.findNode(`ns=${space.getNamespaceIndex(MACHINERY)};i=1001`) as UAObject,
    optionals: ["Monitoring.MachineTool.FeedOverride", "MachineryBuildingBlocks.MachineryItemState"],
  });
  const child = (...names: string[]): UAVariable =>
    names.reduce<UAObject | UAVariable>((at, name) => at.getChildByName(name) as UAObject, mill) as UAVariable;
  child("Identification", "ProductInstanceUri").setValueFromSource({
    dataType: DataType.String,
    value: "urn:acme:mill:7",
  });
  const feed = child("Monitoring", "MachineTool", "FeedOverride");
  feed.setValueFromSource({ dataType: DataType.Double, value: 100 });
  (feed.getChildByName("EngineeringUnits") as UAVariable).setValueFromSource({
    dataType: DataType.ExtensionObject,
    value: makeEUInformation("P1", "%", "percent"),
  });
  (feed.getChildByName("EURange") as UAVariable).setValueFromSource({
    dataType: DataType.ExtensionObject,
    value: space.constructExtensionObject(space.findDataType("Range") as never, { low: 0, high: 120 }),
  });
  promoteToStateMachine(child("MachineryBuildingBlocks", "MachineryItemState") as unknown as UAObject).setState(
    "Executing",
  );
  // The same state in a second place, as some vendors show it.
  const again = (
    space.findObjectType("MachineryItemState_StateMachineType", space.getNamespaceIndex(MACHINERY)) as UAObjectType
  ).instantiate({
    browseName: { name: "MachineryItemState", namespaceIndex: space.getNamespaceIndex(MACHINERY) },
    namespace: own,
    componentOf: child("Monitoring") as unknown as UAObject,
  });
  promoteToStateMachine(again as UAObject).setState("Executing");
}

/**
 * Identical stations of a plant as a PLC shows them: in folders, with types that only values or old properties show.
 */
function addLines(space: AddressSpace): void {
  const own = space.getNamespace(OWN);
  const plant = own.addFolder(space.rootFolder.objects, "Plant");
  const modes = own.addEnumerationType({ browseName: "StationMode", enumeration: ["Off", "Setup", "Run"] });
  for (let line = 1; line <= LINES; line++) {
    const hall = own.addFolder(plant, `Line${line}`);
    for (let station = 1; station <= STATIONS; station++)
      addStation(space, { hall, modes, name: `Station${line}${station}` });
  }
}

function addStation(
  space: AddressSpace,
  { hall, modes, name }: { readonly hall: UAObject; readonly modes: UADataType; readonly name: string },
): void {
  const own = space.getNamespace(OWN) as ReturnType<AddressSpace["getOwnNamespace"]>;
  const station = own.addObject({
    browseName: name,
    organizedBy: hall,
    eventSourceOf: space.rootFolder.objects.server,
    eventNotifier: 1,
  });
  // The library rejects valid values of an abstract type, so the value is set afterwards.
  const any = (browseName: string, value: VariantOptions): void => {
    const variable = own.addVariable({ browseName, componentOf: station, dataType: value.dataType as DataType, value });
    (variable as { dataType: NodeId }).dataType = resolveNodeId("BaseDataType");
  };
  any("Speed", { dataType: DataType.Double, value: 3 });
  any("Running", { dataType: DataType.Boolean, value: true });
  any("Program", { dataType: DataType.String, value: "P7" });
  own.addVariable({
    browseName: "Later",
    componentOf: station,
    dataType: "BaseDataType",
    value: { dataType: DataType.Null },
  });
  any("Picture", { dataType: DataType.ByteString, value: Buffer.from("x") });
  own.addVariable({
    browseName: "Mode",
    displayName: `${name} mode`,
    componentOf: station,
    dataType: modes,
    value: { dataType: DataType.Int32, value: 2 },
  });
  const setpoint = own.addVariable({
    browseName: "Setpoint",
    propertyOf: station,
    dataType: DataType.Double,
    value: { dataType: DataType.Double, value: 8 },
  });
  const alarm = own.instantiateNonExclusiveLimitAlarm("NonExclusiveLimitAlarmType", {
    ...{ browseName: "TooFast", conditionName: "TooFast", conditionSource: station, componentOf: station },
    ...{ inputNode: setpoint, highLimit: 9, lowLimit: -9 },
  });
  alarm.setEnabledState(true);
}

function addOven(space: AddressSpace): void {
  const own = space.getNamespace(OWN) as ReturnType<AddressSpace["getOwnNamespace"]>;
  const oven = own.addObject({ browseName: "Heizung&Ofen", organizedBy: space.rootFolder.objects });
  const temperature = own.addAnalogDataItem({
    browseName: "温度",
    displayName: coerceLocalizedText({ text: "炉温", locale: "zh-CN" }) as never,
    componentOf: oven,
    dataType: DataType.Double,
    engineeringUnitsRange: { low: 0, high: 300 },
    engineeringUnits: makeEUInformation("CEL", "°C", "degree Celsius"),
    value: { dataType: DataType.Double, value: 180 },
  });
  for (const [browseName, value] of [
    ["LowLimit", 20],
    ["HighLimit", 250],
  ] as const)
    own.addVariable({
      browseName,
      propertyOf: temperature,
      dataType: DataType.Double,
      value: { dataType: DataType.Double, value },
    });
  own.addVariable({
    browseName: "Zones",
    componentOf: oven,
    dataType: DataType.Double,
    valueRank: 1,
    arrayDimensions: [3],
    value: { dataType: DataType.Double, arrayType: VariantArrayType.Array, value: new Float64Array([1, 2, 3]) },
  });
}
