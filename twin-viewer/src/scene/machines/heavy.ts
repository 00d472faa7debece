import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";

/**
 * An upright vessel on legs with a domed top, a pipe down its side and a level gauge. Its contents rise with
 * `fill-level`.
 */
export function tank(size: Size): Figure {
  const { x, z } = size;
  const s = new Sketch(size);
  const legs = 0.14 * z;
  for (const [i, j] of [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const)
    s.box([0.3 * i * x, 0.3 * j * x, legs / 2], [0.08 * x, 0.08 * x, legs], "dark");
  s.cylinder([0, 0, legs + 0.36 * z], [0.94 * x, 0.7 * z], "body");
  s.cone([0, 0, legs + 0.76 * z], [0.94 * x, 0.1 * z], "bright");
  s.cylinder([0, 0, 0.97 * z], [0.2 * x, 0.06 * z], "shade");
  s.cylinder([0.5 * x, 0, 0.42 * z], [0.07 * x, 0.7 * z], "shade");
  const steps = 8;
  s.box([0, -0.48 * x, legs + 0.36 * z], [0.14 * x, 0.02 * x, 0.68 * z], "glass");
  for (let step = 0; step < steps; step++)
    s.box(
      [0, -0.495 * x, legs + (0.04 + (0.64 * (step + 0.5)) / steps) * z],
      [0.1 * x, 0.02 * x, (0.6 / steps) * z],
      "piece",
      { whenLoad: step + 1 },
    );
  return s.done({ loadRole: "fill-level", loadFull: steps });
}

/** A melting or holding furnace: lined shell on a frame that tips, lid, spout, control desk. */
export function furnace(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.06 * z], [x, y, 0.12 * z], "base");
  s.box([-0.1 * x, -0.42 * y, 0.36 * z], [0.5 * x, 0.08 * y, 0.5 * z], "shade");
  s.box([-0.1 * x, 0.42 * y, 0.36 * z], [0.5 * x, 0.08 * y, 0.5 * z], "shade");
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
  const lid = s.joint(shell, [-0.32 * y, 0, 0.27 * z], {
    motion: "step",
    axis: "z",
    role: "door-open",
    scale: 0.3 * z,
    reach: 0.3 * z,
  });
  s.on(lid).cylinder([0.32 * y, 0, 0], [0.7 * y, 0.08 * z], "bright");
  s.cylinder([0.32 * y, 0.14 * y, 0.14 * z], [0.12 * y, 0.24 * z], "shade");
  s.on(0).box([0.42 * x, 0.36 * y, 0.24 * z], [0.12 * x, 0.16 * y, 0.3 * z], "glass");
  return s.done({ top: 1.1 * z });
}

/** A converter: pear-shaped vessel that tips in its trunnion ring, lance from above, bay frame. */
export function converter(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  for (const side of [-0.44, 0.44]) {
    s.box([0, side * y, 0.3 * z], [0.24 * x, 0.1 * y, 0.6 * z], "base");
    s.cylinder([0, side * y, 0.5 * z], [0.16 * z, 0.12 * y], "dark", { turn: ["x", Math.PI / 2] });
  }
  const vessel = s.joint(0, [0, 0, 0.5 * z], { motion: "turn", axis: "y", role: "joint-1", scale: 1, reach: 3.2 });
  s.on(vessel).cylinder([0, 0, -0.06 * z], [0.7 * y, 0.3 * z], "body");
  s.cone([0, 0, 0.2 * z], [0.7 * y, 0.22 * z], "body");
  s.cone([0, 0, -0.28 * z], [0.7 * y, 0.14 * z], "shade", { turn: ["x", Math.PI] });
  s.cylinder([0, 0, 0.02 * z], [0.8 * y, 0.1 * z], "dark");
  const lance = s
    .on(0)
    .joint(0, [0, 0, 0.94 * z], { motion: "slide", axis: "z", role: "axis-z", scale: 1, reach: 0.3 * z });
  s.on(lance).cylinder([0, 0, 0], [0.06 * y, 0.4 * z], "shade");
  s.on(0).box([-0.34 * x, 0, 0.86 * z], [0.3 * x, 0.7 * y, 0.1 * z], "bright");
  return s.done({ top: 1.12 * z });
}

/** A continuous caster: ladle turret, tundish, mould, curved strand, run-out table with the strand that is cast. */
export function caster(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([-0.3 * x, 0, 0.36 * z], [0.1 * x, 0.6 * y, 0.72 * z], "base");
  s.box([-0.24 * x, 0, 0.72 * z], [0.36 * x, 0.9 * y, 0.05 * z], "shade");
  const turret = s.joint(0, [-0.34 * x, 0, 0.75 * z], {
    motion: "turn",
    axis: "z",
    role: "joint-1",
    scale: 1,
    reach: 7,
  });
  s.on(turret).box([0, 0, 0.02 * z], [0.3 * x, 0.14 * y, 0.04 * z], "dark");
  for (const side of [-1, 1])
    s.cone([0.13 * x * side, 0, 0.14 * z], [0.44 * y, 0.24 * z], "body", { turn: ["x", Math.PI] });
  s.on(0).box([-0.18 * x, 0, 0.79 * z], [0.16 * x, 0.5 * y, 0.1 * z], "body");
  s.box([-0.16 * x, 0, 0.68 * z], [0.06 * x, 0.34 * y, 0.14 * z], "bright");
  const bends = 6;
  for (let i = 0; i < bends; i++) {
    const angle = ((i + 0.5) / bends) * (Math.PI / 2);
    const radius = 0.46 * z;
    s.box(
      [-0.16 * x + radius * (1 - Math.cos(angle)), 0, 0.62 * z - radius * Math.sin(angle)],
      [0.06 * x, 0.4 * y, 0.12 * z],
      "shade",
      { turn: ["y", -angle] },
    );
  }
  s.box([0.28 * x, 0, 0.1 * z], [0.44 * x, 0.5 * y, 0.08 * z], "dark");
  for (let i = 0; i < 4; i++)
    s.box([(0.12 + i * 0.1) * x, 0, 0.18 * z], [0.085 * x, 0.24 * y, 0.06 * z], "piece", { whenLoad: i + 1 });
  return s.done({ loadRole: "pieces-on-board", loadFull: 4 });
}

/** A rolling stand: two housings, two pairs of rolls of which the upper ones are screwed down, drive, roller tables. */
export function rollingStand(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.05 * z], [0.6 * x, y, 0.1 * z], "base");
  for (const side of [-0.26, 0.26]) {
    s.box([-0.14 * x, side * y, 0.52 * z], [0.1 * x, 0.14 * y, 0.86 * z], "body");
    s.box([0.14 * x, side * y, 0.52 * z], [0.1 * x, 0.14 * y, 0.86 * z], "body");
    s.box([0, side * y, 0.92 * z], [0.42 * x, 0.16 * y, 0.12 * z], "bright");
  }
  const across = ["x", Math.PI / 2] as const;
  s.cylinder([0, 0, 0.24 * z], [0.24 * z, 0.6 * y], "shade", { turn: across });
  s.cylinder([0, 0, 0.4 * z], [0.12 * z, 0.66 * y], "dark", { turn: across });
  const screw = s.joint(0, [0, 0, 0.54 * z], { motion: "slide", axis: "z", role: "axis-z", scale: 1, reach: 0.08 * z });
  s.on(screw).cylinder([0, 0, 0], [0.12 * z, 0.66 * y], "dark", { turn: across });
  s.cylinder([0, 0, 0.17 * z], [0.24 * z, 0.6 * y], "shade", { turn: across });
  s.on(0).box([0, 0.44 * y, 0.28 * z], [0.3 * x, 0.12 * y, 0.4 * z], "shade");
  for (const side of [-1, 1]) {
    s.box([side * 0.36 * x, 0, 0.34 * z], [0.28 * x, 0.4 * y, 0.08 * z], "dark");
    s.box([side * 0.36 * x, 0, 0.42 * z], [0.26 * x, 0.22 * y, 0.05 * z], "piece", { whenLoad: side < 0 ? 1 : 2 });
  }
  return s.done({ loadRole: "pieces-on-board", loadFull: 2 });
}

/** A person whose badge or tag reports a position; a figure without a face, the size of a person. */
export function person(size: Size): Figure {
  const { z } = size;
  const s = new Sketch({ x: 0.5, y: 0.5, z });
  s.cone([0, 0, 0.4 * z], [0.5, 0.8 * z], "vehicle");
  s.cylinder([0, 0, 0.9 * z], [0.26, 0.2 * z], "bright");
  return s.done();
}
