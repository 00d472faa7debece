import type { ModelAxis } from "../../../../edge/contracts/plant/plant.ts";
import { atSite } from "../../data/base.ts";
import { Build } from "../build.ts";
import type { Figure } from "../figure.ts";

/** Outcome of loading a model of the plant's folder. */
export type ModelOutcome = { readonly build: Build } | { readonly failure: string };

const LARGEST_BYTES = 20_000_000;

async function fetchPlantFile(file: string): Promise<ArrayBuffer> {
  const response = await fetch(atSite(`/api/v1/plant-files/${file.split("/").map(encodeURIComponent).join("/")}`));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > LARGEST_BYTES) throw new RangeError(`${file} has more than ${LARGEST_BYTES / 1e6} MB`);
  return bytes;
}

async function readFigure(file: string, axes: readonly ModelAxis[]): Promise<Figure> {
  const bytes = await fetchPlantFile(file);
  if (/\.glb$/i.test(file)) return (await import("./gltf-model.ts")).readGltf(bytes, axes);
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/") + 1) : "";
  const fetchFile = (name: string) => fetchPlantFile(folder + name);
  return (await import("./urdf-model.ts")).readUrdf(new TextDecoder().decode(bytes), fetchFile, axes);
}

/** Joints or nodes of a model that a tag could move, by name. */
export async function modelNodes(file: string): Promise<readonly string[]> {
  const bytes = await fetchPlantFile(file);
  if (/\.glb$/i.test(file)) return (await import("./gltf-model.ts")).gltfNodes(bytes);
  return (await import("./urdf-model.ts")).urdfJoints(new TextDecoder().decode(bytes));
}

/** Each file is loaded once for each set of axes in the life of the page. */
const outcomes = new Map<string, Promise<ModelOutcome>>();

/** A model as a build for assets; the readers are loaded only if the plant names a model. */
export function loadModel(file: string, axes: readonly ModelAxis[] = []): Promise<ModelOutcome> {
  const key = JSON.stringify([file, axes]);
  let outcome = outcomes.get(key);
  if (outcome === undefined) {
    outcome = readFigure(file, axes).then(
      (figure) => ({ build: new Build(figure) }),
      (error: unknown) => ({ failure: `${file}: ${error instanceof Error ? error.message : String(error)}` }),
    );
    outcomes.set(key, outcome);
  }
  return outcome;
}
