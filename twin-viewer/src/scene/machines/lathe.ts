import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";
import { chipConveyor, controlPanel, feet, grille, handle, stackLight, windowed } from "./accessories.ts";
import { turnedPiece } from "./workpieces.ts";

const QUARTER = Math.PI / 2;
const ALONG_Y = ["x", QUARTER] as const;

/** A slant-bed lathe: headstock with chuck and piece, turret on the slant, tailstock, sliding door with a window. */
export function lathe(size: Size): Figure {
  const { x, y, z } = size;
  const s = new Sketch(size);
  s.box([0, 0, 0.06 * z], [0.96 * x, 0.98 * y, 0.1 * z], "base");
  s.box([0, 0, 0.17 * z], [0.9 * x, 0.96 * y, 0.14 * z], "base");
  feet(s, [x, y]);
  s.box([-0.02 * x, -0.36 * y, 0.55 * z], [0.86 * x, 0.26 * y, 0.64 * z], "body");
  s.box([-0.3 * x, 0.06 * y, 0.55 * z], [0.3 * x, 0.58 * y, 0.64 * z], "body");
  s.box([-0.02 * x, 0.42 * y, 0.55 * z], [0.86 * x, 0.14 * y, 0.64 * z], "body");
  s.as({ isFine: true });
  s.box([0.413 * x, -0.36 * y, 0.55 * z], [0.01 * x, 0.22 * y, 0.58 * z], "bright");
  s.box([0.416 * x, -0.27 * y, 0.55 * z], [0.016 * x, 0.012 * y, 0.06 * z], "steel");
  s.as();
  grille(s, [0.42 * x, -0.36 * y, 0.34 * z], [0.16 * y, 0.12 * z], "x");
  s.as({ isHousing: true });
  s.box([0.1 * x, 0.06 * y, 0.885 * z], [0.6 * x, 0.58 * y, 0.03 * z], "bright");
  s.box([0.4 * x, 0.06 * y, 0.83 * z], [0.05 * x, 0.58 * y, 0.08 * z], "body");
  s.box([0.4 * x, 0.06 * y, 0.29 * z], [0.05 * x, 0.58 * y, 0.1 * z], "body");
  s.as();
  workingRoom(s);
  door(s);
  chipConveyor(s, [0.05 * x, 0.49 * y], { run: 0.02 * y, rise: 0.32 * z });
  stackLight(s, [-0.3 * x, -0.4 * y, 0.87 * z]);
  const panel = controlPanel(s, [0.46 * x, 0.42 * y, 0.58 * z], [0.125 * y, 0.3 * z]);
  return s.done({ panel });
}

/** Slant bed, chuck with piece, turret, tailstock. */
function workingRoom(s: Sketch): void {
  const { x, y, z } = s.size;
  const spindle = [0.16 * x, -0.22 * y, 0.55 * z] as const;
  s.box([-0.02 * x, 0.06 * y, 0.44 * z], [0.5 * x, 0.56 * y, 0.1 * z], "shade", { turn: ["y", 0.7] });
  s.as({ isFine: true });
  for (const at of [-0.14, 0.1])
    s.box([(at + 0.015) * x, 0.06 * y, (0.5 - 0.9 * at) * z], [0.05 * x, 0.56 * y, 0.03 * z], "steel", {
      turn: ["y", 0.7],
    });
  s.as();
  s.cylinder([spindle[0], spindle[1], spindle[2]], [0.3 * z, 0.06 * y], "steel", { turn: ALONG_Y });
  s.cylinder([spindle[0], spindle[1] + 0.045 * y, spindle[2]], [0.26 * z, 0.05 * y], "dark", { turn: ALONG_Y });
  s.as({ isFine: true });
  for (let jaw = 0; jaw < 3; jaw++) {
    const angle = (jaw / 3) * 2 * Math.PI + 0.5;
    const [across, up] = [Math.cos(angle) * 0.085 * z, Math.sin(angle) * 0.085 * z];
    s.box([spindle[0] + across, spindle[1] + 0.08 * y, spindle[2] + up], [0.05 * z, 0.03 * y, 0.07 * z], "steel", {
      turn: ["y", -angle + QUARTER],
    });
  }
  s.as();
  turnedPiece(s, [spindle[0], spindle[1] + 0.06 * y, spindle[2]], [0.11 * z, 0.2 * y]);
  turret(s, spindle[2]);
  s.box([0.02 * x, 0.3 * y, 0.5 * z], [0.24 * x, 0.08 * y, 0.16 * z], "shade");
  s.cylinder([spindle[0], 0.25 * y, spindle[2]], [0.09 * z, 0.08 * y], "steel", { turn: ALONG_Y });
  s.cone([spindle[0], 0.2 * y, spindle[2]], [0.07 * z, 0.04 * y], "steel", { turn: ALONG_Y });
}

/** A disc of eight tools that travels along the spindle's axis. */
function turret(s: Sketch, height: number): void {
  const { x, y, z } = s.size;
  const joint = s.joint(0, [-0.02 * x, 0.1 * y, height + 0.14 * z], {
    motion: "slide",
    axis: "y",
    role: "axis-z",
    scale: -0.3,
    reach: 0.09 * y,
  });
  s.on(joint).box([-0.08 * x, 0.05 * y, 0], [0.22 * x, 0.12 * y, 0.16 * z], "shade");
  s.cylinder([0.02 * x, 0, 0], [0.24 * z, 0.05 * y], "steel", { turn: ALONG_Y });
  s.as({ isFine: true });
  for (let tool = 0; tool < 8; tool++) {
    const angle = (tool / 8) * 2 * Math.PI;
    const [across, up] = [Math.cos(angle), Math.sin(angle)];
    s.box([0.02 * x + across * 0.125 * z, 0, up * 0.125 * z], [0.06 * z, 0.04 * y, 0.05 * z], "dark", {
      turn: ["y", -angle],
    });
    s.box([0.02 * x + across * 0.165 * z, -0.012 * y, up * 0.165 * z], [0.05 * z, 0.008 * y, 0.02 * z], "steel", {
      turn: ["y", -angle],
    });
  }
  s.cylinder([0.02 * x, -0.03 * y, 0], [0.09 * z, 0.02 * y], "dark", { turn: ALONG_Y });
  s.as().on(0);
}

function door(s: Sketch): void {
  const { x, y, z } = s.size;
  const joint = s.on(0).joint(0, [0.43 * x, 0.06 * y, 0.56 * z], {
    motion: "step",
    axis: "y",
    role: "door-open",
    scale: -0.3 * y,
    reach: 0.3 * y,
  });
  s.on(joint).as({ isHousing: true });
  windowed(
    s,
    { at: [0, 0, 0], size: [0.025 * x, 0.58 * y, 0.5 * z], facing: "x" },
    { across: 0.02 * y, up: 0.04 * z, width: 0.42 * y, height: 0.32 * z },
  );
  s.as();
  handle(s, [0.014 * x, 0.25 * y, 0], 0.2 * z);
  s.on(0);
}
