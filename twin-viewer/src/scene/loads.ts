import type { Mirror } from "../data/mirror.ts";
import { loadOf, stageOf } from "../data/pieces.ts";
import type { Binding } from "./bindings.ts";
import { WORK_STAGES } from "./figure.ts";

/** Takes what an asset carries, or how far its work is; true when that changes its picture. */
export function takeLoad({ actor, factor, work }: Binding, mirror: Mirror, ref: number): boolean {
  if (work !== undefined) {
    const stage = stageOf(mirror, work, WORK_STAGES);
    if (stage === actor.stage) return false;
    actor.stage = stage;
    return true;
  }
  const load = loadOf(mirror, ref as never, factor);
  if (load === actor.load) return false;
  actor.load = load;
  return true;
}
