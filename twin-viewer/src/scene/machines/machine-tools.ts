import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";
import { controlPanel, feet, grille, motor, stackLight, windowed } from "./accessories.ts";
import { milledPiece, pressedPiece } from "./workpieces.ts";

/** An open cell with a turning table and a tool head under a portal. */
export function deburring(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.06 * z], [x, y, 0.12 * z], "base");
  s.box([-0.3 * x, 0, 0.56 * z], [0.4 * x, y, 0.88 * z], "body");
  s.as({ isHousing: true });
  for (const side of [-0.47, 0.47])
    windowed(
      s,
      { at: [0.2 * x, side * y, 0.5 * z], size: [0.04 * y, 0.6 * x, 0.76 * z], facing: "y" },
      { across: 0, up: 0.06 * z, width: 0.4 * x, height: 0.4 * z },
    );
  s.box([0.2 * x, 0, 0.9 * z], [0.6 * x, y, 0.06 * z], "bright");
  s.as();
  s.cylinder([0.18 * x, 0, 0.2 * z], [0.46 * y, 0.16 * z], "shade");
  s.cylinder([0.18 * x, 0, 0.29 * z], [0.5 * y, 0.03 * z], "steel");
  milledPiece(s, [0.18 * x, 0, 0.305 * z], [0.18 * x, 0.18 * y, 0.12 * z]);
  s.box([0.06 * x, 0, 0.76 * z], [0.14 * x, 0.14 * y, 0.2 * z], "shade");
  s.cylinder([0.15 * x, 0, 0.66 * z], [0.07 * y, 0.22 * z], "dark");
  s.cylinder([0.15 * x, 0, 0.52 * z], [0.025 * y, 0.08 * z], "steel");
  s.cone([0.15 * x, 0, 0.47 * z], [0.07 * y, 0.04 * z], "rubber", { isFine: true });
  s.cylinder([-0.32 * x, 0.3 * y, 1.02 * z], [0.16 * y, 0.16 * z], "shade");
  grille(s, [-0.3 * x, -0.502 * y, 0.3 * z], [0.24 * x, 0.2 * z], "y");
  feet(s, [x, y]);
  stackLight(s, [-0.2 * x, -0.4 * y, z]);
  return s.done();
}

/** A servo press: frame with two columns, ram with upper tool, bolster with lower tool, piece, light curtain. */
export function press(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.03 * z], [x, y, 0.06 * z], "base");
  s.box([-0.06 * x, 0, 0.17 * z], [0.84 * x, 0.94 * y, 0.22 * z], "body");
  for (const side of [-1, 1]) {
    s.box([-0.14 * x, side * 0.36 * y, 0.53 * z], [0.5 * x, 0.2 * y, 0.5 * z], "body");
    s.as({ isFine: true });
    s.box([-0.06 * x, side * 0.255 * y, 0.55 * z], [0.06 * x, 0.02 * y, 0.42 * z], "steel");
    s.box([0.2 * x, side * 0.41 * y, 0.5 * z], [0.05 * x, 0.05 * y, 0.36 * z], "dark");
    s.box([0.2 * x, side * 0.383 * y, 0.5 * z], [0.025 * x, 0.006 * y, 0.32 * z], "glass");
    s.as();
  }
  s.box([-0.1 * x, 0, 0.87 * z], [0.7 * x, 0.96 * y, 0.2 * z], "bright");
  s.box([0.254 * x, 0, 0.87 * z], [0.012 * x, 0.7 * y, 0.14 * z], "shade", { isFine: true });
  s.box([0, 0, 0.3 * z], [0.56 * x, 0.5 * y, 0.04 * z], "steel");
  s.box([0, 0, 0.345 * z], [0.36 * x, 0.36 * y, 0.05 * z], "dark");
  s.as({ isFine: true });
  for (const i of [-1, 1])
    for (const j of [-1, 1]) s.cylinder([i * 0.14 * x, j * 0.14 * y, 0.4 * z], [0.05 * y, 0.08 * z], "steel");
  s.cylinder([0, 0, 0.375 * z], [0.24 * y, 0.02 * z], "steel");
  s.as();
  pressedPiece(s, [0, 0, 0.385 * z], [0.22 * y, 0.035 * z]);
  const ram = s.joint(0, [0, 0, 0.66 * z], {
    motion: "slide",
    axis: "z",
    role: "axis-z",
    scale: -1,
    reach: 0.16 * z,
  });
  s.on(ram).box([0, 0, 0.01 * z], [0.4 * x, 0.46 * y, 0.12 * z], "shade");
  s.cylinder([0, 0, 0.12 * z], [0.16 * y, 0.18 * z], "steel");
  s.box([0, 0, -0.065 * z], [0.34 * x, 0.34 * y, 0.03 * z], "dark");
  s.cylinder([0, 0, -0.1 * z], [0.18 * y, 0.05 * z], "steel");
  s.on(0);
  motor(s, [-0.34 * x, 0, 1.01 * z], [0.2 * y, 0.3 * y], "y");
  s.box([0.36 * x, 0, 0.17 * z], [0.06 * x, 0.5 * y, 0.1 * z], "shade");
  s.as({ isFine: true });
  for (const side of [-0.18, 0.18]) s.cylinder([0.38 * x, side * y, 0.225 * z], [0.07 * y, 0.02 * z], "dark");
  s.cylinder([0.37 * x, 0, 0.225 * z], [0.06 * y, 0.02 * z], "bright");
  s.as();
  feet(s, [x, y]);
  stackLight(s, [-0.1 * x, 0.4 * y, 0.97 * z]);
  const panel = controlPanel(s, [0.24 * x, 0.4 * y, 0.76 * z], [0.18 * y, 0.14 * z]);
  return s.done({ panel });
}
