import type { Object3D } from "three";
import type { Actor } from "./actor.ts";
import { AFFINE } from "./affine.ts";
import { type Batch, LEVEL, SEEN_THROUGH, TONES } from "./build.ts";
import { type Dressing, operatingDressing } from "./dressing.ts";
import type { Lens } from "./lens.ts";
import { levelsFor, UNSEEN } from "./levels.ts";
import { type Look, stateOfLook } from "./look.ts";
import { shared } from "./materials.ts";
import type { Palette } from "./palette.ts";
import { shapeCount } from "./shapes.ts";
import { SolidPool } from "./solid-pool.ts";
import { STATES } from "./tone-palette.ts";

/** Glass is drawn after everything that can be seen through it. */
const CLEAR_ORDER = 20;

/**
 * Solids of all assets: few shapes, faces and edges, solid ones and glass, hence few draw calls for any plant. Which
 * parts of an asset are drawn follows its size on the screen (`levels.ts`); the columns are filled again when that
 * changes. Order in each column: near and still, near and moving, far and moving, far and still, so that edges are a
 * prefix and what moves is one stretch.
 */
export class Bodies {
  readonly #actors: readonly Actor[];
  /** Two for each shape: solid ones, then glass. */
  #pools: SolidPool[] = [];
  #dressing: Dressing = operatingDressing();
  #parent: Object3D | undefined;
  readonly #order: readonly number[];
  readonly #levels: Uint8Array;
  /** First slot of each batch of each actor, and where an actor's batches begin in it. */
  #starts = new Uint32Array(0);
  readonly #startAt: Uint32Array;
  readonly #states: Uint8Array;
  readonly #flags: Uint8Array;
  #only: number | undefined;
  #cut: number | undefined;
  /** Draws fine details of machines nearby. */
  #isFine = true;

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

  /** Draws in another look from the next picture on. */
  wear(dressing: Dressing, isFine = true): void {
    for (const pool of this.#pools) pool.dispose();
    this.#pools = [];
    for (const program of [this.#dressing.face, this.#dressing.clear, this.#dressing.edge]) program.dispose();
    this.#dressing = dressing;
    this.#isFine = isFine;
    this.rebuild();
  }

  /** Draws one actor only, or all again. */
  isolate(index: number | undefined): void {
    this.#only = index;
  }

  /** Turns the housing of an actor into glass, or none. */
  cutOpen(index: number | undefined): void {
    if (index === this.#cut) return;
    this.#cut = index;
    this.rebuild();
  }

  /** Chooses levels of detail for the view of the lens; true when a drawing changes. */
  arrange(lens: Lens): boolean {
    if (!levelsFor(this.#actors, lens, this.#levels, { only: this.#only, fine: this.#isFine })) return false;
    const isNear = (i: number) => (this.#levels[i] as number) <= LEVEL.whole;
    const isFar = (i: number) => !isNear(i) && this.#levels[i] !== UNSEEN;
    const near = this.#order.filter(isNear);
    const far = this.#order.filter(isFar);
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
      for (const batch of this.#batchesOf(i)) {
        const pool = poolOf(batch);
        starts.push(used[pool] as number);
        used[pool] = (used[pool] as number) + batch.parts.length;
        if (isNear(i)) withEdges[pool] = used[pool] as number;
      }
    }
    this.#starts = Uint32Array.from(starts);
    for (const [number, pool] of this.#pools.entries()) pool.fill(used[number] as number, withEdges[number] as number);
    for (const i of order) {
      this.place(i);
      this.#paintParts(i);
    }
    return true;
  }

  /** The actors that are drawn with all details. */
  get close(): readonly Actor[] {
    return this.#actors.filter((_, i) => this.#levels[i] === LEVEL.close);
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
    for (const batch of this.#batchesOf(index)) {
      const pool = this.#pools[poolOf(batch)] as SolidPool;
      const { parts } = batch;
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
    shared.tones.value = this.#dressing.tones(palette);
  }

  /** Before a picture. */
  flush(): void {
    for (const pool of this.#pools) pool.flush();
  }

  dispose(): void {
    for (const pool of this.#pools) pool.dispose();
  }

  #batchesOf(index: number): readonly Batch[] {
    const windows = this.#dressing.hasClearWindows ? SEEN_THROUGH.windows : 0;
    const housing = index === this.#cut ? SEEN_THROUGH.housing | SEEN_THROUGH.windows : 0;
    return (this.#actors[index] as Actor).build.batches(this.#levels[index] as number, windows | housing);
  }

  /** Pools for shapes registered since. */
  #makePools(): void {
    while (this.#pools.length < 2 * shapeCount()) {
      const isClear = this.#pools.length % 2 === 1;
      const { face, clear, edge } = this.#dressing;
      const pool = new SolidPool(
        this.#dressing.geometriesOf(this.#pools.length >> 1),
        { face: isClear ? clear : face, edge },
        isClear ? CLEAR_ORDER : undefined,
      );
      if (this.#parent !== undefined) pool.addTo(this.#parent);
      this.#pools.push(pool);
    }
  }

  #paintParts(index: number): void {
    const { build } = this.#actors[index] as Actor;
    const first = (this.#states[index] as number) * TONES.length;
    const flags = this.#flags[index] as number;
    const baked = this.#dressing.bake?.(build, index === this.#cut);
    let at = this.#startAt[index] as number;
    for (const batch of this.#batchesOf(index)) {
      const { looks } = this.#pools[poolOf(batch)] as SolidPool;
      let slot = (this.#starts[at++] as number) * 4;
      for (const part of batch.parts) {
        looks[slot] = first + (build.tones[part] as number);
        looks[slot + 1] = flags & 1;
        looks[slot + 2] = flags >> 1;
        looks[slot + 3] = baked === undefined ? 0 : baked + part;
        slot += 4;
      }
    }
  }
}

function poolOf({ shape, isClear }: Batch): number {
  return 2 * shape + (isClear ? 1 : 0);
}
