/** Pieces as they look before, between and after operations (`WORK_STAGES`). Metres. */
import type { Sketch, Tone, Vec } from "../figure.ts";

const QUARTER = Math.PI / 2;

/** A cast block that becomes a housing: faced, stepped, pocketed, bored. `at` is the middle of its foot. */
export function milledPiece(s: Sketch, [x, y, z]: Vec, [length, width, height]: Vec): void {
  s.box([x, y, z + height / 2], [length, width, height], "piece", { whenStage: [1, 1] });
  s.as({ whenStage: [2, 4] });
  s.box([x, y, z + 0.3 * height], [length, width, 0.6 * height], "piece");
  s.as({ whenStage: [2, 2] });
  s.box([x, y, z + 0.76 * height], [0.76 * length, 0.76 * width, 0.32 * height], "piece");
  // A pocket is what four walls leave.
  s.as({ whenStage: [3, 4] });
  for (const side of [-1, 1]) {
    s.box([x + side * 0.34 * length, y, z + 0.76 * height], [0.08 * length, 0.76 * width, 0.32 * height], "steel");
    s.box([x, y + side * 0.34 * width, z + 0.76 * height], [0.6 * length, 0.08 * width, 0.32 * height], "steel");
  }
  s.box([x, y, z + 0.62 * height], [0.6 * length, 0.6 * width, 0.05 * height], "steel");
  s.as({ whenStage: [4, 4], isFine: true });
  s.cylinder([x, y, z + 0.68 * height], [0.3 * Math.min(length, width), 0.1 * height], "steel");
  s.cylinder([x, y, z + 0.7 * height], [0.2 * Math.min(length, width), 0.1 * height], "dark");
  for (const i of [-0.44, 0.44])
    for (const j of [-0.44, 0.44])
      s.cylinder([x + i * length, y + j * width, z + 0.6 * height], [0.07 * length, 0.02 * height], "dark");
  s.as();
}

/** A bar in a chuck that becomes a stepped shaft; its axis runs along y, and `at` is its clamped end. */
export function turnedPiece(s: Sketch, [x, y, z]: Vec, [diameter, length]: readonly [number, number]): void {
  const section = (from: number, to: number, share: number, tone: Tone, stages: readonly [number, number]) =>
    s.cylinder([x, y + ((from + to) / 2) * length, z], [share * diameter, (to - from) * length], tone, {
      turn: ["x", QUARTER],
      whenStage: stages,
    });
  section(0, 1, 1, "piece", [1, 1]);
  section(0, 0.45, 1, "piece", [2, 3]);
  section(0, 0.45, 0.94, "steel", [4, 4]);
  section(0.45, 1, 0.78, "steel", [2, 2]);
  section(0.45, 0.75, 0.78, "steel", [3, 4]);
  section(0.75, 1, 0.55, "steel", [3, 4]);
  s.as({ isFine: true });
  for (const at of [0.72, 0.97]) section(at, at + 0.02, 0.5, "dark", [4, 4]);
  s.as();
}

/** A sheet that becomes a bowl. `at` is the middle of its foot. */
export function pressedPiece(s: Sketch, [x, y, z]: Vec, [diameter, height]: readonly [number, number]): void {
  s.cylinder([x, y, z + 0.05 * height], [diameter, 0.1 * height], "steel", { whenStage: [1, 2] });
  s.cylinder([x, y, z + 0.95 * height], [0.98 * diameter, 0.08 * height], "steel", { whenStage: [3, 4] });
  s.cone([x, y, z + 0.46 * height], [0.84 * diameter, 0.92 * height], "steel", {
    whenStage: [3, 4],
    turn: ["x", Math.PI],
  });
}

/** A finished housing on its way through the plant; shown with `whenLoad`. `at` is the middle of its foot. */
export function housingPiece(s: Sketch, [x, y, z]: Vec, [length, width, height]: Vec, whenLoad?: number): void {
  const load = whenLoad === undefined ? {} : { whenLoad };
  s.box([x, y, z + 0.3 * height], [length, width, 0.6 * height], "piece", load);
  s.box([x, y, z + 0.74 * height], [0.74 * length, 0.74 * width, 0.3 * height], "piece", load);
  s.as({ isFine: true });
  s.cylinder([x, y, z + 0.94 * height], [0.46 * Math.min(length, width), 0.12 * height], "steel", load);
  s.cylinder([x, y, z + 0.965 * height], [0.3 * Math.min(length, width), 0.1 * height], "dark", load);
  for (const i of [-0.42, 0.42])
    for (const j of [-0.42, 0.42])
      s.cylinder([x + i * length, y + j * width, z + 0.61 * height], [0.09 * length, 0.05 * height], "steel", load);
  s.as();
}
