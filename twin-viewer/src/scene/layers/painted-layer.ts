import type { Object3D } from "three";
import type { Actor } from "../actor.ts";
import type { Palette } from "../palette.ts";
import { Columns } from "./columns.ts";
import type { LayerPicture } from "./layer.ts";

/** What the scene shows of the chosen layer: fills of bodies, and columns on them. */
export class PaintedLayer {
  readonly #actors: readonly Actor[];
  readonly #columns: Columns;
  #fills: Uint8Array | undefined;

  constructor(actors: readonly Actor[]) {
    this.#actors = actors;
    this.#columns = new Columns(actors);
  }

  addTo(parent: Object3D): void {
    this.#columns.addTo(parent);
  }

  dress(palette: Palette): void {
    this.#columns.dress(palette);
  }

  /** Takes the next picture; true when columns change. Fills are asked for with the looks of assets. */
  take({ fills, columns }: Pick<LayerPicture, "fills" | "columns">): boolean {
    this.#fills = fills;
    return this.#columns.set(columns);
  }

  /** The fill of an actor, an entry of `STATES` or `OWN_STATE`; undefined before the first picture. */
  fillOf(index: number): number | undefined {
    return this.#fills?.[index];
  }

  /** Height of an actor with its column, metres. */
  topOf(index: number): number {
    return (this.#actors[index] as Actor).figure.top + this.#columns.heightOn(index);
  }

  dispose(): void {
    this.#columns.dispose();
  }
}
