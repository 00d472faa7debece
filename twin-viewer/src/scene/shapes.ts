import { BufferAttribute, BufferGeometry, InstancedBufferGeometry } from "three";

/** Unit solids of all machines: one unit wide, centred on the origin, z up. */
export type ShapeName = "box" | "cylinder" | "wedge" | "cone";
export const SHAPES: readonly ShapeName[] = ["box", "cylinder", "wedge", "cone"];

/** Geometries of models, numbered after `SHAPES`. They stay for the life of the page: a plant names few. */
const brought: { readonly faces: BufferGeometry; readonly edges: BufferGeometry }[] = [];

/** Registers a geometry as a shape; returns its number. */
export function registerShape(geometry: { faces: BufferGeometry; edges: BufferGeometry }): number {
  brought.push(geometry);
  return SHAPES.length + brought.length - 1;
}

export function shapeCount(): number {
  return SHAPES.length + brought.length;
}

/** Faces and edges of a shape by its number. */
export function geometriesOf(shape: number): { readonly faces: BufferGeometry; readonly edges: BufferGeometry } {
  const name = SHAPES[shape];
  return name === undefined
    ? (brought[shape - SHAPES.length] as (typeof brought)[number])
    : { faces: faceGeometry(name), edges: edgeGeometry(name) };
}

export type Point = readonly [x: number, y: number, z: number];

const ROUND = 16;
const H = 0.5;

/** A solid as flat faces, and the lines a draughtsman would draw on it. */
interface Solid {
  readonly faces: readonly (readonly Point[])[];
  readonly edges: readonly (readonly [Point, Point])[];
}

/** Faces in counterclockwise order seen from outside; edges are those of the faces, each once. */
function solidOf(faces: readonly (readonly Point[])[]): Solid {
  const edges = new Map<string, readonly [Point, Point]>();
  for (const face of faces) {
    for (const [i, from] of face.entries()) {
      const to = face[(i + 1) % face.length] as Point;
      const key = [from.join(), to.join()].sort().join("|");
      edges.set(key, [from, to]);
    }
  }
  return { faces, edges: [...edges.values()] };
}

function box(): Solid {
  const [a, b, c, d, e, f, g, h]: Point[] = [
    [-H, -H, -H],
    [H, -H, -H],
    [H, H, -H],
    [-H, H, -H],
    [-H, -H, H],
    [H, -H, H],
    [H, H, H],
    [-H, H, H],
  ] as const as unknown as Point[];
  const all = [a, b, c, d, e, f, g, h] as Point[];
  const pick = (...indexes: number[]) => indexes.map((i) => all[i] as Point);
  return solidOf([
    pick(3, 2, 1, 0),
    pick(4, 5, 6, 7),
    pick(0, 1, 5, 4),
    pick(1, 2, 6, 5),
    pick(2, 3, 7, 6),
    pick(3, 0, 4, 7),
  ]);
}

/** A box whose front (+x) leans back: full depth at the bottom, half at the top. */
function wedge(): Solid {
  const low: Point[] = [
    [-H, -H, -H],
    [H, -H, -H],
    [H, H, -H],
    [-H, H, -H],
  ];
  const high: Point[] = [
    [-H, -H, H],
    [0, -H, H],
    [0, H, H],
    [-H, H, H],
  ];
  const [a, b, c, d] = low as [Point, Point, Point, Point];
  const [e, f, g, h] = high as [Point, Point, Point, Point];
  return solidOf([
    [d, c, b, a],
    [e, f, g, h],
    [a, b, f, e],
    [b, c, g, f],
    [c, d, h, g],
    [d, a, e, h],
  ]);
}

/** Width of a cone's top, as a share of its foot. */
const CONE_TOP = 0.5;

/** Stands upright; `topShare` narrows the top. */
function round(topShare: number): Solid {
  const rim = (z: number, radius: number): Point[] =>
    Array.from(
      { length: ROUND },
      (_, i) =>
        [Math.cos((i / ROUND) * 2 * Math.PI) * radius, Math.sin((i / ROUND) * 2 * Math.PI) * radius, z] as const,
    );
  const bottom = rim(-H, H);
  const top = rim(H, H * topShare);
  const sides = bottom.map((from, i): Point[] => {
    const next = (i + 1) % ROUND;
    return [from, bottom[next] as Point, top[next] as Point, top[i] as Point];
  });
  const rims = [bottom, top].flatMap((ring) => ring.map((from, i) => [from, ring[(i + 1) % ROUND] as Point] as const));
  // The seams between the sides are not edges: a cylinder is round.
  return { faces: [[...bottom].reverse(), top, ...sides], edges: rims };
}

function solid(shape: ShapeName): Solid {
  switch (shape) {
    case "box":
      return box();
    case "wedge":
      return wedge();
    case "cylinder":
      return round(1);
    case "cone":
      return round(CONE_TOP);
  }
}

/** The faces as triangles with flat normals; a cylinder's sides get round ones. */
export function faceGeometry(shape: ShapeName): BufferGeometry {
  const positions: number[] = [];
  const normals: number[] = [];
  for (const face of solid(shape).faces) {
    const flat = normalOf(face);
    const isRound = (shape === "cylinder" || shape === "cone") && Math.abs(flat[2]) < 0.9;
    for (let i = 1; i + 1 < face.length; i++) {
      for (const corner of [face[0], face[i], face[i + 1]] as Point[]) {
        positions.push(...corner);
        normals.push(...(isRound ? roundNormal(corner, flat[2]) : flat));
      }
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute("normal", new BufferAttribute(new Float32Array(normals), 3));
  return geometry;
}

export function edgeGeometry(shape: ShapeName): BufferGeometry {
  return lineGeometry(solid(shape).edges);
}

/**
 * Each line as a quad that the shader widens to pixels on screen: `position` this end, `other` the far end, `side`
 * which way.
 */
export function lineGeometry(lines: Iterable<readonly [Point, Point]>): BufferGeometry {
  const positions: number[] = [];
  const others: number[] = [];
  const sides: number[] = [];
  const index: number[] = [];
  for (const [from, to] of lines) {
    const first = positions.length / 3;
    for (const [end, other, side] of [
      [from, to, 1],
      [from, to, -1],
      [to, from, -1],
      [to, from, 1],
    ] as const) {
      positions.push(...end);
      others.push(...other);
      sides.push(side);
    }
    index.push(first, first + 1, first + 2, first + 2, first + 1, first + 3);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute("other", new BufferAttribute(new Float32Array(others), 3));
  geometry.setAttribute("side", new BufferAttribute(new Float32Array(sides), 1));
  geometry.setIndex(index);
  return geometry;
}

/** The same vertices, ready to be drawn many times. */
export function instanced(geometry: BufferGeometry): InstancedBufferGeometry {
  const copy = new InstancedBufferGeometry();
  copy.setIndex(geometry.index);
  for (const name of Object.keys(geometry.attributes)) copy.setAttribute(name, geometry.getAttribute(name));
  return copy;
}

/** Straight out from the axis, with the slope of the face it belongs to. */
function roundNormal([x, y]: Point, rise: number): Point {
  const flat = Math.sqrt(1 - rise * rise) / Math.hypot(x, y);
  return [x * flat, y * flat, rise];
}

function normalOf(face: readonly Point[]): Point {
  const [a, b, c] = face as [Point, Point, Point];
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
  const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const;
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
  const length = Math.hypot(...n);
  return [n[0] / length, n[1] / length, n[2] / length];
}
