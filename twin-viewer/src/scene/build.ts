import type { AssetKind } from "../../../edge/contracts/plant/kinds.ts";
import type { Size } from "../../../edge/contracts/plant/plant.ts";
import { AFFINE, moved, multiply, scaled, turned, turnedAbout } from "./affine.ts";
import type { Figure, Joint, Part, Tone, Vec } from "./figure.ts";
import { figureOf } from "./machines/figures.ts";
import { SHAPES } from "./shapes.ts";

export const TONES: readonly Tone[] = ["body", "bright", "shade", "base", "glass", "dark", "piece", "vehicle"];
const AXIS = { x: 0, y: 1, z: 2 } as const;
const UNIT = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] } as const;
/** Parts of the middle level: those that make the silhouette. */
const MOST_SILHOUETTE = 6;
const SILHOUETTE_SHARE = 0.1;

/** Parts of one shape that a level of detail shows. */
interface Batch {
  readonly shape: number;
  readonly parts: Uint16Array;
}

/**
 * A figure prepared for drawing: columns by part and by joint, and the parts of each level of detail. All assets of a
 * kind and size share one.
 */
export class Build {
  readonly figure: Figure;
  readonly tones: Uint8Array;
  readonly joints: Uint8Array;
  readonly whenLoad: Uint16Array;
  /** Each part in the frame of its joint. The last part is the box of the coarsest level. */
  readonly locals: Float32Array;
  readonly jointParents: Uint8Array;
  /** Unit vectors in the joint's frame. */
  readonly jointAxes: readonly Vec[];
  readonly jointTurns: readonly boolean[];
  /** Each joint at rest in its parent's frame. */
  readonly jointFrames: Float64Array;
  /** All parts, a few large ones, one box. */
  readonly levels: readonly (readonly Batch[])[];
  /** Whether a level of detail shows a part that a joint moves. */
  readonly movesAt: readonly boolean[];
  /** Radius of a sphere around the figure's middle, metres. */
  readonly radius: number;

  constructor(figure: Figure) {
    this.figure = figure;
    const [length, width] = figure.foot;
    const hull: Part = {
      shape: "box",
      tone: "body",
      joint: 0,
      at: [0, 0, figure.top * 0.42],
      size: [length, width, figure.top * 0.84],
    };
    const parts = [...figure.parts, hull];
    this.tones = Uint8Array.from(parts, ({ tone }) => TONES.indexOf(tone));
    this.joints = Uint8Array.from(parts, ({ joint }) => joint);
    this.whenLoad = Uint16Array.from(parts, ({ whenLoad }) => whenLoad ?? 0);
    this.locals = new Float32Array(parts.length * AFFINE);
    for (const [i, part] of parts.entries()) placeLocal(this.locals, i * AFFINE, part);
    this.jointParents = Uint8Array.from(figure.joints, ({ parent }) => parent);
    this.jointAxes = figure.joints.map(({ axis }) => (typeof axis === "string" ? UNIT[axis] : axis));
    this.jointTurns = figure.joints.map(({ motion }) => motion === "turn");
    this.jointFrames = new Float64Array(figure.joints.length * AFFINE);
    for (const [i, { at, turned: angles }] of figure.joints.entries())
      placeFrame(this.jointFrames, i * AFFINE, at, angles);
    this.radius = Math.hypot(length, width, figure.top) / 2;
    const all = [...figure.parts.keys()];
    this.levels = [all, silhouette(figure.parts), [figure.parts.length]].map((level) => {
      const byShape = Map.groupBy(level, (i) => numberOf(parts[i] as Part));
      return [...byShape].map(([shape, ones]) => ({ shape, parts: Uint16Array.from(ones) }));
    });
    this.movesAt = this.levels.map((level) =>
      level.some(({ parts: ones }) => ones.some((part) => this.joints[part] !== 0)),
    );
  }
}

function numberOf({ shape }: Part): number {
  return typeof shape === "number" ? shape : SHAPES.indexOf(shape);
}

function placeLocal(out: Float32Array, offset: number, { at, turn, turned: angles, size }: Part): void {
  const [x, y, z] = at;
  if (turn !== undefined) turned(out, offset, { axis: AXIS[turn[0]], angle: turn[1], x, y, z });
  else placeFrame(out, offset, at, angles);
  scaled(out, offset, size);
}

const roll = new Float64Array(AFFINE);
const pitch = new Float64Array(AFFINE);
const both = new Float64Array(AFFINE);

/** A place and its turn as URDF writes them: about the fixed x, then y, then z axis. */
function placeFrame(out: Float32Array | Float64Array, offset: number, [x, y, z]: Vec, angles: Vec = [0, 0, 0]): void {
  if (angles[0] === 0 && angles[1] === 0 && angles[2] === 0) {
    moved(out, offset, x, y, z);
    return;
  }
  turnedAbout(roll, 0, UNIT.x, angles[0]);
  turnedAbout(pitch, 0, UNIT.y, angles[1]);
  multiply(both, 0, pitch, 0, roll, 0);
  turnedAbout(roll, 0, UNIT.z, angles[2]);
  multiply(out, offset, roll, 0, both, 0);
  out[offset + 3] = x;
  out[offset + 7] = y;
  out[offset + 11] = z;
}

/** The parts that are large from any side. */
function silhouette(parts: readonly Part[]): number[] {
  const area = ({ size }: Part) => {
    const [a = 0, b = 0] = [...size].sort((one, other) => other - one);
    return a * b;
  };
  const largest = parts.reduce((most, part) => Math.max(most, area(part)), 0);
  return [...parts.keys()]
    .filter((i) => area(parts[i] as Part) >= SILHOUETTE_SHARE * largest)
    .sort((a, b) => area(parts[b] as Part) - area(parts[a] as Part))
    .slice(0, MOST_SILHOUETTE);
}

const builds = new Map<string, Build>();

/** The build of a kind in a size. Plants have few of them, however many assets. */
export function buildOf(kind: AssetKind, size: Size | undefined): Build {
  const key = `${kind}|${size === undefined ? "" : `${size.x}|${size.y}|${size.z}`}`;
  let build = builds.get(key);
  if (build === undefined) {
    build = new Build(figureOf(kind, size));
    builds.set(key, build);
  }
  return build;
}

/** The joint of one of a build's values. */
export function jointOf(build: Build, joint: number): Joint {
  return build.figure.joints[joint] as Joint;
}
