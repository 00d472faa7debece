import type { LinkRef } from "../contracts/tag.ts";
import type { LinkState } from "../contracts/twin.ts";

/** A link to watch, as the config gives it. */
export interface LinkSpec {
  readonly ref: LinkRef;
  /** Stable name: `source` or `source/device`. */
  readonly name: string;
  readonly source: string;
  readonly staleAfterMs: number;
}

interface Watched extends LinkSpec {
  /** Monotonic; undefined until it was heard for the first time. */
  heardMs: number | undefined;
  lostReason: string | undefined;
}

/** Which links still talk. Ages come from a monotonic clock, so a step of the wall clock makes nothing stale. */
export class Links {
  readonly #watched: readonly Watched[];
  readonly #byRef = new Map<LinkRef, Watched>();
  readonly #clock: () => number;
  /** Grows when a link is heard for the first time or again, and when one is reported lost. */
  version = 0;

  constructor(specs: readonly LinkSpec[], clock: () => number) {
    this.#watched = specs.map((spec) => ({ ...spec, heardMs: undefined, lostReason: undefined }));
    for (const link of this.#watched) this.#byRef.set(link.ref, link);
    this.#clock = clock;
  }

  /** Ignores links that are not watched: sources call it per message and must not be stopped by it. */
  heard(ref: LinkRef): void {
    const link = this.#byRef.get(ref);
    if (link === undefined) return;
    if (link.heardMs === undefined || link.lostReason !== undefined) this.version++;
    link.heardMs = this.#clock();
    link.lostReason = undefined;
  }

  lost(ref: LinkRef, reason: string): void {
    const link = this.#byRef.get(ref);
    if (link === undefined) return;
    if (link.lostReason === undefined) this.version++;
    link.lostReason = reason;
  }

  isLive(ref: LinkRef): boolean {
    const link = this.#byRef.get(ref);
    return link !== undefined && this.#reasonNotLive(link, this.#clock()) === undefined;
  }

  states(): readonly LinkState[] {
    const nowMs = this.#clock();
    return this.#watched.map((link) => {
      const reason = this.#reasonNotLive(link, nowMs);
      const ageMs = link.heardMs === undefined ? undefined : Math.max(0, Math.round(nowMs - link.heardMs));
      const state = { ref: link.ref, name: link.name, source: link.source, live: reason === undefined, ageMs };
      return reason === undefined ? state : { ...state, reason };
    });
  }

  #reasonNotLive(link: Watched, nowMs: number): string | undefined {
    if (link.lostReason !== undefined) return link.lostReason;
    if (link.heardMs === undefined) return "never heard since the edge started";
    if (nowMs - link.heardMs > link.staleAfterMs) return `silent for more than ${link.staleAfterMs / 1000} s`;
    return undefined;
  }
}
