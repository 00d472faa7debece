import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";
import { chipConveyor, controlPanel, feet, grille, handle, stackLight, windowed } from "./accessories.ts";
import { milledPiece } from "./workpieces.ts";

const QUARTER = Math.PI / 2;

/**
 * A vertical machining centre: cabin with two sliding doors, column, head and spindle that move with the axes, table
 * with vice and piece, tool magazine, chip conveyor, panel, stack light.
 */
export function machiningCentre(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.05 * z], [0.98 * x, 0.98 * y, 0.08 * z], "base");
  s.box([0.1 * x, 0, 0.14 * z], [0.7 * x, 0.9 * y, 0.1 * z], "base");
  feet(s, [x, y]);
  cabin(s);
  cabinet(s);
  inside(s);
  doors(s);
  chipConveyor(s, [-0.06 * x, -0.49 * y], { run: -0.03 * y, rise: 0.3 * z });
  stackLight(s, [-0.2 * x, 0.42 * y, 0.86 * z]);
  s.box([0.5 * x, 0.42 * y, 0.78 * z], [0.06, 0.08, 0.1 * z], "shade");
  s.box([0.52 * x, 0.42 * y, 0.72 * z], [0.06, 0.08, 0.06 * z], "shade");
  const panel = controlPanel(s, [0.53 * x, 0.42 * y, 0.55 * z], [0.15 * y, 0.24 * z]);
  return s.done({ panel });
}

/** The sheets around the working room. */
function cabin(s: Sketch): void {
  const { x, y, z } = s.size;
  s.as({ isHousing: true });
  for (const side of [-1, 1]) {
    windowed(
      s,
      { at: [0.13 * x, side * 0.475 * y, 0.5 * z], size: [0.02 * y, 0.64 * x, 0.62 * z], facing: "y" },
      { across: 0.06 * x, up: 0.08 * z, width: 0.3 * x, height: 0.24 * z },
    );
    s.box([0.45 * x, side * 0.44 * y, 0.5 * z], [0.06 * x, 0.09 * y, 0.62 * z], "body");
  }
  s.box([0.45 * x, 0, 0.8 * z], [0.06 * x, 0.8 * y, 0.05 * z], "body");
  s.box([0.455 * x, 0, 0.2 * z], [0.05 * x, 0.8 * y, 0.06 * z], "body");
  s.box([0.13 * x, 0, 0.825 * z], [0.66 * x, 0.97 * y, 0.02 * z], "bright");
  s.box([-0.02 * x, 0, 0.9 * z], [0.34 * x, 0.32 * y, 0.14 * z], "bright");
  s.as({ isFine: true, isHousing: true });
  s.box([0.486 * x, 0, 0.2 * z], [0.004 * x, 0.8 * y, 0.035 * z], "dark");
  s.box([0.484 * x, 0, 0.805 * z], [0.012 * x, 0.8 * y, 0.02 * z], "steel");
  s.as();
}

/** Column side of the machine: electric cabinet and hydraulics behind the cabin. */
function cabinet(s: Sketch): void {
  const { x, y, z } = s.size;
  s.box([-0.35 * x, 0, 0.46 * z], [0.29 * x, 0.94 * y, 0.74 * z], "body");
  s.box([-0.35 * x, 0, 0.845 * z], [0.24 * x, 0.9 * y, 0.03 * z], "shade");
  grille(s, [-0.35 * x, 0.472 * y, 0.6 * z], [0.18 * x, 0.2 * z], "y");
  grille(s, [-0.35 * x, -0.472 * y, 0.6 * z], [0.18 * x, 0.2 * z], "y");
  s.as({ isFine: true });
  for (const at of [-0.24, 0, 0.24]) {
    s.box([-0.497 * x, at * y, 0.46 * z], [0.01 * x, 0.22 * y, 0.66 * z], "bright");
    s.box([-0.504 * x, (at + 0.09) * y, 0.46 * z], [0.012 * x, 0.012 * y, 0.06 * z], "steel");
  }
  s.cylinder([-0.35 * x, 0.3 * y, 0.9 * z], [0.12 * y, 0.09 * z], "dark");
  s.as();
}

/** Bed, table with vice and piece, column, head with spindle and tool, magazine. */
function inside(s: Sketch): void {
  const { x, y, z } = s.size;
  s.box([0.1 * x, 0, 0.21 * z], [0.44 * x, 0.7 * y, 0.06 * z], "shade");
  s.box([-0.13 * x, 0, 0.46 * z], [0.14 * x, 0.36 * y, 0.58 * z], "shade");
  const table = s.joint(0, [0.12 * x, 0, 0.28 * z], {
    motion: "slide",
    axis: "y",
    role: "axis-x",
    scale: 0.5,
    reach: 0.16 * y,
  });
  s.on(table).box([0, 0, 0], [0.3 * x, 0.44 * y, 0.045 * z], "steel");
  s.box([0, -0.06 * y, 0.037 * z], [0.16 * x, 0.03 * y, 0.05 * z], "dark");
  s.box([0, 0.06 * y, 0.037 * z], [0.16 * x, 0.03 * y, 0.05 * z], "dark");
  s.box([0, 0, 0.03 * z], [0.12 * x, 0.2 * y, 0.02 * z], "dark");
  s.as({ isFine: true });
  for (const slot of [-0.11, -0.04, 0.04, 0.11])
    s.box([slot * x, 0, 0.0226 * z], [0.012 * x, 0.44 * y, 0.002 * z], "rubber");
  s.cylinder([0, 0.1 * y, 0.04 * z], [0.02 * z, 0.05 * y], "steel", { turn: ["x", QUARTER] });
  s.as();
  milledPiece(s, [0, 0, 0.04 * z], [0.13 * x, 0.09 * y, 0.07 * z]);
  const saddle = s
    .on(0)
    .joint(0, [0.1 * x, 0, 0.62 * z], { motion: "slide", axis: "x", role: "axis-y", scale: 0.4, reach: 0.07 * x });
  s.on(saddle).box([-0.13 * x, 0, 0.02 * z], [0.06 * x, 0.3 * y, 0.34 * z], "base");
  const head = s.joint(saddle, [0, 0, 0], { motion: "slide", axis: "z", role: "axis-z", scale: 0.3, reach: 0.07 * z });
  s.on(head).box([-0.03 * x, 0, 0.03 * z], [0.17 * x, 0.19 * y, 0.22 * z], "body");
  s.cylinder([0.01 * x, 0, 0.17 * z], [0.12 * y, 0.1 * z], "shade");
  s.cylinder([0.01 * x, 0, -0.11 * z], [0.11 * y, 0.07 * z], "steel");
  s.cone([0.01 * x, 0, -0.16 * z], [0.07 * y, 0.04 * z], "dark", { turn: ["x", Math.PI] });
  s.cylinder([0.01 * x, 0, -0.2 * z], [0.022 * y, 0.06 * z], "steel");
  s.as({ isFine: true });
  for (const side of [-1, 1])
    s.cylinder([0.05 * x, side * 0.06 * y, -0.13 * z], [0.014 * y, 0.1 * z], "dark", { turn: ["x", side * 0.35] });
  s.box([0.058 * x, 0, 0.04 * z], [0.006 * x, 0.15 * y, 0.16 * z], "bright");
  s.as();
  magazine(s);
}

/** A disc of tools beside the column. */
function magazine(s: Sketch): void {
  const { x, y, z } = s.size;
  const [at, radius] = [[0.02 * x, 0.34 * y, 0.64 * z] as const, 0.13 * z];
  s.on(0).cylinder([at[0], at[1], at[2]], [1.7 * radius, 0.05 * y], "shade", { turn: ["x", QUARTER] });
  s.as({ isFine: true });
  const tools = 12;
  for (let i = 0; i < tools; i++) {
    const angle = (i / tools) * 2 * Math.PI;
    const place = [at[0] + Math.cos(angle) * radius, at[1] - 0.04 * y, at[2] + Math.sin(angle) * radius] as const;
    s.cone(place, [0.2 * radius, 0.06 * y], "dark", { turn: ["x", QUARTER] });
    s.cylinder([place[0], place[1] - 0.045 * y, place[2]], [0.07 * radius, 0.05 * y], "steel", {
      turn: ["x", QUARTER],
    });
  }
  s.as();
}

/** Two doors that slide apart. */
function doors(s: Sketch): void {
  const { x, y, z } = s.size;
  for (const side of [-1, 1]) {
    const door = s.on(0).joint(0, [0.475 * x, side * 0.2 * y, 0.5 * z], {
      motion: "step",
      axis: "y",
      role: "door-open",
      scale: side * 0.2 * y,
      reach: 0.2 * y,
    });
    s.on(door).as({ isHousing: true });
    windowed(
      s,
      { at: [0, 0, 0], size: [0.02 * x, 0.395 * y, 0.56 * z], facing: "x" },
      { across: 0, up: 0.05 * z, width: 0.29 * y, height: 0.34 * z },
    );
    s.as();
    handle(s, [0.01 * x, side * -0.172 * y, -0.02 * z], 0.2 * z);
  }
  s.on(0);
}
