import { Color, type Object3D } from "three";
import type { Mirror } from "../data/mirror.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { Actor } from "./actor.ts";
import { AFFINE } from "./affine.ts";
import { bind } from "./bindings.ts";
import { LEVEL } from "./build.ts";
import { edgeMaterial } from "./materials.ts";
import { MotionChannels } from "./motion.ts";
import { geometriesOf, shapeCount } from "./shapes.ts";
import { SolidPool } from "./solid-pool.ts";

/** A ghost that is nearer to the present place than this, metres and radians, would only blur the picture. */
const TOLERANCE = 0.08;

/** Mobile and jointed assets at another instant, drawn as edges only. */
export class Ghosts {
  readonly #color = { value: new Color() };
  readonly #material = edgeMaterial(this.#color);
  readonly #pools: SolidPool[] = [];
  #parent: Object3D | undefined;
  #actors: readonly { readonly past: Actor; readonly present: Actor }[] = [];

  addTo(parent: Object3D): void {
    this.#parent = parent;
  }

  dress(color: Color): void {
    this.#color.value.copy(color);
  }

  /** Takes the values of another instant; null removes the ghosts. */
  take(actors: readonly Actor[], index: PlantIndex, past: Mirror | null): void {
    this.#actors = [];
    if (past === null) {
      this.refresh();
      return;
    }
    const moving = actors.filter((actor) => actor.moves);
    const ghosts = moving.map((actor) => new Actor(actor.asset, actor.build));
    const motion = new MotionChannels();
    const { byRef, drives } = bind(ghosts, index, motion);
    // Of what has no value nobody knows where it was.
    const known = new Set<number>();
    for (const [ref, bindings] of byRef) {
      for (const { drive, factor, index: number } of bindings) {
        if (drive === undefined || Number.isNaN(past.value(ref as never))) continue;
        known.add(number);
        motion.set(drive.channel, past.value(ref as never) * factor, 0, false);
        drives[drive.channel]?.apply(motion.at(drive.channel, 0));
      }
    }
    this.#actors = ghosts
      .map((ghost, i) => ({ past: ghost, present: moving[i] as Actor }))
      .filter((_, i) => known.has(i));
    this.refresh();
  }

  /** Draws the ghosts that differ from the present places. */
  refresh(): void {
    const shown = this.#actors.filter(({ past, present }) => isApart(past, present)).map(({ past }) => past);
    this.#makePools();
    const counts = new Uint32Array(this.#pools.length);
    for (const { build } of shown)
      for (const { shape, parts } of build.batches(LEVEL.whole))
        counts[shape] = (counts[shape] as number) + parts.length;
    for (const [shape, pool] of this.#pools.entries()) pool.fill(counts[shape] as number, counts[shape] as number);
    const used = new Uint32Array(this.#pools.length);
    for (const ghost of shown) {
      ghost.settle();
      for (const { shape, parts } of ghost.build.batches(LEVEL.whole)) {
        const pool = this.#pools[shape] as SolidPool;
        for (const part of parts) {
          const slot = used[shape] as number;
          used[shape] = slot + 1;
          ghost.placePart(part, pool.rows, slot * AFFINE);
        }
      }
    }
    for (const pool of this.#pools) pool.flush();
  }

  dispose(): void {
    for (const pool of this.#pools) pool.dispose();
  }

  #makePools(): void {
    while (this.#pools.length < shapeCount()) {
      const pool = new SolidPool(geometriesOf(this.#pools.length), { edge: this.#material }, 14);
      if (this.#parent !== undefined) pool.addTo(this.#parent);
      this.#pools.push(pool);
    }
  }
}

function isApart(past: Actor, present: Actor): boolean {
  if (Math.hypot(past.at.x - present.at.x, past.at.y - present.at.y) > TOLERANCE) return true;
  return past.values.some((value, joint) => Math.abs(value - (present.values[joint] as number)) > TOLERANCE);
}
