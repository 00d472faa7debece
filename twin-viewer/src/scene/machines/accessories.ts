/** What many machines have: stack lights, control panels, windows, chip conveyors, feet, handles, grilles. Metres. */
import type { Figure, Sketch, Tone, Vec } from "../figure.ts";

const QUARTER = Math.PI / 2;

/** A stack light on its pole: alarm on top, then standing by, then running. */
export function stackLight(s: Sketch, [x, y, z]: Vec): void {
  s.cylinder([x, y, z + 0.08], [0.04, 0.16], "steel");
  for (const [i, tone] of (["lamp-running", "lamp-idle", "lamp-alarm"] as const).entries())
    s.cylinder([x, y, z + 0.22 + i * 0.125], [0.11, 0.115], tone);
  s.cylinder([x, y, z + 0.54], [0.1, 0.03], "dark", { isFine: true });
  for (const i of [0, 1]) s.cylinder([x, y, z + 0.283 + i * 0.125], [0.114, 0.01], "dark", { isFine: true });
}

/**
 * A control panel that faces along +x: screen, keys, dials, emergency stop. Its middle is at `at`; returns where its
 * screen is.
 */
export function controlPanel(s: Sketch, [x, y, z]: Vec, [width, height] = [0.56, 0.7]): NonNullable<Figure["panel"]> {
  s.box([x, y, z], [0.14, width, height], "dark");
  s.as({ isFine: true }).box([x + 0.072, y, z], [0.012, 0.94 * width, 0.96 * height], "shade");
  const screen = [x + 0.08, y, z + 0.2 * height] as const;
  const size = [0.8 * width, 0.46 * height] as const;
  s.box([x + 0.074, screen[1], screen[2]], [0.01, size[0] + 0.03, size[1] + 0.03], "rubber");
  s.box(screen, [0.006, ...size], "screen");
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 7; column++)
      s.box(
        [x + 0.08, y + (-0.36 + column * 0.086) * width, z + (-0.14 - row * 0.075) * height],
        [0.014, 0.06 * width, 0.05 * height],
        row === 0 && column < 2 ? "bright" : "rubber",
      );
  for (const at of [-0.26, 0, 0.26])
    s.cylinder([x + 0.09, y + at * width, z - 0.4 * height], [0.06, 0.03], at === 0.26 ? "bright" : "dark", {
      turn: ["y", QUARTER],
    });
  s.as();
  return { at: [x + 0.09, screen[1], screen[2]], size };
}

interface Window {
  /** Middle, width and height of the opening against the middle of the sheet. */
  readonly across: number;
  readonly up: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A sheet with a window, from afar without a frame: it faces along `facing`, is as thick, wide and high as `size`, and
 * glass fills the opening.
 */
export function windowed(
  s: Sketch,
  { at, size, facing, tone = "body" }: { at: Vec; size: Vec; facing: "x" | "y"; tone?: Tone },
  { across, up, width, height }: Window,
): void {
  const [thick, wide, high] = size;
  const piece = (a: number, b: number, w: number, h: number, t: number, of: Tone) => {
    if (w <= 0.002 || h <= 0.002) return;
    const [x, y, z] = at;
    const place: Vec = facing === "x" ? [x, y + a, z + b] : [x + a, y, z + b];
    s.box(place, facing === "x" ? [t, w, h] : [w, t, h], of, { isFine: !isCoarse, isCoarse });
  };
  let isCoarse = true;
  piece(0, 0, wide, high, thick, tone);
  piece(across, up, width, height, thick + 0.02, "glass");
  isCoarse = false;
  const [west, east] = [across - width / 2, across + width / 2];
  const [low, top] = [up - height / 2, up + height / 2];
  piece((-wide / 2 + west) / 2, 0, west + wide / 2, high, thick, tone);
  piece((wide / 2 + east) / 2, 0, wide / 2 - east, high, thick, tone);
  piece(across, (-high / 2 + low) / 2, width, low + high / 2, thick, tone);
  piece(across, (high / 2 + top) / 2, width, high / 2 - top, thick, tone);
  piece(across, up, width, height, 0.3 * thick, "glass");
}

/** A bar to pull a door by, upright. */
export function handle(s: Sketch, [x, y, z]: Vec, length: number): void {
  s.as({ isFine: true, isHousing: true });
  s.cylinder([x + 0.05, y, z], [0.03, length], "steel");
  for (const end of [-0.42, 0.42]) s.box([x + 0.025, y, z + end * length], [0.05, 0.025, 0.025], "steel");
  s.as();
}

/** Slots through which a cabinet breathes; they face along `facing`, plus or minus. */
export function grille(s: Sketch, [x, y, z]: Vec, [width, height]: readonly [number, number], facing: "x" | "y"): void {
  s.as({ isFine: true });
  const slots = Math.max(3, Math.round(height / 0.07));
  for (let i = 0; i < slots; i++) {
    const up = z - height / 2 + ((i + 0.5) * height) / slots;
    s.box([x, y, up], facing === "x" ? [0.02, width, 0.026] : [width, 0.02, 0.026], "rubber");
  }
  s.as();
}

/** Levelling feet under a rectangle. */
export function feet(s: Sketch, [x, y]: readonly [number, number]): void {
  s.as({ isFine: true });
  for (const i of [-0.44, 0.44]) for (const j of [-0.44, 0.44]) s.cylinder([i * x, j * y, 0.02], [0.16, 0.04], "steel");
  s.as();
}

/** A chip conveyor beside a machine: a trough along y, a rise, a head, and the bin that it fills. */
export function chipConveyor(
  s: Sketch,
  [x, y]: readonly [number, number],
  { run, rise }: { run: number; rise: number },
) {
  const side = Math.sign(run);
  const length = Math.abs(run);
  s.box([x, y + run / 2, 0.16], [0.42, length, 0.2], "shade");
  const slope = Math.hypot(0.3, rise);
  const angle = Math.atan2(rise, 0.3);
  const foot = y + run;
  s.box([x, foot + side * 0.14, 0.16 + rise / 2], [0.42, slope, 0.2], "shade", { turn: ["x", side * angle] });
  const head = foot + side * 0.34;
  s.box([x, head, 0.2 + rise], [0.44, 0.28, 0.26], "body");
  s.box([x, head + side * 0.1, 0.28], [0.62, 0.44, 0.5], "base");
  s.as({ isFine: true });
  s.box([x, head + side * 0.1, 0.53], [0.54, 0.36, 0.04], "piece");
  s.cylinder([x + 0.3, head, 0.2 + rise], [0.18, 0.16], "dark", { turn: ["y", QUARTER] });
  for (const lug of [-0.22, 0.22])
    s.cylinder([x + lug, head + side * 0.26, 0.05], [0.1, 0.05], "rubber", { turn: ["y", QUARTER] });
  for (let i = 0; i < 6; i++)
    s.box([x, foot + side * (0.02 + i * 0.045), 0.3 + (rise * (i + 0.5)) / 6], [0.3, 0.02, 0.03], "steel", {
      turn: ["x", side * angle],
    });
  s.as();
}

/** An electric motor with its fan cover and terminal box, along an axis. */
export function motor(s: Sketch, [x, y, z]: Vec, [diameter, length]: readonly [number, number], axis: "x" | "y"): void {
  const turn = axis === "x" ? (["y", QUARTER] as const) : (["x", QUARTER] as const);
  s.cylinder([x, y, z], [diameter, length], "shade", { turn });
  const along = (share: number): Vec => (axis === "x" ? [x + share * length, y, z] : [x, y + share * length, z]);
  s.as({ isFine: true });
  s.cylinder(along(0.46), [1.06 * diameter, 0.16 * length], "dark", { turn });
  for (const at of [-0.3, -0.15, 0, 0.15, 0.3])
    s.cylinder(along(at), [1.1 * diameter, 0.03 * length], "shade", { turn });
  s.box([x, y, z + 0.56 * diameter], [0.4 * diameter, 0.4 * diameter, 0.2 * diameter], "dark");
  s.as();
}
