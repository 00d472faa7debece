import {
  BufferAttribute,
  BufferGeometry,
  Color,
  EdgesGeometry,
  type Material,
  type Matrix4,
  Mesh,
  type Object3D,
  Vector3,
} from "three";
import { lineGeometry, type Point, registerShape } from "../shapes.ts";

/** Faces that meet at more than this angle have an edge drawn between them, degrees. */
const CREASE_DEG = 30;
/** A larger model would slow every picture down: simplify it first. */
const MOST_TRIANGLES = 200_000;

/** An axis-aligned box around a model, metres. */
export interface Extent {
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/**
 * Largest difference between the channels of a model's colour, 0 to 1: weaker than every alarm, because strong colours
 * mean a state.
 */
export const MOST_MODEL_CHROMA = 0.35;

/** A colour of a file as the picture shows it: sRGB, and toned down where it is as strong as an alarm. */
export function modelColor(linear: Color): Color {
  const color = linear.clone().convertLinearToSRGB();
  const { r, g, b } = color;
  const chroma = Math.max(r, g, b) - Math.min(r, g, b);
  if (chroma <= MOST_MODEL_CHROMA) return color;
  const grey = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return color.lerp(new Color(grey, grey, grey), 1 - MOST_MODEL_CHROMA / chroma);
}

/** The colour of a mesh; plain white where its file names none. Textures are left out. */
function colorOf({ material }: Mesh): Color {
  const first: (Material & { readonly color?: unknown }) | undefined = Array.isArray(material) ? material[0] : material;
  return modelColor(first?.color instanceof Color ? first.color : new Color(1, 1, 1));
}

/** Throws RangeError where all meshes below an object together have too many triangles. */
export function refuseLarge(root: Object3D): void {
  let triangles = 0;
  root.traverse((object) => {
    if (!(object instanceof Mesh)) return;
    const geometry = object.geometry as BufferGeometry;
    triangles += (geometry.index ?? geometry.getAttribute("position")).count / 3;
    if (triangles > MOST_TRIANGLES)
      throw new RangeError(`the model has more than ${MOST_TRIANGLES} triangles; simplify it first`);
  });
}

/**
 * Joins all meshes below an object into one shape with their colours, in coordinates that `into` leads to. Throws
 * RangeError for no triangles, or too many.
 */
export function shapeOf(root: Object3D, into: Matrix4): { readonly shape: number; readonly extent: Extent } {
  root.updateMatrixWorld(true);
  refuseLarge(root);
  const positions: number[] = [];
  const paint: number[] = [];
  const point = new Vector3();
  root.traverse((object) => {
    if (!(object instanceof Mesh)) return;
    const geometry =
      (object.geometry as BufferGeometry).index === null
        ? (object.geometry as BufferGeometry)
        : (object.geometry as BufferGeometry).toNonIndexed();
    const position = geometry.getAttribute("position");
    const { r, g, b } = colorOf(object);
    const bytes = [r, g, b, 1].map((share) => Math.round(255 * share));
    const matrix = into.clone().multiply(object.matrixWorld);
    for (let i = 0; i < position.count; i++) {
      point.fromBufferAttribute(position, i).applyMatrix4(matrix);
      positions.push(point.x, point.y, point.z);
      paint.push(...bytes);
    }
  });
  if (positions.length === 0) throw new RangeError("the model has no mesh");
  const faces = new BufferGeometry();
  faces.setAttribute("position", new BufferAttribute(new Float32Array(positions), 3));
  faces.setAttribute("paint", new BufferAttribute(new Uint8Array(paint), 4, true));
  faces.computeVertexNormals();
  faces.computeBoundingBox();
  const { min, max } = faces.boundingBox as NonNullable<typeof faces.boundingBox>;
  return {
    shape: registerShape({ faces, edges: creases(faces) }),
    extent: { min: [min.x, min.y, min.z], max: [max.x, max.y, max.z] },
  };
}

function creases(faces: BufferGeometry): BufferGeometry {
  const edges = new EdgesGeometry(faces, CREASE_DEG).getAttribute("position");
  const at = (i: number): Point => [edges.getX(i), edges.getY(i), edges.getZ(i)];
  return lineGeometry(Array.from({ length: edges.count / 2 }, (_, i) => [at(2 * i), at(2 * i + 1)] as const));
}
