/** Links that are live according to the commit log: followers use this instead of the twin. */

import type { TagRef } from "../plant/tag.ts";
import type { EdgeEvent } from "./event-batch.ts";
import type { SampleBatch } from "./sample-batch.ts";

export const LINKS_CHANGED = "links.changed";

/** Payload of an event of type `links.changed`, schema `links/1`. */
export interface LinksChange {
  /** At each start of an edge: links that are not named are silent, and no tag has a value yet. */
  readonly isWhole: boolean;
  /** Names of links that are live from now on. */
  readonly live: readonly string[];
  /** Names of links that are silent from now on. */
  readonly silent: readonly string[];
}

export interface LinksState {
  readonly live: readonly string[];
  /** Tags with a sample since the edge started. */
  readonly seen: readonly TagRef[];
}

/**
 * A tag is live while its link is alive and it had a sample since the edge started. In logs without link events all
 * tags are live.
 */
export class LiveLinks {
  readonly #linkOf: ReadonlyMap<TagRef, string>;
  #live: Set<string> | undefined;
  #seen = new Set<TagRef>();

  /** `linkOf`: the tags that are asked about, with the names of their links. */
  constructor(linkOf: ReadonlyMap<TagRef, string>, state?: LinksState) {
    this.#linkOf = linkOf;
    if (state === undefined) return;
    this.#live = new Set(state.live);
    this.#seen = new Set(state.seen);
  }

  /** Undefined before the first link event. */
  get state(): LinksState | undefined {
    return this.#live === undefined
      ? undefined
      : { live: [...this.#live].sort(), seen: [...this.#seen].sort((a, b) => a - b) };
  }

  observe(samples: SampleBatch): void {
    for (let at = 0; at < samples.length; at++) {
      const ref = samples.tags[at] as TagRef;
      if (this.#linkOf.has(ref)) this.#seen.add(ref);
    }
  }

  take({ payload }: EdgeEvent): void {
    const { isWhole, live, silent } = payload as unknown as LinksChange;
    if (isWhole) {
      this.#live = new Set();
      this.#seen.clear();
    }
    if (!Array.isArray(live) || !Array.isArray(silent) || this.#live === undefined) return;
    for (const name of live) this.#live.add(name);
    for (const name of silent) this.#live.delete(name);
  }

  isLive(ref: TagRef): boolean {
    return this.isHeard(ref) && (this.#live === undefined || this.#seen.has(ref));
  }

  /** Whether the tag's link is alive, whatever it sent. */
  isHeard(ref: TagRef): boolean {
    if (this.#live === undefined) return true;
    const link = this.#linkOf.get(ref);
    return link !== undefined && this.#live.has(link);
  }
}
