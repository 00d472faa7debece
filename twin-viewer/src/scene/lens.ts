import { Frustum, Matrix4, type PerspectiveCamera, Vector3 } from "three";

/** The view of a camera, in plant axes: its frustum and how large things appear. */
export interface Lens {
  /** Six planes, four numbers each: a point is inside where `a x + b y + c z + d ≥ 0` for all. */
  readonly planes: Float64Array;
  readonly eye: readonly [x: number, y: number, z: number];
  /** Unit vector of the view. */
  readonly forward: readonly [x: number, y: number, z: number];
  /** Pixels that one metre takes at one metre's distance. */
  readonly pixels: number;
}

const matrix = new Matrix4();
const frustum = new Frustum();
const direction = new Vector3();

/** The lens of a camera over a picture `height` pixels high. */
export function lensOf(camera: PerspectiveCamera, height: number): Lens {
  camera.updateMatrixWorld();
  frustum.setFromProjectionMatrix(matrix.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse));
  const planes = new Float64Array(24);
  // three has y up, north at -z.
  for (const [i, { normal, constant }] of frustum.planes.entries())
    planes.set([normal.x, -normal.z, normal.y, constant], i * 4);
  camera.getWorldDirection(direction);
  const { x, y, z } = camera.position;
  return {
    planes,
    eye: [x, -z, y],
    forward: [direction.x, -direction.z, direction.y],
    pixels: height / (2 * Math.tan((camera.fov * Math.PI) / 360)),
  };
}
