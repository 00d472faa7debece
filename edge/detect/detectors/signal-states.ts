import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import { qualityOf, SampleFlag } from "../../contracts/path/sample-batch.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { Watchlist } from "../watchlist.ts";

const PAST = SampleFlag.backfill | SampleFlag.historical;

/** True, false or unknown. Unknown is never taken for safe. */
export type Tri = "yes" | "no" | "unknown";

export function and(...parts: readonly Tri[]): Tri {
  if (parts.includes("no")) return "no";
  return parts.includes("unknown") ? "unknown" : "yes";
}

export function or(...parts: readonly Tri[]): Tri {
  if (parts.includes("yes")) return "yes";
  return parts.includes("unknown") ? "unknown" : "no";
}

export function not(part: Tri): Tri {
  return part === "yes" ? "no" : part === "no" ? "yes" : "unknown";
}

/**
 * Newest state of safety signals. Unlike other detectors a bad sample is not
 * ignored here: it makes the signal unknown until a trusted one comes.
 */
export class SignalStates {
  readonly list: Watchlist;
  readonly values: Float64Array;
  readonly #texts: (string | undefined)[];

  constructor(tags: readonly Tag[]) {
    this.list = new Watchlist(tags);
    this.values = new Float64Array(tags.length).fill(Number.NaN);
    this.#texts = new Array<string | undefined>(tags.length).fill(undefined);
  }

  /** Index of the signal that a sample changed, or -1. */
  observe(samples: SampleBatch, at: number): number {
    const index = this.list.indexOf(samples, at);
    if (index < 0 || ((samples.flags[at] as number) & PAST) !== 0) return -1;
    const hasValue = Number.isFinite(samples.values[at]) || samples.texts.has(at);
    if (!hasValue || qualityOf(samples.statuses[at] as number) === "bad") {
      this.list.counters.untrusted++;
      // The same value may come back with its old source time once it is trusted again.
      this.list.times[index] = Number.NaN;
      this.values[index] = Number.NaN;
      this.#texts[index] = undefined;
      return index;
    }
    if (this.list.admit(samples, at) < 0) return -1;
    this.values[index] = samples.values[at] as number;
    this.#texts[index] = samples.texts.get(at);
    return index;
  }

  /** The word an enum or text signal shows, undefined when unknown. */
  word(index: number): string | undefined {
    const tag = this.list.tags[index] as Tag;
    if (tag.type === "text") return this.#texts[index];
    const value = this.values[index] as number;
    return Number.isNaN(value) ? undefined : tag.labels?.find((label) => label.value === value)?.en;
  }

  /** Whether a boolean signal, or an enum such as VDA 5050 `eStop`, is on. */
  isOn(index: number): Tri {
    const tag = this.list.tags[index] as Tag;
    const value = this.values[index] as number;
    if (tag.type === "boolean" || tag.type === "number")
      return Number.isNaN(value) ? "unknown" : value !== 0 ? "yes" : "no";
    const word = this.word(index);
    if (word !== undefined) return /^(none|no|off|false|inactive)$/i.test(word) ? "no" : "yes";
    return tag.type === "text" || Number.isNaN(value) ? "unknown" : value !== 0 ? "yes" : "no";
  }
}
