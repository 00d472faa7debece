/** Where a signal of the plant model stands in its machine's information model. Paths are relative to the machine object. */

const NAMEPLATE = new Map<string, string>([
  ["serial-number", "di:Identification/di:SerialNumber"],
  ["manufacturer", "di:Identification/di:Manufacturer"],
  ["model", "di:Identification/di:Model"],
  ["software-revision", "di:Identification/di:SoftwareRevision"],
]);

const CHANNEL = "bj:Cnc/cnc:CncChannelList/bj:Channel1";
const SPINDLE = "bj:Cnc/cnc:CncSpindleList/bj:S1";

const CNC = new Map<string, string>([
  ["channel/feed-override", "mt:Monitoring/mt:MachineTool/mt:FeedOverride"],
  ["program/name", "mt:Production/mt:ActiveProgram/mt:Name"],
  ["program/status", `${CHANNEL}/cnc:ActProgramStatus`],
  ["channel/feedrate", `${CHANNEL}/cnc:ActFeedrate`],
  ["tool/number", `${CHANNEL}/cnc:ToolId`],
  ["spindle/speed", `${SPINDLE}/cnc:ActSpeed`],
  ["spindle/speed-commanded", `${SPINDLE}/cnc:CmdSpeed`],
  ["spindle/override", `${SPINDLE}/cnc:ActOverride`],
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
  ["safety/emergency-stop", "rob:SafetyStates/bj:Safety/di:ParameterSet/rob:EmergencyStop"],
  ["safety/protective-stop", "rob:SafetyStates/bj:Safety/di:ParameterSet/rob:ProtectiveStop"],
  ["safety/operational-mode", "rob:SafetyStates/bj:Safety/di:ParameterSet/rob:OperationalMode"],
  ["program/speed-override", "rob:MotionDevices/bj:Arm/di:ParameterSet/rob:SpeedOverride"],
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

export type Model = "machine-tool" | "motion-device-system" | "machine";

/** Which information model a kind of station is built from. */
export function modelOf(kind: string): Model {
  if (kind === "lathe" || kind === "machining-centre") {
    return "machine-tool";
  }
  return kind === "robot" || kind === "cobot" ? "motion-device-system" : "machine";
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_whole, first: string) => first.toUpperCase());
}

function companionPath(model: Model, signal: string): string | undefined {
  const nameplate = NAMEPLATE.get(signal);
  if (nameplate !== undefined || model === "machine") {
    return nameplate;
  }
  const [component = "", name = ""] = signal.split("/");
  if (model === "machine-tool") {
    const ofAxis = component.startsWith("axis-") ? CNC_AXIS.get(name) : undefined;
    return ofAxis === undefined ? CNC.get(signal) : `bj:Cnc/cnc:CncAxisList/bj:${component.slice("axis-".length).toUpperCase()}/${ofAxis}`;
  }
  if (!component.startsWith("joint-")) {
    return ROBOT.get(signal);
  }
  const number = component.slice("joint-".length);
  const ofAxis = ROBOT_AXIS.get(name);
  if (ofAxis !== undefined) {
    return `rob:MotionDevices/bj:Arm/rob:Axes/bj:Axis${number}/di:ParameterSet/${ofAxis}`;
  }
  const ofMotor = ROBOT_MOTOR.get(name);
  return ofMotor === undefined ? undefined : `rob:MotionDevices/bj:Arm/rob:PowerTrains/bj:Train${number}/bj:Motor/di:ParameterSet/${ofMotor}`;
}

/** Where vendor variables hang: machines of plain Machinery have a standard place for them. */
function vendorRoot(model: Model): string {
  return model === "machine" ? "mach:Monitoring" : "bj:Sensors";
}

/** The browse path of a signal: the companion model's node where it has one, else a vendor variable named after the signal. */
export function pathOf(kind: string, signal: string): { readonly path: string; readonly isVendor: boolean } {
  const model = modelOf(kind);
  const companion = companionPath(model, signal);
  if (companion !== undefined) {
    return { path: companion, isVendor: false };
  }
  if (signal === "item-state") {
    return { path: "bj:ItemState", isVendor: true };
  }
  return {
    path: `${vendorRoot(model)}/${signal
      .split("/")
      .map((part) => `bj:${pascal(part)}`)
      .join("/")}`,
    isVendor: true,
  };
}
