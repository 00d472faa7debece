import type { AssetKind } from "../../../edge/contracts/plant/kinds.ts";
import type { Size } from "../../../edge/contracts/plant/plant.ts";
import { AFFINE, moved, multiply, scaled, turned, turnedAbout } from "./affine.ts";
import { type Figure, type Joint, type Part, type Tone, type Vec, WORK_STAGES } from "./figure.ts";
import { figureOf } from "./machines/figures.ts";
import { SHAPES } from "./shapes.ts";

export const TONES: readonly Tone[] = [
  "body",
  "bright",
  "shade",
  "base",
  "glass",
  "dark",
  "piece",
  "vehicle",
  "steel",
  "rubber",
  "screen",
  "lamp-running",
  "lamp-idle",
  "lamp-alarm",
];
const AXIS = { x: 0, y: 1, z: 2 } as const;
const UNIT = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] } as const;
/** Parts of the middle level: those that make the silhouette. */
const MOST_SILHOUETTE = 6;
const SILHOUETTE_SHARE = 0.1;

/** Levels of detail: from nearby, all of a machine, what is large, one box. */
export const LEVEL = { close: 0, whole: 1, silhouette: 2, box: 3 } as const;

/** What is drawn as glass: windows, and the housing of a machine that is cut open. */
export const SEEN_THROUGH = { windows: 1, housing: 2 } as const;

/** Parts of one shape that a level of detail shows; `isClear` ones are drawn as glass. */
export interface Batch {
  readonly shape: number;
  readonly isClear: boolean;
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
  /** First and last stage of the work at which each part is shown. */
  readonly stages: Uint8Array;
  /** Each part in the frame of its joint. The last part is the box of the coarsest level. */
  readonly locals: Float32Array;
  readonly jointParents: Uint8Array;
  /** Unit vectors in the joint's frame. */
  readonly jointAxes: readonly Vec[];
  readonly jointTurns: readonly boolean[];
  /** Each joint at rest in its parent's frame. */
  readonly jointFrames: Float64Array;
  /** Parts of each level of detail. */
  readonly #levels: readonly (readonly number[])[];
  readonly #batches = new Map<number, readonly Batch[]>();
  /** Whether a level of detail shows a part that a joint moves. */
  readonly movesAt: readonly boolean[];
  /** Some parts follow the stage of the work. */
  readonly showsWork: boolean;
  /** Number of parts without the fine ones. */
  readonly wholeCount: number;
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
    this.stages = Uint8Array.from(parts.flatMap(({ whenStage }) => whenStage ?? [0, WORK_STAGES]));
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
    const whole = all.filter((i) => figure.parts[i]?.isFine !== true);
    const close = all.filter((i) => figure.parts[i]?.isCoarse !== true);
    this.#levels = [close, whole, silhouette(figure.parts, whole), [figure.parts.length]];
    this.movesAt = this.#levels.map((level) => level.some((part) => this.joints[part] !== 0));
    this.wholeCount = whole.length;
    this.showsWork = figure.parts.some(({ whenStage }) => whenStage !== undefined);
  }

  /** Parts that a level of detail shows, with `seenThrough` (bits of `SEEN_THROUGH`) drawn as glass. */
  batches(level: number, seenThrough = 0): readonly Batch[] {
    // From afar there is no glass, because nothing behind it could be made out; and an alarm must fill its machine.
    const through =
      level === LEVEL.close ? seenThrough : level === LEVEL.whole ? seenThrough & SEEN_THROUGH.windows : 0;
    const key = level * 4 + through;
    let batches = this.#batches.get(key);
    if (batches === undefined) {
      batches = this.#batchesOf(this.#levels[level] ?? [], through);
      this.#batches.set(key, batches);
    }
    return batches;
  }

  #batchesOf(level: readonly number[], seenThrough: number): readonly Batch[] {
    const { parts } = this.figure;
    const isClear = (i: number): boolean =>
      ((seenThrough & SEEN_THROUGH.windows) !== 0 && parts[i]?.tone === "glass") ||
      ((seenThrough & SEEN_THROUGH.housing) !== 0 && parts[i]?.isHousing === true);
    return [false, true].flatMap((clear) => {
      const ones = level.filter((i) => isClear(i) === clear);
      const byShape = Map.groupBy(ones, (i) => (i < parts.length ? numberOf(parts[i] as Part) : 0));
      return [...byShape].map(([shape, some]) => ({ shape, isClear: clear, parts: Uint16Array.from(some) }));
    });
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

/** The parts among `whole` that are large from any side. */
function silhouette(parts: readonly Part[], whole: readonly number[]): number[] {
  const area = ({ size }: Part) => {
    const [a = 0, b = 0] = [...size].sort((one, other) => other - one);
    return a * b;
  };
  const largest = whole.reduce((most, i) => Math.max(most, area(parts[i] as Part)), 0);
  return whole
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
