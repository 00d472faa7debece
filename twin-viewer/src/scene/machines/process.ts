import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";

/** A tunnel oven with zones, mouths at both ends, burners and exhaust stacks. */
export function oven(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.06 * z], [0.98 * x, 0.96 * y, 0.12 * z], "base");
  const zones = 3;
  for (let i = 0; i < zones; i++) {
    const at = -0.5 * x + ((i + 0.5) * x) / zones;
    s.box([at, 0, 0.52 * z], [(0.975 * x) / zones, y, 0.8 * z], "body");
    s.box([at, -0.52 * y, 0.5 * z], [(0.4 * x) / zones, 0.05 * y, 0.46 * z], "shade");
    s.box([at + 0.09 * x, 0.2 * y, 0.98 * z], [0.07 * x, 0.24 * y, 0.14 * z], "shade");
    s.cylinder([at - 0.04 * x, 0.12 * y, 1.18 * z], [0.14 * y, 0.52 * z], "shade");
    s.cylinder([at - 0.04 * x, 0.12 * y, 1.45 * z], [0.19 * y, 0.04 * z], "bright");
  }
  s.box([0.5 * x, 0, 0.42 * z], [0.03 * x, 0.5 * y, 0.36 * z], "dark");
  s.box([-0.5 * x, 0, 0.42 * z], [0.03 * x, 0.5 * y, 0.36 * z], "dark");
  s.box([0, 0, 0.94 * z], [0.96 * x, 0.2 * y, 0.08 * z], "bright");
  return s.done({ top: 1.2 * z });
}

/** A powder booth: open working room between two walls, filters and a cyclone at the back. */
export function coatingBooth(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.05 * z], [x, y, 0.1 * z], "base");
  s.box([0, 0.34 * y, 0.5 * z], [0.9 * x, 0.3 * y, 0.82 * z], "body");
  s.box([-0.4 * x, -0.14 * y, 0.5 * z], [0.12 * x, 0.66 * y, 0.82 * z], "body");
  s.box([0.4 * x, -0.14 * y, 0.5 * z], [0.12 * x, 0.66 * y, 0.82 * z], "body");
  s.box([0, 0, 0.94 * z], [0.94 * x, 0.98 * y, 0.07 * z], "bright");
  s.box([0, -0.2 * y, 0.24 * z], [0.66 * x, 0.3 * y, 0.14 * z], "dark");
  for (const at of [-0.18, 0, 0.18]) s.box([at * x, -0.2 * y, 0.42 * z], [0.07 * x, 0.14 * y, 0.2 * z], "piece");
  s.cylinder([0.3 * x, 0.3 * y, 1.12 * z], [0.22 * y, 0.36 * z], "shade");
  s.cylinder([-0.3 * x, 0.3 * y, 1.06 * z], [0.16 * y, 0.22 * z], "shade");
  return s.done({ top: 1.15 * z });
}

/** A pass-through tunnel: washer or dryer. `stacks` rise from its roof. */
function tunnel(size: Size, stacks: readonly number[]): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.1 * z], [x, 0.9 * y, 0.2 * z], "base");
  s.box([0, 0, 0.57 * z], [0.84 * x, y, 0.74 * z], "body");
  s.box([0, 0, 0.97 * z], [0.7 * x, 0.6 * y, 0.08 * z], "bright");
  s.box([0.46 * x, 0, 0.34 * z], [0.16 * x, 0.5 * y, 0.08 * z], "dark");
  s.box([-0.46 * x, 0, 0.34 * z], [0.16 * x, 0.5 * y, 0.08 * z], "dark");
  s.box([0.425 * x, 0, 0.5 * z], [0.02 * x, 0.5 * y, 0.26 * z], "glass");
  s.box([0, 0.51 * y, 0.6 * z], [0.36 * x, 0.03 * y, 0.34 * z], "glass");
  s.box([0, -0.51 * y, 0.6 * z], [0.36 * x, 0.03 * y, 0.34 * z], "glass");
  for (const at of stacks) s.cylinder([at * x, 0.1 * y, 1.12 * z], [0.2 * y, 0.34 * z], "shade");
  return s.done({ top: 1.1 * z });
}

export function washer(size: Size): Figure {
  return tunnel(size, [-0.2, 0.2]);
}

export function dryer(size: Size): Figure {
  return tunnel(size, [0]);
}

/** A coordinate measuring machine: granite table, moving gantry, quill. */
export function cmm(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.16 * z], [x, y, 0.32 * z], "base");
  s.box([0, 0, 0.34 * z], [0.96 * x, 0.96 * y, 0.05 * z], "dark");
  const gantry = s.joint(0, [0, 0, 0], { motion: "slide", axis: "x", role: "axis-x", scale: 0.5, reach: 0.3 * x });
  s.on(gantry).box([0, -0.44 * y, 0.58 * z], [0.2 * x, 0.08 * y, 0.48 * z], "body");
  s.box([0, 0.44 * y, 0.58 * z], [0.2 * x, 0.08 * y, 0.48 * z], "body");
  s.box([0, 0, 0.86 * z], [0.24 * x, 0.98 * y, 0.12 * z], "bright");
  const carriage = s.joint(gantry, [0.1 * x, 0, 0.84 * z], {
    motion: "slide",
    axis: "y",
    role: "axis-y",
    scale: 0.5,
    reach: 0.3 * y,
  });
  const quill = s.joint(carriage, [0, 0, 0], {
    motion: "slide",
    axis: "z",
    role: "axis-z",
    scale: 0.4,
    reach: 0.16 * z,
  });
  s.on(quill).box([0.03 * x, 0, -0.08 * z], [0.1 * x, 0.1 * y, 0.44 * z], "shade");
  s.on(0).box([0.05 * x, 0, 0.41 * z], [0.2 * x, 0.2 * y, 0.1 * z], "piece");
  return s.done({ top: 1.1 * z });
}

/** A camera cell: cabin with a large window and a camera dome. */
export function vision(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.2 * z], [x, y, 0.4 * z], "base");
  s.box([-0.08 * x, 0, 0.68 * z], [0.84 * x, y, 0.56 * z], "body");
  s.box([0.35 * x, 0, 0.66 * z], [0.05 * x, 0.7 * y, 0.36 * z], "glass");
  s.cylinder([0, 0, 1.0 * z], [0.4 * x, 0.1 * z], "dark");
  return s.done();
}

/** A bench with a bell that closes over the part. */
export function leakTester(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.2 * z], [x, y, 0.4 * z], "base");
  s.box([-0.36 * x, 0, 0.68 * z], [0.26 * x, 0.9 * y, 0.62 * z], "body");
  s.box([0.06 * x, 0, 0.94 * z], [0.6 * x, 0.4 * y, 0.1 * z], "bright");
  s.cylinder([0.14 * x, 0, 0.74 * z], [0.42 * y, 0.26 * z], "shade");
  s.cylinder([0.14 * x, 0, 0.45 * z], [0.34 * y, 0.12 * z], "piece");
  return s.done();
}

/** A test bench with two stations and a display. */
export function testBench(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.18 * z], [x, y, 0.36 * z], "base");
  s.box([0, 0.32 * y, 0.66 * z], [x, 0.34 * y, 0.64 * z], "body");
  s.box([0, 0.32 * y, 1.0 * z], [0.9 * x, 0.28 * y, 0.06 * z], "bright");
  for (const at of [-0.24, 0.24]) {
    s.box([at * x, -0.14 * y, 0.42 * z], [0.3 * x, 0.4 * y, 0.1 * z], "dark");
    s.box([at * x, -0.14 * y, 0.52 * z], [0.14 * x, 0.18 * y, 0.12 * z], "piece");
    s.box([at * x, 0.14 * y, 0.74 * z], [0.24 * x, 0.02 * y, 0.24 * z], "glass");
  }
  return s.done();
}

/** A column with a screwdriver arm over a fixture. */
export function tightening(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.18 * z], [x, y, 0.36 * z], "base");
  s.box([-0.34 * x, 0, 0.66 * z], [0.26 * x, 0.5 * y, 0.62 * z], "body");
  s.box([0.04 * x, 0, 0.92 * z], [0.7 * x, 0.26 * y, 0.12 * z], "bright");
  s.cylinder([0.24 * x, 0, 0.7 * z], [0.16 * x, 0.34 * z], "shade");
  s.cylinder([0.24 * x, 0, 0.5 * z], [0.06 * x, 0.1 * z], "dark");
  s.box([0.22 * x, 0, 0.4 * z], [0.24 * x, 0.24 * y, 0.08 * z], "piece");
  return s.done();
}
