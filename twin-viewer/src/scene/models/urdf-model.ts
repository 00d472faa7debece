import { Box3, Group, type Material, Matrix4, Mesh, type Object3D } from "three";
import { STLLoader } from "three/addons/loaders/STLLoader.js";
import URDFLoader, { type URDFJoint } from "urdf-loader";
import type { TagRole } from "../../../../edge/contracts/plant/tag.ts";
import type { Figure, Joint, Part, Vec } from "../figure.ts";
import { shapeOf } from "./shape-of.ts";

/** Most joints that tags can move; further joints stay at rest. */
const ROLES: readonly TagRole[] = ["joint-1", "joint-2", "joint-3", "joint-4", "joint-5", "joint-6"];
const IDENTITY = new Matrix4();
const FOOT_MARGIN = 1.1;

/** Fetches a file that a model names, relative to the model. */
export type FetchFile = (name: string) => Promise<ArrayBuffer>;

/**
 * Reads a URDF: links become shapes, movable joints become `joint-1` to `joint-6` in the order of the file. The
 * library only reads; motion uses the same columns as for every other machine.
 */
export async function readUrdf(text: string, fetchFile: FetchFile): Promise<Figure> {
  const meshes: Promise<void>[] = [];
  const loader = new URDFLoader();
  loader.packages = "";
  loader.loadMeshCb = (path, _manager, material, done) => {
    const host = new Group();
    meshes.push(readMesh(path, fetchFile, material).then((mesh) => void host.add(mesh)));
    done(host);
  };
  const robot = loader.parse(text);
  await Promise.all(meshes);
  robot.updateMatrixWorld(true);
  const movable = Object.values(robot.joints).filter((joint) => joint.jointType !== "fixed");
  const joints: Joint[] = movable.map((joint, i) => jointOf(joint, movable, ROLES[i] ?? "item-state"));
  const parts: Part[] = [];
  for (const [number, frame] of [robot as Object3D, ...movable].entries()) {
    const rigid = rigidPart(frame);
    if (rigid !== undefined)
      parts.push({
        shape: rigid,
        tone: number % 2 === 0 ? "body" : "shade",
        joint: number,
        at: [0, 0, 0],
        size: [1, 1, 1],
      });
  }
  const box = new Box3().setFromObject(robot);
  const reach = FOOT_MARGIN * Math.max(0.4, Math.min(1.5, (box.max.x - box.min.x + box.max.y - box.min.y) / 2));
  return {
    joints: joints.slice(0, ROLES.length),
    parts: parts.filter(({ joint }) => joint <= ROLES.length),
    top: box.max.z,
    foot: [reach, reach],
  };
}

/** A joint at rest in the frame of the movable joint before it, over all fixed ones between. */
function jointOf(joint: URDFJoint, movable: readonly URDFJoint[], role: TagRole): Joint {
  let parent = joint.parent;
  while (parent !== null && !movable.includes(parent as URDFJoint)) parent = parent.parent;
  const at = parent === null ? joint.matrixWorld : parent.matrixWorld.clone().invert().multiply(joint.matrixWorld);
  const { upper, lower } = joint.limit;
  const reach = Math.max(Math.abs(Number(upper)), Math.abs(Number(lower)));
  const { x, y, z } = joint.axis;
  return {
    parent: parent === null ? 0 : movable.indexOf(parent as URDFJoint) + 1,
    ...frameOf(at),
    motion: joint.jointType === "prismatic" ? "slide" : "turn",
    axis: [x, y, z],
    role,
    scale: 1,
    reach: joint.jointType === "continuous" || reach === 0 ? 7 : reach,
  };
}

function frameOf(matrix: Matrix4): { readonly at: Vec; readonly turned: Vec } {
  const [m00 = 1, m10 = 0, m20 = 0, , , m11 = 1, m21 = 0, , , m12 = 0, m22 = 1, , x = 0, y = 0, z = 0] =
    matrix.elements;
  const pitch = Math.asin(Math.max(-1, Math.min(1, -m20)));
  // Looking straight up or down, roll and yaw turn about the same axis: roll gets the whole angle.
  const locked = Math.abs(m20) > 0.999999;
  const roll = locked ? Math.atan2(-m12, m11) : Math.atan2(m21, m22);
  const yaw = locked ? 0 : Math.atan2(m10, m00);
  return { at: [x, y, z], turned: [roll, pitch, yaw] };
}

/**
 * Everything that moves with a joint but with no later joint, as one shape in the joint's frame; undefined without
 * geometry.
 */
function rigidPart(frame: Object3D): number | undefined {
  const own = new Group();
  const inverse = frame.matrixWorld.clone().invert();
  const collect = (object: Object3D) => {
    for (const child of object.children) {
      if ("isURDFJoint" in child && (child as URDFJoint).jointType !== "fixed") continue;
      if ("isMesh" in child) {
        const copy = child.clone(false);
        copy.matrixAutoUpdate = false;
        copy.matrix.copy(inverse).multiply(child.matrixWorld);
        own.add(copy);
      }
      collect(child);
    }
  };
  collect(frame);
  return own.children.length === 0 ? undefined : shapeOf(own, IDENTITY).shape;
}

/** Meshes that a URDF names: STL in the material of its link, and glTF with its own and with z up as the URDF's. */
async function readMesh(path: string, fetchFile: FetchFile, material: Material): Promise<Object3D> {
  const bytes = await fetchFile(path.replace(/^package:\/\/[^/]*\//, "").replace(/^\/+/, ""));
  if (/\.stl$/i.test(path)) {
    return new Mesh(new STLLoader().parse(bytes), material);
  }
  if (/\.glb$/i.test(path)) {
    const { GLTFLoader } = await import("three/addons/loaders/GLTFLoader.js");
    return (await new GLTFLoader().parseAsync(bytes, "")).scene;
  }
  throw new RangeError(`${path} is neither .stl nor .glb`);
}
