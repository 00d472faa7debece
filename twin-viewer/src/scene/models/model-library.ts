import { Build } from "../build.ts";
import type { Figure } from "../figure.ts";

/** Outcome of loading a model of the plant's folder. */
export type ModelOutcome = { readonly build: Build } | { readonly failure: string };

const LARGEST_BYTES = 20_000_000;

async function fetchPlantFile(file: string): Promise<ArrayBuffer> {
  const response = await fetch(`/api/v1/plant-files/${file.split("/").map(encodeURIComponent).join("/")}`);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > LARGEST_BYTES) throw new RangeError(`${file} has more than ${LARGEST_BYTES / 1e6} MB`);
  return bytes;
}

async function readFigure(file: string): Promise<Figure> {
  const bytes = await fetchPlantFile(file);
  if (/\.glb$/i.test(file)) return (await import("./gltf-model.ts")).readGltf(bytes);
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/") + 1) : "";
  return (await import("./urdf-model.ts")).readUrdf(new TextDecoder().decode(bytes), (name) =>
    fetchPlantFile(folder + name),
  );
}

/** Each file is loaded once in the life of the page. */
const outcomes = new Map<string, Promise<ModelOutcome>>();

/** A model as a build for assets; the readers are loaded only if the plant names a model. */
export function loadModel(file: string): Promise<ModelOutcome> {
  let outcome = outcomes.get(file);
  if (outcome === undefined) {
    outcome = readFigure(file).then(
      (figure) => ({ build: new Build(figure) }),
      (error: unknown) => ({ failure: `${file}: ${error instanceof Error ? error.message : String(error)}` }),
    );
    outcomes.set(file, outcome);
  }
  return outcome;
}
