import {
  type AddressSpace,
  DataType,
  type InstantiateObjectOptions,
  StatusCodes,
  type UAObject,
  type UAVariable,
} from "node-opcua";
import type { Signal } from "../../../kernel/signal.ts";
import type { Station } from "../../../plants/machining/layout.ts";
import { commissionedMs } from "../../../plants/machining/nameplate.ts";
import { findByPath, folderAt, namespaceNamed, objectAt, qualifiedName, spaceOf, variableAt } from "../address.ts";
import { JOB_METHODS } from "../jobs/job-receiver.ts";
import { NAMESPACES, type Prefix } from "../namespaces.ts";
import { hasCncInterface, modelOf, ownPrefix } from "./paths.ts";

const JOINTS = [1, 2, 3, 4, 5, 6] as const;
const AXES = ["X", "Y", "Z", "B"] as const;
/** ROTARY of MotionProfile, ARTICULATED of MotionDeviceCategory. */
const ROTARY = 1;
const ARTICULATED = 1;

type Placement = Partial<Pick<InstantiateObjectOptions, "componentOf" | "organizedBy" | "optionals">> & {
  readonly name: string;
  readonly own: Prefix;
};

function instantiate(space: AddressSpace, type: readonly [Prefix, string], placement: Placement): UAObject {
  const [prefix, typeName] = type;
  const objectType = space.findObjectType(typeName, space.getNamespaceIndex(NAMESPACES[prefix]));
  if (objectType === null) {
    throw new Error(`the loaded nodesets have no type ${typeName}`);
  }
  const { name, own, ...rest } = placement;
  return objectType.instantiate({
    ...rest,
    browseName: qualifiedName(space, name),
    namespace: namespaceNamed(space, own),
  });
}

function setFixed(
  variable: UAVariable,
  options: { readonly dataType: DataType; readonly value: unknown; readonly sinceMs: number },
): void {
  variable.setValueFromSource(
    { dataType: options.dataType, value: options.value },
    StatusCodes.Good,
    new Date(options.sinceMs),
  );
}

function addIdentification(machine: UAObject, own: Prefix): void {
  if (findByPath(machine, "di:Identification") === null) {
    instantiate(spaceOf(machine), ["mach", "MachineIdentificationType"], {
      name: "di:Identification",
      own,
      componentOf: machine,
      optionals: ["Model", "SoftwareRevision"],
    });
  }
}

function machineTool(space: AddressSpace, machines: UAObject, station: Station): UAObject {
  const own = "bj";
  const machine = instantiate(space, ["mt", "MachineToolType"], {
    name: `bj:${station.id}`,
    own,
    organizedBy: machines,
    optionals: [
      ...[
        "Identification.Model",
        "Identification.SoftwareRevision",
        "Monitoring.MachineTool.FeedOverride",
        "Notification.Messages",
      ],
      ...["MachineryBuildingBlocks.MachineryItemState", "MachineryBuildingBlocks.JobManagement"],
      ...JOB_METHODS.map((name) => `MachineryBuildingBlocks.JobManagement.JobOrderControl.${name}`),
    ],
  });
  const monitoring = objectAt(machine, "mt:Monitoring");
  instantiate(space, ["mt", "SpindleMonitoringType"], {
    name: "bj:S1",
    own,
    componentOf: monitoring,
    optionals: ["Override"],
  });
  instantiate(space, ["mt", "ChannelMonitoringType"], {
    name: "bj:Channel1",
    own,
    componentOf: monitoring,
    optionals: ["RapidOverride"],
  });
  if (!hasCncInterface(station)) return machine;
  const cnc = instantiate(space, ["cnc", "CncInterfaceType"], { name: "bj:Cnc", own, componentOf: machine });
  for (const name of AXES) {
    instantiate(space, ["cnc", "CncAxisType"], {
      name: `bj:${name}`,
      own,
      componentOf: objectAt(cnc, "cnc:CncAxisList"),
    });
  }
  instantiate(space, ["cnc", "CncSpindleType"], {
    name: "bj:S1",
    own,
    componentOf: objectAt(cnc, "cnc:CncSpindleList"),
  });
  instantiate(space, ["cnc", "CncChannelType"], {
    name: "bj:Channel1",
    own,
    componentOf: objectAt(cnc, "cnc:CncChannelList"),
  });
  return machine;
}

function motionDeviceSystem(space: AddressSpace, machines: UAObject, station: Station): UAObject {
  const own = "lx";
  const machine = instantiate(space, ["rob", "MotionDeviceSystemType"], {
    name: `lx:${station.id}`,
    own,
    organizedBy: machines,
  });
  const arm = instantiate(space, ["rob", "MotionDeviceType"], {
    name: "lx:Arm",
    own,
    componentOf: objectAt(machine, "rob:MotionDevices"),
  });
  for (const joint of JOINTS) {
    instantiate(space, ["rob", "AxisType"], {
      name: `lx:Axis${joint}`,
      own,
      componentOf: objectAt(arm, "rob:Axes"),
      optionals: ["ParameterSet.ActualSpeed", "ParameterSet.ActualAcceleration"],
    });
    const train = instantiate(space, ["rob", "PowerTrainType"], {
      name: `lx:Train${joint}`,
      own,
      componentOf: objectAt(arm, "rob:PowerTrains"),
    });
    instantiate(space, ["rob", "MotorType"], {
      name: "lx:Motor",
      own,
      componentOf: train,
      optionals: ["ParameterSet.EffectiveLoadRate"],
    });
  }
  instantiate(space, ["rob", "SafetyStateType"], {
    name: "lx:Safety",
    own,
    componentOf: objectAt(machine, "rob:SafetyStates"),
  });
  return machine;
}

function plainMachine(space: AddressSpace, machines: UAObject, station: Station): UAObject {
  const machine = namespaceNamed(space, "bj").addObject({
    browseName: qualifiedName(space, `bj:${station.id}`),
    organizedBy: machines,
  });
  instantiate(space, ["mach", "MonitoringType"], { name: "mach:Monitoring", own: "bj", componentOf: machine });
  return machine;
}

/**
 * The machine object of a station with everything its companion model promises, under `mach:Machines`. Values come
 * later.
 */
export function addMachine(space: AddressSpace, station: Station): UAObject {
  const machines = space.findNode(`ns=${space.getNamespaceIndex(NAMESPACES.mach)};i=1001`) as UAObject | null;
  if (machines === null) {
    throw new Error("the Machinery nodeset is not loaded: its Machines object is missing");
  }
  const own = ownPrefix(station.kind);
  const build = { "machine-tool": machineTool, "motion-device-system": motionDeviceSystem, machine: plainMachine }[
    modelOf(station.kind)
  ];
  const machine = build(space, machines, station);
  addIdentification(machine, own);
  if (findByPath(machine, "mach:MachineryBuildingBlocks/mach:MachineryItemState") === null) {
    const blocks = folderAt(machine, "mach:MachineryBuildingBlocks");
    instantiate(space, ["mach", "MachineryItemState_StateMachineType"], {
      name: "mach:MachineryItemState",
      own,
      componentOf: blocks,
    });
  }
  return machine;
}

/** Nameplate and constants, each with the day of commissioning as its source time. They are written once. */
export function setConstants(machine: UAObject, station: Station, signals: readonly Signal[]): void {
  const sinceMs = commissionedMs(station.id);
  const write = (path: string, dataType: DataType, value: unknown): void =>
    setFixed(variableAt(machine, path), { dataType, value, sinceMs });
  const plate = (id: string): string => String(signals.find((signal) => signal.id === id)?.read() ?? "");
  write("di:Identification/di:ProductInstanceUri", DataType.String, `urn:binjiang:${station.id.toLowerCase()}`);
  const model = modelOf(station.kind);
  if (model === "machine-tool") {
    write("mt:Monitoring/mt:MachineTool/mt:OperationMode", DataType.Int32, 1);
    write("mt:Production/mt:ActiveProgram/NumberInList", DataType.UInt16, 0);
    write("mt:Monitoring/bj:S1/mt:Name", DataType.String, "S1");
    write("mt:Monitoring/bj:Channel1/mt:Name", DataType.String, "Channel 1");
    if (hasCncInterface(station)) setCncConstants(write, plate);
  } else if (model === "motion-device-system") {
    const arm = "rob:MotionDevices/lx:Arm";
    write(`${arm}/rob:MotionDeviceCategory`, DataType.Int32, ARTICULATED);
    write(`${arm}/di:Manufacturer`, DataType.LocalizedText, { text: plate("manufacturer") });
    write(`${arm}/di:Model`, DataType.LocalizedText, { text: plate("model") });
    write(`${arm}/di:ProductCode`, DataType.String, plate("model"));
    write(`${arm}/di:SerialNumber`, DataType.String, plate("serial-number"));
    for (const joint of JOINTS) {
      write(`${arm}/rob:Axes/lx:Axis${joint}/rob:MotionProfile`, DataType.Int32, ROTARY);
    }
  }
}

function setCncConstants(
  write: (path: string, dataType: DataType, value: unknown) => void,
  plate: (id: string) => string,
): void {
  write("bj:Cnc/cnc:VendorName", DataType.String, plate("manufacturer"));
  write("bj:Cnc/cnc:VendorRevision", DataType.String, plate("software-revision"));
  write("bj:Cnc/cnc:Version", DataType.String, "1.00");
  for (const name of AXES) {
    const axis = `bj:Cnc/cnc:CncAxisList/bj:${name}`;
    write(`${axis}/cnc:IsReferenced`, DataType.Boolean, true);
    write(`${axis}/cnc:IsRotational`, DataType.Boolean, name === "B");
    write(`${axis}/cnc:IsInactive`, DataType.Boolean, false);
    write(`${axis}/cnc:IsVirtual`, DataType.Boolean, false);
  }
}
