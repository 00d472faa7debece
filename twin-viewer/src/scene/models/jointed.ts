import { Box3, Matrix4, type Object3D, Quaternion, Vector3 } from "three";
import type { ModelAxis } from "../../../../edge/contracts/plant/plant.ts";
import type { Figure, Joint, Part } from "../figure.ts";
import { frameOf, meshesBelow } from "./frames.ts";
import { type Extent, refuseLarge, shapeOf } from "./shape-of.ts";

/** A node may slide this far, metres, and turn this far, radians, both ways: its tag knows better. */
const REACH = { slide: 100, turn: 2_000 } as const;

/** The name of a node in its file; three.js changes letters that its animations do not know. */
export function nodeName(object: Object3D): string {
  const { name } = object.userData as { readonly name?: unknown };
  return typeof name === "string" ? name : object.name;
}

/**
 * A tree of meshes as a figure whose parts follow tags: every node that `axes` names becomes a joint, with everything
 * below it up to the next joint. `into` leads from the tree's axes to those of the plant. Nodes that the tree does not
 * have are left out.
 */
export function jointedFigure(
  tree: Object3D,
  into: Matrix4,
  axes: readonly ModelAxis[],
): Pick<Figure, "joints" | "parts"> & { readonly extent: Extent } {
  tree.updateMatrixWorld(true);
  const nodes: { readonly object: Object3D; readonly axis: ModelAxis }[] = [];
  // Parents come before children.
  tree.traverse((object) => {
    const axis = axes.find(({ node }) => node === nodeName(object));
    if (axis !== undefined && !nodes.some((one) => one.axis === axis)) nodes.push({ object, axis });
  });
  const isJoint = (object: Object3D) => nodes.some((one) => one.object === object);
  const frames = nodes.map(({ object }) => rigid(into.clone().multiply(object.matrixWorld)));
  const joints = nodes.map(({ object, axis }, i): Joint => {
    const parent = numberAbove(object, nodes);
    const above = parent === 0 ? new Matrix4() : (frames[parent - 1] as Matrix4);
    const motion = axis.motion ?? "turn";
    return {
      parent,
      ...frameOf(
        above
          .clone()
          .invert()
          .multiply(frames[i] as Matrix4),
      ),
      motion,
      axis: axis.axis ?? "z",
      tag: axis.tag,
      scale: axis.scale ?? 1,
      reach: REACH[motion],
    };
  });
  const box = new Box3().setFromObject(tree, true).applyMatrix4(into);
  const extent: Extent = { min: box.min.toArray(), max: box.max.toArray() };
  refuseLarge(tree);
  const parts = [tree, ...nodes.map(({ object }) => object)].flatMap((object, joint): Part[] => {
    const own = meshesBelow(object, isJoint);
    if (own.children.length === 0) return [];
    const to = joint === 0 ? into : (frames[joint - 1] as Matrix4).clone().invert().multiply(into);
    return [{ shape: shapeOf(own, to).shape, tone: "body", joint, at: [0, 0, 0], size: [1, 1, 1] }];
  });
  return { joints, parts, extent };
}

/** The matrix without scale: joints only turn and slide. */
function rigid(matrix: Matrix4): Matrix4 {
  const [place, turn] = [new Vector3(), new Quaternion()];
  matrix.decompose(place, turn, new Vector3());
  return new Matrix4().compose(place, turn, new Vector3(1, 1, 1));
}

/** Number of the joint that a node hangs on; 0 for the asset itself. */
function numberAbove(object: Object3D, nodes: readonly { readonly object: Object3D }[]): number {
  for (let above = object.parent; above !== null; above = above.parent) {
    const number = nodes.findIndex((one) => one.object === above);
    if (number !== -1) return number + 1;
  }
  return 0;
}
