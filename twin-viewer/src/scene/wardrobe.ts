import type { Object3D } from "three";
import type { SceneLook } from "../data/signals.ts";
import type { Actor } from "./actor.ts";
import type { Bodies } from "./bodies.ts";
import { operatingDressing } from "./dressing.ts";
import type { FloorMarks } from "./floor-marks.ts";
import type { Palette } from "./palette.ts";
import type { Showcase } from "./showcase/showcase.ts";

/** What changes its look with the picture. */
interface Wearers {
  readonly actors: readonly Actor[];
  readonly world: Object3D;
  readonly bodies: Bodies;
  readonly floorMarks: FloorMarks;
}

/** The looks of the picture. The showcase is loaded when it is chosen for the first time. */
export class Wardrobe {
  readonly #wearers: Wearers;
  #wanted: SceneLook = "operating";
  /** The parts of the other look, while it is worn. */
  #showcase: Showcase | undefined;
  #palette: Palette;
  #isDisposed = false;

  constructor(wearers: Wearers, palette: Palette) {
    this.#wearers = wearers;
    this.#palette = palette;
  }

  /** Changes the look; true when it is worn. `isSimple`: without fine details. */
  async wear(look: SceneLook, isSimple: boolean): Promise<boolean> {
    this.#wanted = look;
    const made = look === "showcase" ? await import("./showcase/showcase.ts") : undefined;
    // Another look may have been chosen in the meantime.
    if (this.#isDisposed || this.#wanted !== look) return false;
    const { actors, world, bodies, floorMarks } = this.#wearers;
    this.#showcase?.dispose();
    this.#showcase = made === undefined ? undefined : new made.Showcase(actors, world);
    bodies.wear(this.#showcase?.dressing ?? operatingDressing(), !isSimple);
    floorMarks.setContact(this.#showcase === undefined);
    this.dress(this.#palette);
    return true;
  }

  dress(palette: Palette): void {
    this.#palette = palette;
    this.#showcase?.dress(palette);
    this.#wearers.bodies.dress(palette);
  }

  /** Moves the shadow of an asset with it. */
  place(index: number, isStale?: boolean): void {
    this.#showcase?.shadows.place(index, isStale);
  }

  /** Before each picture; `eye` in plant metres. True when another picture is due, because light was baked. */
  prepare(eye: readonly [x: number, y: number, z: number]): boolean {
    return this.#showcase?.prepare(eye) ?? false;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#showcase?.dispose();
  }
}
