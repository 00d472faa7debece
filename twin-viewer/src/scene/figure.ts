/** How a kind of asset looks: solids hung on joints. Pure description; the scene turns it into instances. */
import type { Size } from "../../../edge/contracts/plant/plant.ts";
import type { TagRole } from "../../../edge/contracts/plant/tag.ts";
import type { ShapeName } from "./shapes.ts";

/**
 * Material of a solid, which decides its grey and its finish. All but `piece` and `dark` follow the asset's state; a
 * lamp is lit in the state of its name only.
 */
export type Tone =
  | "body"
  | "bright"
  | "shade"
  | "base"
  | "glass"
  | "dark"
  | "piece"
  | "vehicle"
  | "steel"
  | "rubber"
  | "screen"
  | "lamp-running"
  | "lamp-idle"
  | "lamp-alarm";

export type Vec = readonly [x: number, y: number, z: number];

/** One solid in the frame of its joint. */
export interface Part {
  /** A shape of `shapes.ts`, or a shape of a model (`registerShape`). */
  readonly shape: ShapeName | number;
  readonly tone: Tone;
  readonly joint: number;
  readonly at: Vec;
  readonly size: Vec;
  /** Turn about one axis after scaling, radians. */
  readonly turn?: readonly [axis: "x" | "y" | "z", angle: number];
  /** Roll, pitch, yaw about the fixed axes after scaling, radians; instead of `turn`. */
  readonly turned?: Vec;
  /** Shown only while the asset's `loadRole` value reaches this number. */
  readonly whenLoad?: number;
  /** Shown only while the asset's work is at one of these stages (`WORK_STAGES`). */
  readonly whenStage?: readonly [first: number, last: number];
  /** A detail that is drawn from nearby only. */
  readonly isFine?: boolean;
  /** Stands for finer solids: it is drawn from afar only, with fewer lines. */
  readonly isCoarse?: boolean;
  /** Hides the working room: it turns into glass when the asset is selected. */
  readonly isHousing?: boolean;
}

/** Stages of a piece in a machine: 0 for none, 1 before the first cut, then up to this number when finished. */
export const WORK_STAGES = 4;

/** How a solid of a sketch differs from an ordinary one. */
type Manner = Pick<Part, "turn" | "whenLoad" | "whenStage" | "isFine" | "isCoarse" | "isHousing">;

/** A joint of the asset, and the tag that moves it. Joint 0 is the asset itself. */
export interface Joint {
  readonly parent: number;
  /** Position in its parent's frame, metres. */
  readonly at: Vec;
  /** Rotation of its frame against its parent's: roll, pitch, yaw about the fixed axes, radians. */
  readonly turned?: Vec;
  /** `turn`: radians about the axis. `slide`: metres along it. `step`: 0 to 1 along it, times `span`. */
  readonly motion: "turn" | "slide" | "step";
  readonly axis: "x" | "y" | "z" | Vec;
  readonly role?: TagRole | undefined;
  /** `component/signal` of the tag that moves it, or its signal alone; instead of `role`. */
  readonly tag?: string;
  /** Multiplies the value in SI units. */
  readonly scale: number;
  /** Largest travel in metres or radians, both directions; data beyond it are clamped. */
  readonly reach: number;
}

export interface Figure {
  readonly joints: readonly Joint[];
  readonly parts: readonly Part[];
  /** Height of the label's foot above the floor. */
  readonly top: number;
  /** The value that decides how many of the `whenLoad` parts are shown. */
  readonly loadRole?: TagRole;
  /** If `loadRole` is a share (0 to 100 %), the number of parts at 100 %. */
  readonly loadFull?: number;
  /** The screen of its control panel: the display's middle and size, metres; it faces along +x of its joint's frame. */
  readonly panel?: { readonly at: Vec; readonly size: readonly [width: number, height: number] };
  /** Footprint in metres: length along the front's direction, width across. */
  readonly foot: readonly [x: number, y: number];
}

/** Collects the solids of one figure. */
export class Sketch {
  readonly #joints: Joint[] = [];
  readonly #parts: Part[] = [];
  readonly size: Size;
  #joint = 0;
  #manner: Manner = {};

  constructor(size: Size) {
    this.size = size;
  }

  /** Following solids belong to `joint`. */
  on(joint: number): this {
    this.#joint = joint;
    return this;
  }

  /** Following solids are drawn in this manner, until the next call. */
  as(manner: Manner = {}): this {
    this.#manner = manner;
    return this;
  }

  /** A joint that a tag moves; returns its number. */
  joint(parent: number, at: Vec, motion: Omit<Joint, "parent" | "at">): number {
    this.#joints.push({ parent, at, ...motion });
    return this.#joints.length;
  }

  box(at: Vec, size: Vec, tone: Tone, more: Manner = {}): this {
    return this.#add("box", at, size, tone, more);
  }

  wedge(at: Vec, size: Vec, tone: Tone, more: Manner = {}): this {
    return this.#add("wedge", at, size, tone, more);
  }

  /** Stands upright unless turned. */
  cylinder(
    at: Vec,
    [diameter, height]: readonly [diameter: number, height: number],
    tone: Tone,
    more: Manner = {},
  ): this {
    return this.#add("cylinder", at, [diameter, diameter, height], tone, more);
  }

  /** Stands upright unless turned; its top is half as wide as its foot. */
  cone(at: Vec, [diameter, height]: readonly [diameter: number, height: number], tone: Tone, more: Manner = {}): this {
    return this.#add("cone", at, [diameter, diameter, height], tone, more);
  }

  done(options: Partial<Pick<Figure, "top" | "loadRole" | "loadFull" | "panel">> = {}): Figure {
    const { top = this.size.z, loadRole, loadFull, panel } = options;
    return {
      joints: this.#joints,
      parts: this.#parts,
      top,
      foot: [this.size.x, this.size.y],
      ...(loadRole === undefined ? {} : { loadRole }),
      ...(loadFull === undefined ? {} : { loadFull }),
      ...(panel === undefined ? {} : { panel }),
    };
  }

  #add(shape: ShapeName, at: Vec, size: Vec, tone: Tone, more: Manner): this {
    this.#parts.push({ shape, tone, joint: this.#joint, at, size, ...this.#manner, ...more });
    return this;
  }
}
