import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";
import { feet, grille, motor, stackLight, windowed } from "./accessories.ts";
import { housingPiece } from "./workpieces.ts";

const QUARTER = Math.PI / 2;

/** A tunnel oven: zones with doors, burners, fans and stacks; a chain carries pieces through both mouths. */
export function oven(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.06 * z], [0.98 * x, 0.96 * y, 0.12 * z], "base");
  const zones = 3;
  for (let i = 0; i < zones; i++) {
    const at = -0.5 * x + ((i + 0.5) * x) / zones;
    ovenZone(s, at, x / zones);
  }
  for (const end of [-1, 1]) {
    const mouth = end * 0.492 * x;
    s.box([mouth, 0.36 * y, 0.52 * z], [0.016 * x, 0.28 * y, 0.8 * z], "shade");
    s.box([mouth, -0.36 * y, 0.52 * z], [0.016 * x, 0.28 * y, 0.8 * z], "shade");
    s.box([mouth, 0, 0.78 * z], [0.016 * x, 0.46 * y, 0.28 * z], "shade");
    s.box([end * 0.47 * x, 0, 0.38 * z], [0.004 * x, 0.44 * y, 0.5 * z], "rubber");
    s.box([end * 0.51 * x, 0, 0.98 * z], [0.05 * x, 0.5 * y, 0.05 * z], "bright");
    s.as({ isFine: true });
    for (const strip of [-0.18, -0.09, 0, 0.09, 0.18])
      s.box([end * 0.484 * x, strip * y, 0.4 * z], [0.003 * x, 0.084 * y, 0.46 * z], "dark");
    s.as();
    s.cylinder([end * 0.49 * x, 0, 0.6 * z], [0.03 * z, 0.3], "steel", { turn: ["y", QUARTER] });
    housingPiece(s, [end * 0.52 * x, 0, 0.26 * z], [0.4, 0.3, 0.3], end > 0 ? 1 : 2);
    s.box([end * 0.52 * x, 0, 0.22 * z], [0.06 * x, 0.36 * y, 0.06 * z], "steel");
  }
  s.box([0, 0, 0.95 * z], [0.96 * x, 0.2 * y, 0.06 * z], "bright");
  s.box([-0.42 * x, -0.56 * y, 0.36 * z], [0.06 * x, 0.08 * y, 0.6 * z], "body");
  stackLight(s, [0.46 * x, -0.44 * y, 0.92 * z]);
  return s.done({ top: 1.2 * z, loadRole: "pieces-on-board", loadFull: 2 });
}

/** One zone of an oven, `length` metres long: shell, side doors, burner, fan, stack. */
function ovenZone(s: Sketch, at: number, length: number): void {
  const { x, y, z } = s.size;
  const wide = 0.975 * length - 0.02;
  s.box([at, 0, 0.92 * z - 0.04], [wide, y, 0.08], "body");
  for (const side of [-1, 1]) {
    s.box([at, side * 0.48 * y, 0.51 * z], [wide, 0.04 * y, 0.76 * z], "body");
    s.as({ isFine: true });
    for (const half of [-1, 1]) {
      s.box([at + half * 0.2 * length, side * 0.502 * y, 0.48 * z], [0.34 * length, 0.012 * y, 0.56 * z], "bright");
      s.box([at + half * 0.06 * length, side * 0.512 * y, 0.48 * z], [0.02 * length, 0.012 * y, 0.16 * z], "steel");
      for (const hinge of [-0.2, 0.2])
        s.cylinder([at + half * 0.37 * length, side * 0.508 * y, (0.48 + hinge) * z], [0.05, 0.12], "dark");
    }
    s.as();
  }
  s.box([at + 0.2 * length, 0.2 * y, 0.985 * z], [0.26 * length, 0.26 * y, 0.15 * z], "shade");
  motor(s, [at + 0.2 * length, -0.04 * y, 1.0 * z], [0.1 * y, 0.16 * y], "y");
  s.cylinder([at - 0.12 * length, 0.12 * y, 1.18 * z], [0.14 * y, 0.52 * z], "steel");
  s.cylinder([at - 0.12 * length, 0.12 * y, 1.45 * z], [0.19 * y, 0.04 * z], "bright");
  s.as({ isFine: true });
  s.cylinder([at - 0.12 * length, 0.12 * y, 0.96 * z], [0.2 * y, 0.06 * z], "shade");
  s.cylinder([at + 0.2 * length, 0.36 * y, 0.99 * z], [0.05 * y, 0.14 * y], "steel", { turn: ["x", QUARTER] });
  s.box([at - 0.36 * length, -0.505 * y, 0.8 * z], [0.1 * x * 0.1 + 0.1, 0.02 * y, 0.1 * z], "screen");
  s.as();
}

/** A powder booth: working room with guns on lifts between two walls, filters and a cyclone at the back. */
export function coatingBooth(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.05 * z], [x, y, 0.1 * z], "base");
  s.box([0, 0.34 * y, 0.5 * z], [0.9 * x, 0.3 * y, 0.82 * z], "body");
  for (const side of [-1, 1]) {
    s.box([side * 0.42 * x, -0.14 * y, 0.5 * z], [0.06 * x, 0.66 * y, 0.82 * z], "body");
    s.box([side * 0.33 * x, -0.26 * y, 0.36 * z], [0.05 * x, 0.1 * y, 0.6 * z], "dark");
    s.as({ isFine: true });
    s.box([side * 0.33 * x, -0.26 * y, 0.69 * z], [0.09 * x, 0.14 * y, 0.06 * z], "shade");
    for (const gun of [0.3, 0.42, 0.54]) {
      s.cylinder([side * 0.27 * x, -0.26 * y, gun * z], [0.04 * z, 0.1 * x], "steel", { turn: ["y", QUARTER] });
      s.cylinder([side * 0.215 * x, -0.26 * y, gun * z], [0.024 * z, 0.02 * x], "dark", { turn: ["y", QUARTER] });
      s.cylinder([side * 0.36 * x, -0.2 * y, gun * z], [0.03 * z, 0.14 * y], "rubber", { turn: ["x", QUARTER] });
    }
    s.box([side * 0.452 * x, -0.14 * y, 0.5 * z], [0.006 * x, 0.56 * y, 0.7 * z], "bright");
    s.box([side * 0.36 * x, -0.14 * y, 0.86 * z], [0.03 * x, 0.5 * y, 0.03 * z], "screen");
    s.as();
  }
  s.box([0, 0, 0.94 * z], [0.94 * x, 0.98 * y, 0.07 * z], "bright");
  s.box([0, -0.2 * y, 0.14 * z], [0.56 * x, 0.3 * y, 0.08 * z], "dark");
  s.as({ isFine: true });
  s.box([0, 0, 0.87 * z], [0.8 * x, 0.04 * y, 0.05 * z], "steel");
  for (const at of [-0.27, -0.09, 0.09, 0.27]) {
    s.box([at * x, 0.185 * y, 0.5 * z], [0.15 * x, 0.012 * y, 0.56 * z], "shade");
    for (let rib = 0; rib < 6; rib++)
      s.box([(at - 0.055 + rib * 0.022) * x, 0.176 * y, 0.5 * z], [0.008 * x, 0.012 * y, 0.52 * z], "rubber");
  }
  for (let bar = 0; bar < 8; bar++)
    s.box([(-0.24 + bar * 0.069) * x, -0.2 * y, 0.182 * z], [0.02 * x, 0.28 * y, 0.006 * z], "steel");
  s.as();
  for (const [i, at] of [-0.15, 0, 0.15].entries()) {
    s.cylinder([at * x, -0.2 * y, 0.75 * z], [0.008 * x, 0.3 * z], "steel");
    housingPiece(s, [at * x, -0.2 * y, 0.46 * z], [0.09 * x, 0.12 * y, 0.14 * z], i + 1);
  }
  cyclone(s, [0.3 * x, 0.3 * y]);
  s.cylinder([-0.3 * x, 0.3 * y, 1.06 * z], [0.16 * y, 0.22 * z], "shade");
  motor(s, [-0.3 * x, 0.3 * y, 1.2 * z], [0.12 * y, 0.16 * x], "x");
  grille(s, [0, 0.492 * y, 0.5 * z], [0.6 * x, 0.4 * z], "y");
  stackLight(s, [0.42 * x, -0.44 * y, 0.91 * z]);
  return s.done({ top: 1.15 * z, loadRole: "pieces-on-board", loadFull: 3 });
}

/** The cyclone on a booth's roof, with its duct. */
function cyclone(s: Sketch, [at, across]: readonly [number, number]): void {
  const { x, y, z } = s.size;
  s.cylinder([at, across, 1.16 * z], [0.2 * y, 0.24 * z], "steel");
  s.cone([at, across, 1.0 * z], [0.2 * y, 0.1 * z], "steel", { turn: ["x", Math.PI] });
  s.as({ isFine: true });
  s.cylinder([at, across, 1.29 * z], [0.22 * y, 0.02 * z], "shade");
  s.cylinder([at, across, 1.05 * z], [0.21 * y, 0.012 * z], "dark");
  s.cylinder([at - 0.16 * x, across, 1.2 * z], [0.1 * y, 0.28 * x], "steel", { turn: ["y", QUARTER] });
  for (const joint of [-0.08, -0.2])
    s.cylinder([at + joint * x, across, 1.2 * z], [0.12 * y, 0.01 * x], "shade", { turn: ["y", QUARTER] });
  s.as();
}

/** A pass-through tunnel: washer or dryer. `stacks` rise from its roof; `pipes` spray the pieces inside. */
function tunnel(size: Size, { stacks, pipes }: { stacks: readonly number[]; pipes: boolean }): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.1 * z], [x, 0.9 * y, 0.2 * z], "base");
  feet(s, [x, 0.9 * y]);
  s.as({ isHousing: true });
  for (const side of [-1, 1])
    windowed(
      s,
      { at: [0, side * 0.48 * y, 0.57 * z], size: [0.04 * y, 0.84 * x, 0.74 * z], facing: "y" },
      { across: -0.06 * x, up: 0.04 * z, width: 0.5 * x, height: 0.36 * z },
    );
  s.box([0, 0, 0.93 * z], [0.84 * x, y, 0.03 * z], "body");
  s.as();
  s.box([0, 0, 0.975 * z], [0.7 * x, 0.6 * y, 0.06 * z], "bright");
  for (const end of [-1, 1]) {
    s.box([end * 0.41 * x, 0.36 * y, 0.57 * z], [0.02 * x, 0.22 * y, 0.74 * z], "body");
    s.box([end * 0.41 * x, -0.36 * y, 0.57 * z], [0.02 * x, 0.22 * y, 0.74 * z], "body");
    s.box([end * 0.41 * x, 0, 0.8 * z], [0.02 * x, 0.5 * y, 0.28 * z], "body");
    s.as({ isFine: true });
    for (const strip of [-0.2, -0.12, -0.04, 0.04, 0.12, 0.2])
      s.box([end * 0.41 * x, strip * y, 0.53 * z], [0.006 * x, 0.074 * y, 0.26 * z], "rubber");
    s.cylinder([end * 0.49 * x, 0, 0.37 * z], [0.09 * z, 0.52 * y], "steel", { turn: ["x", QUARTER] });
    s.as();
  }
  s.box([0, 0, 0.37 * z], [0.99 * x, 0.5 * y, 0.035 * z], "steel");
  for (const side of [-0.27, 0.27]) s.box([0, side * y, 0.36 * z], [x, 0.03 * y, 0.09 * z], "shade");
  const places = [0.34, 0.02, -0.3];
  for (const [i, at] of places.entries()) housingPiece(s, [at * x, 0, 0.39 * z], [0.11 * x, 0.3 * y, 0.16 * z], i + 1);
  if (pipes) sprayPipes(s);
  for (const at of stacks) {
    s.cylinder([at * x, 0.1 * y, 1.12 * z], [0.16 * y, 0.34 * z], "steel");
    s.cylinder([at * x, 0.1 * y, 1.29 * z], [0.22 * y, 0.03 * z], "bright", { isFine: true });
  }
  motor(s, [-0.2 * x, 0.44 * y, 1.02 * z], [0.14 * z, 0.16 * y], "y");
  s.box([0.3 * x, -0.53 * y, 0.5 * z], [0.16 * x, 0.08 * y, 0.6 * z], "body");
  grille(s, [0.3 * x, -0.572 * y, 0.4 * z], [0.1 * x, 0.2 * z], "y");
  s.box([0.3 * x, -0.572 * y, 0.66 * z], [0.09 * x, 0.012 * y, 0.14 * z], "screen", { isFine: true });
  stackLight(s, [0.36 * x, -0.4 * y, 0.94 * z]);
  return s.done({ top: 1.1 * z, loadRole: "pieces-on-board", loadFull: places.length });
}

/** Frames of pipes around the belt, with nozzles. */
function sprayPipes(s: Sketch): void {
  const { x, y, z } = s.size;
  for (const at of [-0.24, -0.1, 0.04]) {
    for (const side of [-0.34, 0.34]) s.cylinder([at * x, side * y, 0.62 * z], [0.05, 0.44 * z], "steel");
    s.cylinder([at * x, 0, 0.84 * z], [0.05, 0.68 * y], "steel", { turn: ["x", QUARTER] });
    s.as({ isFine: true });
    for (const nozzle of [-0.2, 0, 0.2]) s.cone([at * x, nozzle * y, 0.81 * z], [0.05, 0.06], "dark");
    s.as();
  }
}

export function washer(size: Size): Figure {
  return tunnel(size, { stacks: [-0.2, 0.2], pipes: true });
}

export function dryer(size: Size): Figure {
  return tunnel(size, { stacks: [0], pipes: false });
}
