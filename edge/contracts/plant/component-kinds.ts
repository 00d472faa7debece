/**
 * Kinds of components, and the fields of their geometry and ratings (rules AS5 to AS9 in docs/rules/assets.md). A type
 * of the plant may add kinds of its own.
 */
import type { LocalizedText } from "./tag.ts";

/** Every kind, with the name for components that have none. */
export const COMPONENT_KINDS = {
  spindle: { zh: "主轴", en: "Spindle" },
  bearing: { zh: "轴承", en: "Bearing" },
  gear: { zh: "减速器", en: "Gear" },
  belt: { zh: "皮带", en: "Belt" },
  chain: { zh: "链条", en: "Chain" },
  pump: { zh: "泵", en: "Pump" },
  fan: { zh: "风机", en: "Fan" },
  compressor: { zh: "压缩机", en: "Compressor" },
  motor: { zh: "电机", en: "Motor" },
  brake: { zh: "制动器", en: "Brake" },
  battery: { zh: "电池", en: "Battery" },
  exchanger: { zh: "换热器", en: "Heat exchanger" },
  heater: { zh: "加热器", en: "Heater" },
  filter: { zh: "过滤器", en: "Filter" },
  valve: { zh: "阀", en: "Valve" },
  axis: { zh: "轴", en: "Axis" },
  "ball-screw": { zh: "滚珠丝杠", en: "Ball screw" },
  tool: { zh: "刀具", en: "Tool" },
  clamp: { zh: "夹具", en: "Clamp" },
  gripper: { zh: "夹爪", en: "Gripper" },
  circuit: { zh: "介质回路", en: "Fluid circuit" },
  tank: { zh: "储罐", en: "Tank" },
  winding: { zh: "绕组", en: "Winding" },
  cabinet: { zh: "电柜", en: "Cabinet" },
  door: { zh: "门", en: "Door" },
  sensor: { zh: "传感器", en: "Sensor" },
  part: { zh: "部件", en: "Part" },
} as const satisfies Readonly<Record<string, LocalizedText>>;

type KnownComponentKind = keyof typeof COMPONENT_KINDS;

/** A kind of the list, or a word of the plant's own. */
export type ComponentKind = KnownComponentKind | (string & {});

export const COMPONENT_KIND_NAMES = Object.keys(COMPONENT_KINDS) as readonly KnownComponentKind[];

export function isKnownComponentKind(kind: string): kind is KnownComponentKind {
  return Object.hasOwn(COMPONENT_KINDS, kind);
}

/** A number of a component. Its unit is the end of the field's name; without one it is a count or a ratio. */
interface ComponentField {
  /** Kinds that have it; kinds of the plant's own have every field. */
  readonly of: readonly KnownComponentKind[];
  readonly meaning: string;
  readonly least: number;
  readonly most: number;
  readonly isWhole?: true;
}

/** Measures from the drawing, from which the frequencies of a component are computed. */
export const GEOMETRY_FIELDS = {
  balls: { of: ["bearing"], meaning: "number of rolling elements in a row", least: 3, most: 1000, isWhole: true },
  ballDiameterMm: { of: ["bearing"], meaning: "diameter of a rolling element", least: 0.1, most: 2000 },
  pitchDiameterMm: {
    of: ["bearing"],
    meaning: "diameter of the circle through the centres of the rolling elements",
    least: 1,
    most: 20_000,
  },
  contactAngleDeg: { of: ["bearing"], meaning: "angle of contact; 0 where absent", least: 0, most: 89 },
  teeth: {
    of: ["gear", "belt", "chain"],
    meaning: "teeth of the driving wheel",
    least: 3,
    most: 10_000,
    isWhole: true,
  },
  drivenTeeth: {
    of: ["gear", "belt", "chain"],
    meaning: "teeth of the driven wheel",
    least: 3,
    most: 10_000,
    isWhole: true,
  },
  ratio: {
    of: ["gear", "belt", "chain"],
    meaning: "turns of the input per turn of the output",
    least: 0.001,
    most: 1e5,
  },
  lengthMm: { of: ["belt", "chain"], meaning: "total length", least: 1, most: 1e6 },
  pulleyDiameterMm: { of: ["belt"], meaning: "diameter of the driving pulley", least: 1, most: 10_000 },
  vanes: { of: ["pump", "fan"], meaning: "vanes or blades", least: 1, most: 200, isWhole: true },
  lobes: { of: ["compressor"], meaning: "lobes of the driven rotor", least: 1, most: 200, isWhole: true },
  polePairs: { of: ["motor", "spindle"], meaning: "pole pairs", least: 1, most: 200, isWhole: true },
  leadMm: { of: ["ball-screw"], meaning: "lead, the travel of one turn", least: 0.1, most: 1000 },
  strokeMm: { of: ["axis", "ball-screw"], meaning: "travel from end to end", least: 0.1, most: 1e6 },
  diameterMm: {
    of: ["tool", "valve", "ball-screw"],
    meaning: "outer diameter; of a valve its bore",
    least: 0.01,
    most: 1e4,
  },
  edges: { of: ["tool"], meaning: "cutting edges", least: 1, most: 200, isWhole: true },
  cells: { of: ["battery"], meaning: "cells in series", least: 1, most: 10_000, isWhole: true },
  areaM2: { of: ["exchanger", "filter"], meaning: "exchanging or filtering area", least: 0.0001, most: 1e5 },
} as const satisfies Readonly<Record<string, ComponentField>>;

/** Values that the maker allows or guarantees. */
export const RATING_FIELDS = {
  powerW: {
    of: ["spindle", "motor", "heater", "fan", "pump", "compressor", "exchanger"],
    meaning: "rated power",
    least: 0.001,
    most: 1e9,
  },
  speedPerMin: {
    of: ["spindle", "motor", "fan", "pump", "compressor", "bearing", "gear"],
    meaning: "highest speed, revolutions per minute",
    least: 0.01,
    most: 1e6,
  },
  torqueNm: { of: ["spindle", "motor", "gear", "brake"], meaning: "rated torque", least: 0.001, most: 1e8 },
  capacityAh: { of: ["battery"], meaning: "capacity when new", least: 0.001, most: 1e6 },
  voltageV: { of: ["battery", "motor", "heater"], meaning: "rated voltage", least: 0.1, most: 1e6 },
  flowM3PerH: { of: ["pump", "fan", "compressor", "filter"], meaning: "rated flow", least: 0.0001, most: 1e6 },
  pressureBar: { of: ["pump", "compressor", "valve", "circuit"], meaning: "rated pressure", least: 0.001, most: 1e4 },
  pressureDropMbar: {
    of: ["filter", "exchanger"],
    meaning: "pressure drop at which it must be changed",
    least: 0.01,
    most: 1e5,
  },
  loadN: { of: ["bearing", "ball-screw"], meaning: "dynamic load rating C (ISO 281)", least: 1, most: 1e9 },
  lifeHours: { of: COMPONENT_KIND_NAMES, meaning: "expected life in hours of running", least: 1, most: 1e6 },
  lifeCycles: { of: COMPONENT_KIND_NAMES, meaning: "expected life in cycles", least: 1, most: 1e12 },
} as const satisfies Readonly<Record<string, ComponentField>>;

export type Geometry = { readonly [Name in keyof typeof GEOMETRY_FIELDS]?: number } & {
  /** The maker's designation, such as `7014 CD/P4A`. */
  readonly designation?: string;
};

export type Ratings = { readonly [Name in keyof typeof RATING_FIELDS]?: number };

/** Life that was used before the edge observed the component. */
export interface PriorLife {
  readonly hours?: number;
  readonly cycles?: number;
}
