/**
 * Child process of server.ts: 300 doubles that count, one node of each kind that the decoder knows, all under
 * Objects/Machine.
 */
import {
  AccessLevelFlag,
  DataType,
  makeEUInformation,
  type Namespace,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  resolveNodeId,
  StatusCodes,
  type UAObject,
  type UAVariable,
  VariantArrayType,
} from "node-opcua";
import { DOUBLES, OWN_NAMESPACE } from "./server.ts";

const [port, pkiDir] = process.argv.slice(2);
process.on("disconnect", () => process.exit(0));

const server = new OPCUAServer({
  port: Number(port),
  host: "127.0.0.1",
  hostname: "127.0.0.1",
  nodesets: [nodesets.standard, nodesets.di, nodesets.cnc],
  serverCertificateManager: new OPCUACertificateManager({
    rootFolder: pkiDir as string,
    automaticallyAcceptUnknownCertificate: true,
  }),
  // Doubles report each change by exception where `every: 0` asks for it.
  serverCapabilities: { minSupportedSampleRate: 0 },
  userManager: { isValidUser: (name: string, password: string) => name === "operator" && password === "right" },
});
await server.initialize();
const space = server.engine.addressSpace;
if (space === null) throw new Error("no address space");
const own = space.registerNamespace(OWN_NAMESPACE);
const machine = own.addObject({
  browseName: "Machine",
  organizedBy: space.rootFolder.objects,
  eventSourceOf: space.rootFolder.objects.server,
});

const doubles = Array.from({ length: DOUBLES }, (_, i) => variable(machine, `Double${i}`, DataType.Double, -1, 0));
let count = 0;
function tick(): void {
  count++;
  const now = new Date();
  for (const [i, node] of doubles.entries())
    node.setValueFromSource({ dataType: DataType.Double, value: i * 1_000_000 + count }, StatusCodes.Good, now);
}
tick();
setInterval(tick, 100);

const FIXED = new Date("2024-02-03T04:05:06.007Z");
const set = (
  node: UAVariable,
  dataType: DataType,
  value: unknown,
  status = StatusCodes.Good,
  arrayType = VariantArrayType.Scalar,
): void => node.setValueFromSource({ dataType, value, arrayType }, status, FIXED);
set(variable(machine, "Text", DataType.String), DataType.String, "铸件 A-17");
set(variable(machine, "Localized", DataType.LocalizedText), DataType.LocalizedText, { locale: "en", text: "Running" });
set(variable(machine, "Flag", DataType.Boolean), DataType.Boolean, true);
const stroke = variable(machine, "Stroke", DataType.Double);
set(stroke, DataType.Double, 1.5);
const metre = own.addVariable({
  browseName: { name: "EngineeringUnits", namespaceIndex: 0 },
  propertyOf: stroke,
  dataType: "EUInformation",
});
metre.setValueFromSource({ dataType: DataType.ExtensionObject, value: makeEUInformation("MTR", "m", "metre") });
set(variable(machine, "Mode", DataType.Int32), DataType.Int32, 2);
set(variable(machine, "Big", DataType.Int64), DataType.Int64, [0xffff_fffe, 3_589_934_592]);
set(variable(machine, "Huge", DataType.UInt64), DataType.UInt64, [1, 705_032_704]);
set(
  variable(machine, "Axes", DataType.Double, 1),
  DataType.Double,
  new Float64Array([1.5, 2.5, 3.5]),
  StatusCodes.Good,
  VariantArrayType.Array,
);
set(
  variable(machine, "Blocks", DataType.String, 1),
  DataType.String,
  ["N10 G0", "N20 M3"],
  StatusCodes.Good,
  VariantArrayType.Array,
);
set(variable(machine, "Broken", DataType.Double), DataType.Double, 42, StatusCodes.BadSensorFailure);
set(variable(machine, "Doubtful", DataType.Double), DataType.Double, 43, StatusCodes.UncertainLastUsableValue);
set(variable(machine, "State", DataType.NodeId), DataType.NodeId, resolveNodeId(`ns=${own.index};i=7`));
set(variable(machine, "Started", DataType.DateTime), DataType.DateTime, new Date("2020-01-01T00:00:00Z"));

const cnc = space.getNamespaceIndex("http://opcfoundation.org/UA/CNC");
const positionType = space.findDataType("CncPositionDataType", cnc);
if (positionType === null) throw new Error("no CncPositionDataType");
const position = own.addVariable({
  browseName: "Position",
  componentOf: machine,
  dataType: positionType.nodeId,
  minimumSamplingInterval: 50,
});
position.setValueFromSource(
  {
    dataType: DataType.ExtensionObject,
    value: space.constructExtensionObject(positionType, { actPos: 12.25, cmdPos: 12.5, remDist: 0.25 }),
  },
  StatusCodes.Good,
  FIXED,
);
// Models put units into their own namespace.
const feed = own.addVariable({
  browseName: { name: "Feed", namespaceIndex: cnc },
  componentOf: machine,
  dataType: DataType.Double,
  minimumSamplingInterval: 50,
});
set(feed, DataType.Double, 2);
const metrePerMinute = own.addVariable({
  browseName: { name: "EngineeringUnits", namespaceIndex: cnc },
  propertyOf: feed,
  dataType: "EUInformation",
});
metrePerMinute.setValueFromSource({
  dataType: DataType.ExtensionObject,
  value: makeEUInformation("2X", "m/min", "metre per minute"),
});
identify(own, machine, space.getNamespaceIndex("http://opcfoundation.org/UA/DI/"));

space.installAlarmsAndConditionsService();
const temperature = variable(machine, "Temperature", DataType.Double);
set(temperature, DataType.Double, 20);
const alarm = own.instantiateNonExclusiveLimitAlarm("NonExclusiveLimitAlarmType", {
  browseName: "TooHot",
  conditionName: "TooHot",
  conditionSource: machine,
  inputNode: temperature,
  highLimit: 80,
  lowLimit: -20,
});
alarm.setEnabledState(true);
process.on("message", (message) => {
  if (message === "hot" || message === "cool") set(temperature, DataType.Double, message === "hot" ? 90 : 20);
});

process.on("message", (message) => {
  // Simulates a reloaded program: the same name, another NodeId.
  if (message !== "renumber") return;
  space.deleteNode(doubles[5] as UAVariable);
  doubles[5] = variable(machine, "Double5", DataType.Double, -1, 0);
});
await server.start();
process.send?.("ready");

function variable(
  parent: UAObject,
  browseName: string,
  dataType: DataType,
  valueRank = -1,
  minimumSamplingInterval = 50,
): UAVariable {
  return own.addVariable({
    browseName,
    componentOf: parent,
    dataType,
    valueRank,
    ...(valueRank === 1 ? { arrayDimensions: [0] } : {}),
    minimumSamplingInterval,
    accessLevel: AccessLevelFlag.CurrentRead,
  });
}

function identify(namespace: Namespace, parent: UAObject, di: number): void {
  const identification = namespace.addObject({
    browseName: { name: "Identification", namespaceIndex: di },
    componentOf: parent,
  });
  namespace.addVariable({
    browseName: { name: "ProductInstanceUri", namespaceIndex: di },
    propertyOf: identification,
    dataType: DataType.String,
    value: { dataType: DataType.String, value: "urn:test:machine:1" },
  });
}
