/** Hints about prior lives that say nothing, or more than a component can have (rule AS11 in docs/rules/assets.md). */
import { problem } from "./config-texts.ts";
import type { ConfigDocument, Steps } from "./document.ts";
import { isMap } from "./loose.ts";

/** A component that has used so many of its expected lives has more likely another life than the config says. */
const MOST_LIVES = 3;

const METERS = [
  ["hours", "lifeHours"],
  ["cycles", "lifeCycles"],
] as const;

/** @param life as written: hours, cycles or both; @param ratings of its component, as written */
export function hintAtPriorLife(
  document: ConfigDocument,
  steps: Steps,
  { life, ratings, path }: { readonly life: unknown; readonly ratings: unknown; readonly path: string },
): void {
  if (!isMap(life)) return;
  for (const [meter, rating] of METERS) {
    const used = life[meter];
    const expected = isMap(ratings) ? ratings[rating] : undefined;
    if (typeof used !== "number" || used === 0) continue;
    const at = [...steps, meter];
    if (typeof expected !== "number") document.warn(at, problem("prior-life-alone", { path, rating }));
    else if (used > MOST_LIVES * expected)
      document.warn(at, problem("prior-life-beyond", { path, used: String(used), expected: String(expected) }));
  }
}
