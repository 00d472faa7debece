import { can } from "../../../edge/contracts/plant/kinds.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import { AFFINE, multiply, shift, turnedAbout, upright } from "./affine.ts";
import { type Build, buildOf, jointOf } from "./build.ts";
import type { Figure, Vec } from "./figure.ts";
import type { FloorBox } from "./floor-words.ts";

/** Joints one figure may have. */
export const MOST_JOINTS = 31;
/**
 * Frames of the actor that settled last: its own, then one for each joint. Shared by all actors, because each uses them
 * at once.
 */
const frames = new Float64Array((MOST_JOINTS + 1) * AFFINE);
const local = new Float64Array(AFFINE);
const rest = new Float64Array(AFFINE);
const NO_VALUES = new Float64Array(0);

/** Height of a caption that has room, metres. */
export const CAPTION_M = 1.2;

/** True for assets with a painted label. Vehicles would leave theirs behind, meters are too many. */
export function isCaptioned(asset: Asset): boolean {
  return !isMobile(asset) && !can(asset, "meters");
}

/** True for assets that move on the floor. */
export function isMobile(asset: Asset): boolean {
  return can(asset, "moves");
}

/** The present state of one asset. Flat forward kinematics over a joint table, parents before children. */
export class Actor {
  readonly asset: Asset;
  #build: Build;
  #yaw = 0;
  #cos = 1;
  #sin = 0;
  /** Place of the asset itself, plant metres and radians. Vehicles move it. */
  readonly at: { x: number; y: number; z: number; yaw: number };
  /** Joint values in radians or metres. */
  values: Float64Array;
  /** How many of the `whenLoad` parts are shown. */
  load = 0;
  /** Stage of the work (`WORK_STAGES`). Without a tag that tells it, a piece lies in machines, and none in grippers. */
  stage: number;
  /** Distance of the caption east of the middle, and height of its letters, metres. */
  captionShift = 0;
  captionM = CAPTION_M;

  constructor(asset: Asset, build = buildOf(asset.kind, asset.size)) {
    this.asset = asset;
    this.#build = build;
    const pose = asset.pose ?? { x: 0, y: 0, z: 0, yawDeg: 0 };
    this.at = { x: pose.x, y: pose.y, z: pose.z, yaw: (pose.yawDeg * Math.PI) / 180 };
    this.values = valuesFor(build);
    this.stage = can(asset, "handles") ? 0 : 1;
  }

  get build(): Build {
    return this.#build;
  }

  /** Replaces the drawing when a model has loaded. Joints begin at rest. */
  dressAs(build: Build): void {
    this.#build = build;
    this.values = valuesFor(build);
  }

  get figure(): Figure {
    return this.build.figure;
  }

  /** True for actors that data can move. */
  get moves(): boolean {
    return this.values.length > 0 || isMobile(this.asset);
  }

  /** Computes all frames; `placePart` uses them until another actor settles. */
  settle(): void {
    const { x, y, z, yaw } = this.at;
    if (yaw !== this.#yaw) {
      this.#yaw = yaw;
      this.#cos = Math.cos(yaw);
      this.#sin = Math.sin(yaw);
    }
    upright(frames, 0, { cos: this.#cos, sin: this.#sin, x, y, z });
    const { jointParents, jointAxes, jointTurns, jointFrames } = this.build;
    for (let i = 0; i < this.values.length; i++) {
      const value = this.values[i] as number;
      const axis = jointAxes[i] as Vec;
      const [parent, own] = [(jointParents[i] as number) * AFFINE, (i + 1) * AFFINE];
      if (jointTurns[i] === true) {
        turnedAbout(local, 0, axis, value);
        multiply(rest, 0, frames, parent, jointFrames, i * AFFINE);
        multiply(frames, own, rest, 0, local, 0);
      } else {
        multiply(frames, own, frames, parent, jointFrames, i * AFFINE);
        shift(frames, own, axis[0] * value, axis[1] * value, axis[2] * value);
      }
    }
  }

  /** Writes a part's transform, plant coordinates, at `offset`; invisible while its load or stage is absent. */
  placePart(part: number, out: Float32Array, offset: number): void {
    const { joints, locals, whenLoad, stages } = this.build;
    const isAway =
      (whenLoad[part] as number) > this.load ||
      (stages[2 * part] as number) > this.stage ||
      (stages[2 * part + 1] as number) < this.stage;
    if (isAway) out.fill(0, offset, offset + AFFINE);
    else multiply(out, offset, frames, (joints[part] as number) * AFFINE, locals, part * AFFINE);
  }

  /** Sets a joint, held within its reach. */
  setJoint(joint: number, value: number): void {
    const { reach } = jointOf(this.build, joint);
    this.values[joint] = Math.min(reach, Math.max(-reach, value));
  }

  /** Its axis-aligned rectangle on the floor. */
  get ground(): FloorBox {
    const { x, y, yaw } = this.at;
    const [length, width] = this.figure.foot;
    const across = (Math.abs(Math.cos(yaw)) * length + Math.abs(Math.sin(yaw)) * width) / 2;
    const along = (Math.abs(Math.sin(yaw)) * length + Math.abs(Math.cos(yaw)) * width) / 2;
    return { west: x - across, east: x + across, south: y - along, north: y + along };
  }

  /**
   * Place of label and state glyph: on the floor at the asset's south side, the side of the viewer.
   */
  get caption(): { readonly x: number; readonly y: number } {
    return { x: this.at.x + this.captionShift, y: this.ground.south - 1.15 };
  }
}

function valuesFor({ figure }: Build): Float64Array {
  const count = Math.min(MOST_JOINTS, figure.joints.length);
  return count === 0 ? NO_VALUES : new Float64Array(count);
}
