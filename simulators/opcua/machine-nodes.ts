import { type AddressSpace, DataType, type InstantiateObjectOptions, StatusCodes, type UAObject, type UAVariable } from "node-opcua";
import type { Station } from "../plant/layout.ts";
import { commissionedMs } from "../plant/nameplate.ts";
import type { Signal } from "../plant/signal.ts";
import { findByPath, folderAt, objectAt, ownNamespace, qualifiedName, spaceOf, variableAt } from "./address.ts";
import { NAMESPACES, type Prefix } from "./namespaces.ts";
import { modelOf } from "./paths.ts";

const JOINTS = [1, 2, 3, 4, 5, 6] as const;
/** ROTARY of MotionProfile, ARTICULATED of MotionDeviceCategory. */
const ROTARY = 1;
const ARTICULATED = 1;

type Placement = Partial<Pick<InstantiateObjectOptions, "componentOf" | "organizedBy" | "optionals">>;

function instantiate(space: AddressSpace, type: readonly [Prefix, string], placement: Placement & { readonly name: string }): UAObject {
  const [prefix, typeName] = type;
  const objectType = space.findObjectType(typeName, space.getNamespaceIndex(NAMESPACES[prefix]));
  if (objectType === null) {
    throw new Error(`the loaded nodesets have no type ${typeName}`);
  }
  const { name, ...rest } = placement;
  return objectType.instantiate({ ...rest, browseName: qualifiedName(space, name), namespace: ownNamespace(space) });
}

function setFixed(variable: UAVariable, options: { readonly dataType: DataType; readonly value: unknown; readonly sinceMs: number }): void {
  variable.setValueFromSource({ dataType: options.dataType, value: options.value }, StatusCodes.Good, new Date(options.sinceMs));
}

function addIdentification(machine: UAObject): void {
  if (findByPath(machine, "di:Identification") === null) {
    instantiate(spaceOf(machine), ["mach", "MachineIdentificationType"], { name: "di:Identification", componentOf: machine, optionals: ["Model", "SoftwareRevision"] });
  }
}

function machineTool(space: AddressSpace, machines: UAObject, station: Station): UAObject {
  const machine = instantiate(space, ["mt", "MachineToolType"], {
    name: `bj:${station.id}`,
    organizedBy: machines,
    optionals: ["Identification.Model", "Identification.SoftwareRevision", "Monitoring.MachineTool.FeedOverride", "MachineryBuildingBlocks.MachineryItemState"],
  });
  const cnc = instantiate(space, ["cnc", "CncInterfaceType"], { name: "bj:Cnc", componentOf: machine });
  const axes = station.kind === "lathe" ? ["X", "Z"] : ["X", "Y", "Z", "B"];
  for (const name of axes) {
    instantiate(space, ["cnc", "CncAxisType"], { name: `bj:${name}`, componentOf: objectAt(cnc, "cnc:CncAxisList") });
  }
  instantiate(space, ["cnc", "CncSpindleType"], { name: "bj:S1", componentOf: objectAt(cnc, "cnc:CncSpindleList") });
  instantiate(space, ["cnc", "CncChannelType"], { name: "bj:Channel1", componentOf: objectAt(cnc, "cnc:CncChannelList") });
  return machine;
}

function motionDeviceSystem(space: AddressSpace, machines: UAObject, station: Station): UAObject {
  const machine = instantiate(space, ["rob", "MotionDeviceSystemType"], { name: `bj:${station.id}`, organizedBy: machines });
  const arm = instantiate(space, ["rob", "MotionDeviceType"], { name: "bj:Arm", componentOf: objectAt(machine, "rob:MotionDevices") });
  for (const joint of JOINTS) {
    instantiate(space, ["rob", "AxisType"], {
      name: `bj:Axis${joint}`,
      componentOf: objectAt(arm, "rob:Axes"),
      optionals: ["ParameterSet.ActualSpeed", "ParameterSet.ActualAcceleration"],
    });
    const train = instantiate(space, ["rob", "PowerTrainType"], { name: `bj:Train${joint}`, componentOf: objectAt(arm, "rob:PowerTrains") });
    instantiate(space, ["rob", "MotorType"], { name: "bj:Motor", componentOf: train, optionals: ["ParameterSet.EffectiveLoadRate"] });
  }
  instantiate(space, ["rob", "SafetyStateType"], { name: "bj:Safety", componentOf: objectAt(machine, "rob:SafetyStates") });
  return machine;
}

function plainMachine(space: AddressSpace, machines: UAObject, station: Station): UAObject {
  const machine = ownNamespace(space).addObject({ browseName: qualifiedName(space, `bj:${station.id}`), organizedBy: machines });
  instantiate(space, ["mach", "MonitoringType"], { name: "mach:Monitoring", componentOf: machine });
  return machine;
}

/** The machine object of a station with everything its companion model promises, under `mach:Machines`. Values come later. */
export function addMachine(space: AddressSpace, station: Station): UAObject {
  const machines = space.findNode(`ns=${space.getNamespaceIndex(NAMESPACES.mach)};i=1001`) as UAObject | null;
  if (machines === null) {
    throw new Error("the Machinery nodeset is not loaded: its Machines object is missing");
  }
  const build = { "machine-tool": machineTool, "motion-device-system": motionDeviceSystem, machine: plainMachine }[modelOf(station.kind)];
  const machine = build(space, machines, station);
  addIdentification(machine);
  if (findByPath(machine, "mach:MachineryBuildingBlocks/mach:MachineryItemState") === null) {
    const blocks = folderAt(machine, "mach:MachineryBuildingBlocks");
    instantiate(space, ["mach", "MachineryItemState_StateMachineType"], { name: "mach:MachineryItemState", componentOf: blocks });
  }
  return machine;
}

/** Nameplate and constants, each with the day of commissioning as its source time. They are written once. */
export function setConstants(machine: UAObject, station: Station, signals: readonly Signal[]): void {
  const sinceMs = commissionedMs(station.id);
  const write = (path: string, dataType: DataType, value: unknown): void => setFixed(variableAt(machine, path), { dataType, value, sinceMs });
  const plate = (id: string): string => String(signals.find((signal) => signal.id === id)?.read() ?? "");
  write("di:Identification/di:ProductInstanceUri", DataType.String, `urn:binjiang:${station.id.toLowerCase()}`);
  const model = modelOf(station.kind);
  if (model === "machine-tool") {
    write("mt:Monitoring/mt:MachineTool/mt:OperationMode", DataType.Int32, 1);
    write("mt:Production/mt:ActiveProgram/NumberInList", DataType.UInt16, 0);
    write("bj:Cnc/cnc:VendorName", DataType.String, plate("manufacturer"));
    write("bj:Cnc/cnc:VendorRevision", DataType.String, plate("software-revision"));
    write("bj:Cnc/cnc:Version", DataType.String, "1.00");
    for (const name of station.kind === "lathe" ? ["X", "Z"] : ["X", "Y", "Z", "B"]) {
      const axis = `bj:Cnc/cnc:CncAxisList/bj:${name}`;
      write(`${axis}/cnc:IsReferenced`, DataType.Boolean, true);
      write(`${axis}/cnc:IsRotational`, DataType.Boolean, name === "B");
      write(`${axis}/cnc:IsInactive`, DataType.Boolean, false);
      write(`${axis}/cnc:IsVirtual`, DataType.Boolean, false);
    }
  } else if (model === "motion-device-system") {
    const arm = "rob:MotionDevices/bj:Arm";
    write(`${arm}/rob:MotionDeviceCategory`, DataType.Int32, ARTICULATED);
    write(`${arm}/di:Manufacturer`, DataType.LocalizedText, { text: plate("manufacturer") });
    write(`${arm}/di:Model`, DataType.LocalizedText, { text: plate("model") });
    write(`${arm}/di:ProductCode`, DataType.String, plate("model"));
    write(`${arm}/di:SerialNumber`, DataType.String, plate("serial-number"));
    for (const joint of JOINTS) {
      write(`${arm}/rob:Axes/bj:Axis${joint}/rob:MotionProfile`, DataType.Int32, ROTARY);
    }
  }
}
