import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";

/** A screw compressor's cabinet with its receiver standing beside it. */
export function compressor(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([-0.12 * x, 0, 0.05 * z], [0.78 * x, y, 0.1 * z], "base");
  s.box([-0.12 * x, 0, 0.5 * z], [0.74 * x, 0.96 * y, 0.82 * z], "body");
  s.box([0.26 * x, 0, 0.55 * z], [0.03 * x, 0.7 * y, 0.5 * z], "glass");
  s.box([-0.12 * x, 0, 0.95 * z], [0.5 * x, 0.7 * y, 0.08 * z], "bright");
  s.cylinder([0.4 * x, 0, 0.6 * z], [0.42 * y, 1.1 * z], "shade");
  return s.done({ top: 1.2 * z });
}

/** An air-cooled chiller: fins at the sides, fans on the roof. */
export function chiller(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.06 * z], [x, y, 0.12 * z], "base");
  s.box([0, 0, 0.5 * z], [0.96 * x, 0.9 * y, 0.76 * z], "body");
  for (const at of [-0.3, 0, 0.3]) {
    s.cylinder([at * x, 0, 0.93 * z], [0.6 * y, 0.12 * z], "shade");
    s.cylinder([at * x, 0, 1.0 * z], [0.46 * y, 0.04 * z], "dark");
    s.box([at * x, -0.46 * y, 0.5 * z], [0.22 * x, 0.03 * y, 0.6 * z], "glass");
    s.box([at * x, 0.46 * y, 0.5 * z], [0.22 * x, 0.03 * y, 0.6 * z], "glass");
  }
  return s.done({ top: 1.1 * z });
}

/** An oil transformer: tank, radiator fins, three bushings. */
export function transformer(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.05 * z], [x, y, 0.1 * z], "base");
  s.box([0, 0, 0.42 * z], [0.72 * x, 0.7 * y, 0.64 * z], "body");
  for (let i = 0; i < 5; i++) {
    const at = -0.3 * x + (i * 0.6 * x) / 4;
    s.box([at, 0.42 * y, 0.4 * z], [0.06 * x, 0.16 * y, 0.52 * z], "shade");
    s.box([at, -0.42 * y, 0.4 * z], [0.06 * x, 0.16 * y, 0.52 * z], "shade");
  }
  for (const at of [-0.22, 0, 0.22]) s.cylinder([at * x, 0, 0.86 * z], [0.1 * x, 0.26 * z], "dark");
  s.cylinder([0, 0.24 * y, 0.84 * z], [0.2 * y, 0.6 * x], "bright", { turn: ["y", Math.PI / 2] });
  return s.done();
}

/** A row of cabinets with a door and an instrument each. */
export function switchboard(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.04 * z], [x, y, 0.08 * z], "dark");
  const cabinets = Math.max(1, Math.round(y / 0.85));
  for (let i = 0; i < cabinets; i++) {
    const at = -y / 2 + ((i + 0.5) * y) / cabinets;
    s.box([0, at, 0.54 * z], [x, (0.97 * y) / cabinets, 0.92 * z], "body");
    s.box([0.5 * x, at, 0.78 * z], [0.04 * x, (0.4 * y) / cabinets, 0.14 * z], "glass");
  }
  return s.done();
}

/** A small instrument on a post. */
export function meter(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.03 * z], [1.2 * x, 0.9 * y, 0.06 * z], "dark");
  s.box([0, 0, 0.36 * z], [0.3 * x, 0.2 * y, 0.6 * z], "shade");
  s.box([0, 0, 0.82 * z], [x, y, 0.4 * z], "body");
  s.box([0.52 * x, 0, 0.88 * z], [0.06 * x, 0.6 * y, 0.18 * z], "glass");
  return s.done({ top: 1.05 * z });
}

/** For assets without a drawing of their own. */
export function plainBox(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.05 * z], [x, y, 0.1 * z], "base");
  s.box([0, 0, 0.54 * z], [0.94 * x, 0.94 * y, 0.88 * z], "body");
  return s.done();
}
