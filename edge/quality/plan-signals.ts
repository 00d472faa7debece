/** What the book reads from signals: results that stations do not report, and counts of replaced tools. */
import { qualityOf, type SampleBatch } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import { signalName, type Tag, type TagRef, type TagTable } from "../contracts/plant/tag.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import type { Feature } from "../contracts/production/material-event.ts";
import { type LabelledTags, type ResultState, StationResults } from "../contracts/production/station-results.ts";
import type { PlanConfig } from "./config.ts";

interface SignalState {
  readonly results: ResultState;
  /** By machine and signal. */
  readonly toolCounts: readonly (readonly [key: string, count: number])[];
}

/** Signals that plans name: results, evidence of alerts, and counts of replaced tools. */
export function signalsOf(plans: readonly PlanConfig[]): ReadonlySet<string> {
  return new Set(plans.flatMap(({ signal, inspectAfter }) => [signal ?? [], inspectAfter?.toolCount ?? []].flat()));
}

export class PlanSignals {
  readonly watches: readonly TagRef[];
  readonly results: StationResults;
  readonly #plans: readonly PlanConfig[];
  readonly #labels = new Map<TagRef, string>();
  readonly #counters = new Map<TagRef, string>();
  readonly #toolCounts: Map<string, number>;

  constructor(
    plans: readonly PlanConfig[],
    { plant, tags }: { readonly plant: Pick<Plant, "assets">; readonly tags: TagTable },
    state?: SignalState,
  ) {
    this.#plans = plans.filter(({ reads }) => reads === "signal");
    const all = plant.assets.flatMap(({ assetUid, label }) => tags.ofAsset(assetUid).map((tag) => ({ tag, label })));
    const results: LabelledTags = all.filter(({ tag, label }) => this.#planOf(label, signalName(tag)) !== undefined);
    for (const { tag, label } of results) this.#labels.set(tag.ref, label);
    this.results = new StationResults(results, state?.results);
    this.#toolCounts = new Map(state?.toolCounts);
    for (const { tag, label } of all)
      if (plans.some((plan) => countsTools(plan, label, tag)))
        this.#counters.set(tag.ref, `${label} ${signalName(tag)}`);
    this.watches = [...this.results.watches, ...this.#counters.keys()];
  }

  get state(): SignalState {
    return { results: this.results.state, toolCounts: [...this.#toolCounts] };
  }

  observe(samples: SampleBatch): void {
    this.results.observe(samples);
    if (this.#counters.size === 0) return;
    for (let at = 0; at < samples.length; at++) {
      const key = this.#counters.get(samples.tags[at] as TagRef);
      if (key === undefined || qualityOf(samples.statuses[at] as number) === "bad") continue;
      const value = samples.values[at] as number;
      if (Number.isFinite(value)) this.#toolCounts.set(key, value);
    }
  }

  toolCount(machine: string, signal: string): number | undefined {
    return this.#toolCounts.get(`${machine} ${signal}`);
  }

  /** A value as a station's report would name it, in the tag's unit. */
  featureOf({ tag, value }: { readonly tag: Tag; readonly value: number }, ok: boolean): Feature | undefined {
    const plan = this.#planOf(this.#labels.get(tag.ref) ?? "", signalName(tag));
    if (plan === undefined) return undefined;
    return { name: plan.feature, value, ...(tag.unit === undefined ? {} : { unit: tag.unit }), ok };
  }

  #planOf(label: string, name: string): PlanConfig | undefined {
    return this.#plans.find(({ signal, gauges }) => signal === name && gauges.some((word) => matchesWord(word, label)));
  }
}

function countsTools({ inspectAfter, madeBy }: PlanConfig, label: string, tag: Tag): boolean {
  return inspectAfter?.toolCount === signalName(tag) && madeBy.some((word) => matchesWord(word, label));
}
