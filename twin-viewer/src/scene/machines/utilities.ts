import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";
import { controlPanel, feet, grille, handle, stackLight } from "./accessories.ts";

const QUARTER = Math.PI / 2;

/** A screw compressor: cabinet with doors, cooler and controller; beside it the receiver with gauge and valves. */
export function compressor(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  const cabin = -0.14 * x;
  s.box([cabin, 0, 0.05 * z], [0.7 * x, y, 0.1 * z], "base");
  s.box([cabin, 0, 0.5 * z], [0.68 * x, 0.96 * y, 0.8 * z], "body");
  s.box([cabin, 0, 0.92 * z], [0.7 * x, 0.98 * y, 0.04 * z], "bright");
  s.box([-0.28 * x, 0, 0.98 * z], [0.3 * x, 0.7 * y, 0.1 * z], "shade");
  s.as({ isFine: true });
  for (const side of [-1, 1])
    for (const [i, at] of [-0.31, -0.14, 0.03].entries()) {
      s.box([at * x, side * 0.482 * y, 0.5 * z], [0.16 * x, 0.012 * y, 0.72 * z], i === 1 ? "bright" : "body");
      s.box([(at + 0.065) * x, side * 0.492 * y, 0.52 * z], [0.014 * x, 0.016 * y, 0.08 * z], "steel");
    }
  for (let slat = 0; slat < 8; slat++)
    s.box([(-0.41 + slat * 0.037) * x, 0, 1.032 * z], [0.014 * x, 0.64 * y, 0.01 * z], "dark");
  s.cylinder([-0.1 * x, 0.2 * y, 0.98 * z], [0.16 * y, 0.1 * z], "steel");
  s.as();
  grille(s, [-0.31 * x, -0.49 * y, 0.3 * z], [0.12 * x, 0.26 * z], "y");
  grille(s, [-0.31 * x, 0.49 * y, 0.3 * z], [0.12 * x, 0.26 * z], "y");
  grille(s, [-0.482 * x, 0, 0.5 * z], [0.7 * y, 0.5 * z], "x");
  const panel = controlPanel(s, [0.2 * x, -0.2 * y, 0.62 * z], [0.3 * y, 0.3 * z]);
  stackLight(s, [-0.02 * x, 0.36 * y, 0.94 * z]);
  receiver(s, [0.4 * x, 0]);
  return s.done({ top: 1.2 * z, panel });
}

/** The upright vessel of a compressor on its skirt. */
function receiver(s: Sketch, [at, y0]: readonly [number, number]): void {
  const { x, y, z } = s.size;
  const wide = Math.min(0.42 * y, 0.2 * x);
  s.cylinder([at, y0, 0.06 * z], [0.7 * wide, 0.12 * z], "dark");
  s.cone([at, y0, 0.14 * z], [wide, 0.08 * z], "shade", { turn: ["x", Math.PI] });
  s.cylinder([at, y0, 0.6 * z], [wide, 0.86 * z], "shade");
  s.cone([at, y0, 1.08 * z], [wide, 0.1 * z], "shade");
  s.cylinder([0.3 * x, y0, 0.84 * z], [0.08 * y, 0.2 * x], "steel", { turn: ["y", QUARTER] });
  s.as({ isFine: true });
  for (const up of [0.3, 0.9]) s.cylinder([at, y0, up * z], [1.02 * wide, 0.012 * z], "dark");
  s.cylinder([at, y0, 1.16 * z], [0.07 * y, 0.08 * z], "steel");
  s.cylinder([at + 0.03 * x, y0, 1.2 * z], [0.05 * y, 0.06 * x], "bright", { turn: ["y", QUARTER] });
  s.cylinder([at + 0.56 * wide, y0, 0.86 * z], [0.11 * y, 0.02 * x], "bright", { turn: ["y", QUARTER] });
  s.cylinder([at + 0.6 * wide, y0, 0.86 * z], [0.09 * y, 0.006 * x], "glass", { turn: ["y", QUARTER] });
  s.box([at + 0.5 * wide, y0, 0.6 * z], [0.01 * x, 0.14 * y, 0.1 * z], "bright");
  for (const side of [-1, 1])
    s.cylinder([0.3 * x, y0 + side * 0.01, 0.84 * z], [0.13 * y, 0.012 * x], "dark", { turn: ["y", QUARTER] });
  s.cylinder([at, y0 - 0.5 * wide, 0.24 * z], [0.05 * y, 0.1 * y], "steel", { turn: ["x", QUARTER] });
  s.as();
}

/** An air-cooled chiller: coils at the sides, fans with guards on the roof, pipes and controller at the end. */
export function chiller(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.05 * z], [x, y, 0.1 * z], "base");
  s.box([0, 0, 0.32 * z], [0.9 * x, 0.7 * y, 0.42 * z], "shade");
  s.box([0, 0, 0.88 * z], [0.98 * x, 0.96 * y, 0.06 * z], "body");
  for (const end of [-1, 1]) s.box([end * 0.46 * x, 0, 0.48 * z], [0.06 * x, 0.92 * y, 0.74 * z], "body");
  for (const side of [-1, 1]) s.box([0, side * 0.43 * y, 0.5 * z], [0.86 * x, 0.05 * y, 0.7 * z], "steel");
  s.as({ isFine: true });
  for (const side of [-1, 1]) {
    for (let fin = 0; fin < 22; fin++)
      s.box([(-0.41 + fin * 0.039) * x, side * 0.458 * y, 0.5 * z], [0.012 * x, 0.008 * y, 0.66 * z], "rubber");
    for (const at of [-0.43, -0.145, 0.145, 0.43])
      s.box([at * x, side * 0.465 * y, 0.5 * z], [0.03 * x, 0.02 * y, 0.72 * z], "body");
  }
  s.as();
  for (const at of [-0.31, 0, 0.31]) fan(s, [at * x, 0, 0.95 * z], Math.min(0.62 * y, 0.28 * x));
  for (const side of [-0.2, 0.2]) {
    s.cylinder([-0.54 * x, side * y, 0.3 * z], [0.12 * y, 0.14 * x], side < 0 ? "steel" : "shade", {
      turn: ["y", QUARTER],
    });
    s.as({ isFine: true });
    s.cylinder([-0.6 * x, side * y, 0.3 * z], [0.2 * y, 0.014 * x], "dark", { turn: ["y", QUARTER] });
    s.cylinder([-0.53 * x, side * y, 0.42 * z], [0.1 * y, 0.02 * x], "bright", { turn: ["y", QUARTER] });
    s.cylinder([-0.53 * x, side * y, 0.37 * z], [0.02 * y, 0.06 * z], "steel");
    s.as();
  }
  s.box([0.495 * x, 0.2 * y, 0.44 * z], [0.01 * x, 0.4 * y, 0.56 * z], "bright", { isFine: true });
  handle(s, [0.5 * x, 0.04 * y, 0.44 * z], 0.16 * z);
  stackLight(s, [0.46 * x, -0.4 * y, 0.9 * z]);
  const panel = controlPanel(s, [0.5 * x, -0.22 * y, 0.5 * z], [0.26 * y, 0.24 * z]);
  return s.done({ top: 1.1 * z, panel });
}

/** A fan that blows up: ring, blades, hub and the guard over them. */
function fan(s: Sketch, [x, y, z]: readonly [number, number, number], diameter: number): void {
  s.cylinder([x, y, z], [diameter, 0.1], "body");
  s.cylinder([x, y, z + 0.04], [0.9 * diameter, 0.05], "rubber");
  s.as({ isFine: true });
  for (let blade = 0; blade < 5; blade++)
    s.box([x, y, z + 0.068], [0.84 * diameter, 0.1 * diameter, 0.012], "dark", {
      turn: ["z", (blade * 2 * Math.PI) / 5],
    });
  s.cylinder([x, y, z + 0.08], [0.26 * diameter, 0.04], "shade");
  for (let bar = 0; bar < 4; bar++)
    s.box([x, y, z + 0.115], [0.98 * diameter, 0.016, 0.012], "steel", { turn: ["z", (bar * Math.PI) / 4] });
  s.as();
}

/** An oil transformer: tank with fins, bushings with sheds, conservator, cable box, gauges, wheels. */
export function transformer(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.05 * z], [x, 0.9 * y, 0.06 * z], "base");
  s.box([0, 0, 0.42 * z], [0.72 * x, 0.62 * y, 0.62 * z], "body");
  s.box([0, 0, 0.745 * z], [0.78 * x, 0.68 * y, 0.03 * z], "bright");
  for (let i = 0; i < 9; i++) {
    const at = -0.32 * x + (i * 0.64 * x) / 8;
    for (const side of [-1, 1]) s.box([at, side * 0.4 * y, 0.42 * z], [0.03 * x, 0.19 * y, 0.5 * z], "shade");
  }
  for (const at of [-0.22, 0, 0.22]) {
    s.cylinder([at * x, -0.12 * y, 0.86 * z], [0.07 * x, 0.22 * z], "dark");
    s.as({ isFine: true });
    for (let shed = 0; shed < 4; shed++)
      s.cone([at * x, -0.12 * y, (0.79 + shed * 0.05) * z], [0.12 * x, 0.025 * z], "base");
    s.cylinder([at * x, -0.12 * y, 1.0 * z], [0.025 * x, 0.07 * z], "steel");
    s.as();
  }
  s.cylinder([0, 0.2 * y, 0.94 * z], [0.2 * y, 0.56 * x], "bright", { turn: ["y", QUARTER] });
  s.box([0.41 * x, 0, 0.46 * z], [0.12 * x, 0.36 * y, 0.4 * z], "body");
  s.as({ isFine: true });
  for (const side of [-1, 1]) {
    s.box([side * 0.2 * x, 0.2 * y, 0.81 * z], [0.04 * x, 0.06 * y, 0.12 * z], "shade");
    s.cylinder([side * 0.285 * x, 0.2 * y, 0.94 * z], [0.22 * y, 0.02 * x], "shade", { turn: ["y", QUARTER] });
    s.box([0, side * 0.503 * y, 0.66 * z], [0.66 * x, 0.02 * y, 0.02 * z], "shade");
    s.box([0, side * 0.503 * y, 0.18 * z], [0.66 * x, 0.02 * y, 0.02 * z], "shade");
    for (const end of [-0.34, 0.34])
      s.cylinder([end * x, side * 0.3 * y, 0.02 * z], [0.06 * z, 0.05 * y], "steel", { turn: ["x", QUARTER] });
  }
  s.cylinder([0.305 * x, 0.2 * y, 0.94 * z], [0.1 * y, 0.02 * x], "glass", { turn: ["y", QUARTER] });
  s.box([0.474 * x, 0, 0.46 * z], [0.008 * x, 0.3 * y, 0.32 * z], "bright");
  s.cylinder([0.478 * x, -0.08 * y, 0.54 * z], [0.09 * y, 0.02 * x], "dark", { turn: ["y", QUARTER] });
  s.cylinder([0.49 * x, -0.08 * y, 0.54 * z], [0.07 * y, 0.006 * x], "glass", { turn: ["y", QUARTER] });
  s.box([0.48 * x, 0.07 * y, 0.54 * z], [0.01 * x, 0.1 * y, 0.08 * z], "steel");
  for (const at of [-0.1, 0, 0.1]) s.cylinder([0.42 * x, at * y, 0.18 * z], [0.05 * y, 0.24 * z], "rubber");
  s.as();
  return s.done({ top: 1.05 * z });
}

/** A row of cabinets: each with a door, an instrument, breakers, a handle and louvres. */
export function switchboard(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.04 * z], [x, y, 0.08 * z], "dark");
  s.box([0, 0, 0.985 * z], [0.9 * x, 0.98 * y, 0.03 * z], "shade");
  const cabinets = Math.max(1, Math.round(y / 0.85));
  const wide = y / cabinets;
  for (let i = 0; i < cabinets; i++) {
    const at = -y / 2 + (i + 0.5) * wide;
    s.box([0, at, 0.525 * z], [0.98 * x, 0.985 * wide, 0.89 * z], "body");
    s.box([0.5 * x, at, 0.82 * z], [0.03 * x, 0.4 * wide, 0.1 * z], "screen");
    s.as({ isFine: true });
    s.box([0.493 * x, at, 0.525 * z], [0.02 * x, 0.93 * wide, 0.85 * z], "bright");
    s.box([0.504 * x, at, 0.93 * z], [0.01 * x, 0.5 * wide, 0.03 * z], "steel");
    s.box([0.51 * x, at + 0.38 * wide, 0.52 * z], [0.03 * x, 0.04 * wide, 0.12 * z], "dark");
    for (const [row, up] of [0.64, 0.5].entries()) {
      s.box([0.506 * x, at - 0.06 * wide, up * z], [0.012 * x, 0.56 * wide, 0.09 * z], "shade");
      for (const breaker of [-0.24, -0.06, 0.12])
        s.box(
          [0.514 * x, at + breaker * wide, up * z],
          [0.02 * x, 0.1 * wide, 0.05 * z],
          row === 0 ? "dark" : "rubber",
        );
    }
    for (const [k, lamp] of [-0.16, 0, 0.16].entries())
      s.cylinder([0.512 * x, at + lamp * wide, 0.73 * z], [0.05 * wide, 0.02 * x], k === 1 ? "lamp-running" : "shade", {
        turn: ["y", QUARTER],
      });
    s.as();
    grille(s, [0.502 * x, at, 0.22 * z], [0.6 * wide, 0.14 * z], "x");
  }
  return s.done();
}

/** A small instrument on a post: housing with display, keys, terminals and conduit. */
export function meter(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.02 * z], [1.2 * x, 0.9 * y, 0.04 * z], "dark");
  s.box([0, 0, 0.33 * z], [0.3 * x, 0.2 * y, 0.6 * z], "shade");
  s.box([0, 0, 0.82 * z], [x, y, 0.36 * z], "body");
  s.box([0.51 * x, 0, 0.88 * z], [0.04 * x, 0.66 * y, 0.14 * z], "screen");
  s.as({ isFine: true });
  s.box([0.5 * x, 0, 0.83 * z], [0.03 * x, 0.9 * y, 0.32 * z], "bright");
  for (const key of [-0.2, 0, 0.2])
    s.cylinder([0.53 * x, key * y, 0.77 * z], [0.09 * y, 0.03 * x], "dark", { turn: ["y", QUARTER] });
  s.box([0.515 * x, 0, 0.7 * z], [0.03 * x, 0.7 * y, 0.05 * z], "shade");
  for (const side of [-0.24, 0.24]) s.cylinder([0, side * y, 0.58 * z], [0.12 * y, 0.14 * z], "rubber");
  s.cylinder([-0.05 * x, 0.2 * y, 0.3 * z], [0.06 * y, 0.54 * z], "dark");
  for (const i of [-0.5, 0.5])
    for (const j of [-0.36, 0.36]) s.cylinder([i * x, j * y, 0.045 * z], [0.06 * y, 0.02], "steel");
  s.as();
  return s.done({ top: 1.05 * z });
}

/** For assets without a drawing of their own: a cabinet with a door, louvres and feet. */
export function plainBox(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.05 * z], [x, y, 0.1 * z], "base");
  s.box([0, 0, 0.54 * z], [0.94 * x, 0.94 * y, 0.88 * z], "body");
  s.as({ isFine: true });
  s.box([0.472 * x, 0, 0.54 * z], [0.008 * x, 0.8 * y, 0.76 * z], "bright");
  s.box([0.478 * x, 0.32 * y, 0.54 * z], [0.012 * x, 0.03 * y, 0.12 * z], "steel");
  s.as();
  grille(s, [0, -0.472 * y, 0.7 * z], [0.4 * x, 0.2 * z], "y");
  grille(s, [0, 0.472 * y, 0.7 * z], [0.4 * x, 0.2 * z], "y");
  feet(s, [x, y]);
  return s.done();
}
