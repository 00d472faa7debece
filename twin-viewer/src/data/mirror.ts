import { qualityOf, type SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { LinkState } from "../../../edge/contracts/path/twin.ts";
import type { LinkRef, Tag, TagRef } from "../../../edge/contracts/plant/tag.ts";

/** Reliability of a value. `none`: there never was one. `stale`: its source is silent. */
export type Freshness = "live" | "uncertain" | "bad" | "stale" | "none";

const FIRST_CAPACITY = 1024;

/**
 * The browser's copy of the twin, as columns by TagRef. Samples are applied as
 * they arrive; readers take what changed once per animation frame, so a burst
 * costs one redraw. The dirty list holds each ref at most once.
 */
export class Mirror {
  #values = new Float64Array(FIRST_CAPACITY).fill(Number.NaN);
  #times = new Float64Array(FIRST_CAPACITY).fill(Number.NaN);
  #statuses = new Uint32Array(FIRST_CAPACITY);
  #flags = new Uint8Array(FIRST_CAPACITY);
  #isDirty = new Uint8Array(FIRST_CAPACITY);
  #dirty: number[] = [];
  readonly #texts = new Map<number, string>();
  #tags: (Tag | undefined)[] = [];
  #links = new Map<LinkRef, LinkState>();
  #linksAtMs = 0;
  #knowsLinks = false;
  /** Number of tags that a source reads over each link. */
  #tagsOver = new Map<LinkRef, number>();
  #reachable = false;
  #isPast = false;
  #version = 0;
  /** Samples applied since the page was opened. */
  applied = 0;

  /** Twin version of the newest complete change, for `hello`. */
  get version(): number {
    return this.#version;
  }

  get tagCount(): number {
    return this.#tags.reduce((count, tag) => (tag === undefined ? count : count + 1), 0);
  }

  get dirtyCount(): number {
    return this.#dirty.length;
  }

  /** Takes a new dictionary; refs keep their meaning, so values stay. */
  setTags(tags: readonly Tag[]): void {
    this.#tags = [];
    this.#tagsOver = new Map();
    for (const tag of tags) {
      this.#tags[tag.ref] = tag;
      if (tag.isDerived !== true) this.#tagsOver.set(tag.link, (this.#tagsOver.get(tag.link) ?? 0) + 1);
    }
    this.#reserve(this.#tags.length);
  }

  /** Forgets every value: another edge, or its registry was lost. */
  clear(): void {
    this.#values.fill(Number.NaN);
    this.#times.fill(Number.NaN);
    this.#statuses.fill(0);
    this.#flags.fill(0);
    this.#texts.clear();
    this.#version = 0;
    for (const tag of this.tags()) this.#touch(tag.ref);
  }

  tag(ref: TagRef): Tag | undefined {
    return this.#tags[ref];
  }

  tags(): Tag[] {
    return this.#tags.filter((tag) => tag !== undefined);
  }

  /** `version` is the one that the batch completes; undefined while pieces are still to come. */
  apply(batch: SampleBatch, version?: number): void {
    for (let i = 0; i < batch.length; i++) {
      const ref = batch.tags[i] as number;
      if (ref >= this.#values.length) this.#reserve(ref + 1);
      this.#values[ref] = batch.values[i] as number;
      this.#times[ref] = batch.times[i] as number;
      this.#statuses[ref] = batch.statuses[i] as number;
      this.#flags[ref] = batch.flags[i] as number;
      const text = batch.texts.size === 0 ? undefined : batch.texts.get(i);
      // A sample without a text ends the text before it.
      if (text !== undefined) this.#texts.set(ref, text);
      else if (this.#texts.size > 0) this.#texts.delete(ref);
      this.#touch(ref);
    }
    if (version !== undefined) this.#version = version;
    this.applied += batch.length;
  }

  setLinks(links: readonly LinkState[], atMs: number): void {
    this.#links = new Map(links.map((link) => [link.ref, link]));
    this.#linksAtMs = atMs;
    this.#knowsLinks = true;
  }

  /** False until the edge first reports the state of its links. */
  get knowsLinks(): boolean {
    return this.#knowsLinks;
  }

  /** Number of source tags with a live link. */
  heard(): { readonly live: number; readonly total: number } {
    let [live, total] = [0, 0];
    for (const [link, count] of this.#tagsOver) {
      total += count;
      if (this.#reachable && this.#links.get(link)?.live === true) live += count;
    }
    return { live, total };
  }

  /** False while the edge itself is silent: nothing is live then. */
  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
  }

  get reachable(): boolean {
    return this.#reachable;
  }

  /** True in replay: link states describe the present, so only the status of a value counts. */
  setPast(isPast: boolean): void {
    this.#isPast = isPast;
  }

  links(): LinkState[] {
    return [...this.#links.values()];
  }

  linkOf(ref: TagRef): LinkState | undefined {
    const tag = this.#tags[ref];
    return tag === undefined ? undefined : this.#links.get(tag.link);
  }

  /** Milliseconds since the last data of the tag's source that this page knows; undefined without any. */
  linkAgeMs(ref: TagRef, nowMs: number): number | undefined {
    const age = this.linkOf(ref)?.ageMs;
    return age === undefined ? undefined : age + Math.max(0, nowMs - this.#linksAtMs);
  }

  value(ref: TagRef): number {
    return this.#values[ref] ?? Number.NaN;
  }

  text(ref: TagRef): string | undefined {
    return this.#texts.get(ref);
  }

  /**
   * The text as something to act on, such as the number of a pallet: undefined while the source itself calls it bad.
   */
  soundText(ref: TagRef): string | undefined {
    return qualityOf(this.status(ref)) === "bad" ? undefined : this.text(ref);
  }

  /** Source time, µs UTC; NaN when there never was a sample. */
  time(ref: TagRef): number {
    return this.#times[ref] ?? Number.NaN;
  }

  status(ref: TagRef): number {
    return this.#statuses[ref] ?? 0;
  }

  flags(ref: TagRef): number {
    return this.#flags[ref] ?? 0;
  }

  freshness(ref: TagRef): Freshness {
    if (Number.isNaN(this.time(ref))) return "none";
    if (!this.#reachable || (!this.#isPast && this.linkOf(ref)?.live !== true)) return "stale";
    const quality = qualityOf(this.status(ref));
    return quality === "good" ? "live" : quality;
  }

  /** Hands over the refs that changed since the last call and forgets them. */
  takeDirty(): readonly number[] {
    const dirty = this.#dirty;
    for (const ref of dirty) this.#isDirty[ref] = 0;
    this.#dirty = [];
    return dirty;
  }

  #touch(ref: number): void {
    if (this.#isDirty[ref] === 1) return;
    this.#isDirty[ref] = 1;
    this.#dirty.push(ref);
  }

  #reserve(size: number): void {
    if (size <= this.#values.length) return;
    const capacity = Math.max(size, this.#values.length * 2);
    const values = new Float64Array(capacity).fill(Number.NaN);
    values.set(this.#values);
    this.#values = values;
    const times = new Float64Array(capacity).fill(Number.NaN);
    times.set(this.#times);
    this.#times = times;
    const statuses = new Uint32Array(capacity);
    statuses.set(this.#statuses);
    this.#statuses = statuses;
    const flags = new Uint8Array(capacity);
    flags.set(this.#flags);
    this.#flags = flags;
    const isDirty = new Uint8Array(capacity);
    isDirty.set(this.#isDirty);
    this.#isDirty = isDirty;
  }
}
