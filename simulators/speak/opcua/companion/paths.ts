import type { Station } from "../../../plants/machining/layout.ts";

/**
 * Place of a signal of the plant model in its machine's information model. Paths are relative to the machine object.
 */

const NAMEPLATE = new Map<string, string>([
  ["serial-number", "di:Identification/di:SerialNumber"],
  ["manufacturer", "di:Identification/di:Manufacturer"],
  ["model", "di:Identification/di:Model"],
  ["software-revision", "di:Identification/di:SoftwareRevision"],
]);

const CHANNEL = "bj:Cnc/cnc:CncChannelList/bj:Channel1";
const SPINDLE = "bj:Cnc/cnc:CncSpindleList/bj:S1";

/**
 * Machining centres whose control has a CNC interface (OPC 40502); the others have axes and spindle in the site's own
 * part.
 */
const CNC_INTERFACES: ReadonlySet<string> = new Set(["CNC-203", "CNC-206"]);

export function hasCncInterface({ id }: StationId): boolean {
  return CNC_INTERFACES.has(id);
}

const MACHINE_TOOL = new Map<string, string>([
  ["channel/feed-override", "mt:Monitoring/mt:MachineTool/mt:FeedOverride"],
  ["channel/rapid-override", "mt:Monitoring/bj:Channel1/mt:RapidOverride"],
  ["spindle/override", "mt:Monitoring/bj:S1/mt:Override"],
  ["program/name", "mt:Production/mt:ActiveProgram/mt:Name"],
]);

const CNC = new Map<string, string>([
  ["program/status", `${CHANNEL}/cnc:ActProgramStatus`],
  ["channel/feedrate", `${CHANNEL}/cnc:ActFeedrate`],
  ["tool/number", `${CHANNEL}/cnc:ToolId`],
  ["spindle/speed", `${SPINDLE}/cnc:ActSpeed`],
  ["spindle/speed-commanded", `${SPINDLE}/cnc:CmdSpeed`],
  ["spindle/load", `${SPINDLE}/cnc:ActLoad`],
  ["spindle/power", `${SPINDLE}/cnc:ActPower`],
  ["spindle/torque", `${SPINDLE}/cnc:ActTorque`],
  ["spindle/status", `${SPINDLE}/cnc:ActStatus`],
]);

const CNC_AXIS = new Map<string, string>([
  ["position", "cnc:PosDirect/cnc:ActPos"],
  ["position-commanded", "cnc:PosDirect/cnc:CmdPos"],
  ["remaining-distance", "cnc:PosDirect/cnc:RemDist"],
  ["motor-position", "cnc:PosIndirect/cnc:ActPos"],
  ["motor-position-commanded", "cnc:PosIndirect/cnc:CmdPos"],
  ["motor-remaining-distance", "cnc:PosIndirect/cnc:RemDist"],
  ["load", "cnc:ActLoad"],
  ["power", "cnc:ActPower"],
  ["torque", "cnc:ActTorque"],
]);

const ROBOT = new Map<string, string>([
  ["safety/emergency-stop", "rob:SafetyStates/lx:Safety/di:ParameterSet/rob:EmergencyStop"],
  ["safety/protective-stop", "rob:SafetyStates/lx:Safety/di:ParameterSet/rob:ProtectiveStop"],
  ["safety/operational-mode", "rob:SafetyStates/lx:Safety/di:ParameterSet/rob:OperationalMode"],
  ["program/speed-override", "rob:MotionDevices/lx:Arm/di:ParameterSet/rob:SpeedOverride"],
]);

const ROBOT_AXIS = new Map<string, string>([
  ["position", "rob:ActualPosition"],
  ["speed", "rob:ActualSpeed"],
  ["acceleration", "rob:ActualAcceleration"],
]);

const ROBOT_MOTOR = new Map<string, string>([
  ["motor-temperature", "rob:MotorTemperature"],
  ["motor-load", "rob:EffectiveLoadRate"],
]);

export type CompanionModel = "machine-tool" | "motion-device-system" | "machine";

/** Properties of a station that decide how it is modelled. */
export type StationId = Pick<Station, "id" | "kind">;

/** Information model of a kind of station. */
export function modelOf(kind: string): CompanionModel {
  if (kind === "machining-centre") {
    return "machine-tool";
  }
  return kind === "robot" || kind === "cobot" ? "motion-device-system" : "machine";
}

/** A signal's name as most makers spell variables. */
export function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_whole, first: string) => first.toUpperCase());
}

function companionPath(station: StationId, signal: string): string | undefined {
  const model = modelOf(station.kind);
  const nameplate = NAMEPLATE.get(signal);
  if (nameplate !== undefined || model === "machine") {
    return nameplate;
  }
  const [component = "", name = ""] = signal.split("/");
  if (model === "machine-tool") {
    const monitored = MACHINE_TOOL.get(signal);
    if (monitored !== undefined || !hasCncInterface(station)) return monitored;
    const ofAxis = component.startsWith("axis-") ? CNC_AXIS.get(name) : undefined;
    return ofAxis === undefined
      ? CNC.get(signal)
      : `bj:Cnc/cnc:CncAxisList/bj:${component.slice("axis-".length).toUpperCase()}/${ofAxis}`;
  }
  if (!component.startsWith("joint-")) {
    return ROBOT.get(signal);
  }
  const number = component.slice("joint-".length);
  const ofAxis = ROBOT_AXIS.get(name);
  if (ofAxis !== undefined) {
    return `rob:MotionDevices/lx:Arm/rob:Axes/lx:Axis${number}/di:ParameterSet/${ofAxis}`;
  }
  const ofMotor = ROBOT_MOTOR.get(name);
  return ofMotor === undefined
    ? undefined
    : `rob:MotionDevices/lx:Arm/rob:PowerTrains/lx:Train${number}/lx:Motor/di:ParameterSet/${ofMotor}`;
}

/**
 * Kinds of stations with a non-standard part of the model, and its place: machines of plain Machinery have a standard
 * place for it.
 */
const VENDOR_PARTS = {
  "machine-tool": ["bj", "bj:Sensors"],
  "motion-device-system": ["lx", "lx:Diagnostics"],
  machine: ["bj", "mach:Monitoring"],
} as const;

/** Prefix of the names that are in no companion model. */
export function ownPrefix(kind: string): "bj" | "lx" {
  return VENDOR_PARTS[modelOf(kind)][0];
}

/**
 * The browse path of a signal: the companion model's node where it has one, else a vendor variable named after the
 * signal.
 */
export function companionPlace(
  station: StationId,
  signal: string,
): { readonly path: string; readonly isVendor: boolean } {
  const companion = companionPath(station, signal);
  if (companion !== undefined) {
    return { path: companion, isVendor: false };
  }
  const [own, root] = VENDOR_PARTS[modelOf(station.kind)];
  const names = signal.split("/").map((part) => `${own}:${pascal(part)}`);
  // The state is beside the state machine, for clients that read plain numbers.
  return { path: signal === "item-state" ? names.join("/") : [root, ...names].join("/"), isVendor: true };
}
