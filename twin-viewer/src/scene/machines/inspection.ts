import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";
import { controlPanel, feet, grille, handle, stackLight, windowed } from "./accessories.ts";
import { housingPiece, milledPiece } from "./workpieces.ts";

const QUARTER = Math.PI / 2;

/** A coordinate measuring machine: granite table on dampers, bridge, carriage, quill with probe, console. */
export function cmm(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.13 * z], [0.86 * x, 0.8 * y, 0.2 * z], "base");
  s.box([0, 0, 0.3 * z], [0.98 * x, 0.86 * y, 0.12 * z], "dark");
  s.as({ isFine: true });
  for (const i of [-0.38, 0.38])
    for (const j of [-0.34, 0.34]) {
      s.cylinder([i * x, j * y, 0.015 * z], [0.12 * y, 0.03 * z], "rubber");
      s.cylinder([i * x, j * y, 0.235 * z], [0.1 * y, 0.02 * z], "steel");
    }
  for (let i = -3; i <= 3; i++)
    for (const j of [-0.24, -0.08, 0.08, 0.24])
      s.cylinder([i * 0.12 * x, j * y, 0.361 * z], [0.016 * y, 0.004 * z], "steel");
  for (const side of [-0.46, 0.46]) s.box([0, side * y, 0.33 * z], [0.94 * x, 0.02 * y, 0.03 * z], "steel");
  s.box([0.435 * x, 0, 0.13 * z], [0.006 * x, 0.6 * y, 0.12 * z], "shade");
  s.as();
  grille(s, [-0.432 * x, 0.1 * y, 0.13 * z], [0.3 * y, 0.12 * z], "x");
  for (const side of [-0.455, 0.455]) s.box([0, side * y, 0.3 * z], [0.98 * x, 0.06 * y, 0.06 * z], "shade");
  bridge(s);
  s.on(0).box([0.08 * x, 0, 0.372 * z], [0.3 * x, 0.34 * y, 0.024 * z], "steel");
  s.as({ isFine: true });
  for (const side of [-1, 1]) {
    s.cylinder([0.08 * x, side * 0.14 * y, 0.42 * z], [0.03 * y, 0.08 * z], "dark");
    s.box([0.08 * x, side * 0.11 * y, 0.455 * z], [0.05 * x, 0.09 * y, 0.016 * z], "steel");
  }
  s.as();
  milledPiece(s, [0.08 * x, 0, 0.384 * z], [0.18 * x, 0.16 * y, 0.08 * z]);
  s.box([0.44 * x, 0.47 * y, 0.2 * z], [0.08, 0.08, 0.38 * z], "shade");
  const panel = controlPanel(s, [0.46 * x, 0.47 * y, 0.5 * z], [0.16 * y, 0.2 * z]);
  stackLight(s, [-0.4 * x, 0.44 * y, 0.36 * z]);
  return s.done({ top: 1.1 * z, panel });
}

/** The bridge of a measuring machine with all that hangs on it. */
function bridge(s: Sketch): void {
  const { x, y, z } = s.size;
  const gantry = s.joint(0, [-0.06 * x, 0, 0], {
    motion: "slide",
    axis: "x",
    role: "axis-x",
    scale: 0.5,
    reach: 0.26 * x,
  });
  s.on(gantry).box([0, -0.44 * y, 0.6 * z], [0.2 * x, 0.1 * y, 0.48 * z], "body");
  s.box([0, 0.45 * y, 0.6 * z], [0.1 * x, 0.06 * y, 0.48 * z], "body");
  s.box([0, 0, 0.87 * z], [0.16 * x, 0.98 * y, 0.12 * z], "bright");
  s.as({ isFine: true });
  for (const side of [-0.44, 0.45]) s.box([0, side * y, 0.372 * z], [0.24 * x, 0.11 * y, 0.02 * z], "steel");
  s.box([0.082 * x, 0, 0.9 * z], [0.006 * x, 0.94 * y, 0.014 * z], "steel");
  s.box([0.083 * x, 0, 0.85 * z], [0.008 * x, 0.94 * y, 0.03 * z], "dark");
  s.box([0, -0.492 * y, 0.62 * z], [0.14 * x, 0.008 * y, 0.36 * z], "bright");
  for (let i = 0; i < 14; i++)
    s.box([-0.02 * x, (-0.46 + i * 0.07) * y, 0.936 * z], [0.05 * x, 0.04 * y, 0.02 * z], "dark");
  s.as();
  const carriage = s.joint(gantry, [0.02 * x, 0, 0.87 * z], {
    motion: "slide",
    axis: "y",
    role: "axis-y",
    scale: 0.5,
    reach: 0.28 * y,
  });
  s.on(carriage).box([0.05 * x, 0, 0.01 * z], [0.2 * x, 0.17 * y, 0.18 * z], "body");
  s.box([0.11 * x, 0, 0.16 * z], [0.1 * x, 0.12 * y, 0.24 * z], "bright");
  s.box([0.152 * x, 0, 0.02 * z], [0.004 * x, 0.1 * y, 0.05 * z], "shade", { isFine: true });
  const quill = s.joint(carriage, [0.11 * x, 0, 0], {
    motion: "slide",
    axis: "z",
    role: "axis-z",
    scale: 0.4,
    reach: 0.12 * z,
  });
  s.on(quill).box([0, 0, -0.14 * z], [0.06 * x, 0.07 * y, 0.3 * z], "steel");
  s.cylinder([0, 0, -0.305 * z], [0.05 * y, 0.03 * z], "dark");
  s.cylinder([0, 0, -0.335 * z], [0.034 * y, 0.03 * z], "steel");
  s.as({ isFine: true });
  s.cylinder([0, 0, -0.37 * z], [0.008 * y, 0.05 * z], "steel");
  s.cylinder([0, 0, -0.395 * z], [0.016 * y, 0.006 * z], "piece");
  s.as();
}

/** A camera cell: frame with windows, a table for the piece, three cameras with ring lights under the roof. */
export function vision(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.18 * z], [x, y, 0.3 * z], "base");
  s.box([0.502 * x, 0, 0.18 * z], [0.01 * x, 0.84 * y, 0.22 * z], "shade", { isFine: true });
  feet(s, [x, y]);
  s.box([-0.36 * x, 0, 0.62 * z], [0.28 * x, y, 0.58 * z], "body");
  s.as({ isHousing: true });
  for (const side of [-1, 1])
    windowed(
      s,
      { at: [0.14 * x, side * 0.48 * y, 0.62 * z], size: [0.04 * y, 0.72 * x, 0.58 * z], facing: "y" },
      { across: 0, up: 0, width: 0.56 * x, height: 0.4 * z },
    );
  windowed(
    s,
    { at: [0.48 * x, 0, 0.62 * z], size: [0.04 * x, 0.92 * y, 0.58 * z], facing: "x" },
    { across: 0, up: 0, width: 0.7 * y, height: 0.44 * z },
  );
  s.box([0, 0, 0.93 * z], [x, y, 0.05 * z], "bright");
  s.as();
  handle(s, [0.5 * x, 0.41 * y, 0.6 * z], 0.2 * z);
  s.box([0.14 * x, 0, 0.35 * z], [0.5 * x, 0.6 * y, 0.05 * z], "dark");
  s.cylinder([0.14 * x, 0, 0.39 * z], [0.34 * y, 0.03 * z], "steel");
  milledPiece(s, [0.14 * x, 0, 0.405 * z], [0.2 * x, 0.2 * y, 0.12 * z]);
  s.box([0.14 * x, 0, 0.86 * z], [0.08 * x, 0.84 * y, 0.04 * z], "steel");
  for (const at of [-0.26, 0, 0.26]) {
    s.box([0.14 * x, at * y, 0.8 * z], [0.08 * x, 0.1 * y, 0.1 * z], "dark");
    s.as({ isFine: true });
    s.cylinder([0.14 * x, at * y, 0.73 * z], [0.07 * y, 0.05 * z], "rubber");
    s.cylinder([0.14 * x, at * y, 0.71 * z], [0.16 * y, 0.02 * z], "bright");
    s.cylinder([0.14 * x, at * y, 0.699 * z], [0.08 * y, 0.01 * z], "glass");
    s.as();
  }
  grille(s, [-0.36 * x, -0.502 * y, 0.5 * z], [0.16 * x, 0.2 * z], "y");
  stackLight(s, [-0.4 * x, 0.4 * y, 0.95 * z]);
  const panel = controlPanel(s, [0.53 * x, -0.44 * y, 0.74 * z], [0.22 * y, 0.24 * z]);
  return s.done({ panel });
}

/** A leak tester: a bell on guide rods closes over the piece; gauges, hoses and a light curtain. */
export function leakTester(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  const at = 0.14 * x;
  s.box([0, 0, 0.2 * z], [x, y, 0.36 * z], "base");
  s.box([0.08 * x, 0, 0.395 * z], [0.84 * x, y, 0.03 * z], "steel");
  feet(s, [x, y]);
  s.box([-0.4 * x, 0, 0.68 * z], [0.2 * x, 0.96 * y, 0.6 * z], "body");
  s.box([-0.04 * x, 0, 0.95 * z], [0.84 * x, 0.5 * y, 0.1 * z], "bright");
  s.cylinder([at, 0, 0.43 * z], [0.5 * y, 0.04 * z], "dark");
  s.as({ isFine: true });
  s.cylinder([at, 0, 0.453 * z], [0.46 * y, 0.008 * z], "rubber");
  for (const i of [-1, 1])
    for (const j of [-1, 1]) s.cylinder([at + i * 0.2 * x, j * 0.3 * y, 0.66 * z], [0.04 * y, 0.5 * z], "steel");
  for (const side of [-1, 1]) {
    s.box([0.46 * x, side * 0.46 * y, 0.64 * z], [0.05 * x, 0.05 * y, 0.46 * z], "dark");
    s.box([0.46 * x, side * 0.433 * y, 0.64 * z], [0.025 * x, 0.006 * y, 0.42 * z], "glass");
  }
  s.as();
  milledPiece(s, [at, 0, 0.457 * z], [0.2 * x, 0.2 * y, 0.1 * z]);
  s.cylinder([at, 0, 0.9 * z], [0.16 * y, 0.22 * z], "steel");
  s.box([at, 0, 0.815 * z], [0.5 * x, 0.72 * y, 0.04 * z], "shade");
  s.cylinder([at, 0, 0.72 * z], [0.48 * y, 0.16 * z], "body");
  s.cylinder([at, 0, 0.635 * z], [0.54 * y, 0.025 * z], "steel");
  s.as({ isFine: true });
  s.cylinder([at, 0, 1.02 * z], [0.08 * y, 0.06 * z], "dark");
  for (const [i, side] of [-0.2, 0, 0.2].entries()) {
    s.cylinder([-0.29 * x, side * y, 0.84 * z], [0.13 * y, 0.03 * x], "bright", { turn: ["y", QUARTER] });
    s.cylinder([-0.272 * x, side * y, 0.84 * z], [0.1 * y, 0.006 * x], "glass", { turn: ["y", QUARTER] });
    s.box([-0.28 * x, side * y, 0.62 * z], [0.06 * x, 0.1 * y, 0.1 * z], i === 1 ? "steel" : "shade");
    s.cylinder([-0.14 * x, side * 0.6 * y, 0.79 * z], [0.022 * y, 0.3 * x], "rubber", { turn: ["y", QUARTER] });
    s.cylinder([-0.28 * x, side * y, 0.73 * z], [0.02 * y, 0.14 * z], "rubber");
  }
  for (const side of [-0.34, 0.34]) {
    s.cylinder([0.47 * x, side * y, 0.425 * z], [0.12 * y, 0.03 * z], "dark");
    s.cylinder([0.47 * x, side * y, 0.445 * z], [0.09 * y, 0.02 * z], "bright");
  }
  s.box([0.502 * x, 0, 0.2 * z], [0.01 * x, 0.84 * y, 0.26 * z], "shade");
  s.as();
  stackLight(s, [-0.42 * x, -0.36 * y, 0.98 * z]);
  const panel = controlPanel(s, [-0.24 * x, 0.4 * y, 0.62 * z], [0.24 * y, 0.26 * z]);
  return s.done({ panel });
}

/** A test bench: two stations with clamps, contact heads and displays in front of a cabinet of instruments. */
export function testBench(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([-0.06 * x, 0, 0.18 * z], [0.86 * x, 0.98 * y, 0.34 * z], "base");
  s.box([0.02 * x, 0, 0.365 * z], [0.94 * x, y, 0.04 * z], "bright");
  s.box([-0.32 * x, 0, 0.67 * z], [0.34 * x, 0.98 * y, 0.6 * z], "body");
  s.box([-0.3 * x, 0, 0.985 * z], [0.36 * x, y, 0.04 * z], "bright");
  feet(s, [0.9 * x, y]);
  for (const [i, at] of [-0.25, 0.25].entries()) {
    s.box([0.16 * x, at * y, 0.395 * z], [0.44 * x, 0.36 * y, 0.03 * z], "dark");
    housingPiece(s, [0.16 * x, at * y, 0.41 * z], [0.2 * x, 0.16 * y, 0.13 * z], i + 1);
    s.box([-0.06 * x, at * y, 0.68 * z], [0.2 * x, 0.1 * y, 0.06 * z], "shade");
    s.cylinder([0.08 * x, at * y, 0.64 * z], [0.08 * y, 0.14 * z], "steel");
    s.as({ isFine: true });
    s.box([0.08 * x, at * y, 0.565 * z], [0.12 * x, 0.12 * y, 0.02 * z], "dark");
    for (const pin of [-0.03, 0, 0.03]) s.cylinder([0.08 * x, (at + pin) * y, 0.55 * z], [0.01 * y, 0.03 * z], "steel");
    for (const side of [-0.14, 0.14]) {
      s.cylinder([0.16 * x, (at + side) * y, 0.45 * z], [0.04 * y, 0.09 * z], "steel");
      s.box([0.16 * x, (at + 0.8 * side) * y, 0.5 * z], [0.05 * x, 0.08 * y, 0.018 * z], "dark");
    }
    s.box([-0.143 * x, at * y, 0.84 * z], [0.016 * x, 0.32 * y, 0.2 * z], "rubber");
    s.box([-0.134 * x, at * y, 0.84 * z], [0.006 * x, 0.29 * y, 0.17 * z], "screen");
    for (let slot = 0; slot < 3; slot++) {
      s.box([-0.147 * x, at * y, (0.46 + slot * 0.07) * z], [0.01 * x, 0.4 * y, 0.055 * z], "shade");
      s.box([-0.14 * x, (at - 0.1) * y, (0.46 + slot * 0.07) * z], [0.004 * x, 0.1 * y, 0.03 * z], "screen");
      for (const knob of [0.06, 0.12])
        s.cylinder([-0.138 * x, (at + knob) * y, (0.46 + slot * 0.07) * z], [0.03 * y, 0.016 * x], "dark", {
          turn: ["y", QUARTER],
        });
    }
    s.box([0.372 * x, at * y, 0.19 * z], [0.01 * x, 0.44 * y, 0.28 * z], "shade");
    s.box([0.38 * x, (at + 0.16) * y, 0.26 * z], [0.014 * x, 0.06 * y, 0.02 * z], "steel");
    s.cylinder([0.46 * x, at * y, 0.39 * z], [0.07 * y, 0.03 * z], "bright");
    s.as();
  }
  s.box([0.14 * x, 0, 0.6 * z], [0.5 * x, 0.016 * y, 0.4 * z], "glass");
  grille(s, [-0.32 * x, 0.492 * y, 0.6 * z], [0.2 * x, 0.2 * z], "y");
  grille(s, [-0.32 * x, -0.492 * y, 0.6 * z], [0.2 * x, 0.2 * z], "y");
  stackLight(s, [-0.4 * x, 0.42 * y, z]);
  return s.done({ loadRole: "pieces-on-board", loadFull: 2 });
}

/** A tightening station: a nutrunner on a slide over the piece, screw feeder, tool tray, light curtain. */
export function tightening(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  const at = 0.2 * x;
  s.box([0, 0, 0.17 * z], [0.96 * x, 0.96 * y, 0.3 * z], "base");
  s.box([0.02 * x, 0, 0.335 * z], [x, y, 0.035 * z], "steel");
  feet(s, [x, y]);
  s.box([-0.36 * x, 0, 0.66 * z], [0.24 * x, 0.56 * y, 0.62 * z], "body");
  s.box([-0.05 * x, 0, 0.93 * z], [0.62 * x, 0.24 * y, 0.09 * z], "bright");
  s.box([at, 0, 0.362 * z], [0.34 * x, 0.4 * y, 0.03 * z], "dark");
  milledPiece(s, [at, 0, 0.377 * z], [0.22 * x, 0.22 * y, 0.1 * z]);
  s.as({ isFine: true });
  s.box([0.01 * x, 0, 0.878 * z], [0.5 * x, 0.05 * y, 0.02 * z], "steel");
  for (const side of [-0.17, 0.17]) {
    s.box([at, side * y, 0.41 * z], [0.06 * x, 0.05 * y, 0.08 * z], "shade");
    s.cylinder([at, 0.82 * side * y, 0.43 * z], [0.03 * y, 0.06 * y], "steel", { turn: ["x", QUARTER] });
  }
  for (const side of [-1, 1]) {
    s.box([0.47 * x, side * 0.46 * y, 0.62 * z], [0.05 * x, 0.05 * y, 0.54 * z], "dark");
    s.box([0.47 * x, side * 0.433 * y, 0.62 * z], [0.025 * x, 0.006 * y, 0.5 * z], "glass");
  }
  s.box([0.482 * x, 0, 0.17 * z], [0.006 * x, 0.7 * y, 0.2 * z], "shade");
  s.as();
  const slide = s.joint(0, [at, 0, 0.76 * z], { motion: "slide", axis: "z", role: "axis-z", scale: 1, reach: 0.1 * z });
  s.on(slide).box([-0.08 * x, 0, 0.04 * z], [0.06 * x, 0.2 * y, 0.24 * z], "shade");
  s.cylinder([0, 0, 0.06 * z], [0.14 * y, 0.22 * z], "body");
  s.cylinder([0, 0, -0.1 * z], [0.09 * y, 0.1 * z], "steel");
  s.cone([0, 0, -0.18 * z], [0.07 * y, 0.06 * z], "dark", { turn: ["x", Math.PI] });
  s.cylinder([0, 0, -0.24 * z], [0.03 * y, 0.06 * z], "steel");
  s.as({ isFine: true });
  s.cylinder([0, 0, 0.18 * z], [0.1 * y, 0.03 * z], "dark");
  s.cylinder([0.04 * x, 0.05 * y, 0.24 * z], [0.024 * y, 0.12 * z], "rubber", { turn: ["x", 0.3] });
  s.box([0.068 * x, 0, 0.09 * z], [0.01 * x, 0.06 * y, 0.06 * z], "screen");
  s.as();
  // The feeder shakes screws into a hose.
  s.on(0).cylinder([-0.06 * x, 0.34 * y, 0.42 * z], [0.24 * y, 0.13 * z], "shade");
  s.cylinder([-0.06 * x, 0.34 * y, 0.51 * z], [0.3 * y, 0.06 * z], "steel");
  s.as({ isFine: true });
  s.cylinder([-0.06 * x, 0.34 * y, 0.536 * z], [0.25 * y, 0.01 * z], "dark");
  s.cylinder([-0.02 * x, 0.3 * y, 0.545 * z], [0.02 * y, 0.01 * z], "steel");
  s.cylinder([-0.09 * x, 0.37 * y, 0.545 * z], [0.02 * y, 0.01 * z], "steel");
  s.cylinder([0.04 * x, 0.18 * y, 0.74 * z], [0.02 * y, 0.5 * z], "rubber", { turn: ["x", 0.62] });
  s.box([0.14 * x, -0.36 * y, 0.37 * z], [0.3 * x, 0.2 * y, 0.04 * z], "shade");
  for (let bit = 0; bit < 5; bit++)
    s.cylinder([(0.04 + bit * 0.05) * x, -0.36 * y, 0.41 * z], [0.03 * y, 0.06 * z], bit % 2 === 0 ? "steel" : "dark");
  s.as();
  grille(s, [-0.36 * x, -0.282 * y, 0.6 * z], [0.14 * x, 0.2 * z], "y");
  stackLight(s, [-0.38 * x, 0.18 * y, 0.97 * z]);
  const panel = controlPanel(s, [-0.2 * x, -0.36 * y, 0.66 * z], [0.22 * y, 0.24 * z]);
  return s.done({ panel });
}
