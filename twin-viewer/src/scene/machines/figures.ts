import { type AssetKind, isKnownKind, type KnownKind } from "../../../../edge/contracts/plant/kinds.ts";
import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import type { Figure } from "../figure.ts";
import { converter, furnace, person, tank } from "./heavy.ts";
import { cmm, leakTester, testBench, tightening, vision } from "./inspection.ts";
import { lathe } from "./lathe.ts";
import { agv, charger, conveyor, packing, rack } from "./logistics.ts";
import { deburring, press } from "./machine-tools.ts";
import { machiningCentre } from "./machining-centre.ts";
import { coatingBooth, dryer, oven, washer } from "./process.ts";
import { cobot, robot, scara } from "./robots.ts";
import { caster, rollingStand } from "./steel.ts";
import { chiller, compressor, meter, plainBox, switchboard, transformer } from "./utilities.ts";

const FIGURES: Record<KnownKind, (size: Size) => Figure> = {
  lathe,
  "machining-centre": machiningCentre,
  robot,
  cobot,
  scara,
  deburring,
  washer,
  dryer,
  cmm,
  vision,
  "leak-tester": leakTester,
  "coating-booth": coatingBooth,
  oven,
  conveyor,
  press,
  tightening,
  "test-bench": testBench,
  packing,
  rack,
  agv,
  charger,
  compressor,
  chiller,
  transformer,
  switchboard,
  meter,
  tank,
  furnace,
  converter,
  caster,
  "rolling-stand": rollingStand,
  person,
  box: plainBox,
};

const DEFAULT_SIZE: Size = { x: 2, y: 2, z: 2 };
/** Default sizes of kinds that differ much from a cube of two metres. */
const USUAL_SIZES: Readonly<Partial<Record<AssetKind, Size>>> = {
  lathe: { x: 2.6, y: 3.6, z: 2 },
  "machining-centre": { x: 3, y: 3.2, z: 2.8 },
  robot: { x: 1, y: 1, z: 2 },
  cobot: { x: 0.6, y: 0.6, z: 1.4 },
  scara: { x: 1, y: 0.5, z: 1 },
  agv: { x: 1.6, y: 1, z: 0.45 },
  conveyor: { x: 8, y: 1, z: 0.9 },
  rack: { x: 1.4, y: 6, z: 5 },
  oven: { x: 12, y: 3, z: 3 },
  meter: { x: 0.5, y: 0.5, z: 1.2 },
  charger: { x: 0.6, y: 0.8, z: 1.4 },
  furnace: { x: 4, y: 4, z: 4 },
  converter: { x: 7, y: 7, z: 10 },
  caster: { x: 24, y: 6, z: 11 },
  "rolling-stand": { x: 6, y: 4, z: 4 },
  tank: { x: 2.4, y: 2.4, z: 4.4 },
  person: { x: 0.5, y: 0.5, z: 1.75 },
};

/** Size of an asset: from the config, else the usual size of its kind. */
export function sizeOf(kind: AssetKind, size: Size | undefined): Size {
  return size ?? USUAL_SIZES[kind] ?? DEFAULT_SIZE;
}

/** The drawing of an asset. Kinds of the plant's own, or of a newer edge than this page, become boxes. */
export function figureOf(kind: AssetKind, size: Size = sizeOf(kind, undefined)): Figure {
  return (isKnownKind(kind) ? FIGURES[kind] : plainBox)(size);
}
