import { DataTexture, RGBAFormat } from "three";
import type { Build } from "../build.ts";
import { bakeOpenness, FACES } from "./openness.ts";

export { FACES };

/** Parts side by side in the texture. */
export const ROWS_ABREAST = 128;
/** Parts whose light is baked; further ones stand in the open. */
const MOST_PARTS = ROWS_ABREAST * 64;
/** The first row stands for whatever has not been baked. */
const OPEN_ROWS = 512;

/** Baked light of all parts: a texel for each face, a channel for each of its corners. Builds are baked one by one. */
export class OpennessTexture {
  readonly texture: DataTexture;
  readonly #pixels = new Uint8Array(MOST_PARTS * FACES * 4).fill(255);
  readonly #rows = new Map<string, number>();
  readonly #waiting: { readonly build: Build; readonly row: number; readonly isCut: boolean }[] = [];
  readonly #ids = new WeakMap<Build, number>();
  #next = OPEN_ROWS;
  #builds = 0;

  constructor() {
    this.texture = new DataTexture(this.#pixels, ROWS_ABREAST * FACES, MOST_PARTS / ROWS_ABREAST, RGBAFormat);
    this.texture.needsUpdate = true;
  }

  /** The first row of a build, open until it has been baked. `isCut`: with its housing taken away. */
  rowOf(build: Build, isCut: boolean): number {
    let id = this.#ids.get(build);
    if (id === undefined) {
      id = this.#builds++;
      this.#ids.set(build, id);
    }
    const key = `${id}|${isCut}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const parts = build.figure.parts.length + 1;
    const row = this.#next + parts > MOST_PARTS ? 0 : this.#next;
    if (row !== 0) {
      this.#next += parts;
      this.#waiting.push({ build, row, isCut });
    }
    this.#rows.set(key, row);
    return row;
  }

  /** Bakes for some milliseconds; true while there is more to do or something was done. */
  work(forMs: number): boolean {
    if (this.#waiting.length === 0) return false;
    const end = performance.now() + forMs;
    do {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#pixels.set(bakeOpenness(next.build, next.isCut), next.row * FACES * 4);
    } while (performance.now() < end);
    this.texture.needsUpdate = true;
    return true;
  }

  dispose(): void {
    this.texture.dispose();
  }
}
