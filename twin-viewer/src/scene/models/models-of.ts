import type { Actor } from "../actor.ts";
import type { ModelOutcome } from "./model-library.ts";

/**
 * Every model that the plant names, one after another, with its actors. The readers are loaded only if there is one.
 */
export async function* modelsOf(
  actors: readonly Actor[],
): AsyncGenerator<ModelOutcome & { readonly actors: readonly Actor[] }> {
  const files = Map.groupBy(
    actors.filter(({ asset }) => asset.model !== undefined),
    ({ asset }) => asset.model as string,
  );
  for (const [file, ones] of files) {
    const { loadModel } = await import("./model-library.ts");
    yield { ...(await loadModel(file)), actors: ones };
  }
}
