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
    ({ asset }) => JSON.stringify([asset.model, asset.axes]),
  );
  for (const ones of files.values()) {
    const { loadModel } = await import("./model-library.ts");
    const { model = "", axes } = (ones[0] as Actor).asset;
    yield { ...(await loadModel(model, axes)), actors: ones };
  }
}
