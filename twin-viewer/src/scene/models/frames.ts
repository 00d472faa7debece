import { Group, type Matrix4, Mesh, type Object3D } from "three";
import type { Vec } from "../figure.ts";

/** A place and its turn as roll, pitch and yaw about the fixed axes, radians. */
export function frameOf(matrix: Matrix4): { readonly at: Vec; readonly turned: Vec } {
  const [m00 = 1, m10 = 0, m20 = 0, , , m11 = 1, m21 = 0, , , m12 = 0, m22 = 1, , x = 0, y = 0, z = 0] =
    matrix.elements;
  const pitch = Math.asin(Math.max(-1, Math.min(1, -m20)));
  // Looking straight up or down, roll and yaw turn about the same axis: roll gets the whole angle.
  const locked = Math.abs(m20) > 0.999999;
  const roll = locked ? Math.atan2(-m12, m11) : Math.atan2(m21, m22);
  const yaw = locked ? 0 : Math.atan2(m10, m00);
  return { at: [x, y, z], turned: [roll, pitch, yaw] };
}

/** Copies of the meshes below an object, each in its place in the world; `isOther` ends the search. */
export function meshesBelow(root: Object3D, isOther: (object: Object3D) => boolean): Group {
  const own = new Group();
  const collect = (object: Object3D) => {
    if (object instanceof Mesh) {
      const copy = object.clone(false);
      copy.matrixAutoUpdate = false;
      copy.matrix.copy(object.matrixWorld);
      own.add(copy);
    }
    for (const child of object.children) if (!isOther(child)) collect(child);
  };
  collect(root);
  return own;
}
