import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";
import { controlPanel, motor, stackLight } from "./accessories.ts";

const QUARTER = Math.PI / 2;

/** A continuous caster: ladle turret on its platform, tundish, mould, curved strand, run-out table with the slabs. */
export function caster(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([-0.34 * x, 0, 0.36 * z], [0.08 * x, 0.3 * y, 0.72 * z], "base");
  s.box([-0.26 * x, 0, 0.72 * z], [0.38 * x, 0.94 * y, 0.03 * z], "shade");
  platform(s);
  turret(s);
  s.on(0).box([-0.18 * x, 0, 0.81 * z], [0.12 * x, 0.46 * y, 0.08 * z], "body");
  s.box([-0.18 * x, 0, 0.855 * z], [0.13 * x, 0.48 * y, 0.012 * z], "dark");
  s.box([-0.16 * x, 0, 0.68 * z], [0.05 * x, 0.34 * y, 0.12 * z], "steel");
  s.as({ isFine: true });
  for (const side of [-0.21, 0.21]) s.box([-0.18 * x, side * y, 0.755 * z], [0.16 * x, 0.04 * y, 0.03 * z], "dark");
  s.cylinder([-0.16 * x, 0, 0.755 * z], [0.03 * y, 0.06 * z], "rubber");
  for (const at of [-0.22, -0.14]) s.box([at * x, 0, 0.81 * z], [0.006 * x, 0.47 * y, 0.08 * z], "shade");
  for (const side of [-0.18, 0.18]) s.cylinder([-0.16 * x, side * y, 0.65 * z], [0.04 * y, 0.16 * z], "shade");
  s.as();
  strand(s);
  s.box([0.29 * x, 0, 0.05 * z], [0.44 * x, 0.5 * y, 0.05 * z], "base");
  for (const side of [-0.22, 0.22]) s.box([0.29 * x, side * y, 0.1 * z], [0.44 * x, 0.04 * y, 0.06 * z], "dark");
  s.as({ isFine: true });
  for (let roll = 0; roll < 11; roll++)
    s.cylinder([(0.09 + roll * 0.04) * x, 0, 0.12 * z], [0.05 * z, 0.42 * y], "steel", { turn: ["x", QUARTER] });
  s.box([0.12 * x, 0, 0.34 * z], [0.02 * x, 0.6 * y, 0.03 * z], "shade");
  for (const side of [-0.28, 0.28]) s.box([0.12 * x, side * y, 0.18 * z], [0.02 * x, 0.04 * y, 0.34 * z], "shade");
  s.box([0.12 * x, 0, 0.29 * z], [0.03 * x, 0.14 * y, 0.07 * z], "body");
  s.cone([0.12 * x, 0, 0.24 * z], [0.02 * x, 0.04 * z], "dark", { turn: ["x", Math.PI] });
  s.as();
  for (let i = 0; i < 4; i++)
    s.box([(0.14 + i * 0.1) * x, 0, 0.172 * z], [0.085 * x, 0.26 * y, 0.05 * z], "piece", { whenLoad: i + 1 });
  stackLight(s, [-0.08 * x, -0.44 * y, 0.735 * z]);
  return s.done({ loadRole: "pieces-on-board", loadFull: 4 });
}

/** Columns under the casting platform, the rail around it and its stairs. */
function platform(s: Sketch): void {
  const { x, y, z } = s.size;
  for (const at of [-0.43, -0.09])
    for (const side of [-0.42, 0.42]) s.box([at * x, side * y, 0.35 * z], [0.02 * x, 0.06 * y, 0.7 * z], "base");
  s.as({ isFine: true });
  for (const side of [-0.46, 0.46]) {
    for (const up of [0.79, 0.83]) s.box([-0.26 * x, side * y, up * z], [0.38 * x, 0.01 * y, 0.006 * z], "steel");
    for (let post = 0; post < 6; post++)
      s.cylinder([(-0.44 + post * 0.072) * x, side * y, 0.782 * z], [0.012 * y, 0.1 * z], "steel");
    s.box([-0.26 * x, side * y, 0.45 * z], [0.34 * x, 0.03 * y, 0.02 * z], "base");
  }
  const steps = 10;
  for (let step = 0; step < steps; step++)
    s.box([(-0.06 + step * 0.011) * x, -0.36 * y, (0.7 - step * 0.068) * z], [0.014 * x, 0.16 * y, 0.01 * z], "steel");
  s.as();
}

/** Two ladles on the arms of a turning column. */
function turret(s: Sketch): void {
  const { x, y, z } = s.size;
  const joint = s.joint(0, [-0.34 * x, 0, 0.75 * z], {
    motion: "turn",
    axis: "z",
    role: "joint-1",
    scale: 1,
    reach: 7,
  });
  s.on(joint).cylinder([0, 0, 0.01 * z], [0.3 * y, 0.05 * z], "dark");
  for (const side of [-0.13, 0.13]) s.box([0, side * y, 0.05 * z], [0.3 * x, 0.05 * y, 0.05 * z], "shade");
  for (const side of [-1, 1]) {
    const at = 0.12 * x * side;
    s.cone([at, 0, 0.16 * z], [0.46 * y, 0.24 * z], "body", { turn: ["x", Math.PI] });
    s.as({ isFine: true });
    s.cylinder([at, 0, 0.285 * z], [0.48 * y, 0.016 * z], "dark");
    s.cylinder([at, 0, 0.2 * z], [0.44 * y, 0.02 * z], "shade");
    s.cylinder([at, 0, 0.294 * z], [0.4 * y, 0.006 * z], "rubber");
    for (const trunnion of [-0.23, 0.23])
      s.cylinder([at, trunnion * y, 0.2 * z], [0.06 * z, 0.06 * y], "steel", { turn: ["x", QUARTER] });
    s.as();
  }
}

/** The curved strand between its pairs of rolls. */
function strand(s: Sketch): void {
  const { x, y, z } = s.size;
  const bends = 8;
  const radius = 0.5 * z;
  for (let i = 0; i < bends; i++) {
    const angle = ((i + 0.5) / bends) * QUARTER;
    const [from, up] = [-0.16 * x + radius * (1 - Math.cos(angle)), 0.64 * z - radius * Math.sin(angle)];
    const turn = { turn: ["y", -angle] } as const;
    s.box([from, 0, up], [0.04 * z, 0.26 * y, 0.11 * z], "piece", turn);
    for (const side of [-0.17, 0.17]) s.box([from, side * y, up], [0.16 * z, 0.05 * y, 0.1 * z], "shade", turn);
    s.as({ isFine: true });
    for (const way of [-1, 1]) {
      const out = way * 0.045 * z;
      const at = [from + out * Math.cos(angle), 0, up + out * Math.sin(angle)] as const;
      s.cylinder(at, [0.05 * z, 0.32 * y], "steel", { turn: ["x", QUARTER] });
    }
    s.as();
  }
}

/** A rolling stand: two housings, four rolls of which the upper ones are screwed down, drive, roller tables. */
export function rollingStand(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.04 * z], [0.6 * x, y, 0.08 * z], "base");
  for (const side of [-0.26, 0.26]) housing(s, side * y);
  const across = ["x", QUARTER] as const;
  s.cylinder([0, 0, 0.24 * z], [0.24 * z, 0.6 * y], "steel", { turn: across });
  s.cylinder([0, 0, 0.4 * z], [0.12 * z, 0.7 * y], "steel", { turn: across });
  const screw = s.joint(0, [0, 0, 0.54 * z], { motion: "slide", axis: "z", role: "axis-z", scale: 1, reach: 0.08 * z });
  s.on(screw).cylinder([0, 0, 0], [0.12 * z, 0.7 * y], "steel", { turn: across });
  s.cylinder([0, 0, 0.17 * z], [0.24 * z, 0.6 * y], "steel", { turn: across });
  s.as({ isFine: true });
  for (const side of [-0.26, 0.26]) {
    s.box([0, side * y, 0.17 * z], [0.17 * x, 0.1 * y, 0.2 * z], "dark");
    s.cylinder([0, side * y, 0.36 * z], [0.08 * z, 0.22 * z], "steel");
  }
  s.as();
  s.on(0);
  motor(s, [0, 0.46 * y, 0.47 * z], [0.26 * z, 0.12 * y], "y");
  s.box([0, 0.46 * y, 0.2 * z], [0.26 * x, 0.12 * y, 0.28 * z], "shade");
  for (const side of [-1, 1]) rollerTable(s, side);
  s.as({ isFine: true });
  for (const side of [-1, 1]) {
    s.cylinder([side * 0.1 * x, 0, 0.62 * z], [0.03 * z, 0.36 * y], "dark", { turn: across });
    for (const nozzle of [-0.15, -0.05, 0.05, 0.15])
      s.cone([side * 0.1 * x, nozzle * y, 0.6 * z], [0.03 * z, 0.03 * z], "steel");
    s.box([side * 0.13 * x, 0, 0.44 * z], [0.08 * x, 0.3 * y, 0.02 * z], "dark", { turn: ["y", side * 0.2] });
  }
  s.as();
  s.box([0.3 * x, -0.44 * y, 0.22 * z], [0.06 * x, 0.06 * y, 0.36 * z], "shade");
  const panel = controlPanel(s, [0.33 * x, -0.44 * y, 0.46 * z], [0.13 * y, 0.16 * z]);
  stackLight(s, [-0.14 * x, -0.26 * y, 0.98 * z]);
  return s.done({ loadRole: "pieces-on-board", loadFull: 2, panel });
}

/** One housing of a stand: two posts, crown, foot, screw-down motor and nuts. */
function housing(s: Sketch, at: number): void {
  const { x, y, z } = s.size;
  for (const side of [-0.14, 0.14]) s.box([side * x, at, 0.5 * z], [0.09 * x, 0.14 * y, 0.84 * z], "body");
  s.box([0, at, 0.9 * z], [0.4 * x, 0.16 * y, 0.14 * z], "bright");
  s.box([0, at, 0.12 * z], [0.34 * x, 0.15 * y, 0.1 * z], "body");
  s.cylinder([0, at, 1.02 * z], [0.1 * x, 0.12 * z], "shade");
  s.as({ isFine: true });
  s.cylinder([0, at, 1.09 * z], [0.06 * x, 0.04 * z], "dark");
  for (const side of [-0.14, 0.14]) {
    s.box([side * x, at + Math.sign(at) * 0.072 * y, 0.5 * z], [0.05 * x, 0.008 * y, 0.7 * z], "shade");
    s.cylinder([side * x, at, 0.985 * z], [0.04 * x, 0.03 * z], "steel");
    s.cylinder([side * x, at, 0.09 * z], [0.13 * x, 0.02 * z], "dark");
  }
  s.as();
}

/** A roller table before or behind a stand, with the piece on it. */
function rollerTable(s: Sketch, side: number): void {
  const { x, y, z } = s.size;
  const middle = side * 0.36 * x;
  for (const edge of [-0.22, 0.22]) {
    s.box([middle, edge * y, 0.34 * z], [0.28 * x, 0.04 * y, 0.08 * z], "dark");
    for (const end of [-0.1, 0.1]) s.box([middle + end * x, edge * y, 0.15 * z], [0.02 * x, 0.04 * y, 0.3 * z], "base");
  }
  for (let roll = 0; roll < 5; roll++)
    s.cylinder([middle + (-0.11 + roll * 0.055) * x, 0, 0.36 * z], [0.07 * z, 0.42 * y], "steel", {
      turn: ["x", QUARTER],
    });
  s.box([middle, 0, 0.42 * z], [0.26 * x, 0.22 * y, 0.05 * z], "piece", { whenLoad: side < 0 ? 1 : 2 });
}
