import type { Object3D } from "three";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { Actor } from "../actor.ts";
import type { Palette } from "../palette.ts";
import { Columns } from "./columns.ts";
import { FloorShapes } from "./floor-shapes.ts";
import type { LayerPicture } from "./layer.ts";

/** What the scene shows of the chosen layer: fills of bodies, columns on them, and shapes on the floor. */
export class PaintedLayer {
  readonly #actors: readonly Actor[];
  readonly #columns: Columns;
  readonly #floor: FloorShapes;
  #fills: Uint8Array | undefined;

  constructor(actors: readonly Actor[]) {
    this.#actors = actors;
    this.#columns = new Columns(actors);
    this.#floor = new FloorShapes(actors);
  }

  addTo(parent: Object3D): void {
    this.#columns.addTo(parent);
    this.#floor.addTo(parent);
  }

  dress(palette: Palette): void {
    this.#columns.dress(palette);
    this.#floor.repaint();
  }

  /** Takes the next picture; true when columns or shapes change. Fills are asked for with the looks of assets. */
  take({ fills, columns, floor }: Pick<LayerPicture, "fills" | "columns" | "floor">): boolean {
    this.#fills = fills;
    const hasFloor = this.#floor.take(floor);
    return this.#columns.set(columns) || hasFloor;
  }

  /** An asset has moved; lines and rings follow it. */
  moved(asset: AssetUid): void {
    this.#floor.moved(asset);
  }

  /** Before a picture. */
  flush(palette: Palette): void {
    this.#floor.flush(palette);
  }

  /** The fill of an actor, an entry of `STATES` or `OWN_STATE`; undefined before the first picture. */
  fillOf(index: number): number | undefined {
    return this.#fills?.[index];
  }

  /** Height of an actor with its column, metres. */
  topOf(index: number): number {
    return (this.#actors[index] as Actor).figure.top + this.#columns.heightOn(index);
  }

  /** The shapes on the floor in the newest picture, as JSON. */
  get drawnShapes(): string {
    return this.#floor.drawn;
  }

  dispose(): void {
    this.#columns.dispose();
    this.#floor.dispose();
  }
}
