import type { Micros } from "./sample-batch.ts";
import type { LinkRef, Tag } from "./tag.ts";
import type { LinkState } from "./twin.ts";

/** How far the tags that a figure is made of are heard (rule K9). */
export interface Inputs {
  /** Share of them whose link is live, from 0 to 1. */
  readonly liveShare: number;
  /** When the first of the silent links was last heard, µs UTC; null while all are live, and where no silent one ever was. */
  readonly staleSince: Micros | null;
}

/** Undefined for a figure that no tag feeds. `now`: when the links stood so, µs UTC. */
export function inputsOf(tags: readonly Pick<Tag, "link">[], links: ReadonlyMap<LinkRef, Pick<LinkState, "live" | "ageMs">>, now: Micros): Inputs | undefined {
  if (tags.length === 0) return undefined;
  let live = 0;
  let staleSince: Micros | null = null;
  for (const { link } of tags) {
    const state = links.get(link);
    if (state?.live === true) live++;
    else if (state?.ageMs !== undefined) staleSince = Math.min(staleSince ?? Number.POSITIVE_INFINITY, now - state.ageMs * 1000);
  }
  return { liveShare: live / tags.length, staleSince };
}

/** States of links by their numbers. */
export function linksByRef(links: readonly LinkState[]): ReadonlyMap<LinkRef, LinkState> {
  return new Map(links.map((link) => [link.ref, link]));
}
