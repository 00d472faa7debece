/** Which sources of the plant are heard, by the marks of the log (FO4 in docs/rules/follower.md). */
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import { LINKS_CHANGED, type LinksState, LiveLinks } from "../../contracts/path/live-links.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";

/** Name of a tag's link. */
export type LinkOf = (tag: Tag) => string;

interface SourcesState {
  readonly links: LinksState | undefined;
  /** Links that are silent, and since when. */
  readonly silent: readonly (readonly [string, Micros])[];
}

/**
 * A machine whose source is silent keeps its last state in the record, and may do anything: who goes by the state has
 * to ask here.
 */
export class Sources implements Learned<SourcesState> {
  readonly #linkOf: ReadonlyMap<TagRef, string>;
  /** A tag of each link, by name. */
  readonly #tagOf: ReadonlyMap<string, TagRef>;
  readonly #silent = new Map<string, Micros>();
  #links: LiveLinks;

  /** Without `linkOf` every source counts as heard. */
  constructor(tags: readonly Tag[], linkOf: LinkOf | undefined) {
    this.#linkOf = new Map(linkOf === undefined ? [] : tags.map((tag) => [tag.ref, linkOf(tag)]));
    this.#tagOf = new Map([...this.#linkOf].map(([ref, name]) => [name, ref]));
    this.#links = new LiveLinks(this.#linkOf);
  }

  take(event: EdgeEvent): void {
    if (event.type !== LINKS_CHANGED) return;
    this.#links.take(event);
    for (const [name, ref] of this.#tagOf)
      if (this.#links.isHeard(ref)) this.#silent.delete(name);
      else if (!this.#silent.has(name)) this.#silent.set(name, event.time);
  }

  /** Since when the source of a tag has been silent; NaN while it is heard, and in logs that do not say it. */
  silentSince(ref: TagRef): Micros {
    return this.#silent.get(this.#linkOf.get(ref) ?? "") ?? Number.NaN;
  }

  snapshot(): SourcesState {
    return { links: this.#links.state, silent: [...this.#silent] };
  }

  restore({ links, silent }: SourcesState): void {
    this.#links = new LiveLinks(this.#linkOf, links);
    this.#silent.clear();
    for (const [name, since] of silent) this.#silent.set(name, since);
  }
}
