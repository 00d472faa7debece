import type { Object3D } from "three";
import type { Actor } from "./actor.ts";
import { AFFINE } from "./affine.ts";
import { type Build, TONES } from "./build.ts";
import type { Lens } from "./lens.ts";
import { levelsFor, UNSEEN } from "./levels.ts";
import type { Look } from "./look.ts";
import { bodyMaterial, edgeMaterial, shared } from "./materials.ts";
import type { Palette } from "./palette.ts";
import { geometriesOf, shapeCount } from "./shapes.ts";
import { SolidPool } from "./solid-pool.ts";
import { STATES, stateOfLook, tonePalette } from "./tone-palette.ts";

/**
 * Solids of all assets: few shapes, faces and edges, hence few draw calls for any plant. Which parts of an asset are
 * drawn follows its size on the screen (`levels.ts`); the columns are filled again when that changes. Order in each
 * column: near and still, near and moving, far and moving, far and still, so that edges are a prefix and what moves is
 * one stretch.
 */
export class Bodies {
  readonly #actors: readonly Actor[];
  readonly #pools: SolidPool[] = [];
  readonly #materials = { face: bodyMaterial(), edge: edgeMaterial() };
  #parent: Object3D | undefined;
  readonly #order: readonly number[];
  readonly #levels: Uint8Array;
  /** First slot of each batch of each actor, and where an actor's batches begin in it. */
  #starts = new Uint32Array(0);
  readonly #startAt: Uint32Array;
  readonly #states: Uint8Array;
  readonly #flags: Uint8Array;
  #only: number | undefined;

  constructor(actors: readonly Actor[]) {
    this.#actors = actors;
    this.#order = [...actors.keys()];
    this.#levels = new Uint8Array(actors.length).fill(UNSEEN);
    this.#startAt = new Uint32Array(actors.length);
    this.#states = new Uint8Array(actors.length).fill(STATES.indexOf("unknown"));
    this.#flags = new Uint8Array(actors.length);
  }

  addTo(parent: Object3D): void {
    this.#parent = parent;
  }

  /** Call it when drawings of actors have changed: the next picture arranges everything again. */
  rebuild(): void {
    this.#levels.fill(UNSEEN);
  }

  /** Draws one actor only, or all again. */
  isolate(index: number | undefined): void {
    this.#only = index;
  }

  /** Chooses levels of detail for the view of the lens; true when a drawing changes. */
  arrange(lens: Lens): boolean {
    if (!levelsFor(this.#actors, lens, this.#levels, this.#only)) return false;
    const near = this.#order.filter((i) => this.#levels[i] === 0);
    const far = this.#order.filter((i) => this.#levels[i] === 1 || this.#levels[i] === 2);
    const moves = (i: number) => (this.#actors[i] as Actor).moves;
    const order = [
      ...near.filter((i) => !moves(i)),
      ...near.filter(moves),
      ...far.filter(moves),
      ...far.filter((i) => !moves(i)),
    ];
    this.#makePools();
    const used = new Uint32Array(this.#pools.length);
    const withEdges = new Uint32Array(this.#pools.length);
    const starts: number[] = [];
    for (const i of order) {
      this.#startAt[i] = starts.length;
      for (const { shape, parts } of this.#batchesOf(i)) {
        starts.push(used[shape] as number);
        used[shape] = (used[shape] as number) + parts.length;
        if (this.#levels[i] === 0) withEdges[shape] = used[shape] as number;
      }
    }
    this.#starts = Uint32Array.from(starts);
    for (const [shape, pool] of this.#pools.entries()) pool.fill(used[shape] as number, withEdges[shape] as number);
    for (const i of order) {
      this.place(i);
      this.#paintParts(i);
    }
    return true;
  }

  /**
   * Whether moving joints change the picture of an actor: far away it is a box without joints.
   */
  showsJoints(index: number): boolean {
    return (this.#actors[index] as Actor).build.movesAt[this.#levels[index] as number] ?? false;
  }

  /** Places all parts of an actor, or only those that its joints move. */
  place(index: number, onlyJoints = false): void {
    if (this.#levels[index] === UNSEEN) return;
    const actor = this.#actors[index] as Actor;
    const { joints } = actor.build;
    actor.settle();
    let at = this.#startAt[index] as number;
    for (const { shape, parts } of this.#batchesOf(index)) {
      const pool = this.#pools[shape] as SolidPool;
      const start = this.#starts[at++] as number;
      for (let i = 0; i < parts.length; i++) {
        const part = parts[i] as number;
        if (!onlyJoints || joints[part] !== 0) actor.placePart(part, pool.rows, (start + i) * AFFINE);
      }
      pool.touch(start, parts.length);
    }
  }

  paint(index: number, look: Look): void {
    this.#states[index] = stateOfLook(look);
    this.#flags[index] = (look.stale ? 1 : 0) | (look.anomalous ? 2 : 0);
    if (this.#levels[index] === UNSEEN) return;
    this.#paintParts(index);
    for (const pool of this.#pools) pool.repaint();
  }

  dress(palette: Palette): void {
    shared.tones.value = tonePalette(palette);
  }

  /** Before a picture. */
  flush(): void {
    for (const pool of this.#pools) pool.flush();
  }

  dispose(): void {
    for (const pool of this.#pools) pool.dispose();
  }

  #batchesOf(index: number): Build["levels"][number] {
    return (this.#actors[index] as Actor).build.levels[this.#levels[index] as number] ?? [];
  }

  /** Pools for shapes registered since. */
  #makePools(): void {
    while (this.#pools.length < shapeCount()) {
      const pool = new SolidPool(geometriesOf(this.#pools.length), this.#materials);
      if (this.#parent !== undefined) pool.addTo(this.#parent);
      this.#pools.push(pool);
    }
  }

  #paintParts(index: number): void {
    const { tones } = (this.#actors[index] as Actor).build;
    const first = (this.#states[index] as number) * TONES.length;
    const flags = this.#flags[index] as number;
    let at = this.#startAt[index] as number;
    for (const { shape, parts } of this.#batchesOf(index)) {
      const { looks } = this.#pools[shape] as SolidPool;
      let slot = (this.#starts[at++] as number) * 4;
      for (const part of parts) {
        looks[slot] = first + (tones[part] as number);
        looks[slot + 1] = flags & 1;
        looks[slot + 2] = flags >> 1;
        slot += 4;
      }
    }
  }
}
