import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";
import { controlPanel, motor, stackLight } from "./accessories.ts";

const QUARTER = Math.PI / 2;

/**
 * An upright vessel on legs with a domed top, manhole, level gauge, ladder and pipes with valves. Its contents rise
 * with `fill-level`.
 */
export function tank(size: Size): Figure {
  const { x, z } = size;
  const s = new Sketch(size);
  const legs = 0.14 * z;
  const middle = legs + 0.36 * z;
  for (const i of [-1, 1])
    for (const j of [-1, 1]) {
      s.cylinder([0.3 * i * x, 0.3 * j * x, legs / 2 + 0.02 * z], [0.07 * x, legs + 0.04 * z], "dark");
      s.box([0.3 * i * x, 0.3 * j * x, 0.006 * z], [0.14 * x, 0.14 * x, 0.012 * z], "steel", { isFine: true });
    }
  s.cone([0, 0, legs - 0.02 * z], [0.94 * x, 0.06 * z], "shade", { turn: ["x", Math.PI] });
  s.cylinder([0, 0, middle], [0.94 * x, 0.7 * z], "body");
  s.cone([0, 0, legs + 0.76 * z], [0.94 * x, 0.1 * z], "bright");
  s.cylinder([0, 0, 0.97 * z], [0.2 * x, 0.06 * z], "shade");
  s.cylinder([0.5 * x, 0, 0.42 * z], [0.07 * x, 0.7 * z], "steel");
  s.as({ isFine: true });
  for (const up of [-0.34, -0.11, 0.12, 0.34]) s.cylinder([0, 0, middle + up * z], [0.952 * x, 0.012 * z], "shade");
  s.cylinder([0, 0, 1.005 * z], [0.26 * x, 0.012 * z], "steel");
  s.cylinder([0.2 * x, 0.2 * x, 0.96 * z], [0.09 * x, 0.08 * z], "steel");
  s.cylinder([0.5 * x, 0, 0.78 * z], [0.12 * x, 0.012 * z], "dark");
  s.cylinder([0.5 * x, 0, 0.2 * z], [0.12 * x, 0.012 * z], "dark");
  s.cylinder([0.5 * x, 0, 0.3 * z], [0.13 * x, 0.05 * z], "shade");
  s.cylinder([0.58 * x, 0, 0.3 * z], [0.14 * x, 0.02 * x], "bright", { turn: ["y", QUARTER] });
  s.cylinder([0.47 * x, 0, 0.775 * z], [0.07 * x, 0.06 * x], "steel", { turn: ["y", QUARTER] });
  s.cylinder([0, 0, 0.06 * z], [0.1 * x, 0.12 * z], "steel");
  s.box([0.464 * x, 0.12 * x, 0.56 * z], [0.02 * x, 0.16 * x, 0.06 * z], "bright");
  s.as();
  tankLadder(s);
  const steps = 8;
  s.box([0, -0.48 * x, middle], [0.14 * x, 0.02 * x, 0.68 * z], "glass");
  for (let step = 0; step < steps; step++)
    s.box(
      [0, -0.495 * x, legs + (0.04 + (0.64 * (step + 0.5)) / steps) * z],
      [0.1 * x, 0.02 * x, (0.6 / steps) * z],
      "piece",
      { whenLoad: step + 1 },
    );
  return s.done({ loadRole: "fill-level", loadFull: steps });
}

/** A ladder at the back, and a rail around the manhole. */
function tankLadder(s: Sketch): void {
  const { x, z } = s.size;
  s.as({ isFine: true });
  for (const side of [-0.07, 0.07]) s.cylinder([-0.5 * x, side * x, 0.47 * z], [0.016 * x, 0.94 * z], "steel");
  const rungs = 12;
  for (let rung = 0; rung < rungs; rung++)
    s.cylinder([-0.5 * x, 0, (0.06 + (0.86 * rung) / rungs) * z], [0.014 * x, 0.14 * x], "steel", {
      turn: ["x", QUARTER],
    });
  for (let post = 0; post < 8; post++) {
    const angle = (post / 8) * 2 * Math.PI;
    const [cos, sin] = [Math.cos(angle) * 0.34 * x, Math.sin(angle) * 0.34 * x];
    s.cylinder([cos, sin, 0.99 * z], [0.014 * x, 0.14 * z], "steel");
    const next = ((post + 0.5) / 8) * 2 * Math.PI;
    s.box(
      [Math.cos(next) * 0.315 * x, Math.sin(next) * 0.315 * x, 1.05 * z],
      [0.014 * x, 0.262 * x, 0.008 * z],
      "steel",
      {
        turn: ["z", next],
      },
    );
  }
  s.as();
}

/** A melting or holding furnace: lined shell on a frame that tips, lid with electrodes, spout, cylinder, desk. */
export function furnace(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.06 * z], [x, y, 0.12 * z], "base");
  for (const side of [-1, 1]) {
    s.box([-0.1 * x, side * 0.42 * y, 0.36 * z], [0.5 * x, 0.08 * y, 0.5 * z], "shade");
    s.as({ isFine: true });
    s.box([-0.1 * x, side * 0.47 * y, 0.36 * z], [0.06 * x, 0.03 * y, 0.5 * z], "base");
    for (const at of [-0.3, 0.1]) s.box([at * x, side * 0.47 * y, 0.36 * z], [0.04 * x, 0.03 * y, 0.5 * z], "base");
    s.cylinder([-0.1 * x, side * 0.47 * y, 0.52 * z], [0.12 * z, 0.05 * y], "steel", { turn: ["x", QUARTER] });
    s.cylinder([-0.4 * x, side * 0.34 * y, 0.28 * z], [0.07 * y, 0.34 * z], "steel", { turn: ["y", 0.3] });
    s.cylinder([-0.4 * x, side * 0.34 * y, 0.2 * z], [0.1 * y, 0.18 * z], "dark", { turn: ["y", 0.3] });
    s.box([0, side * 0.485 * y, 0.14 * z], [x, 0.02 * y, 0.02 * z], "steel");
    s.as();
  }
  const shell = s.joint(0, [-0.1 * x, 0, 0.52 * z], {
    motion: "turn",
    axis: "y",
    role: "joint-1",
    scale: 1,
    reach: 1.6,
  });
  s.on(shell).cylinder([0, 0, -0.04 * z], [0.66 * y, 0.56 * z], "body");
  s.cylinder([0, 0, 0.22 * z], [0.72 * y, 0.06 * z], "dark");
  s.box([0.2 * x, 0, 0.2 * z], [0.28 * x, 0.16 * y, 0.1 * z], "shade");
  s.as({ isFine: true });
  for (const up of [-0.24, -0.1, 0.06]) s.cylinder([0, 0, up * z], [0.69 * y, 0.03 * z], "shade");
  for (let panel = 0; panel < 12; panel++) {
    const angle = (panel / 12) * 2 * Math.PI;
    s.box(
      [Math.cos(angle) * 0.335 * y, Math.sin(angle) * 0.335 * y, -0.02 * z],
      [0.01 * y, 0.04 * y, 0.44 * z],
      "shade",
      {
        turn: ["z", angle],
      },
    );
  }
  s.box([0.22 * x, 0, 0.254 * z], [0.26 * x, 0.1 * y, 0.012 * z], "rubber");
  s.cylinder([-0.33 * y, -0.12 * y, -0.14 * z], [0.08 * y, 0.06 * y], "steel", { turn: ["y", QUARTER] });
  s.as();
  const lid = s.joint(shell, [-0.32 * y, 0, 0.27 * z], {
    motion: "step",
    axis: "z",
    role: "door-open",
    scale: 0.3 * z,
    reach: 0.3 * z,
  });
  s.on(lid).cylinder([0.32 * y, 0, 0], [0.7 * y, 0.08 * z], "bright");
  s.cylinder([0.32 * y, 0.22 * y, 0.1 * z], [0.12 * y, 0.14 * z], "shade");
  s.as({ isFine: true });
  for (let i = 0; i < 3; i++) {
    const angle = (i / 3) * 2 * Math.PI + 0.5;
    const [a, b] = [0.32 * y + Math.cos(angle) * 0.11 * y, Math.sin(angle) * 0.11 * y];
    s.cylinder([a, b, 0.16 * z], [0.05 * y, 0.3 * z], "rubber");
    s.cylinder([a, b, 0.05 * z], [0.09 * y, 0.03 * z], "steel");
    s.box([a - 0.1 * y, b, 0.28 * z], [0.22 * y, 0.05 * y, 0.03 * z], "steel");
  }
  s.cylinder([0.32 * y, 0, 0.045 * z], [0.5 * y, 0.02 * z], "steel");
  s.as();
  s.on(0).box([0.42 * x, 0.36 * y, 0.2 * z], [0.12 * x, 0.16 * y, 0.2 * z], "body");
  const panel = controlPanel(s, [0.46 * x, 0.36 * y, 0.39 * z], [0.14 * y, 0.14 * z]);
  stackLight(s, [0.42 * x, -0.42 * y, 0.12 * z]);
  return s.done({ top: 1.1 * z, panel });
}

/** A converter: pear-shaped vessel that tips in its trunnion ring between pedestals, lance, hood, platform. */
export function converter(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  for (const side of [-0.44, 0.44]) {
    s.box([0, side * y, 0.28 * z], [0.2 * x, 0.09 * y, 0.44 * z], "base");
    s.box([0, side * y, 0.03 * z], [0.34 * x, 0.11 * y, 0.06 * z], "base");
    s.cylinder([0, side * y, 0.5 * z], [0.13 * z, 0.12 * y], "dark", { turn: ["x", QUARTER] });
    s.as({ isFine: true });
    for (const i of [-0.11, 0.11]) s.box([i * x, side * y, 0.2 * z], [0.03 * x, 0.1 * y, 0.3 * z], "shade");
    s.cylinder([0, 1.14 * side * y, 0.5 * z], [0.09 * z, 0.03 * y], "steel", { turn: ["x", QUARTER] });
    for (let bolt = 0; bolt < 6; bolt++) {
      const angle = (bolt / 6) * 2 * Math.PI;
      const at = [Math.cos(angle) * 0.05 * z, 1.13 * side * y, 0.5 * z + Math.sin(angle) * 0.05 * z] as const;
      s.cylinder(at, [0.012 * z, 0.02 * y], "steel", { turn: ["x", QUARTER] });
    }
    s.as();
  }
  motor(s, [-0.14 * x, 0.46 * y, 0.4 * z], [0.1 * y, 0.16 * x], "x");
  const vessel = s.joint(0, [0, 0, 0.5 * z], { motion: "turn", axis: "y", role: "joint-1", scale: 1, reach: 3.2 });
  s.on(vessel).cylinder([0, 0, -0.06 * z], [0.7 * y, 0.3 * z], "body");
  s.cone([0, 0, 0.2 * z], [0.7 * y, 0.22 * z], "body");
  s.cone([0, 0, -0.28 * z], [0.7 * y, 0.14 * z], "shade", { turn: ["x", Math.PI] });
  s.cylinder([0, 0, 0.02 * z], [0.8 * y, 0.1 * z], "dark");
  s.as({ isFine: true });
  for (const up of [-0.2, -0.1, 0.088]) s.cylinder([0, 0, up * z], [0.72 * y, 0.014 * z], "shade");
  for (const up of [-0.032, 0.072]) s.cylinder([0, 0, up * z], [0.83 * y, 0.014 * z], "base");
  s.cylinder([0, 0, 0.315 * z], [0.38 * y, 0.03 * z], "dark");
  s.cylinder([0, 0, 0.332 * z], [0.28 * y, 0.006 * z], "rubber");
  for (let plate = 0; plate < 10; plate++) {
    const angle = (plate / 10) * 2 * Math.PI;
    s.box([Math.cos(angle) * 0.4 * y, Math.sin(angle) * 0.4 * y, 0.02 * z], [0.04 * y, 0.08 * y, 0.13 * z], "shade", {
      turn: ["z", angle],
    });
  }
  s.cylinder([0.26 * y, 0, 0.22 * z], [0.1 * y, 0.16 * y], "steel", { turn: ["y", QUARTER] });
  s.as();
  const lance = s
    .on(0)
    .joint(0, [0, 0, 0.94 * z], { motion: "slide", axis: "z", role: "axis-z", scale: 1, reach: 0.3 * z });
  s.on(lance).cylinder([0, 0, 0], [0.05 * y, 0.4 * z], "steel");
  s.cylinder([0, 0, -0.2 * z], [0.07 * y, 0.03 * z], "dark", { isFine: true });
  s.on(0).box([-0.34 * x, 0, 0.86 * z], [0.3 * x, 0.7 * y, 0.04 * z], "bright");
  for (const side of [-0.32, 0.32]) s.box([-0.44 * x, side * y, 0.42 * z], [0.04 * x, 0.04 * y, 0.84 * z], "base");
  s.as({ isFine: true });
  for (const side of [-0.34, 0.34]) {
    s.box([-0.34 * x, side * y, 0.95 * z], [0.3 * x, 0.008 * y, 0.008 * z], "steel");
    for (const at of [-0.48, -0.34, -0.2]) s.cylinder([at * x, side * y, 0.915 * z], [0.012 * y, 0.07 * z], "steel");
  }
  for (const up of [0.2, 0.5]) s.box([-0.44 * x, 0, up * z], [0.03 * x, 0.64 * y, 0.02 * z], "base");
  s.as();
  return s.done({ top: 1.12 * z });
}

/** A person whose badge or tag reports a position; a figure without a face, the size of a person. */
export function person(size: Size): Figure {
  const { z } = size;
  const s = new Sketch({ x: 0.5, y: 0.5, z });
  s.cone([0, 0, 0.4 * z], [0.5, 0.8 * z], "vehicle");
  s.cylinder([0, 0, 0.9 * z], [0.26, 0.2 * z], "bright");
  return s.done();
}
