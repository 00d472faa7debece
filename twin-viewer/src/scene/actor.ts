import { Matrix4, Quaternion, Vector3 } from "three";
import type { Asset } from "../../../edge/contracts/plant.ts";
import type { Figure, Joint, Part } from "./figure.ts";
import type { FloorBox } from "./floor-words.ts";
import { figureOf } from "./machines/figures.ts";

const AXES = { x: new Vector3(1, 0, 0), y: new Vector3(0, 1, 0), z: new Vector3(0, 0, 1) } as const;
const UP = AXES.z;

const position = new Vector3();
const rotation = new Quaternion();
const scale = new Vector3();
const ones = new Vector3(1, 1, 1);
const joined = new Matrix4();

/** A part's matrix in the frame of its joint. It never changes. */
function localMatrix(part: Part): Matrix4 {
  position.set(...part.at);
  if (part.turn === undefined) rotation.identity();
  else rotation.setFromAxisAngle(AXES[part.turn[0]], part.turn[1]);
  scale.set(...part.size);
  return new Matrix4().compose(position, rotation, scale);
}

/** One asset as it stands now: where each of its parts is. Flat forward kinematics over a joint table, parents before children. */
export class Actor {
  readonly asset: Asset;
  readonly figure: Figure;
  /** Place of the asset itself, plant metres and radians. Vehicles move it. */
  readonly at: { x: number; y: number; z: number; yaw: number };
  /** Joint values in radians or metres. */
  readonly values: Float64Array;
  /** How many of the `whenLoad` parts are shown. */
  load = 0;
  /** How far east of its middle the caption stands, metres. */
  captionShift = 0;
  readonly #locals: readonly Matrix4[];
  readonly #frames: readonly Matrix4[];

  constructor(asset: Asset) {
    this.asset = asset;
    this.figure = figureOf(asset.kind, asset.size);
    const pose = asset.pose ?? { x: 0, y: 0, z: 0, yawDeg: 0 };
    this.at = { x: pose.x, y: pose.y, z: pose.z, yaw: (pose.yawDeg * Math.PI) / 180 };
    this.values = new Float64Array(this.figure.joints.length);
    this.#locals = this.figure.parts.map(localMatrix);
    this.#frames = [new Matrix4(), ...this.figure.joints.map(() => new Matrix4())];
  }

  /** Works out all frames anew, after which `partMatrix` is up to date. */
  settle(): void {
    const { x, y, z, yaw } = this.at;
    (this.#frames[0] as Matrix4).compose(position.set(x, y, z), rotation.setFromAxisAngle(UP, yaw), ones);
    for (const [i, joint] of this.figure.joints.entries()) {
      const parent = this.#frames[joint.parent] as Matrix4;
      (this.#frames[i + 1] as Matrix4).multiplyMatrices(parent, jointMatrix(joint, this.values[i] as number));
    }
  }

  /** Matrix of a part in plant coordinates. Valid until the next call. */
  partMatrix(part: number): Matrix4 {
    const joint = (this.figure.parts[part] as Part).joint;
    return joined.multiplyMatrices(this.#frames[joint] as Matrix4, this.#locals[part] as Matrix4);
  }

  isShown(part: number): boolean {
    const when = (this.figure.parts[part] as Part).whenLoad;
    return when === undefined || when <= this.load;
  }

  /** Sets a joint, held within its reach. */
  setJoint(joint: number, value: number): void {
    const { reach } = this.figure.joints[joint] as Joint;
    this.values[joint] = Math.min(reach, Math.max(-reach, value));
  }

  /** The upright rectangle on the floor that it covers. */
  get ground(): FloorBox {
    const { x, y, yaw } = this.at;
    const [length, width] = this.figure.foot;
    const across = (Math.abs(Math.cos(yaw)) * length + Math.abs(Math.sin(yaw)) * width) / 2;
    const along = (Math.abs(Math.sin(yaw)) * length + Math.abs(Math.cos(yaw)) * width) / 2;
    return { west: x - across, east: x + across, south: y - along, north: y + along };
  }

  /** Where the row of label and state glyph is painted: on the floor before the asset's south side, where the picture is looked at from. */
  get caption(): { readonly x: number; readonly y: number } {
    return { x: this.at.x + this.captionShift, y: this.ground.south - 1.15 };
  }
}

const turned = new Quaternion();
const offset = new Vector3();
const moved = new Matrix4();

function jointMatrix(joint: Joint, value: number): Matrix4 {
  const axis = AXES[joint.axis];
  if (joint.motion === "turn") return moved.compose(offset.set(...joint.at), turned.setFromAxisAngle(axis, value), ones);
  return moved.compose(offset.set(...joint.at).addScaledVector(axis, value), turned.identity(), ones);
}
