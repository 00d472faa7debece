import { signal } from "@preact/signals";
import type { IslandsAnswer } from "./islands-api.ts";
import type { PlantIndex } from "./plant-index.ts";
import { dictionaryVersion } from "./signals.ts";

const SHOWN_MS = 3_000;
const LOOK_MS = 60_000;
/** The longest that a timer waits, 24 days. */
const NEVER_MS = 2 ** 31 - 1;

/** How often the page asks for islands; of a recording they are the same for ever (rules IS16 and IS19). */
export function islandsEveryMs({ isShown, isRecorded }: { isShown: boolean; isRecorded: boolean }): number {
  if (isRecorded) return NEVER_MS;
  return isShown ? SHOWN_MS : LOOK_MS;
}

/** Islands at the page's time for the picture; undefined before the edge has answered. */
export const islandsNow = signal<IslandsAnswer | undefined>(undefined);

/** Whether a plant has islands, or machines side by side that could be some. */
export function hasIslandsIn({ version, steps }: Pick<IslandsAnswer, "version" | "steps">): boolean {
  return version > 0 || steps.some(({ machines }) => machines.length > 1);
}

/** Offers the layer of islands, or no longer, as an answer says. */
export function offerIslands(index: PlantIndex, answer: IslandsAnswer): void {
  const isThere = hasIslandsIn(answer);
  if (index.hasIslands === isThere) return;
  index.hasIslands = isThere;
  // The menu of layers reads again what there is.
  dictionaryVersion.value++;
}
