import type { Object3D } from "three";
import type { Actor } from "./actor.ts";
import { AFFINE } from "./affine.ts";
import { TONES } from "./build.ts";
import type { Lens } from "./lens.ts";
import { levelsFor, UNSEEN } from "./levels.ts";
import type { Look } from "./look.ts";
import { bodyMaterial, edgeMaterial, shared } from "./materials.ts";
import type { Palette } from "./palette.ts";
import { edgeGeometry, faceGeometry, SHAPES } from "./shapes.ts";
import { SolidPool } from "./solid-pool.ts";
import { STATES, stateOfLook, tonePalette } from "./tone-palette.ts";

const SHAPE_COUNT = SHAPES.length;

/**
 * Solids of all assets: few shapes, faces and edges, hence few draw calls for any plant. Which parts of an asset are drawn follows its size
 * on the screen (`levels.ts`); the columns are filled anew when that changes. Order in each column: near and still, near and moving, far and moving,
 * far and still, so that edges are a prefix and what moves is one stretch.
 */
export class Bodies {
  readonly #actors: readonly Actor[];
  readonly #pools: readonly SolidPool[];
  readonly #order: readonly number[];
  readonly #levels: Uint8Array;
  /** First slot by actor and shape. */
  readonly #starts: Uint32Array;
  readonly #states: Uint8Array;
  readonly #flags: Uint8Array;

  constructor(actors: readonly Actor[]) {
    this.#actors = actors;
    const [face, edge] = [bodyMaterial(), edgeMaterial()];
    this.#pools = SHAPES.map((shape) => new SolidPool({ faces: faceGeometry(shape), edges: edgeGeometry(shape) }, { face, edge }));
    this.#order = [...actors.keys()];
    this.#levels = new Uint8Array(actors.length).fill(UNSEEN);
    this.#starts = new Uint32Array(actors.length * SHAPE_COUNT);
    this.#states = new Uint8Array(actors.length).fill(STATES.indexOf("unknown"));
    this.#flags = new Uint8Array(actors.length);
  }

  addTo(parent: Object3D): void {
    for (const pool of this.#pools) pool.addTo(parent);
  }

  /** Chooses levels of detail for what the lens sees; true when something is drawn otherwise than before. */
  arrange(lens: Lens): boolean {
    if (!levelsFor(this.#actors, lens, this.#levels)) return false;
    const near = this.#order.filter((i) => this.#levels[i] === 0);
    const far = this.#order.filter((i) => this.#levels[i] === 1 || this.#levels[i] === 2);
    const moves = (i: number) => (this.#actors[i] as Actor).moves;
    const order = [...near.filter((i) => !moves(i)), ...near.filter(moves), ...far.filter(moves), ...far.filter((i) => !moves(i))];
    const used = new Uint32Array(SHAPE_COUNT);
    const withEdges = new Uint32Array(SHAPE_COUNT);
    for (const i of order) {
      const counts = (this.#actors[i] as Actor).build.counts[this.#levels[i] as number] as Uint16Array;
      for (let shape = 0; shape < SHAPE_COUNT; shape++) {
        this.#starts[i * SHAPE_COUNT + shape] = used[shape] as number;
        used[shape] = (used[shape] as number) + (counts[shape] as number);
        if (this.#levels[i] === 0) withEdges[shape] = used[shape] as number;
      }
    }
    for (const [shape, pool] of this.#pools.entries()) pool.fill(used[shape] as number, withEdges[shape] as number);
    for (const i of order) {
      this.place(i);
      this.#paintParts(i);
    }
    return true;
  }

  /** Puts all parts where the actor has them now. */
  place(index: number): void {
    const level = this.#levels[index] as number;
    if (level === UNSEEN) return;
    const actor = this.#actors[index] as Actor;
    actor.settle();
    const { build } = actor;
    let part = 0;
    const parts = build.levels[level] as Uint16Array;
    for (let shape = 0; shape < SHAPE_COUNT; shape++) {
      const count = (build.counts[level] as Uint16Array)[shape] as number;
      if (count === 0) continue;
      const pool = this.#pools[shape] as SolidPool;
      const start = this.#starts[index * SHAPE_COUNT + shape] as number;
      for (let slot = start; slot < start + count; slot++) actor.placePart(parts[part++] as number, pool.rows, slot * AFFINE);
      pool.touch(start, count);
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

  #paintParts(index: number): void {
    const { build } = this.#actors[index] as Actor;
    const level = this.#levels[index] as number;
    const parts = build.levels[level] as Uint16Array;
    const first = (this.#states[index] as number) * TONES.length;
    const flags = this.#flags[index] as number;
    let at = 0;
    for (let shape = 0; shape < SHAPE_COUNT; shape++) {
      const count = (build.counts[level] as Uint16Array)[shape] as number;
      const { looks } = this.#pools[shape] as SolidPool;
      const start = this.#starts[index * SHAPE_COUNT + shape] as number;
      for (let slot = start; slot < start + count; slot++) {
        looks[slot * 4] = first + (build.tones[parts[at++] as number] as number);
        looks[slot * 4 + 1] = flags & 1;
        looks[slot * 4 + 2] = flags >> 1;
      }
    }
  }
}
