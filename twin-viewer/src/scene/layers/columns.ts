import type { Object3D } from "three";
import type { Actor } from "../actor.ts";
import { AFFINE, moved, scaled } from "../affine.ts";
import { TONES } from "../build.ts";
import { bodyMaterial, edgeMaterial } from "../materials.ts";
import type { Palette } from "../palette.ts";
import { geometriesOf, SHAPES } from "../shapes.ts";
import { SolidPool } from "../solid-pool.ts";
import { STATES, tonePalette } from "../tone-palette.ts";

/** Height of the highest column, and width of all, metres. */
const HIGHEST_M = 5;
const WIDTH_M = 1.2;
/** A column of a smaller figure would be a spot in the roof. */
const LOWEST_M = 0.12;

/** Columns on assets, as high as their figures. Two draw calls, none without figures. */
export class Columns {
  readonly #actors: readonly Actor[];
  readonly #face = bodyMaterial();
  readonly #pool = new SolidPool(geometriesOf(SHAPES.indexOf("box")), { face: this.#face, edge: edgeMaterial() });
  #heights = new Float32Array(0);

  constructor(actors: readonly Actor[]) {
    this.#actors = actors;
  }

  addTo(parent: Object3D): void {
    this.#pool.addTo(parent);
  }

  /** Columns have the colours of the legend in every look of the picture. */
  dress(palette: Palette): void {
    this.#face.uniforms["tones"] = { value: tonePalette(palette) };
  }

  /** Takes shares of the highest column, by actor, NaN for none; true when the picture changes. */
  set(shares: Float32Array | undefined): boolean {
    const heights = Float32Array.from(shares ?? [], (share) => Math.max(LOWEST_M, share * HIGHEST_M));
    if (isSame(heights, this.#heights)) return false;
    this.#heights = heights;
    const shown = [...heights.keys()].filter((i) => !Number.isNaN(heights[i]));
    this.#pool.fill(shown.length, shown.length);
    for (const [slot, i] of shown.entries()) {
      const { at, figure } = this.#actors[i] as Actor;
      const height = heights[i] as number;
      moved(this.#pool.rows, slot * AFFINE, at.x, at.y, figure.top + height / 2);
      scaled(this.#pool.rows, slot * AFFINE, [WIDTH_M, WIDTH_M, height]);
      this.#pool.looks[slot * 4] = STATES.indexOf("level-4") * TONES.length + TONES.indexOf("body");
    }
    this.#pool.flush();
    return true;
  }

  /** Height of the column on an actor, metres; 0 without one. */
  heightOn(index: number): number {
    const height = this.#heights[index] ?? 0;
    return Number.isNaN(height) ? 0 : height;
  }

  dispose(): void {
    this.#pool.dispose();
  }
}

/** Changes of less than a centimetre cannot be seen, and are not worth a picture. */
function isSame(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  return a.every((value, i) => {
    const other = b[i] as number;
    return Number.isNaN(value) ? Number.isNaN(other) : Math.abs(value - other) < 0.01;
  });
}
