import type { AssetKind, Size } from "../../../../edge/contracts/plant.ts";
import type { Figure } from "../figure.ts";
import { agv, charger, conveyor, packing, rack } from "./logistics.ts";
import { deburring, lathe, machiningCentre, press } from "./machine-tools.ts";
import { cmm, coatingBooth, dryer, leakTester, oven, testBench, tightening, vision, washer } from "./process.ts";
import { cobot, robot } from "./robots.ts";
import { chiller, compressor, meter, plainBox, switchboard, transformer } from "./utilities.ts";

const FIGURES: Record<AssetKind, (size: Size) => Figure> = {
  lathe,
  "machining-centre": machiningCentre,
  robot,
  cobot,
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
  box: plainBox,
};

const DEFAULT_SIZE: Size = { x: 2, y: 2, z: 2 };

/** The drawing of an asset. Kinds from a newer edge than this page become boxes. */
export function figureOf(kind: AssetKind, size: Size = DEFAULT_SIZE): Figure {
  return (Object.hasOwn(FIGURES, kind) ? FIGURES[kind] : plainBox)(size);
}
