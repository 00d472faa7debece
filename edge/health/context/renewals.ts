/** When components were replaced, by their counters, events and finished work (rules AS5 and HB6). */
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Component } from "../../contracts/plant/components.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";

export interface Renewed {
  /** Path of the component; components below it are new too. */
  readonly component: string;
  readonly at: Micros;
  /** It was repaired: work that follows a plan replaces what may still be sound. */
  readonly isRepair?: true;
}

/** Earlier releases kept the counters alone. */
type RenewalState = Float64Array | { readonly last: Float64Array; readonly news: readonly Renewed[] };

export class Renewals implements Learned<RenewalState> {
  /** Counters; the index of a counter is the `input` of `sample`. */
  readonly inputs: readonly TagRef[];
  readonly #counted: readonly string[];
  readonly #events: ReadonlyMap<string, string>;
  readonly #last: Float64Array;
  #news: Renewed[] = [];

  constructor(components: readonly Component[], tags: readonly Tag[]) {
    const counters = components.flatMap(({ path, replacedBy }) => {
      if (replacedBy === undefined || !("counter" in replacedBy)) return [];
      const tag = tags.find(
        (one) => `${one.component}/${one.signal}` === replacedBy.counter || one.signal === replacedBy.counter,
      );
      return tag === undefined ? [] : [{ path, ref: tag.ref }];
    });
    this.inputs = counters.map(({ ref }) => ref);
    this.#counted = counters.map(({ path }) => path);
    this.#events = new Map(
      components.flatMap(({ path, replacedBy }) =>
        replacedBy !== undefined && "event" in replacedBy ? [[replacedBy.event, path] as const] : [],
      ),
    );
    this.#last = new Float64Array(counters.length).fill(Number.NaN);
  }

  sample(input: number, time: Micros, value: number): void {
    const last = this.#last[input] as number;
    if (value > last) this.#news.push({ component: this.#counted[input] as string, at: time });
    this.#last[input] = value;
  }

  /** Types of events that it reads. */
  get events(): readonly string[] {
    return [...this.#events.keys()];
  }

  event(type: string, at: Micros): void {
    const component = this.#events.get(type);
    if (component !== undefined) this.replaced({ component, at });
  }

  /** A person says so. */
  replaced(renewed: Renewed): void {
    this.#news.push(renewed);
  }

  /** Replacements since the last call. Called each second; the state may be written at any time between two. */
  take(): readonly Renewed[] {
    if (this.#news.length === 0) return NOTHING;
    const news = this.#news;
    this.#news = [];
    return news;
  }

  snapshot(): RenewalState {
    return { last: this.#last.slice(), news: [...this.#news] };
  }

  restore(state: RenewalState): void {
    const { last, news } = state instanceof Float64Array ? { last: state, news: NOTHING } : state;
    if (last.length === this.#last.length) this.#last.set(last);
    this.#news = [...news];
  }
}

const NOTHING: readonly Renewed[] = [];
