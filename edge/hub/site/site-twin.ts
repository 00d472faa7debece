/**
 * The twin of a site at the hub: the newest values of the copy of the log, and the live values that come ahead of it
 * (rules HS6 and HS7). A link is live only while the edge says so and the hub hears the edge.
 */

import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import { LINKS_CHANGED, type LinksChange } from "../../contracts/path/live-links.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { LinkState, TwinChange, TwinReader } from "../../contracts/path/twin.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { LinkRef, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { type CommitGroup, partsOf } from "../../historian/log/pending.ts";
import type { PlantLink } from "../../model/plant-file.ts";
import { createTwin } from "../../model/twin.ts";
import { AWAY_AFTER_MS } from "./site-link.ts";

export interface SiteTwinParts {
  readonly tags: TagTable;
  readonly links: readonly PlantLink[];
  /** Of what was heard. */
  readonly feed: { readonly heardAt: number; readonly silentMs: number; readonly edgeNow: Micros | undefined };
}

/** Whether a link is live at the edge, and since when by the edge's clock. */
interface LinkFact {
  readonly isLive: boolean;
  readonly since: Micros;
}

export class SiteTwin implements TwinReader {
  readonly tags: TagTable;
  readonly #model;
  readonly #links: readonly PlantLink[];
  readonly #nameOf = new Map<LinkRef, string>();
  readonly #names: ReadonlySet<string>;
  readonly #feed: SiteTwinParts["feed"];
  readonly #facts = new Map<string, LinkFact>();
  /** Links that no event names are silent from here on; in logs without such events all are live. */
  #wholeAt: Micros | undefined;
  #linksVersion = 0;
  #wasHere = false;
  /** Times of values that came ahead of history, until history has passed the place where they were read. */
  readonly #ahead = new Map<TagRef, Micros>();
  #aheadTo: LogPosition = 0;

  constructor({ tags, links, feed }: SiteTwinParts) {
    this.tags = tags;
    this.#links = links;
    this.#feed = feed;
    for (const { ref, name } of links) this.#nameOf.set(ref, name);
    this.#names = new Set(this.#nameOf.values());
    this.#model = createTwin({ tags, links: [] });
  }

  /** What history has already. */
  begin(samples: SampleBatch, linkEvents: readonly EdgeEvent[]): void {
    this.#model.apply(samples);
    for (const event of linkEvents) this.#takeLinks(event);
  }

  took(group: CommitGroup): void {
    const { batches, events, waveforms } = partsOf(group);
    for (const batch of batches) this.#model.apply(group.to <= this.#aheadTo ? this.#newerOf(batch) : batch);
    for (const block of waveforms) this.#model.applyWaveform(block);
    for (const event of events) this.#takeLinks(event);
    if (group.to >= this.#aheadTo) this.#ahead.clear();
  }

  live(batches: readonly SampleBatch[], events: readonly EdgeEvent[], to: LogPosition): void {
    this.#aheadTo = Math.max(this.#aheadTo, to);
    for (const batch of batches) {
      this.#model.apply(batch);
      for (let at = 0; at < batch.length; at++) {
        const ref = batch.tags[at] as TagRef;
        if (ref < this.tags.size) this.#ahead.set(ref, this.#model.time(ref));
      }
    }
    for (const event of events) this.#takeLinks(event);
  }

  get version(): number {
    return this.#model.version;
  }

  value(ref: TagRef): number {
    return this.#model.value(ref);
  }

  text(ref: TagRef): string | undefined {
    return this.#model.text(ref);
  }

  time(ref: TagRef): Micros {
    return this.#model.time(ref);
  }

  receivedAt(ref: TagRef): Micros {
    return this.#model.receivedAt(ref);
  }

  status(ref: TagRef): number {
    return this.#model.status(ref);
  }

  flags(ref: TagRef): number {
    return this.#model.flags(ref);
  }

  waveform(ref: TagRef): WaveformBlock | undefined {
    return this.#model.waveform(ref);
  }

  snapshot(): TwinChange {
    return this.#model.snapshot();
  }

  changesSince(version: number): TwinChange {
    return this.#model.changesSince(version);
  }

  isLive(ref: TagRef): boolean {
    const tag = this.tags.at(ref);
    const name = tag === undefined ? undefined : this.#nameOf.get(tag.link);
    return name !== undefined && !Number.isNaN(this.time(ref)) && this.#isHere && this.#isLiveThere(name);
  }

  links(): readonly LinkState[] {
    const isHere = this.#isHere;
    return this.#links.map(({ ref, name, source }) => {
      const isLiveThere = this.#isLiveThere(name);
      const state = { ref, name, source, live: isHere && isLiveThere, ageMs: this.#ageMs(name, isLiveThere) };
      if (state.live) return state;
      return { ...state, reason: isHere ? SILENT : awayReason(this.#feed.heardAt) };
    });
  }

  get linksVersion(): number {
    const isHere = this.#isHere;
    if (isHere !== this.#wasHere) this.#linksVersion++;
    this.#wasHere = isHere;
    return this.#linksVersion;
  }

  get #isHere(): boolean {
    return this.#feed.silentMs <= AWAY_AFTER_MS;
  }

  #isLiveThere(name: string): boolean {
    return this.#facts.get(name)?.isLive ?? this.#wholeAt === undefined;
  }

  /** Of a live link: since the hub heard the edge. Of a silent one: since it fell silent there. */
  #ageMs(name: string, isLiveThere: boolean): number | undefined {
    const { heardAt, silentMs, edgeNow } = this.#feed;
    if (isLiveThere && heardAt === 0) return undefined;
    if (isLiveThere) return Math.round(Number.isFinite(silentMs) ? silentMs : Math.max(0, Date.now() - heardAt));
    const since = this.#facts.get(name)?.since ?? this.#wholeAt;
    if (since === undefined || edgeNow === undefined) return undefined;
    return Math.max(0, Math.round((edgeNow - since) / 1000));
  }

  /** Events come again with history, and then are older than what is known. */
  #takeLinks({ type, time, payload }: EdgeEvent): void {
    if (type !== LINKS_CHANGED) return;
    const { isWhole, live, silent } = payload as Partial<LinksChange>;
    if (!isNames(live) || !isNames(silent)) return;
    if (isWhole === true && time >= (this.#wholeAt ?? Number.NEGATIVE_INFINITY)) {
      this.#wholeAt = time;
      for (const [name, { since }] of this.#facts) if (since <= time) this.#facts.delete(name);
    }
    for (const [names, isLive] of [[live, true] as const, [silent, false] as const])
      for (const name of names) this.#setLink(name, { isLive, since: time });
    this.#linksVersion++;
  }

  #setLink(name: string, fact: LinkFact): void {
    const since = Math.max(this.#facts.get(name)?.since ?? Number.NEGATIVE_INFINITY, this.#wholeAt ?? 0);
    // Names of no link would only take memory.
    if (fact.since < since || !this.#names.has(name)) return;
    this.#facts.set(name, fact);
  }

  /** The samples of a batch that are newer than what came ahead of it. */
  #newerOf(batch: SampleBatch): SampleBatch {
    const { length, tags, times } = batch;
    const kept: number[] = [];
    for (let at = 0; at < length; at++) {
      const ahead = this.#ahead.get(tags[at] as TagRef);
      if (ahead === undefined || (times[at] as number) > ahead) kept.push(at);
    }
    return kept.length === length ? batch : picked(batch, kept);
  }
}

const SILENT = "the edge hears nothing over this link";

function awayReason(heardAt: number): string {
  if (heardAt === 0) return "the hub has never heard this edge";
  return `the hub has heard nothing from the edge since ${new Date(heardAt).toISOString()}`;
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function picked(batch: SampleBatch, kept: readonly number[]): SampleBatch {
  const { tags, times, values, statuses, flags, texts } = batch;
  const newTexts = kept.flatMap((from, to): [number, string][] => {
    const text = texts.get(from);
    return text === undefined ? [] : [[to, text]];
  });
  return {
    length: kept.length,
    receivedAt: batch.receivedAt,
    tags: Uint32Array.from(kept, (at) => tags[at] as number),
    times: Float64Array.from(kept, (at) => times[at] as number),
    values: Float64Array.from(kept, (at) => values[at] as number),
    statuses: Uint32Array.from(kept, (at) => statuses[at] as number),
    flags: Uint8Array.from(kept, (at) => flags[at] as number),
    texts: new Map(newTexts),
  };
}
