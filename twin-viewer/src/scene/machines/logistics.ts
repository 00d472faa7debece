import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";

/** A low vehicle with a wedge for a nose, and a load when it carries one. */
export function agv(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([-0.08 * x, 0, 0.55 * z], [0.84 * x, y, 0.62 * z], "vehicle");
  s.wedge([0.42 * x, 0, 0.55 * z], [0.2 * x, y, 0.62 * z], "bright");
  s.box([0, 0, 0.14 * z], [0.9 * x, 0.86 * y, 0.22 * z], "dark");
  s.box([-0.1 * x, 0, 0.92 * z], [0.66 * x, 0.78 * y, 0.12 * z], "vehicle");
  s.box([0.3 * x, 0, 1.05 * z], [0.1 * x, 0.7 * y, 0.4 * z], "dark");
  s.box([-0.1 * x, 0, 1.16 * z], [0.6 * x, 0.72 * y, 0.3 * z], "dark", { whenLoad: 1 });
  s.box([-0.1 * x, 0, 2.1 * z], [0.56 * x, 0.68 * y, 1.6 * z], "piece", { whenLoad: 1 });
  return s.done({ top: 2.4 * z, loadRole: "agv-load" });
}

/** A belt on legs with the pieces it reports to carry. Runs along the asset's front direction. */
export function conveyor(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.86 * z], [x, 0.86 * y, 0.12 * z], "dark");
  s.box([0, -0.46 * y, 0.86 * z], [x, 0.08 * y, 0.28 * z], "body");
  s.box([0, 0.46 * y, 0.86 * z], [x, 0.08 * y, 0.28 * z], "body");
  const legs = Math.max(2, Math.round(x / 2.6) + 1);
  for (let i = 0; i < legs; i++) {
    const at = -x / 2 + 0.25 + ((x - 0.5) * i) / (legs - 1);
    s.box([at, -0.36 * y, 0.36 * z], [0.1, 0.1, 0.72 * z], "shade");
    s.box([at, 0.36 * y, 0.36 * z], [0.1, 0.1, 0.72 * z], "shade");
  }
  s.box([-x / 2 + 0.3, -0.62 * y, 0.8 * z], [0.5, 0.24 * y, 0.3 * z], "shade");
  const places = Math.max(2, Math.floor(x / 1.25));
  for (let i = 0; i < places; i++) {
    // The first piece is the one nearest to the exit.
    const at = x / 2 - 0.6 - (i * (x - 1.2)) / Math.max(1, places - 1);
    s.box([at, 0, 0.92 * z + 0.24], [0.5, 0.5, 0.42], "piece", { whenLoad: i + 1 });
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
    }
  }
  return s.done({ loadRole: "fill-level", loadFull: order });
}

/** A charging post with its contact plate on the floor. */
export function charger(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, z / 2], [x, y, z], "body");
  s.box([0.48 * x, 0, 0.66 * z], [0.08 * x, 0.6 * y, 0.3 * z], "glass");
  s.box([1.1 * x, 0, 0.03], [1.4 * x, 1.3 * y, 0.06], "dark");
  return s.done();
}

/** A packing cell: portal, infeed roller bed, carton. */
export function packing(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.16 * z], [x, 0.5 * y, 0.3 * z], "base");
  s.box([0, 0, 0.33 * z], [x, 0.42 * y, 0.04 * z], "dark");
  s.box([-0.05 * x, -0.4 * y, 0.5 * z], [0.5 * x, 0.2 * y, z], "body");
  s.box([-0.05 * x, 0.4 * y, 0.5 * z], [0.5 * x, 0.2 * y, z], "body");
  s.box([-0.05 * x, 0, 0.9 * z], [0.5 * x, 0.62 * y, 0.2 * z], "bright");
  s.box([0.34 * x, 0, 0.47 * z], [0.2 * x, 0.3 * y, 0.24 * z], "piece");
  s.box([-0.36 * x, 0, 0.44 * z], [0.16 * x, 0.26 * y, 0.18 * z], "piece");
  s.box([0.24 * x, -0.46 * y, 0.6 * z], [0.1 * x, 0.1 * y, 0.2 * z], "dark");
  return s.done();
}
