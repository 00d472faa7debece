import { Box3, Group, type Material, Mesh, type Object3D } from "three";
import { STLLoader } from "three/addons/loaders/STLLoader.js";
import URDFLoader, { type URDFJoint } from "urdf-loader";
import type { ModelAxis } from "../../../../edge/contracts/plant/plant.ts";
import type { TagRole } from "../../../../edge/contracts/plant/tag.ts";
import { MOST_JOINTS } from "../actor.ts";
import type { Figure, Joint, Part } from "../figure.ts";
import { frameOf, meshesBelow } from "./frames.ts";
import { shapeOf } from "./shape-of.ts";

/** Roles of the first joints, where the plant does not name their tags. */
const ROLES: readonly TagRole[] = ["joint-1", "joint-2", "joint-3", "joint-4", "joint-5", "joint-6"];
const FOOT_MARGIN = 1.1;

/** Fetches a file that a model names, relative to the model. */
export type FetchFile = (name: string) => Promise<ArrayBuffer>;

/**
 * Reads a URDF: links become shapes, movable joints follow the tags of `axes`, else `joint-1` to `joint-6` in the order
 * of the file. The library only reads; motion uses the same columns as for every other machine.
 */
export async function readUrdf(text: string, fetchFile: FetchFile, axes: readonly ModelAxis[] = []): Promise<Figure> {
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
  const joints: Joint[] = movable.map((joint, i) => {
    const own = axes.find(({ node }) => node === joint.urdfName);
    const mover = own === undefined ? { role: ROLES[i], scale: 1 } : { tag: own.tag, scale: own.scale ?? 1 };
    return { ...jointOf(joint, movable), ...mover };
  });
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
    joints: joints.slice(0, MOST_JOINTS),
    parts: parts.filter(({ joint }) => joint <= MOST_JOINTS),
    top: box.max.z,
    foot: [reach, reach],
  };
}

/** A joint at rest in the frame of the movable joint before it, over all fixed ones between. */
function jointOf(joint: URDFJoint, movable: readonly URDFJoint[]): Omit<Joint, "scale"> {
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
    reach: joint.jointType === "continuous" || reach === 0 ? 7 : reach,
  };
}

/**
 * Everything that moves with a joint but with no later joint, as one shape in the joint's frame; undefined without
 * geometry.
 */
function rigidPart(frame: Object3D): number | undefined {
  const own = meshesBelow(frame, (child) => "isURDFJoint" in child && (child as URDFJoint).jointType !== "fixed");
  return own.children.length === 0 ? undefined : shapeOf(own, frame.matrixWorld.clone().invert()).shape;
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

/** Names of the joints that a tag could move. */
export function urdfJoints(text: string): readonly string[] {
  const loader = new URDFLoader();
  loader.loadMeshCb = (_path, _manager, _material, done) => done(new Group());
  return Object.values(loader.parse(text).joints)
    .filter(({ jointType }) => jointType !== "fixed")
    .map(({ urdfName }) => urdfName);
}
