/** How a kind of asset looks: solids hung on joints. Pure description; the scene turns it into instances. */
import type { Size } from "../../../edge/contracts/plant/plant.ts";
import type { TagRole } from "../../../edge/contracts/plant/tag.ts";
import type { ShapeName } from "./shapes.ts";

/** Material of a solid, which decides its grey. All but `piece` and `dark` follow the asset's state. */
export type Tone = "body" | "bright" | "shade" | "base" | "glass" | "dark" | "piece" | "vehicle";

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
}

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
  readonly role: TagRole;
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
  /** Footprint in metres: length along the front's direction, width across. */
  readonly foot: readonly [x: number, y: number];
}

/** Collects the solids of one figure. */
export class Sketch {
  readonly #joints: Joint[] = [];
  readonly #parts: Part[] = [];
  readonly size: Size;
  #joint = 0;

  constructor(size: Size) {
    this.size = size;
  }

  /** Following solids belong to `joint`. */
  on(joint: number): this {
    this.#joint = joint;
    return this;
  }

  /** A joint that a tag moves; returns its number. */
  joint(parent: number, at: Vec, motion: Omit<Joint, "parent" | "at">): number {
    this.#joints.push({ parent, at, ...motion });
    return this.#joints.length;
  }

  box(at: Vec, size: Vec, tone: Tone, more: Pick<Part, "turn" | "whenLoad"> = {}): this {
    return this.#add("box", at, size, tone, more);
  }

  wedge(at: Vec, size: Vec, tone: Tone, more: Pick<Part, "turn" | "whenLoad"> = {}): this {
    return this.#add("wedge", at, size, tone, more);
  }

  /** Stands upright unless turned. */
  cylinder(
    at: Vec,
    [diameter, height]: readonly [diameter: number, height: number],
    tone: Tone,
    more: Pick<Part, "turn" | "whenLoad"> = {},
  ): this {
    return this.#add("cylinder", at, [diameter, diameter, height], tone, more);
  }

  /** Stands upright unless turned; its top is half as wide as its foot. */
  cone(
    at: Vec,
    [diameter, height]: readonly [diameter: number, height: number],
    tone: Tone,
    more: Pick<Part, "turn" | "whenLoad"> = {},
  ): this {
    return this.#add("cone", at, [diameter, diameter, height], tone, more);
  }

  done(options: { top?: number; loadRole?: TagRole; loadFull?: number } = {}): Figure {
    const { top = this.size.z, loadRole, loadFull } = options;
    return {
      joints: this.#joints,
      parts: this.#parts,
      top,
      foot: [this.size.x, this.size.y],
      ...(loadRole === undefined ? {} : { loadRole }),
      ...(loadFull === undefined ? {} : { loadFull }),
    };
  }

  #add(shape: ShapeName, at: Vec, size: Vec, tone: Tone, more: Pick<Part, "turn" | "whenLoad">): this {
    this.#parts.push({ shape, tone, joint: this.#joint, at, size, ...more });
    return this;
  }
}
