import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import { isPartOf } from "./book/explained.ts";
import type { Renewed } from "./context/renewals.ts";
import type { OfAsset } from "./watches-of.ts";

/** Ends the lives of what was replaced: by a failure where a repair or a standing finding says so (rule RL13). */
export function endLives(
  renewed: readonly Renewed[],
  { components, lives }: Pick<OfAsset, "components" | "lives">,
): void {
  const isNew = (path: string): boolean => renewed.some(({ component }) => isPartOf(path, component));
  const hasFailed = (path: string): boolean =>
    renewed.some(({ component, isRepair }) => component === path && isRepair === true) ||
    components.some((one) => one.path === path && one.isSpokenAbout);
  lives.renewed(isNew, hasFailed);
  for (const component of components) if (isNew(component.path)) component.renewed();
}

/** The replacement that an event of finished work reports. */
export function replacedIn({ time, payload }: Pick<EdgeEvent, "time" | "payload">): Renewed {
  const isRepair = payload["isRepair"] === true;
  return { component: String(payload["component"]), at: time, ...(isRepair ? { isRepair } : {}) };
}
