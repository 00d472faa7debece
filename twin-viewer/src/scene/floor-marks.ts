import { Color, type Object3D } from "three";
import type { Activity } from "../data/asset-state.ts";
import type { Actor } from "./actor.ts";
import { glyphPlace } from "./captions.ts";
import { Decals } from "./decals.ts";
import type { Look } from "./look.ts";
import type { Palette } from "./palette.ts";

/** Marks of the decal program, by number. */
const KIND = {
  running: 0,
  idle: 1,
  stopped: 2,
  unknown: 3,
  outOfService: 4,
  ring: 5,
  blinkingRing: 6,
  shadow: 7,
} as const;
const CONTACT_M = 1.1;
/** Distance of rings outside the footprint. */
const RING_M = 1.1;

interface Slots {
  readonly shadow: number;
  readonly ring: number;
  readonly selection: number;
  readonly glyph: number;
}

const BLACK = new Color(0, 0, 0);

/** Marks on the floor around each asset: contact shadow, state glyph, alarm ring, selection ring. One draw call. */
export class FloorMarks {
  readonly #actors: readonly Actor[];
  readonly #decals: Decals;
  readonly #looks: (Look | undefined)[];
  #isTurned = false;
  #hasContact = true;

  constructor(actors: readonly Actor[]) {
    this.#actors = actors;
    this.#decals = new Decals(actors.length * 4);
    this.#looks = actors.map(() => undefined);
  }

  addTo(parent: Object3D): void {
    this.#decals.addTo(parent);
  }

  /** Moves the glyphs to the start of words that run west, upright from the north, or back. */
  turn(isTurned: boolean): void {
    this.#isTurned = isTurned;
    for (let i = 0; i < this.#actors.length; i++) this.place(i);
  }

  /** Shows the shadows at the foot of assets, or leaves shadows to another layer. */
  setContact(isShown: boolean): void {
    this.#hasContact = isShown;
    for (let i = 0; i < this.#actors.length; i++) this.place(i);
  }

  /** Moves the marks with the asset. */
  place(index: number): void {
    const look = this.#looks[index];
    const actor = this.#actors[index] as Actor;
    const { shadow, ring, selection, glyph } = this.#slots(index);
    this.#around(shadow, actor, this.#hasContact ? CONTACT_M : undefined);
    const alarming = look !== undefined && look.priority !== 0;
    this.#around(ring, actor, alarming ? RING_M : undefined);
    this.#around(selection, actor, look?.selected === true ? RING_M + (alarming ? 1 : 0) : undefined);
    if (look === undefined || !showsGlyph(look)) {
      this.#decals.hide(glyph);
      return;
    }
    const { x, y, size } = glyphPlace(actor, this.#isTurned);
    this.#decals.place(glyph, { x, y, yaw: this.#isTurned ? Math.PI : 0, length: size, width: size });
  }

  paint(index: number, look: Look, palette: Palette): void {
    this.#looks[index] = look;
    const { shadow, ring, selection, glyph } = this.#slots(index);
    const decals = this.#decals;
    decals.paint(shadow, KIND.shadow, BLACK, (palette.isDark ? 0.34 : 0.2) * (look.stale ? 0.5 : 1));
    if (look.priority !== 0)
      decals.paint(
        ring,
        look.unacknowledged ? KIND.blinkingRing : KIND.ring,
        palette.priorities[look.priority - 1] as Color,
        1,
      );
    if (look.selected) decals.paint(selection, KIND.ring, palette.selection, 1);
    if (showsGlyph(look))
      decals.paint(
        glyph,
        look.stale ? KIND.unknown : glyphOf(look.activity),
        look.stale ? palette.stale : palette.ink,
        0.92,
      );
    this.place(index);
  }

  dispose(): void {
    this.#decals.dispose();
  }

  /** All shadows lie below all rings, those below all glyphs. */
  #slots(index: number): Slots {
    const count = this.#actors.length;
    return { shadow: index, ring: count + index, selection: 2 * count + index, glyph: 3 * count + index };
  }

  /** A ring `away` metres outside the footprint; hidden if undefined. */
  #around(slot: number, { figure, at }: Actor, away: number | undefined): void {
    const [length, width] = figure.foot;
    if (away === undefined) this.#decals.hide(slot);
    else
      this.#decals.place(slot, { x: at.x, y: at.y, yaw: at.yaw, length: length + 2 * away, width: width + 2 * away });
  }
}

function showsGlyph(look: Look): boolean {
  // Where the fill says something else than the state, the glyph of the state would contradict it.
  return look.stale || (look.fill === undefined && look.hasState && look.activity !== "unknown");
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
