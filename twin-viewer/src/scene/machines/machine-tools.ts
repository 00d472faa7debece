import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";

/** A slant-bed lathe: enclosure with a sliding door and window, chuck inside, chip conveyor at the side. */
export function lathe(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.12 * z], [x, y, 0.24 * z], "base");
  // Back body, and a front with the working room left open between two pillars.
  s.box([-0.2 * x, 0, 0.57 * z], [0.6 * x, y, 0.66 * z], "body");
  s.box([0.28 * x, -0.39 * y, 0.55 * z], [0.36 * x, 0.22 * y, 0.62 * z], "body");
  s.box([0.28 * x, 0.43 * y, 0.55 * z], [0.36 * x, 0.14 * y, 0.62 * z], "body");
  s.wedge([0.22 * x, 0, 0.92 * z], [0.48 * x, y, 0.14 * z], "bright");
  s.box([-0.26 * x, 0, 0.95 * z], [0.42 * x, 0.9 * y, 0.1 * z], "shade");
  s.box([0.16 * x, 0.08 * y, 0.36 * z], [0.3 * x, 0.6 * y, 0.1 * z], "dark");
  s.cylinder([0.2 * x, -0.18 * y, 0.56 * z], [0.22 * z, 0.1 * y], "dark", { turn: ["x", Math.PI / 2] });
  const turret = s.joint(0, [0.2 * x, 0.18 * y, 0.6 * z], {
    motion: "slide",
    axis: "y",
    role: "axis-z",
    scale: -0.6,
    reach: 0.2 * y,
  });
  s.on(turret).box([0, 0, 0], [0.16 * x, 0.1 * y, 0.16 * z], "shade");
  const door = s.on(0).joint(0, [0.47 * x, 0.04 * y, 0.55 * z], {
    motion: "step",
    axis: "y",
    role: "door-open",
    scale: 0.34 * y,
    reach: 0.34 * y,
  });
  s.on(door).box([0, 0, 0], [0.05 * x, 0.64 * y, 0.62 * z], "body");
  s.box([0.03 * x, 0.02 * y, 0.06 * z], [0.03 * x, 0.36 * y, 0.3 * z], "glass");
  s.on(0).box([0.5 * x, -0.42 * y, 0.62 * z], [0.1 * x, 0.14 * y, 0.22 * z], "dark");
  s.box([0, -0.56 * y, 0.2 * z], [0.3 * x, 0.14 * y, 0.12 * z], "shade");
  s.box([0, -0.62 * y, 0.3 * z], [0.22 * x, 0.05 * y, 0.3 * z], "shade", { turn: ["x", 0.5] });
  return s.done();
}

/** A vertical machining centre: column and head that moves with the axes, table with a part, cabin with window. */
export function machiningCentre(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.11 * z], [x, y, 0.22 * z], "base");
  s.box([-0.34 * x, 0, 0.55 * z], [0.32 * x, 0.92 * y, 0.68 * z], "body");
  s.box([0.12 * x, -0.45 * y, 0.5 * z], [0.64 * x, 0.1 * y, 0.58 * z], "body");
  s.box([0.12 * x, 0.45 * y, 0.5 * z], [0.64 * x, 0.1 * y, 0.58 * z], "body");
  s.box([0.06 * x, 0, 0.83 * z], [0.74 * x, y, 0.1 * z], "bright");
  s.box([-0.34 * x, 0.1 * y, 0.93 * z], [0.26 * x, 0.3 * y, 0.14 * z], "shade");
  const table = s.joint(0, [0.1 * x, 0, 0.3 * z], {
    motion: "slide",
    axis: "y",
    role: "axis-x",
    scale: 0.5,
    reach: 0.22 * y,
  });
  s.on(table).box([0, 0, 0], [0.34 * x, 0.4 * y, 0.06 * z], "dark");
  s.box([0, 0, 0.07 * z], [0.14 * x, 0.13 * y, 0.09 * z], "piece");
  const saddle = s
    .on(0)
    .joint(0, [0.08 * x, 0, 0.66 * z], { motion: "slide", axis: "x", role: "axis-y", scale: 0.4, reach: 0.1 * x });
  const head = s.joint(saddle, [0, 0, 0], { motion: "slide", axis: "z", role: "axis-z", scale: 0.4, reach: 0.12 * z });
  s.on(head).box([0, 0, 0.02 * z], [0.2 * x, 0.2 * y, 0.26 * z], "shade");
  s.cylinder([0, 0, -0.15 * z], [0.09 * x, 0.1 * z], "dark");
  const door = s.on(0).joint(0, [0.46 * x, 0.22 * y, 0.5 * z], {
    motion: "step",
    axis: "y",
    role: "door-open",
    scale: 0.22 * y,
    reach: 0.22 * y,
  });
  s.on(door).box([0, 0, 0], [0.04 * x, 0.4 * y, 0.56 * z], "body");
  s.box([0.025 * x, 0, 0.06 * z], [0.02 * x, 0.24 * y, 0.28 * z], "glass");
  const left = s.on(0).joint(0, [0.46 * x, -0.22 * y, 0.5 * z], {
    motion: "step",
    axis: "y",
    role: "door-open",
    scale: -0.2 * y,
    reach: 0.2 * y,
  });
  s.on(left).box([0, 0, 0], [0.04 * x, 0.4 * y, 0.56 * z], "body");
  s.box([0.025 * x, 0, 0.06 * z], [0.02 * x, 0.24 * y, 0.28 * z], "glass");
  s.on(0).box([0.52 * x, 0.42 * y, 0.55 * z], [0.08 * x, 0.12 * y, 0.2 * z], "dark");
  s.box([-0.1 * x, -0.58 * y, 0.16 * z], [0.24 * x, 0.22 * y, 0.16 * z], "shade");
  return s.done();
}

/** An open cell with a work table and a tool head under a portal. */
export function deburring(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.06 * z], [x, y, 0.12 * z], "base");
  s.box([-0.3 * x, 0, 0.56 * z], [0.4 * x, y, 0.88 * z], "body");
  s.box([0.2 * x, -0.46 * y, 0.5 * z], [0.6 * x, 0.06 * y, 0.76 * z], "body");
  s.box([0.2 * x, 0.46 * y, 0.5 * z], [0.6 * x, 0.06 * y, 0.76 * z], "body");
  s.box([0.2 * x, 0, 0.9 * z], [0.6 * x, y, 0.08 * z], "bright");
  s.cylinder([0.18 * x, 0, 0.26 * z], [0.5 * y, 0.26 * z], "shade");
  s.box([0.18 * x, 0, 0.44 * z], [0.16 * x, 0.16 * y, 0.1 * z], "piece");
  s.box([0.12 * x, 0, 0.74 * z], [0.12 * x, 0.14 * y, 0.24 * z], "dark");
  s.cylinder([-0.32 * x, 0.3 * y, 1.02 * z], [0.16 * y, 0.16 * z], "shade");
  return s.done();
}

/** A servo press: two columns, crown, ram and table. */
export function press(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.14 * z], [x, y, 0.28 * z], "base");
  s.box([-0.12 * x, -0.37 * y, 0.52 * z], [0.5 * x, 0.2 * y, 0.5 * z], "body");
  s.box([-0.12 * x, 0.37 * y, 0.52 * z], [0.5 * x, 0.2 * y, 0.5 * z], "body");
  s.box([-0.08 * x, 0, 0.88 * z], [0.66 * x, 0.96 * y, 0.24 * z], "bright");
  s.box([0, 0, 0.3 * z], [0.6 * x, 0.5 * y, 0.05 * z], "dark");
  const ram = s.joint(0, [-0.05 * x, 0, 0.66 * z], {
    motion: "slide",
    axis: "z",
    role: "axis-z",
    scale: -1,
    reach: 0.16 * z,
  });
  s.on(ram).cylinder([0, 0, 0], [0.26 * y, 0.24 * z], "shade");
  s.on(0).box([0.1 * x, 0, 0.36 * z], [0.2 * x, 0.2 * y, 0.07 * z], "piece");
  return s.done();
}
