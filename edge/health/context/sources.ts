/** Which sources of the plant are heard, by the marks of the log (FO4 in docs/rules/follower.md). */
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import { LINKS_CHANGED, type LinksState, LiveLinks } from "../../contracts/path/live-links.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";

/** Name of a tag's link. */
export type LinkOf = (tag: Tag) => string;

/**
 * A machine whose source is silent keeps its last state in the record, and may do anything: who goes by the state has
 * to ask here.
 */
export class Sources implements Learned<LinksState | null> {
  readonly #isKnown: boolean;
  readonly #linkOf: ReadonlyMap<TagRef, string>;
  #links: LiveLinks;

  /** Without `linkOf` every source counts as heard. */
  constructor(tags: readonly Tag[], linkOf: LinkOf | undefined) {
    this.#isKnown = linkOf !== undefined;
    this.#linkOf = new Map(linkOf === undefined ? [] : tags.map((tag) => [tag.ref, linkOf(tag)]));
    this.#links = new LiveLinks(this.#linkOf);
  }

  take(event: EdgeEvent): void {
    if (event.type === LINKS_CHANGED) this.#links.take(event);
  }

  /** True in logs that do not say it. */
  isHeard(ref: TagRef): boolean {
    return !this.#isKnown || this.#links.isHeard(ref);
  }

  snapshot(): LinksState | null {
    return this.#links.state ?? null;
  }

  restore(state: LinksState | null): void {
    this.#links = new LiveLinks(this.#linkOf, state ?? undefined);
  }
}
