import { Matrix4 } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import type { Figure } from "../figure.ts";
import { shapeOf } from "./shape-of.ts";

/** glTF has y up and the front at +z (glTF 2.0, 3.3); plant axes have z up and the front at +x. */
const INTO_PLANT = new Matrix4().set(0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1);

/** Reads a .glb, metres, standing on its origin. Textures are left out. */
export async function readGltf(bytes: ArrayBuffer): Promise<Figure> {
  const { scene } = await new GLTFLoader().parseAsync(bytes, "");
  const { shape, extent } = shapeOf(scene, INTO_PLANT);
  const { min, max } = extent;
  const foot = [
    2 * Math.max(Math.abs(min[0]), Math.abs(max[0])),
    2 * Math.max(Math.abs(min[1]), Math.abs(max[1])),
  ] as const;
  return { joints: [], parts: [{ shape, tone: "body", joint: 0, at: [0, 0, 0], size: [1, 1, 1] }], top: max[2], foot };
}
