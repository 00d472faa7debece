import type { LinkState } from "../contracts/path/twin.ts";
import type { LinkRef } from "../contracts/plant/tag.ts";

/** A link to watch, as the config gives it. */
export interface LinkSpec {
  readonly ref: LinkRef;
  /** Stable name: `source` or `source/device`. */
  readonly name: string;
  readonly source: string;
  readonly staleAfterMs: number;
  /** The same for all links of a source that fall silent together; absent where each is judged alone. */
  readonly togetherStaleAfterMs?: number;
}

/** From this number on, links with continuous traffic do not fall silent together by chance. */
const LEAST_TOGETHER = 3;
/** Minimum interval between checks for silent links. */
const SWEEP_EVERY_MS = 100;

/** All links of a source. */
interface Group {
  /** Number of links that were heard at least once. */
  heard: number;
  /** When the newest of them was first heard. */
  heardMs: number;
}

interface Watched extends LinkSpec {
  readonly group: Group;
  /** The state that the current version shows. */
  isReportedLive: boolean;
  /** Monotonic ms; undefined until the link was heard for the first time. */
  heardMs: number | undefined;
  lostReason: string | undefined;
}

/** Which links are live. Ages come from a monotonic clock, so a step of the wall clock makes nothing stale. */
export class Links {
  readonly #watched: readonly Watched[];
  readonly #byRef = new Map<LinkRef, Watched>();
  readonly #clock: () => number;
  #version = 0;
  #sweptMs = Number.NEGATIVE_INFINITY;

  constructor(specs: readonly LinkSpec[], clock: () => number) {
    const groups = new Map(
      specs.map(({ source }): [string, Group] => [source, { heard: 0, heardMs: Number.NEGATIVE_INFINITY }]),
    );
    this.#watched = specs.map((spec) => {
      const group = groups.get(spec.source) as Group;
      return { ...spec, group, isReportedLive: false, heardMs: undefined, lostReason: undefined };
    });
    for (const link of this.#watched) this.#byRef.set(link.ref, link);
    this.#clock = clock;
  }

  /** Ignores links that are not watched: sources call it per message and must not be stopped by it. */
  heard(ref: LinkRef): void {
    const link = this.#byRef.get(ref);
    if (link === undefined) return;
    if (!link.isReportedLive) this.#version++;
    if (link.heardMs === undefined) link.group.heard++;
    link.isReportedLive = true;
    link.heardMs = this.#clock();
    link.group.heardMs = link.heardMs;
    link.lostReason = undefined;
  }

  lost(ref: LinkRef, reason: string): void {
    const link = this.#byRef.get(ref);
    if (link === undefined) return;
    if (link.lostReason === undefined) this.#version++;
    link.isReportedLive = false;
    link.lostReason = reason;
  }

  /** Grows when a link is heard for the first time or again, is reported lost, or has fallen silent. */
  get version(): number {
    const nowMs = this.#clock();
    if (nowMs - this.#sweptMs < SWEEP_EVERY_MS) return this.#version;
    this.#sweptMs = nowMs;
    for (const link of this.#watched) {
      if (!link.isReportedLive || this.#reasonNotLive(link, nowMs) === undefined) continue;
      link.isReportedLive = false;
      this.#version++;
    }
    return this.#version;
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
    const { group, togetherStaleAfterMs: together } = link;
    if (together !== undefined && group.heard >= LEAST_TOGETHER && nowMs - group.heardMs > together) {
      return `silent for more than ${together / 1000} s, with all of its source`;
    }
    return undefined;
  }
}
