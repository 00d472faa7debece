import type { AssetKind, Size } from "../../../edge/contracts/plant.ts";
import { AFFINE, moved, scaled, turned } from "./affine.ts";
import type { Figure, Part, Tone } from "./figure.ts";
import { figureOf } from "./machines/figures.ts";
import { SHAPES } from "./shapes.ts";

export const TONES: readonly Tone[] = ["body", "bright", "shade", "base", "glass", "dark", "piece", "vehicle"];
const AXIS = { x: 0, y: 1, z: 2 } as const;
/** Near enough for every part and its edges; a few large parts without edges; one box. */
export const LEVELS = 3;
/** Parts of the middle level: those that make the silhouette. */
const MOST_SILHOUETTE = 6;
const SILHOUETTE_SHARE = 0.1;
const MOVE = { turn: 0, slide: 1, step: 1 } as const;

/** A figure worked out for drawing: columns by part and by joint, and which parts each level of detail shows. One for all assets of a kind and size. */
export class Build {
  readonly figure: Figure;
  /** Index into `SHAPES`, by part. The last part is the box of the coarsest level. */
  readonly shapes: Uint8Array;
  readonly tones: Uint8Array;
  readonly joints: Uint8Array;
  readonly whenLoad: Uint16Array;
  /** Each part in the frame of its joint. */
  readonly locals: Float32Array;
  readonly jointParents: Uint8Array;
  readonly jointAxes: Uint8Array;
  /** 0 turns, 1 slides. */
  readonly jointMoves: Uint8Array;
  readonly jointPlaces: Float64Array;
  /** Part numbers by level, those of one shape together. */
  readonly levels: readonly Uint16Array[];
  /** By level and shape: how many parts. */
  readonly counts: readonly Uint16Array[];
  /** Of a sphere around the figure's middle, metres. */
  readonly radius: number;

  constructor(figure: Figure) {
    this.figure = figure;
    const [length, width] = figure.foot;
    const hull: Part = { shape: "box", tone: "body", joint: 0, at: [0, 0, figure.top * 0.42], size: [length, width, figure.top * 0.84] };
    const parts = [...figure.parts, hull];
    this.shapes = Uint8Array.from(parts, ({ shape }) => SHAPES.indexOf(shape));
    this.tones = Uint8Array.from(parts, ({ tone }) => TONES.indexOf(tone));
    this.joints = Uint8Array.from(parts, ({ joint }) => joint);
    this.whenLoad = Uint16Array.from(parts, ({ whenLoad }) => whenLoad ?? 0);
    this.locals = new Float32Array(parts.length * AFFINE);
    for (const [i, part] of parts.entries()) {
      const [x, y, z] = part.at;
      if (part.turn === undefined) moved(this.locals, i * AFFINE, x, y, z);
      else turned(this.locals, i * AFFINE, { axis: AXIS[part.turn[0]], angle: part.turn[1], x, y, z });
      scaled(this.locals, i * AFFINE, part.size);
    }
    this.jointParents = Uint8Array.from(figure.joints, ({ parent }) => parent);
    this.jointAxes = Uint8Array.from(figure.joints, ({ axis }) => AXIS[axis]);
    this.jointMoves = Uint8Array.from(figure.joints, ({ motion }) => MOVE[motion]);
    this.jointPlaces = Float64Array.from(figure.joints.flatMap(({ at }) => [...at]));
    this.radius = Math.hypot(length, width, figure.top) / 2;
    const all = figure.parts.map((_, i) => i);
    this.levels = [all, silhouette(figure.parts), [figure.parts.length]].map((level) => Uint16Array.from(level.toSorted((a, b) => (this.shapes[a] as number) - (this.shapes[b] as number))));
    this.counts = this.levels.map((level) => {
      const counts = new Uint16Array(SHAPES.length);
      for (const part of level) counts[this.shapes[part] as number] = (counts[this.shapes[part] as number] as number) + 1;
      return counts;
    });
  }
}

/** The parts that are large as seen from any side. */
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
