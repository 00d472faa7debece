import { BufferAttribute, BufferGeometry, EdgesGeometry, type Matrix4, Mesh, type Object3D, Vector3 } from "three";
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
 * Joins all meshes below an object into one shape, in coordinates that `into` leads to. Throws RangeError for no
 * triangles, or too many.
 */
export function shapeOf(root: Object3D, into: Matrix4): { readonly shape: number; readonly extent: Extent } {
  root.updateMatrixWorld(true);
  const positions: number[] = [];
  const point = new Vector3();
  root.traverse((object) => {
    if (!(object instanceof Mesh)) return;
    const geometry =
      (object.geometry as BufferGeometry).index === null
        ? (object.geometry as BufferGeometry)
        : (object.geometry as BufferGeometry).toNonIndexed();
    const position = geometry.getAttribute("position");
    if (positions.length / 9 + position.count / 3 > MOST_TRIANGLES)
      throw new RangeError(`the model has more than ${MOST_TRIANGLES} triangles; simplify it first`);
    const matrix = into.clone().multiply(object.matrixWorld);
    for (let i = 0; i < position.count; i++) {
      point.fromBufferAttribute(position, i).applyMatrix4(matrix);
      positions.push(point.x, point.y, point.z);
    }
  });
  if (positions.length === 0) throw new RangeError("the model has no mesh");
  const faces = new BufferGeometry();
  faces.setAttribute("position", new BufferAttribute(new Float32Array(positions), 3));
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
