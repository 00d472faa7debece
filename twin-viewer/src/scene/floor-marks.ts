import { Color, Matrix4, type Object3D, PlaneGeometry, Quaternion, Vector3 } from "three";
import type { AssetUid } from "../../../edge/contracts/tag.ts";
import type { Activity } from "../data/asset-state.ts";
import type { Actor } from "./actor.ts";
import { captionWidth } from "./floor.ts";
import { InstancePool } from "./instance-pool.ts";
import type { Look } from "./look.ts";
import { decalMaterial } from "./materials.ts";
import type { Palette } from "./palette.ts";

/** What the decal program draws, by number. */
const KIND = { running: 0, idle: 1, stopped: 2, unknown: 3, outOfService: 4, ring: 5, blinkingRing: 6, shadow: 7 } as const;
const GLYPH_M = 1.1;
const CONTACT_M = 1.1;
/** How far outside the footprint rings run. */
const RING_M = 1.1;

interface Slots {
  readonly shadow: number;
  readonly ring: number;
  readonly selection: number;
  readonly glyph: number;
}

const BLACK = new Color(0, 0, 0);
const UP = new Vector3(0, 0, 1);
const matrix = new Matrix4();
const place = new Vector3();
const turn = new Quaternion();
const size = new Vector3();

/** Marks on the floor around each asset: contact shadow, state glyph, alarm ring, selection ring. One draw call. */
export class FloorMarks {
  readonly #pool: InstancePool;
  readonly #slots = new Map<AssetUid, Slots>();
  readonly #looks = new Map<AssetUid, Look>();

  constructor(actors: readonly Actor[]) {
    this.#pool = new InstancePool(actors.length * 4, [{ geometry: new PlaneGeometry(1, 1), material: decalMaterial(), renderOrder: 6 }]);
    // Slot order is drawing order: all shadows lie below all rings, those below all glyphs.
    const take = () => actors.map(() => this.#pool.take());
    const [shadows, rings, selections, glyphs] = [take(), take(), take(), take()];
    for (const [i, actor] of actors.entries()) {
      this.#slots.set(actor.asset.assetUid, { shadow: shadows[i] as number, ring: rings[i] as number, selection: selections[i] as number, glyph: glyphs[i] as number });
    }
  }

  addTo(parent: Object3D): void {
    this.#pool.addTo(parent);
  }

  /** Moves the marks with the asset. */
  place(actor: Actor): void {
    const look = this.#looks.get(actor.asset.assetUid);
    const slots = this.#slots.get(actor.asset.assetUid) as Slots;
    const { at, figure } = actor;
    const [length, width] = figure.foot;
    turn.setFromAxisAngle(UP, at.yaw);
    this.#pool.setMatrix(slots.shadow, matrix.compose(place.set(at.x, at.y, 0), turn, size.set(length + 2 * CONTACT_M, width + 2 * CONTACT_M, 1)));
    const alarming = look !== undefined && look.priority !== 0;
    this.#ring(slots.ring, actor, alarming ? RING_M : 0);
    this.#ring(slots.selection, actor, look?.selected === true ? RING_M + (alarming ? 1 : 0) : 0);
    if (look === undefined || !showsGlyph(look)) {
      this.#pool.hide(slots.glyph);
      return;
    }
    const caption = actor.caption;
    turn.identity();
    this.#pool.setMatrix(slots.glyph, matrix.compose(place.set(caption.x - captionWidth(actor.asset.label) / 2 - GLYPH_M * 0.75, caption.y, 0), turn, size.set(GLYPH_M, GLYPH_M, 1)));
  }

  paint(actor: Actor, look: Look, palette: Palette): void {
    this.#looks.set(actor.asset.assetUid, look);
    const slots = this.#slots.get(actor.asset.assetUid) as Slots;
    const pool = this.#pool;
    pool.setKind(slots.shadow, KIND.shadow);
    pool.setColor(slots.shadow, BLACK, (palette.isDark ? 0.34 : 0.2) * (look.stale ? 0.5 : 1));
    pool.setKind(slots.ring, look.unacknowledged ? KIND.blinkingRing : KIND.ring);
    if (look.priority !== 0) pool.setColor(slots.ring, palette.priorities[look.priority - 1] as Color, 1);
    pool.setKind(slots.selection, KIND.ring);
    pool.setColor(slots.selection, palette.selection, 1);
    pool.setKind(slots.glyph, look.stale ? KIND.unknown : glyphOf(look.activity));
    pool.setColor(slots.glyph, look.stale ? palette.stale : palette.ink, 0.92);
    this.place(actor);
  }

  dispose(): void {
    this.#pool.dispose();
  }

  /** A band around the footprint, `away` metres outside; 0 for none. */
  #ring(slot: number, actor: Actor, away: number): void {
    const [length, width] = actor.figure.foot;
    if (away === 0) this.#pool.hide(slot);
    else this.#pool.setMatrix(slot, matrix.compose(place.set(actor.at.x, actor.at.y, 0), turn, size.set(length + 2 * away, width + 2 * away, 1)));
  }
}

function showsGlyph(look: Look): boolean {
  return look.stale || (look.hasState && look.activity !== "unknown");
}

function glyphOf(activity: Activity): number {
  switch (activity) {
    case "running":
      return KIND.running;
    case "idle":
      return KIND.idle;
    case "stopped":
      return KIND.stopped;
    case "out-of-service":
      return KIND.outOfService;
    case "unknown":
      return KIND.unknown;
  }
}
