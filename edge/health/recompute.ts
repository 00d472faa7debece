/**
 * Computes the evidence of a finding once more, from stored history along the same watches (rules HB12 and HB13 in
 * docs/rules/health-book.md). Generic: it knows no watch.
 */

import { pickSamples } from "../batch/rows.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { ReplayReader } from "../contracts/path/replay.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";
import type { WaveformReader } from "../contracts/path/waveform-reader.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { AssetUid, TagTable } from "../contracts/plant/tag.ts";
import type { Evidence } from "../contracts/records/evidence.ts";
import { type BrokenWatch, PlantHealth } from "./plant-health.ts";
import type { WatchMaker } from "./watch.ts";

const SECOND_US = 1e6;
const STRETCH_US = 60e6;
const HOUR_US = 3_600e6;
/** Waveforms of a tag in an hour that are read; more than one a second is no burst. */
const MOST_WAVEFORMS = 3_600;
/** Difference of doubles that were added in another order. */
const ROUNDING = 1e-9;
/**
 * Share of the usual range within which a value agrees: history has no arrival, so that a sample may count a second
 * earlier or later than it did.
 */
const NEAR = 0.02;

export type Verdict = "exact" | "agrees" | "differs" | "absent";

export interface ComparedEvidence {
  readonly said: Evidence;
  /** The same statistic now; undefined where it says nothing now. */
  readonly again: Evidence | undefined;
  /** `exact` to the last digits; `absent`: not computed again. */
  readonly verdict: Verdict;
  /** The new value less the old one; NaN where there is none. */
  readonly difference: number;
}

export interface Recomputation {
  readonly from: Micros;
  readonly to: Micros;
  readonly samples: number;
  readonly waveforms: number;
  /** Whether the component has not learnt yet what is usual: too little of the history is left. */
  readonly isLearning: boolean;
  readonly compared: readonly ComparedEvidence[];
}

export interface RecomputePlan {
  readonly plant: Plant;
  /** The tags that the follower goes by. */
  readonly tags: TagTable;
  readonly makers: readonly WatchMaker[];
  readonly history: ReplayReader & WaveformReader;
  /** Begin of the stored history. */
  readonly from: Micros;
  readonly subject: { readonly assetUid: AssetUid; readonly component: string };
  /** Evidence of the health follower, which all ends at one time. */
  readonly evidence: readonly Evidence[];
  onBroken(broken: BrokenWatch): void;
  /** Gets the share that is done, from time to time. */
  onProgress(share: number): void;
}

/** The time at which the evidence was taken; undefined where none of it is the health follower's. */
export function takenAt(evidence: readonly Evidence[]): Micros | undefined {
  return evidence.find(isOfHealth)?.to;
}

function isOfHealth({ detector, statistic }: Evidence): boolean {
  return detector === "health" && statistic !== undefined;
}

/** Leads history to the watches second by second, to the time of the evidence. Rejects when the signal aborts. */
export async function recompute(plan: RecomputePlan, signal: AbortSignal): Promise<Recomputation> {
  const { plant, tags, makers, history, subject, evidence, onBroken } = plan;
  const health = new PlantHealth({ plant, tags, makers, onBroken });
  const to = takenAt(evidence) as Micros;
  const from = Math.floor(plan.from / SECOND_US) * SECOND_US;
  const counts = { samples: 0, waveforms: 0 };
  const bursts = new Bursts(history, tags);
  for (let start = from; start < to; start += STRETCH_US) {
    signal.throwIfAborted();
    const end = Math.min(start + STRETCH_US, to);
    // A stretch has what is after its begin and not after its end; a second has its begin and not its end.
    const { samples, events } = await history.stretch({ from: start - 1, to: end - 1, every: 0 });
    const waveforms = await bursts.within(start, end);
    counts.samples += samples.length;
    counts.waveforms += waveforms.length;
    give(health, { samples, events, waveforms }, { start, end });
    if ((start - from) % HOUR_US === 0) plan.onProgress((start - from) / (to - from));
  }
  const component = health.components.find(
    ({ assetUid, path }) => assetUid === subject.assetUid && path === subject.component,
  );
  const again = component?.evidenceAt(to) ?? [];
  return {
    from,
    to,
    ...counts,
    isLearning: component?.watches.every(({ isLearning }) => isLearning) ?? true,
    compared: evidence.filter(isOfHealth).map((said) => comparedTo(said, again)),
  };
}

interface Stretch {
  readonly samples: SampleBatch;
  readonly events: readonly EdgeEvent[];
  readonly waveforms: readonly WaveformBlock[];
}

/** Each second's items, then the second that follows: so they come where arrival takes no time. */
function give(
  health: PlantHealth,
  { samples, events, waveforms }: Stretch,
  { start, end }: { readonly start: Micros; readonly end: Micros },
): void {
  let [sample, event, waveform] = [0, 0, 0];
  for (let second = start + SECOND_US; second <= end; second += SECOND_US) {
    const first = sample;
    while (sample < samples.length && (samples.times[sample] as number) < second) sample++;
    if (sample > first)
      health.observe(
        pickSamples(
          samples,
          Uint32Array.from({ length: sample - first }, (_, at) => first + at),
        ),
      );
    for (let next = events[event]; next !== undefined && next.time < second; next = events[++event]) health.take(next);
    for (let next = waveforms[waveform]; next !== undefined && next.receivedAt < second; next = waveforms[++waveform])
      health.waveform(next);
    health.second(second);
  }
}

/** Waveforms in the order of their arrival, read by the hour. */
class Bursts {
  readonly #history: WaveformReader;
  readonly #refs: readonly Parameters<WaveformReader["waveform"]>[0][];
  #heads: { readonly ref: Parameters<WaveformReader["waveform"]>[0]; readonly start: Micros; readonly at: Micros }[] =
    [];
  #readTo: Micros = Number.NEGATIVE_INFINITY;

  constructor(history: WaveformReader, tags: TagTable) {
    this.#history = history;
    this.#refs = tags.all().flatMap(({ type, ref }) => (type === "waveform" ? [ref] : []));
  }

  async within(from: Micros, to: Micros): Promise<readonly WaveformBlock[]> {
    if (this.#readTo < to) {
      // A burst of the hour before may arrive in this one.
      const begin = this.#readTo === Number.NEGATIVE_INFINITY ? from - HOUR_US : this.#readTo;
      this.#readTo = Math.max(begin, from) + HOUR_US;
      for (const ref of this.#refs)
        for (const { start, receivedAt } of await this.#history.waveforms({
          ref,
          from: begin,
          to: this.#readTo,
          limit: MOST_WAVEFORMS,
        }))
          this.#heads.push({ ref, start, at: receivedAt });
      this.#heads.sort((a, b) => a.at - b.at || a.ref - b.ref);
    }
    const due = this.#heads.filter(({ at }) => at >= from && at < to);
    this.#heads = this.#heads.filter(({ at }) => at >= to);
    const found: WaveformBlock[] = [];
    for (const { ref, start } of due) {
      const block = await this.#history.waveform(ref, start);
      if (block !== undefined) found.push(block);
    }
    return found;
  }
}

function comparedTo(said: Evidence, all: readonly Evidence[]): ComparedEvidence {
  const again = all.find(
    ({ tag, statistic, regime }) =>
      tag === said.tag && statistic?.name.en === said.statistic?.name.en && regime?.en === said.regime?.en,
  );
  const [before, now] = [said.statistic?.value, again?.statistic?.value];
  if (before === undefined || now === undefined) return { said, again, verdict: "absent", difference: Number.NaN };
  const sizes = [
    [before, now],
    [said.usual?.low, again?.usual?.low],
    [said.usual?.high, again?.usual?.high],
  ] as const;
  const range = said.usual === undefined ? Math.abs(before) : said.usual.high - said.usual.low;
  const within = (allowed: (size: number) => number): boolean =>
    sizes.every(([a, b]) => a === b || (a !== undefined && b !== undefined && Math.abs(a - b) <= allowed(Math.abs(a))));
  const verdict = within((size) => ROUNDING * size) ? "exact" : within(() => NEAR * range) ? "agrees" : "differs";
  return { said, again, verdict, difference: now - before };
}
