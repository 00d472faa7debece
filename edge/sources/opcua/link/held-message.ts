import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { OpenedPlan } from "../subscribe/planned-items.ts";
import type { MissingItem } from "../subscribe/resolve-paths.ts";
import { heldOf, type Subscription } from "../subscribe/subscription.ts";
import type { FromWorker } from "./messages.ts";

interface Held {
  /** StartTime of the server's present run. */
  readonly start: Micros;
  readonly subscriptions: readonly Subscription[];
  readonly missing: readonly MissingItem[];
}

/** Reports to main which subscriptions the server holds and which tags have no item. */
export function heldMessage(id: number, { key, items }: OpenedPlan, held: Held): FromWorker {
  const missing = held.missing.map(({ item }) => item.place).sort((a, b) => a - b);
  const missingTags = missing.reduce((tags, place) => tags + items.refsAt(place).length, 0);
  const subscriptions = held.subscriptions.map(heldOf);
  return { kind: "subscribed", id, missingTags, held: { plan: key, serverStart: held.start, subscriptions, missing } };
}
