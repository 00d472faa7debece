import { BufferAttribute, BufferGeometry } from "three";
import { geometriesOf, SHAPES } from "../shapes.ts";

/**
 * Solids of the showcase, of the same size as those of `shapes.ts`, with rounded rims. `inset` says along which axes a
 * vertex is pulled in by the width of the rim, which the program knows: a rim has the same width however a solid is
 * scaled.
 */
interface Rounded {
  readonly position: number[];
  readonly normal: number[];
  readonly inset: number[];
  readonly index: number[];
}

const H = 0.5;
const ROUND = 32;

const made = new Map<number, BufferGeometry>();

/** Faces and edges of a shape by its number, as the showcase draws them. */
export function roundedGeometries(shape: number): { readonly faces: BufferGeometry; readonly edges: BufferGeometry } {
  const plain = geometriesOf(shape);
  const name = SHAPES[shape];
  if (name === undefined || name === "wedge") return plain;
  let faces = made.get(shape);
  if (faces === undefined) {
    faces = geometryOf(name === "box" ? roundedBox() : roundedTurned(name === "cone" ? H * H : H));
    made.set(shape, faces);
  }
  return { faces, edges: plain.edges };
}

function geometryOf({ position, normal, inset, index }: Rounded): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(position), 3));
  geometry.setAttribute("normal", new BufferAttribute(new Float32Array(normal), 3));
  geometry.setAttribute("inset", new BufferAttribute(new Float32Array(inset), 3));
  geometry.setIndex(index);
  return geometry;
}

/** Each corner three times, once for each face; strips between faces and triangles at corners make the rims. */
function roundedBox(): Rounded {
  const out: Rounded = { position: [], normal: [], inset: [], index: [] };
  const signs = [-1, 1] as const;
  /** Number of the vertex at a corner that belongs to the face across `axis`. */
  const vertex = (corner: readonly number[], axis: number): number =>
    axis * 8 + (corner[0] === 1 ? 1 : 0) + (corner[1] === 1 ? 2 : 0) + (corner[2] === 1 ? 4 : 0);
  for (const axis of [0, 1, 2]) {
    for (const z of signs)
      for (const y of signs)
        for (const x of signs) {
          const corner = [x, y, z];
          out.position.push(x * H, y * H, z * H);
          out.normal.push(...corner.map((sign, i) => (i === axis ? sign : 0)));
          out.inset.push(...corner.map((_, i) => (i === axis ? 0 : 1)));
        }
  }
  const polygon = (points: readonly number[], outwards: readonly number[]) => {
    for (let i = 1; i + 1 < points.length; i++)
      outward(out, [points[0], points[i], points[i + 1]] as [number, number, number], outwards);
  };
  for (const axis of [0, 1, 2]) {
    const [u, v] = [(axis + 1) % 3, (axis + 2) % 3] as const;
    const at = (a: number, su: number, sv: number): number[] => {
      const corner = [0, 0, 0];
      corner[axis] = a;
      corner[u] = su;
      corner[v] = sv;
      return corner;
    };
    for (const a of signs) {
      const ring = [at(a, -1, -1), at(a, 1, -1), at(a, 1, 1), at(a, -1, 1)];
      polygon(
        ring.map((corner) => vertex(corner, axis)),
        at(a, 0, 0),
      );
      // The strip along `v` between the faces across `axis` and across `u`.
      for (const b of signs) {
        const [low, high] = [at(a, b, -1), at(a, b, 1)];
        polygon([vertex(low, axis), vertex(high, axis), vertex(high, u), vertex(low, u)], at(a, b, 0));
      }
    }
  }
  for (const z of signs)
    for (const y of signs)
      for (const x of signs) {
        const corner = [x, y, z];
        polygon(
          [0, 1, 2].map((axis) => vertex(corner, axis)),
          corner,
        );
      }
  return out;
}

/** A cylinder, or a cone that narrows to `top`, with rounded rims. */
function roundedTurned(top: number): Rounded {
  const out: Rounded = { position: [], normal: [], inset: [], index: [] };
  const slope = H - top;
  const length = Math.hypot(1, slope);
  // Rings from the middle of the foot to the middle of the top; both middles are rings of no width.
  const rings = [
    { radius: 0, z: -H, normal: [0, -1], inset: [0, 0] },
    { radius: H, z: -H, normal: [0, -1], inset: [1, 0] },
    { radius: H, z: -H, normal: [1 / length, slope / length], inset: [0, 1] },
    { radius: top, z: H, normal: [1 / length, slope / length], inset: [0, 1] },
    { radius: top, z: H, normal: [0, 1], inset: [1, 0] },
    { radius: 0, z: H, normal: [0, 1], inset: [0, 0] },
  ] as const;
  for (const { radius, z, normal, inset } of rings)
    for (let i = 0; i < ROUND; i++) {
      const angle = (i / ROUND) * 2 * Math.PI;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      out.position.push(cos * radius, sin * radius, z);
      out.normal.push(cos * normal[0], sin * normal[0], normal[1]);
      out.inset.push(inset[0], inset[0], inset[1]);
    }
  for (let ring = 0; ring + 1 < rings.length; ring++)
    for (let i = 0; i < ROUND; i++) {
      const next = (i + 1) % ROUND;
      const [a, b, c, d] = [ring * ROUND + i, ring * ROUND + next, (ring + 1) * ROUND + next, (ring + 1) * ROUND + i];
      if (ring === 0) out.index.push(a, c, d);
      else if (ring + 2 === rings.length) out.index.push(a, b, d);
      else out.index.push(a, b, c, a, c, d);
    }
  return out;
}

/** Adds a triangle so that it is seen from outside. */
function outward(out: Rounded, [a, b, c]: [number, number, number], outwards: readonly number[]): void {
  // Positions of a rim coincide before it gets its width: the insets, seen from the corner, show the turn.
  const at = (i: number) => [0, 1, 2].map((k) => pulled(out, i * 3 + k));
  const [p, q, r] = [at(a), at(b), at(c)] as [number[], number[], number[]];
  const u = q.map((value, k) => value - (p[k] as number)) as [number, number, number];
  const v = r.map((value, k) => value - (p[k] as number)) as [number, number, number];
  const cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const facing = cross.reduce((sum, value, k) => sum + value * (outwards[k] as number), 0);
  out.index.push(a, ...(facing > 0 ? [b, c] : [c, b]));
}

/** A coordinate of a vertex with rims a tenth wide. */
function pulled({ position, inset }: Rounded, i: number): number {
  return (position[i] as number) * (1 - 0.2 * (inset[i] as number));
}
