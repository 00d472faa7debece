import type { SignalValue } from "../../../kernel/signal.ts";
import { pascal } from "../companion/paths.ts";

/** Where a signal of a lathe is in its maker's model, and in what form. Paths are relative to the lathe. */
export interface LathePlace {
  readonly path: string;
  /** The signal is one element of an array. */
  readonly index?: number;
  /** UCUM code of the maker's unit, where it is not the signal's own. */
  readonly unit?: string;
  /** The maker's value for a value of the signal. */
  readonly toMaker?: (value: SignalValue) => SignalValue;
}

/** Parts of the machine as the maker groups them. */
const GROUPS = new Map<string, string>([
  ["program", "Nc"],
  ["channel", "Nc"],
  ["cycle", "Nc"],
  ["workpiece", "Work"],
  ["counter", "Work"],
  ["tool", "Turret"],
  ["chuck", "Spindle"],
  ["chip-conveyor", "ChipConveyor"],
]);

/** Motor temperatures are one array, in the order of the drives. */
export const DRIVE_TEMPERATURES: readonly string[] = [
  "axis-x/motor-temperature",
  "axis-z/motor-temperature",
  "spindle/motor-temperature",
];
const DRIVES_PATH = "hy:Drives/hy:MotorTemperature";

const coded = (codes: readonly (readonly [ours: number, makers: number | string])[]) => {
  const table = new Map(codes);
  return (value: SignalValue): SignalValue => table.get(Number(value)) ?? value;
};

/** The maker's run state: 0 off, 1 ready, 2 automatic run, 5 stopped by an alarm. */
const RUN_STATES = [
  [0, 0],
  [1, 5],
  [2, 1],
  [3, 2],
] as const;

/** The maker's mode switch: 0 none, 1 memory (automatic), 4 jog, 7 service. */
const MODES = [
  [0, 0],
  [1, 7],
  [2, 4],
  [3, 1],
] as const;

const PROGRAM_STATES = [
  [0, "STOP"],
  [1, "RUN"],
  [2, "WAIT"],
  [3, "HOLD"],
  [4, "CANCEL"],
] as const;

const kilo = (value: SignalValue): SignalValue => Number(value) / 1000;
const hundredfold = (value: SignalValue): SignalValue => Number(value) * 100;

const SPECIAL = new Map<string, LathePlace>([
  ["item-state", { path: "hy:Status/hy:RunState", toMaker: coded(RUN_STATES) }],
  ["operation-mode", { path: "hy:Status/hy:Mode", toMaker: coded(MODES) }],
  ["program/status", { path: "hy:Nc/hy:ProgramState", toMaker: coded(PROGRAM_STATES) }],
  ["program/name", { path: "hy:Nc/hy:MainProgram" }],
  ["program/line", { path: "hy:Nc/hy:BlockNo" }],
  ["channel/feedrate", { path: "hy:Nc/hy:ActFeed" }],
  ["workpiece/id", { path: "hy:Work/hy:SerialNo" }],
  ["spindle/speed", { path: "hy:Spindle/hy:ActSpeed" }],
  ["spindle/speed-commanded", { path: "hy:Spindle/hy:CmdSpeed" }],
  ["spindle/power", { path: "hy:Spindle/hy:ActPower", unit: "kW", toMaker: kilo }],
  ["door/open", { path: "hy:Status/hy:DoorOpen" }],
  ["tool/number", { path: "hy:Turret/hy:ActStation" }],
]);

/** The maker's names where they differ from the model's. */
const NAMES = new Map<string, string>([
  ["position", "ActPos"],
  ["position-commanded", "CmdPos"],
  ["remaining-distance", "DistToGo"],
  ["motor-position", "EncoderPos"],
  ["motor-position-commanded", "EncoderCmdPos"],
  ["motor-remaining-distance", "EncoderDistToGo"],
  ["speed", "ActSpeed"],
]);

/** Where a lathe shows a signal. */
export function lathePlace(signal: string, unit: string): LathePlace {
  const index = DRIVE_TEMPERATURES.indexOf(signal);
  if (index >= 0) return { path: DRIVES_PATH, index };
  const special = SPECIAL.get(signal);
  if (special !== undefined) return special;
  const parts = signal.split("/");
  const name = parts.pop() as string;
  const component = parts[0];
  const group = component === undefined ? "Nameplate" : (GROUPS.get(component) ?? pascal(component));
  const path = `hy:${group}/hy:${NAMES.get(name) ?? pascal(name)}`;
  // Pressures of hydraulics and pneumatics are in kilopascal on these machines.
  return unit === "bar" ? { path, unit: "kPa", toMaker: hundredfold } : { path };
}

export const makersUnitOf = (place: LathePlace, unit: string): string => place.unit ?? unit;
