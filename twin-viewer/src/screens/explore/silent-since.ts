import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "../../data/mirror.ts";
import { liveNowMs, moment } from "../../data/signals.ts";

/** In replay, link states describe the present and say nothing about the shown time. */
export function silentSince(mirror: Mirror, { ref }: Tag): number | undefined {
  if (moment.value !== null || mirror.freshness(ref) !== "stale") return undefined;
  const ageMs = mirror.linkAgeMs(ref, Date.now());
  return ageMs === undefined ? undefined : liveNowMs() - ageMs;
}
