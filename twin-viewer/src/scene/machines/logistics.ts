import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch, type Vec } from "../figure.ts";
import { controlPanel, grille, motor, stackLight, windowed } from "./accessories.ts";
import { housingPiece } from "./workpieces.ts";

/** A low vehicle: shell, bumpers, scanners at two corners, lift, lights, and a pallet when it carries one. */
export function agv(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.16 * z], [0.94 * x, 0.86 * y, 0.2 * z], "dark");
  s.box([0, 0, 0.5 * z], [0.9 * x, y, 0.5 * z], "vehicle");
  s.wedge([0.46 * x, 0, 0.5 * z], [0.1 * x, 0.92 * y, 0.5 * z], "vehicle");
  s.wedge([-0.46 * x, 0, 0.5 * z], [0.1 * x, 0.92 * y, 0.5 * z], "vehicle", { turn: ["z", Math.PI] });
  s.box([0, 0, 0.8 * z], [0.8 * x, 0.9 * y, 0.1 * z], "bright");
  s.box([0, 0, 0.9 * z], [0.62 * x, 0.66 * y, 0.12 * z], "steel");
  s.box([0, 0, 0.29 * z], [0.92 * x, 1.006 * y, 0.06 * z], "lamp-running");
  s.as({ isFine: true });
  for (const end of [-1, 1]) {
    s.box([end * 0.495 * x, 0, 0.17 * z], [0.03 * x, 0.96 * y, 0.16 * z], "rubber");
    s.cylinder([end * 0.44 * x, end * 0.4 * y, 0.5 * z], [0.13, 0.32 * z], "dark");
    s.cylinder([end * 0.44 * x, end * 0.4 * y, 0.56 * z], [0.134, 0.07 * z], "steel");
    for (const side of [-1, 1])
      s.cylinder([end * 0.3 * x, side * 0.4 * y, 0.12 * z], [0.2 * z + 0.04, 0.06], "rubber", {
        turn: ["x", Math.PI / 2],
      });
    s.cylinder([0.1 * end * x, 0.47 * y, 0.62 * z], [0.07, 0.08], "dark", { turn: ["x", Math.PI / 2] });
  }
  s.box([0.455 * x, 0, 0.66 * z], [0.01 * x, 0.3 * y, 0.1 * z], "screen", { turn: ["y", -0.1] });
  s.as();
  pallet(s, [0, 0, 0.96 * z], [0.8 * x, 0.84 * y, 1.9 * z], 1);
  return s.done({ top: 2.4 * z, loadRole: "agv-load" });
}

/** A pallet with four boxes on it. */
function pallet(s: Sketch, [x, y, z]: Vec, [length, width, height]: Vec, whenLoad: number): void {
  const load = { whenLoad };
  const deck = Math.min(0.16, 0.3 * height);
  s.box([x, y, z + 0.86 * deck], [length, width, 0.28 * deck], "dark", load);
  s.box([x, y, z + 0.1 * deck], [length, 0.14 * width, 0.7 * deck], "dark", load);
  for (const side of [-0.43, 0.43])
    s.box([x, y + side * width, z + 0.36 * deck], [length, 0.13 * width, 0.72 * deck], "dark", load);
  const tall = height - deck;
  for (const i of [-1, 1])
    for (const j of [-1, 1]) {
      const at = [x + i * 0.235 * length, y + j * 0.235 * width] as const;
      s.box([...at, z + deck + 0.5 * tall], [0.45 * length, 0.45 * width, tall], "piece", load);
      s.as({ isFine: true });
      s.box([...at, z + deck + tall], [0.455 * length, 0.455 * width, 0.06 * tall], "shade", load);
      s.box(
        [at[0] + i * 0.226 * length, at[1], z + deck + 0.6 * tall],
        [0.006, 0.2 * width, 0.22 * tall],
        "bright",
        load,
      );
      s.as();
    }
}

/** A belt on legs with the pieces it reports to carry. Runs along the asset's front direction. */
export function conveyor(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.9 * z], [x - 0.1, 0.8 * y, 0.05 * z], "rubber");
  s.box([0, 0, 0.82 * z], [x - 0.2, 0.76 * y, 0.1 * z], "shade");
  for (const side of [-1, 1]) {
    s.box([0, side * 0.45 * y, 0.86 * z], [x, 0.06 * y, 0.2 * z], "body");
    s.as({ isFine: true });
    s.box([0, side * 0.482 * y, 0.86 * z], [x, 0.006 * y, 0.05 * z], "dark");
    s.cylinder([0, side * 0.4 * y, 1.06 * z], [0.03, x - 0.3], "steel", { turn: ["y", Math.PI / 2] });
    s.as();
  }
  for (const end of [-1, 1])
    s.cylinder([end * (x / 2 - 0.06), 0, 0.87 * z], [0.12 * z, 0.82 * y], "steel", { turn: ["x", Math.PI / 2] });
  const legs = Math.max(2, Math.round(x / 2.6) + 1);
  for (let i = 0; i < legs; i++) {
    const at = -x / 2 + 0.25 + ((x - 0.5) * i) / (legs - 1);
    for (const side of [-1, 1]) {
      s.box([at, side * 0.4 * y, 0.39 * z], [0.09, 0.09, 0.76 * z], "shade");
      s.as({ isFine: true });
      s.cylinder([at, side * 0.4 * y, 0.015], [0.14, 0.03], "rubber");
      s.box([at, side * 0.42 * y, 1.0 * z], [0.04, 0.03, 0.16 * z], "dark");
      s.as();
    }
    s.box([at, 0, 0.26 * z], [0.07, 0.74 * y, 0.07], "shade", { isFine: true });
  }
  motor(s, [x / 2 - 0.3, -0.66 * y, 0.74 * z], [0.2 * z, 0.3 * y], "y");
  s.box([x / 2 - 0.3, -0.51 * y, 0.78 * z], [0.26, 0.08 * y, 0.24 * z], "dark");
  for (const end of [-1, 1]) {
    s.box([end * (x / 2 - 0.5), 0.5 * y, 1.04 * z], [0.07, 0.05, 0.3 * z], "dark", { isFine: true });
    s.box([end * (x / 2 - 0.5), 0.475 * y, 1.12 * z], [0.05, 0.01, 0.05], "glass", { isFine: true });
  }
  const places = Math.max(2, Math.floor(x / 1.25));
  for (let i = 0; i < places; i++) {
    // The first piece is the one nearest to the exit.
    const at = x / 2 - 0.6 - (i * (x - 1.2)) / Math.max(1, places - 1);
    housingPiece(s, [at, 0, 0.925 * z], [0.5, 0.46, 0.4], i + 1);
  }
  return s.done({ top: z + 0.5, loadRole: "pieces-on-board", loadFull: places });
}

/** A pallet rack: frames, beams and pallets by its fill level. */
export function rack(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  const bays = Math.max(1, Math.round(y / 2));
  const levels = Math.max(1, Math.floor(z / 1.25));
  // Thicker than real posts, and tied at each level: from afar thin posts would be a tangle of lines.
  for (let bay = 0; bay <= bays; bay++) {
    const at = -y / 2 + (bay * y) / bays;
    s.box([-0.46 * x, at, 0.46 * z], [0.2, 0.12, 0.92 * z], "shade");
    s.box([0.46 * x, at, 0.46 * z], [0.2, 0.12, 0.92 * z], "shade");
    for (let level = 1; level <= levels; level++)
      s.box([0, at, (0.92 * level * z) / levels - 0.1], [x, 0.08, 0.16], "body");
  }
  s.as({ isFine: true });
  for (let bay = 0; bay <= bays; bay++)
    for (let level = 0; level < levels; level++)
      s.box([0, -y / 2 + (bay * y) / bays, ((level + 0.5) * z * 0.92) / levels], [1.02 * x, 0.04, 0.05], "shade", {
        turn: ["y", level % 2 === 0 ? 0.6 : -0.6],
      });
  s.as();
  for (let level = 0; level < levels; level++) {
    const height = 0.12 + (level * z) / levels;
    s.box([0.46 * x, 0, height], [0.08, y, 0.12], "body");
    s.box([-0.46 * x, 0, height], [0.08, y, 0.12], "body");
  }
  let order = 0;
  for (let level = 0; level < levels; level++) {
    const height = 0.2 + (level * z) / levels;
    for (let bay = 0; bay < bays; bay++) {
      const at = -y / 2 + ((bay + 0.5) * y) / bays;
      const load = { whenLoad: ++order };
      s.box([0, at, height + 0.06], [0.86 * x, (0.78 * y) / bays, 0.12], "dark", load);
      s.box([0, at, height + 0.42], [0.74 * x, (0.66 * y) / bays, 0.58], "piece", load);
      s.as({ isFine: true });
      s.box([0.372 * x, at, height + 0.5], [0.008, (0.2 * y) / bays, 0.14], "bright", load);
      s.box([0, at, height + 0.72], [0.75 * x, (0.67 * y) / bays, 0.03], "shade", load);
      s.box([0.44 * x, at, height + 0.05], [0.01, (0.6 * y) / bays, 0.05], "rubber", load);
      s.as();
    }
  }
  return s.done({ loadRole: "fill-level", loadFull: order });
}

/** A charging post: screen, cable, and contact plate on the floor. */
export function charger(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.03 * z], [1.1 * x, 1.1 * y, 0.06 * z], "base");
  s.box([0, 0, 0.5 * z], [x, y, 0.9 * z], "body");
  s.box([0, 0, 0.97 * z], [0.92 * x, 0.92 * y, 0.06 * z], "shade");
  s.box([0.495 * x, 0, 0.72 * z], [0.04 * x, 0.6 * y, 0.26 * z], "screen");
  s.box([0.5 * x, 0, 0.54 * z], [0.02 * x, 0.62 * y, 0.025 * z], "lamp-running");
  s.box([1.1 * x, 0, 0.03], [1.4 * x, 1.3 * y, 0.06], "dark");
  s.as({ isFine: true });
  for (const side of [-0.24, 0.24]) s.box([1.1 * x, side * y, 0.062], [1.2 * x, 0.16 * y, 0.008], "steel");
  s.cylinder([0.54 * x, 0.26 * y, 0.3 * z], [0.08 * y, 0.3 * z], "rubber");
  s.box([0.502 * x, 0, 0.3 * z], [0.01 * x, 0.8 * y, 0.4 * z], "bright");
  s.box([0.53 * x, 0.26 * y, 0.46 * z], [0.06 * x, 0.14 * y, 0.05 * z], "dark");
  s.cylinder([0.52 * x, -0.26 * y, 0.44 * z], [0.11 * y, 0.04 * x], "dark", { turn: ["y", Math.PI / 2] });
  for (const side of [-1, 1]) {
    s.box([1.1 * x, side * 0.6 * y, 0.07], [1.3 * x, 0.05 * y, 0.08], "shade");
    s.cylinder([1.7 * x, side * 0.5 * y, 0.066], [0.05, 0.012], "steel");
    s.cylinder([0.5 * x, side * 0.4 * y, 0.065 * z], [0.05, 0.02], "steel");
  }
  s.as();
  for (const side of [-1, 1]) grille(s, [0, side * 0.5 * y, 0.3 * z], [0.6 * x, 0.24 * z], "y");
  return s.done();
}

/** A packing cell: roller bed, portal with a gantry, glass guards, cartons before and behind. */
export function packing(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.15 * z], [0.96 * x, 0.42 * y, 0.28 * z], "base");
  const rollers = Math.max(6, Math.round(x / 0.14));
  for (const side of [-0.23, 0.23]) s.box([0, side * y, 0.31 * z], [x, 0.03 * y, 0.06 * z], "body");
  s.box([0, 0, 0.3 * z], [0.98 * x, 0.42 * y, 0.03 * z], "dark");
  s.as({ isFine: true });
  for (let i = 0; i < rollers; i++)
    s.cylinder([-0.48 * x + (0.96 * x * (i + 0.5)) / rollers, 0, 0.325 * z], [0.035 * z, 0.43 * y], "steel", {
      turn: ["x", Math.PI / 2],
    });
  s.as({ isHousing: true });
  for (const side of [-1, 1])
    windowed(
      s,
      { at: [-0.05 * x, side * 0.42 * y, 0.54 * z], size: [0.05 * y, 0.56 * x, 0.86 * z], facing: "y" },
      { across: 0, up: 0.06 * z, width: 0.44 * x, height: 0.5 * z },
    );
  s.box([-0.05 * x, 0, 0.96 * z], [0.56 * x, 0.88 * y, 0.08 * z], "bright");
  s.as();
  s.box([-0.05 * x, 0, 0.86 * z], [0.07 * x, 0.78 * y, 0.07 * z], "shade");
  s.box([-0.05 * x, 0.06 * y, 0.76 * z], [0.09 * x, 0.12 * y, 0.16 * z], "dark");
  s.cylinder([-0.05 * x, 0.06 * y, 0.64 * z], [0.04 * x, 0.1 * z], "steel");
  for (const [at, open] of [
    [0.36, false],
    [-0.04, true],
  ] as const) {
    s.box([at * x, 0, 0.44 * z], [0.18 * x, 0.3 * y, 0.22 * z], "piece");
    s.box([at * x, 0, 0.552 * z], [0.184 * x, 0.05 * y, 0.006 * z], open ? "dark" : "bright", { isFine: true });
  }
  housingPiece(s, [-0.36 * x, 0, 0.342 * z], [0.16 * x, 0.2 * y, 0.16 * z]);
  stackLight(s, [-0.28 * x, -0.38 * y, z]);
  const panel = controlPanel(s, [0.27 * x, -0.44 * y, 0.62 * z], [0.16 * y, 0.26 * z]);
  return s.done({ panel });
}
