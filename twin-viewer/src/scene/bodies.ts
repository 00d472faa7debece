import { Color, type Object3D } from "three";
import type { AssetUid } from "../../../edge/contracts/tag.ts";
import type { Actor } from "./actor.ts";
import type { Part, Tone } from "./figure.ts";
import { InstancePool } from "./instance-pool.ts";
import type { Look } from "./look.ts";
import { bodyMaterial, edgeMaterial } from "./materials.ts";
import type { Palette } from "./palette.ts";
import { edgeGeometry, faceGeometry, SHAPES, type ShapeName } from "./shapes.ts";

const STALE_ALPHA = 0.45;
const WHITE = new Color(1, 1, 1);
const mixed = new Color();

/** Solids of all assets: three shapes, faces and edges, hence six draw calls for any plant. */
export class Bodies {
  readonly #pools: ReadonlyMap<ShapeName, InstancePool>;
  readonly #slots = new Map<AssetUid, readonly number[]>();

  constructor(actors: readonly Actor[]) {
    const body = bodyMaterial();
    const edge = edgeMaterial();
    const counts = new Map<ShapeName, number>();
    for (const actor of actors) for (const part of actor.figure.parts) counts.set(part.shape, (counts.get(part.shape) ?? 0) + 1);
    this.#pools = new Map(
      SHAPES.map((shape) => [
        shape,
        new InstancePool(counts.get(shape) ?? 0, [
          { geometry: faceGeometry(shape), material: body, renderOrder: 10 },
          { geometry: edgeGeometry(shape), material: edge, renderOrder: 11 },
        ]),
      ]),
    );
    for (const actor of actors)
      this.#slots.set(
        actor.asset.assetUid,
        actor.figure.parts.map((part) => this.#pool(part).take()),
      );
  }

  addTo(parent: Object3D): void {
    for (const pool of this.#pools.values()) pool.addTo(parent);
  }

  /** Puts all parts where the actor has them now. */
  place(actor: Actor): void {
    const slots = this.#slots.get(actor.asset.assetUid) as readonly number[];
    for (const [i, part] of actor.figure.parts.entries()) {
      const slot = slots[i] as number;
      if (actor.isShown(i)) this.#pool(part).setMatrix(slot, actor.partMatrix(i));
      else this.#pool(part).hide(slot);
    }
  }

  paint(actor: Actor, look: Look, palette: Palette): void {
    const slots = this.#slots.get(actor.asset.assetUid) as readonly number[];
    const alpha = look.stale ? STALE_ALPHA : 1;
    for (const [i, part] of actor.figure.parts.entries()) this.#pool(part).setColor(slots[i] as number, toneColor(part.tone, look, palette), alpha);
  }

  dispose(): void {
    for (const pool of this.#pools.values()) pool.dispose();
  }

  #pool(part: Part): InstancePool {
    return this.#pools.get(part.shape) as InstancePool;
  }
}

function bodyColor(look: Look, palette: Palette): Color {
  if (look.priority !== 0) return palette.priorities[look.priority - 1] as Color;
  switch (look.activity) {
    case "running":
      return palette.running;
    case "idle":
      return palette.idle;
    case "stopped":
    case "out-of-service":
      return palette.off;
    case "unknown":
      return mixed.copy(palette.running).lerp(palette.idle, 0.55);
  }
}

const result = new Color();

/** The grey of a part: the asset's own, lighter or darker by what it is made of. An alarm colours all of it, so that it is seen from afar. */
function toneColor(tone: Tone, look: Look, palette: Palette): Color {
  const body = bodyColor(look, palette);
  const alarming = look.priority !== 0;
  switch (tone) {
    case "body":
      return result.copy(body);
    case "vehicle":
      // Small things that move must be found at once: they stand out from the floor and from all that stands still.
      return alarming ? result.copy(body) : result.copy(palette.ink).lerp(body, 0.12);
    case "bright":
      return result.copy(body).lerp(WHITE, palette.isDark ? 0.1 : 0.3);
    case "shade":
      return result.copy(body).multiplyScalar(0.84);
    case "base":
      return result.copy(body).multiplyScalar(0.74);
    case "glass":
      return alarming ? result.copy(body).multiplyScalar(0.5) : result.copy(palette.off).lerp(body, 0.22);
    case "dark":
      return alarming ? result.copy(body).multiplyScalar(0.6) : result.copy(palette.off).multiplyScalar(palette.isDark ? 0.92 : 0.9);
    case "piece":
      return result.copy(palette.idle).lerp(palette.off, palette.isDark ? -0.35 : 0.35);
  }
}
