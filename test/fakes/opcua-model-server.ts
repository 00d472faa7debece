/** A server with a vendor's machine, derived from the companion models, and plain variables beside it. In this process. */
import { once } from "node:events";
import { createServer } from "node:net";
import {
  type AddressSpace,
  coerceLocalizedText,
  DataType,
  makeEUInformation,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  promoteToStateMachine,
  type UAObject,
  type UAVariable,
  VariantArrayType,
} from "node-opcua";

const MACHINE_TOOL = "http://opcfoundation.org/UA/MachineTool/";
const MACHINERY = "http://opcfoundation.org/UA/Machinery/";
const OWN = "urn:acme:server";

export interface ModelServer extends AsyncDisposable {
  readonly endpoint: string;
}

export async function startModelServer(pkiDir: string): Promise<ModelServer> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  const { standard, di, ia, machinery, isa95JobControl, machineryJobs, machineTool } = nodesets;
  const server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    serverCertificateManager: new OPCUACertificateManager({ rootFolder: pkiDir, disableFileWatchers: true }),
    nodesets: [standard, di, ia, machinery, isa95JobControl, machineryJobs, machineTool],
  });
  await server.initialize();
  const space = server.engine.addressSpace as AddressSpace;
  space.registerNamespace(OWN);
  addMill(space);
  addOven(space);
  await server.start();
  return { endpoint: `opc.tcp://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => server.shutdown(0) };
}

/** Type AcmeMillType, two steps below MachineToolType. */
function addMill(space: AddressSpace): void {
  const own = space.getNamespace(OWN);
  const standard = space.findObjectType("MachineToolType", space.getNamespaceIndex(MACHINE_TOOL));
  const between = own.addObjectType({ browseName: "AcmeMachineType", subtypeOf: standard as NonNullable<typeof standard> });
  const type = own.addObjectType({ browseName: "AcmeMillType", subtypeOf: between });
  const mill = type.instantiate({
    browseName: "Mill 7",
    namespace: own,
    organizedBy: space.findNode(`ns=${space.getNamespaceIndex(MACHINERY)};i=1001`) as UAObject,
    optionals: ["Monitoring.MachineTool.FeedOverride", "MachineryBuildingBlocks.MachineryItemState"],
  });
  const child = (...names: string[]): UAVariable => names.reduce<UAObject | UAVariable>((at, name) => at.getChildByName(name) as UAObject, mill) as UAVariable;
  child("Identification", "ProductInstanceUri").setValueFromSource({ dataType: DataType.String, value: "urn:acme:mill:7" });
  const feed = child("Monitoring", "MachineTool", "FeedOverride");
  feed.setValueFromSource({ dataType: DataType.Double, value: 100 });
  (feed.getChildByName("EngineeringUnits") as UAVariable).setValueFromSource({ dataType: DataType.ExtensionObject, value: makeEUInformation("P1", "%", "percent") });
  (feed.getChildByName("EURange") as UAVariable).setValueFromSource({
    dataType: DataType.ExtensionObject,
    value: space.constructExtensionObject(space.findDataType("Range") as never, { low: 0, high: 120 }),
  });
  promoteToStateMachine(child("MachineryBuildingBlocks", "MachineryItemState") as unknown as UAObject).setState("Executing");
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
    own.addVariable({ browseName, propertyOf: temperature, dataType: DataType.Double, value: { dataType: DataType.Double, value } });
  own.addVariable({
    browseName: "Zones",
    componentOf: oven,
    dataType: DataType.Double,
    valueRank: 1,
    arrayDimensions: [3],
    value: { dataType: DataType.Double, arrayType: VariantArrayType.Array, value: new Float64Array([1, 2, 3]) },
  });
}
