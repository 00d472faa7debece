import type { Object3D } from "three";
import type { Run } from "../../../edge/contracts/plant/plant.ts";
import { AFFINE, scaled } from "./affine.ts";
import { TONES } from "./build.ts";
import { bodyMaterial, edgeMaterial } from "./materials.ts";
import { geometriesOf, SHAPES } from "./shapes.ts";
import { SolidPool } from "./solid-pool.ts";
import { STATES } from "./tone-palette.ts";

/** Height of a tray or duct as a share of its width. */
const FLATNESS = { "cable-tray": 0.3, duct: 0.8 } as const;

interface Segment {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

/** Pipes, cable trays and ducts: they never move, so their columns are written once. */
export class RunMarks {
  readonly #pools: readonly SolidPool[];

  constructor(runs: readonly Run[]) {
    const materials = { face: bodyMaterial(), edge: edgeMaterial() };
    const pool = (shape: "box" | "cylinder", segments: readonly Segment[], tone: "shade" | "dark") => {
      const made = new SolidPool(geometriesOf(SHAPES.indexOf(shape)), materials);
      made.fill(segments.length, segments.length);
      for (const [i, segment] of segments.entries()) {
        placeSegment(made.rows, i * AFFINE, segment);
        made.looks[i * 4] = STATES.indexOf("unknown") * TONES.length + TONES.indexOf(tone);
      }
      made.flush();
      return made;
    };
    const segmentsOf = (isPipe: boolean) => runs.filter(({ kind }) => (kind === "pipe") === isPipe).flatMap(segments);
    this.#pools = [pool("cylinder", segmentsOf(true), "shade"), pool("box", segmentsOf(false), "dark")];
  }

  addTo(parent: Object3D): void {
    for (const pool of this.#pools) pool.addTo(parent);
  }

  dispose(): void {
    for (const pool of this.#pools) pool.dispose();
  }
}

function segments({ kind, width, points }: Run): Segment[] {
  const height = kind === "pipe" ? width : width * FLATNESS[kind];
  return points.slice(1).map((to, i) => ({ from: points[i] as Segment["from"], to, width, height }));
}

/** Turns the shape's z along the segment; trays keep their flat side up. */
function placeSegment(out: Float32Array, offset: number, { from, to, width, height }: Segment): void {
  const [dx, dy, dz] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const length = Math.max(1e-6, Math.hypot(dx, dy, dz));
  const along = [dx / length, dy / length, dz / length] as const;
  const flat = Math.hypot(along[0], along[1]);
  const across = flat < 1e-6 ? ([1, 0, 0] as const) : ([-along[1] / flat, along[0] / flat, 0] as const);
  const up = [
    along[1] * across[2] - along[2] * across[1],
    along[2] * across[0] - along[0] * across[2],
    along[0] * across[1] - along[1] * across[0],
  ] as const;
  for (let row = 0; row < 3; row++) {
    out[offset + row * 4] = across[row] as number;
    out[offset + row * 4 + 1] = up[row] as number;
    out[offset + row * 4 + 2] = along[row] as number;
    out[offset + row * 4 + 3] = ((from[row] as number) + (to[row] as number)) / 2;
  }
  // Corners close: each piece reaches half its width into the next.
  scaled(out, offset, [width, height, length + width * 0.8]);
}
