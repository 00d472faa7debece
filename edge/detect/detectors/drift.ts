import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { SampleFlag } from "../../contracts/path/sample-batch.ts";
import { quantity } from "../../contracts/plant/quantity.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { type LearnedState, type LearnedStates, type Learner, learnedPrint } from "../learned.ts";
import { medianOfSorted } from "../maths/robust-fit.ts";
import { TimeMeans } from "../maths/time-means.ts";
import type { DriftConfig } from "../rules/config.ts";
import { ExecutingGate } from "../rules/executing.ts";
import {
  type AssetTag,
  type DetectorContext,
  LinkWatch,
  type RuleDetector,
  type RuleKeys,
  ruleKey,
  selectNumbers,
  slugOf,
  spanOf,
} from "../rules/rule-detector.ts";
import { subject } from "../rules/texts.ts";
import { Watchlist } from "../watchlist.ts";

const PAST = SampleFlag.backfill | SampleFlag.historical;
/** One mean counts at most this many sigmas, so a single spike cannot raise the sum above the decision interval. */
const CLIP = 4;
/** A reference spread below this share of the range is resolution, not noise. */
const SPREAD_FLOOR = 0.001;
/** Sums above this multiple of the decision interval are cut, so that the advisory clears in finite time. */
const SUM_MAX = 1.5;
/** The level is the median of this number of means. */
const LEVEL_MEANS = 3;

/**
 * Detects a value that slowly leaves its reference (advisory). Two-sided CUSUM on
 * short means against a reference learnt by itself: median and median deviation
 * of the first means, so a spike while learning does not spoil it. CUSUM rather
 * than a moving average: it finds a lasting shift of one sigma in about thirty
 * means and needs two numbers per tag instead of a window.
 */
export function createDriftDetector(config: DriftConfig, context: DetectorContext): RuleDetector | undefined {
  const watched = selectNumbers(config.tags, context);
  return watched.length === 0 ? undefined : new DriftDetector(watched, config, context);
}

/** The state of one tag, in this order; the means follow while the reference is being learnt. */
const KEPT = 9;

class DriftDetector implements RuleDetector, Learner {
  readonly kind = "drift";
  readonly learner = this;
  readonly watches;
  readonly keys: RuleKeys;
  readonly #watched: readonly AssetTag[];
  readonly #config: DriftConfig;
  readonly #list: Watchlist;
  readonly #gate: ExecutingGate | undefined;
  readonly #links: LinkWatch;
  readonly #means: TimeMeans;
  /** The means a reference is learnt from, `learn` per tag. */
  readonly #learnt: Float64Array;
  readonly #count: Uint32Array;
  readonly #centre: Float64Array;
  readonly #sigma: Float64Array;
  readonly #rising: Float64Array;
  readonly #falling: Float64Array;
  readonly #older: Float64Array;
  readonly #newer: Float64Array;
  readonly #level: Float64Array;
  readonly #standing: Uint8Array;
  readonly #prints: (string | undefined)[] = [];

  constructor(watched: readonly AssetTag[], config: DriftConfig, context: DetectorContext) {
    const n = watched.length;
    this.#watched = watched;
    this.#config = config;
    this.#list = new Watchlist(watched.map(({ tag }) => tag));
    this.#links = new LinkWatch(() => context.links());
    this.#gate = config.during === "executing" ? new ExecutingGate(this.#list.tags, context.tags) : undefined;
    this.watches = [...this.#list.refs, ...(this.#gate?.refs ?? [])];
    this.keys = new Set(watched.map((_, index) => this.#keyOf(index)));
    this.#means = new TimeMeans(n, config.everyS);
    this.#learnt = new Float64Array(n * config.learn);
    this.#count = new Uint32Array(n);
    this.#centre = new Float64Array(n);
    this.#sigma = new Float64Array(n);
    this.#rising = new Float64Array(n);
    this.#falling = new Float64Array(n);
    this.#older = new Float64Array(n);
    this.#newer = new Float64Array(n);
    this.#level = new Float64Array(n);
    this.#standing = new Uint8Array(n);
  }

  get counters() {
    return this.#list.counters;
  }

  observe(samples: SampleBatch): readonly Finding[] {
    for (let at = 0; at < samples.length; at++) {
      this.#gate?.observe(samples, at);
      const index = this.#list.admit(samples, at);
      if (index < 0 || ((samples.flags[at] as number) & PAST) !== 0) continue;
      if (this.#gate === undefined || this.#gate.isExecuting(index))
        this.#means.add(index, samples.values[at] as number);
    }
    return [];
  }

  tick(now: Micros): readonly Finding[] {
    if (this.#means.due(now) !== "over") return [];
    const findings: Finding[] = [];
    for (let index = 0; index < this.#count.length; index++) {
      const isHeld =
        (this.#gate === undefined || this.#gate.isExecuting(index)) &&
        this.#links.isLive((this.#list.tags[index] as Tag).link, now);
      const mean = this.#means.take(index, isHeld);
      if (Number.isNaN(mean)) continue;
      const learnt = this.#count[index] as number;
      if (learnt < this.#config.learn) this.#learn(index, mean);
      else this.#judge(index, { mean, now }, findings);
    }
    return findings;
  }

  snapshot(): LearnedStates {
    const states = new Map<string, LearnedState>();
    const { learn } = this.#config;
    for (let index = 0; index < this.#count.length; index++) {
      const count = this.#count[index] as number;
      if (count === 0) continue;
      const means = count < learn ? this.#learnt.subarray(index * learn, index * learn + count) : [];
      const columns = [
        this.#centre,
        this.#sigma,
        this.#rising,
        this.#falling,
        this.#older,
        this.#newer,
        this.#level,
        this.#standing,
      ];
      const numbers = Float64Array.of(
        Math.min(count, learn),
        ...columns.map((column) => column[index] as number),
        ...means,
      );
      states.set(this.#keyOf(index), { print: this.#printOf(index), numbers });
    }
    return states;
  }

  restore(states: LearnedStates): void {
    for (let index = 0; index < this.#count.length; index++) {
      const state = states.get(this.#keyOf(index));
      if (state === undefined || state.print !== this.#printOf(index) || !state.numbers.every(Number.isFinite))
        continue;
      this.#adopt(index, state.numbers);
    }
  }

  #keyOf(index: number): string {
    const { asset, tag } = this.#watched[index] as AssetTag;
    return ruleKey(ruleOf(this.#config, tag), asset.assetUid);
  }

  /** A complete reference is used at once, and its first judgement is a finding, even if the book has another state. */
  #adopt(index: number, numbers: Float64Array): void {
    const { learn } = this.#config;
    const [count = 0, centre = 0, sigma = 0, rising = 0, falling = 0, older = 0, newer = 0, level = 0, standing = 0] =
      numbers;
    const means = numbers.subarray(KEPT);
    if (count > learn || means.length !== (count < learn ? count : 0) || (count === learn && sigma <= 0)) return;
    this.#learnt.set(means, index * learn);
    this.#count[index] = count;
    this.#centre[index] = centre;
    this.#sigma[index] = sigma;
    this.#rising[index] = rising;
    this.#falling[index] = falling;
    this.#older[index] = older;
    this.#newer[index] = newer;
    this.#level[index] = level;
    this.#standing[index] = standing;
  }

  /** Computed once: for 100,000 tags it takes half a second. */
  #printOf(index: number): string {
    const tag = this.#list.tags[index] as Tag;
    this.#prints[index] ??= learnedPrint("drift", this.#config, tag.unit, spanOf(tag));
    return this.#prints[index];
  }

  #learn(index: number, mean: number): void {
    const { learn } = this.#config;
    const start = index * learn;
    const count = this.#count[index] as number;
    this.#learnt[start + count] = mean;
    this.#count[index] = count + 1;
    if (count + 1 < learn) return;
    const sorted = this.#learnt.slice(start, start + learn).sort();
    const centre = medianOfSorted(sorted);
    // A spread learnt from n means is itself wrong by about 1.2/sqrt(n) of it (and the median by 1.25/sqrt(n) sigmas,
    // see `#judge`): both are taken one standard error on the safe side.
    const spread =
      (1 + 1.2 / Math.sqrt(learn)) * 1.4826 * medianOfSorted(sorted.map((value) => Math.abs(value - centre)).sort());
    const span = spanOf(this.#list.tags[index] as Tag);
    this.#centre[index] = centre;
    this.#older[index] = centre;
    this.#newer[index] = centre;
    this.#level[index] = centre;
    this.#sigma[index] = Math.max(spread, span * SPREAD_FLOOR, Math.abs(centre) * 1e-6, Number.MIN_VALUE);
  }

  #judge(index: number, at: { mean: number; now: Micros }, findings: Finding[]): void {
    const { slack, decision, minShiftPercent, learn } = this.#config;
    const isFirst = (this.#count[index] as number) === learn;
    if (isFirst) this.#count[index] = learn + 1;
    const centre = this.#centre[index] as number;
    const z = Math.min(CLIP, Math.max(-CLIP, (at.mean - centre) / (this.#sigma[index] as number)));
    const most = decision * SUM_MAX;
    // The error of the learnt median is not drift.
    const allowed = slack + 1.25 / Math.sqrt(learn);
    const rising = Math.min(most, Math.max(0, (this.#rising[index] as number) + z - allowed));
    const falling = Math.min(most, Math.max(0, (this.#falling[index] as number) - z - allowed));
    this.#rising[index] = rising;
    this.#falling[index] = falling;
    const level = this.#follow(index, at.mean);
    const shift = Math.abs(level - centre);
    const needed = (minShiftPercent / 100) * spanOf(this.#list.tags[index] as Tag);
    const stood = this.#standing[index] === 1;
    const sum = Math.max(rising, falling);
    const stands = stood ? sum > decision / 2 && shift > needed / 2 : sum >= decision && shift >= needed;
    this.#standing[index] = stands ? 1 : 0;
    if (stands || stood || isFirst) findings.push(this.#finding(index, { stands, now: at.now }));
  }

  /** Median of the last `LEVEL_MEANS` means: compared with `minShiftPercent`; one spike cannot move it. */
  #follow(index: number, mean: number): number {
    const older = this.#older[index] as number;
    const newer = this.#newer[index] as number;
    this.#older[index] = newer;
    this.#newer[index] = mean;
    const level = Math.max(Math.min(older, newer), Math.min(Math.max(older, newer), mean));
    this.#level[index] = level;
    return level;
  }

  #finding(index: number, how: { stands: boolean; now: Micros }): Finding {
    const { asset, tag } = this.#watched[index] as AssetTag;
    const text = subject(asset, tag);
    const level = this.#level[index] as number;
    const centre = this.#centre[index] as number;
    const [was, sigma] = [quantity(centre, tag.unit), quantity(this.#sigma[index] as number, tag.unit)];
    const goesUp = level >= centre;
    const why = {
      zh: `相对参考值 ${was}（σ ${sigma}）的累积和超过 ${this.#config.decision} σ`,
      en: `the cumulative sum against the reference ${was} (σ ${sigma}) passed ${this.#config.decision} σ`,
    };
    return {
      rule: ruleOf(this.#config, tag),
      assetUid: asset.assetUid,
      kind: "anomaly",
      standing: how.stands,
      at: how.now,
      severity: this.#config.severity,
      message: how.stands
        ? {
            zh: `${text.zh}缓慢${goesUp ? "上升" : "下降"}，偏离参考值 ${was}`,
            en: `${text.en} drifts ${goesUp ? "up" : "down"} from its reference ${was}`,
          }
        : { zh: `${text.zh}回到参考值`, en: `${text.en} is back at its reference` },
      evidence: how.stands
        ? [
            {
              ...this.#list.newest(index),
              detector: this.kind,
              from: how.now - LEVEL_MEANS * this.#config.everyS * 1e6,
              value: level,
              limit: centre,
              why,
            },
          ]
        : [],
      ...(how.stands ? { value: { tag: tag.ref, value: level, towards: goesUp ? "up" : "down" } } : {}),
    };
  }
}

/** One rule per tag, because an asset may have several tags that one config entry means. */
function ruleOf(config: DriftConfig, tag: Tag): string {
  return `drift/${config.id}/${slugOf(tag)}`;
}
