import { Matrix4 } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import type { ModelAxis } from "../../../../edge/contracts/plant/plant.ts";
import type { Figure } from "../figure.ts";
import { jointedFigure, nodeName } from "./jointed.ts";

/** glTF has y up and the front at +z (glTF 2.0, 3.3); plant axes have z up and the front at +x. */
const INTO_PLANT = new Matrix4().set(0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1);

/** Reads a .glb, metres, standing on its origin. Textures are left out. */
export async function readGltf(bytes: ArrayBuffer, axes: readonly ModelAxis[]): Promise<Figure> {
  const { scene } = await new GLTFLoader().parseAsync(bytes, "");
  const { joints, parts, extent } = jointedFigure(scene, INTO_PLANT, axes);
  const { min, max } = extent;
  const foot = [
    2 * Math.max(Math.abs(min[0]), Math.abs(max[0])),
    2 * Math.max(Math.abs(min[1]), Math.abs(max[1])),
  ] as const;
  return { joints, parts, top: max[2], foot };
}

/** Names of the nodes that a tag could move. */
export async function gltfNodes(bytes: ArrayBuffer): Promise<readonly string[]> {
  const { scene } = await new GLTFLoader().parseAsync(bytes, "");
  const names: string[] = [];
  scene.traverse((object) => {
    if (object !== scene && nodeName(object) !== "") names.push(nodeName(object));
  });
  return [...new Set(names)];
}
