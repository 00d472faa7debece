/** Events of vision systems and what cameras see (docs/vision.md). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { VisionDesk, VisionOutcome, VisionState } from "../../../contracts/safety/vision.ts";
import { type Caller, demand } from "../caller.ts";

export interface VisionDeps {
  /** Absent where nothing is live, as in replay. */
  readonly vision?: VisionDesk;
}

/** Throws EdgeError `unavailable`. */
export function visionState(deps: VisionDeps, caller: Caller): VisionState {
  demand(caller, "GET /api/v1/safety/vision");
  return deskOf(deps).state();
}

/** Hands events over, in their order. Throws EdgeError `unavailable`. */
export function takeVisionEvents(
  deps: VisionDeps,
  caller: Caller,
  events: readonly unknown[],
): readonly VisionOutcome[] {
  demand(caller, "POST /api/v1/safety/vision/events");
  const desk = deskOf(deps);
  return events.map((event) => desk.take(event));
}

function deskOf({ vision }: VisionDeps): VisionDesk {
  if (vision === undefined) throw new EdgeError("unavailable", "This edge takes no vision events.");
  return vision;
}
