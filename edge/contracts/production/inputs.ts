import type { Micros } from "../path/sample-batch.ts";
import type { LinkState } from "../path/twin.ts";
import type { LinkRef, Tag } from "../plant/tag.ts";

/** Liveness of the tags from which a figure is computed (rule KP9). */
export interface Inputs {
  /** Share of them whose link is live, from 0 to 1. */
  readonly liveShare: number;
  /**
   * When the first of the silent links was last heard, µs UTC; null while all are live, and where no silent one ever
   * was.
   */
  readonly staleSince: Micros | null;
}

/** Number of these tags for each link. */
export function countByLink(tags: readonly Pick<Tag, "link">[]): ReadonlyMap<LinkRef, number> {
  const counts = new Map<LinkRef, number>();
  for (const { link } of tags) counts.set(link, (counts.get(link) ?? 0) + 1);
  return counts;
}

/** Undefined for a figure without input tags. `now`: time of the links' states, µs UTC. */
export function inputsOf(
  counts: ReadonlyMap<LinkRef, number>,
  links: ReadonlyMap<LinkRef, Pick<LinkState, "live" | "ageMs">>,
  now: Micros,
): Inputs | undefined {
  if (counts.size === 0) return undefined;
  let [live, all] = [0, 0];
  let staleSince: Micros | null = null;
  for (const [link, tags] of counts) {
    const state = links.get(link);
    all += tags;
    if (state?.live === true) live += tags;
    else if (state?.ageMs !== undefined)
      staleSince = Math.min(staleSince ?? Number.POSITIVE_INFINITY, now - state.ageMs * 1000);
  }
  return { liveShare: live / all, staleSince };
}

/** States of links by their numbers. */
export function linksByRef(links: readonly LinkState[]): ReadonlyMap<LinkRef, LinkState> {
  return new Map(links.map((link) => [link.ref, link]));
}
