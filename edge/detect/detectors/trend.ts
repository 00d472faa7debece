import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { SampleFlag } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRole } from "../../contracts/plant/tag.ts";
import { type LearnedState, type LearnedStates, type Learner, learnedPrint } from "../learned.ts";
import { TimeMeans } from "../maths/time-means.ts";
import { referenceOf } from "../rules/reference.ts";
import {
  type AssetTag,
  type DetectorContext,
  LinkWatch,
  type RuleDetector,
  type RuleKeys,
  ruleKey,
  selectNumbers,
  spanOf,
} from "../rules/rule-detector.ts";
import type { TrendConfig } from "../rules/trend-config.ts";
import { Watchlist } from "../watchlist.ts";
import { clearedFinding, limitFor, ruleOf, standingFinding, type Trend } from "./trend-findings.ts";
import { type Forecast, TrendForecasts } from "./trend-forecast.ts";
import { TrendReach } from "./trend-reach.ts";
import { TrendReferences } from "./trend-references.ts";
import { TrendResets } from "./trend-resets.ts";
import { TrendWindows } from "./trend-windows.ts";

const PAST = SampleFlag.backfill | SampleFlag.historical;
/** This number of consecutive fits must agree before a prediction is raised or withdrawn. */
const AGREE_TO_RAISE = 2;
const AGREE_TO_CLEAR = 4;
/** Use that is counted goes on as long as the part is used; a measured value may settle. */
const COUNTS_USE: TagRole = "tool-life-used";

/**
 * Predicts when a value will cross a limit (advisory): a robust line through the newest means of each tag, fitted again
 * with each new mean. Predicts only when the slope significantly leads to the limit and the crossing is within the
 * horizon. A measured value may settle: it must have gone half the way to the limit, and a curve that settles before
 * the limit must not explain the window better than the line (rule A113). With a reference, all this is about the
 * distance from it (rule A115).
 */
export function createTrendDetector(config: TrendConfig, context: DetectorContext): RuleDetector | undefined {
  const watched = trendTags(config, context).filter(({ tag }) => limitFor(config, tag) !== undefined);
  return watched.length === 0 ? undefined : new TrendDetector(watched, config, context);
}

/** The tags that a rule may watch: those with a reference where it asks for one. */
export function trendTags(
  { tags, reference }: TrendConfig,
  context: Pick<DetectorContext, "plant" | "tags">,
): AssetTag[] {
  return selectNumbers(tags, context).filter(
    ({ tag }) => reference === undefined || referenceOf(reference, tag, context) !== undefined,
  );
}

/** Numbers kept for each tag: votes and whether it is active; times and values of its means follow. */
const KEPT = 2;

class TrendDetector implements RuleDetector, Learner {
  readonly kind = "trend";
  readonly learner = this;
  readonly watches;
  readonly keys: RuleKeys;
  readonly #watched: readonly AssetTag[];
  readonly #config: TrendConfig;
  readonly #list: Watchlist;
  readonly #links: LinkWatch;
  readonly #resets: TrendResets;
  readonly #references: TrendReferences;
  readonly #forecasts: TrendForecasts;
  readonly #means: TimeMeans;
  readonly #windows: TrendWindows;
  readonly #votes: Int32Array;
  readonly #standing: Uint8Array;
  readonly #prints: (string | undefined)[] = [];
  readonly #isFresh: Uint8Array;
  /** When an active prediction came true; NaN: it has not. */
  readonly #crossedAt: Float64Array;
  /** Sign of the newest significant slope: the side from which the limit is approached. */
  readonly #side: Int8Array;
  /** Time of the last restart of its window. */
  readonly #begunAt: Float64Array;
  /** 1: its means are of an earlier run. */
  readonly #isRestored: Uint8Array;

  constructor(watched: readonly AssetTag[], config: TrendConfig, context: DetectorContext) {
    const n = watched.length;
    this.#watched = watched;
    this.#config = config;
    this.#list = new Watchlist(watched.map(({ tag }) => tag));
    this.#links = new LinkWatch(() => context.links());
    this.#resets = new TrendResets(watched, config.resetOn, context.tags);
    const { reference } = config;
    this.#references = new TrendReferences(
      watched.map(({ tag }) => (reference === undefined ? undefined : referenceOf(reference, tag, context))),
      config,
    );
    this.watches = [...new Set([...this.#list.refs, ...this.#resets.refs, ...this.#references.refs])];
    this.keys = new Set(watched.map((_, index) => this.#keyOf(index)));
    this.#forecasts = new TrendForecasts(config, new TrendReach(n));
    this.#means = new TimeMeans(n, config.everyS);
    this.#windows = new TrendWindows(n, config.points, reference !== undefined);
    this.#votes = new Int32Array(n);
    this.#standing = new Uint8Array(n);
    this.#isFresh = new Uint8Array(n).fill(1);
    this.#side = new Int8Array(n);
    this.#crossedAt = new Float64Array(n).fill(Number.NaN);
    this.#begunAt = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
    this.#isRestored = new Uint8Array(n);
  }

  get counters() {
    return this.#list.counters;
  }

  observe(samples: SampleBatch): readonly Finding[] {
    for (let at = 0; at < samples.length; at++) {
      for (const index of this.#resets.replaced(samples, at)) this.#beginAnew(index, samples.receivedAt);
      for (const index of this.#references.take(samples, at)) this.#beginAnew(index, samples.receivedAt);
      const index = this.#list.admit(samples, at);
      if (index >= 0 && ((samples.flags[at] as number) & PAST) === 0)
        this.#take(index, samples.values[at] as number, samples.receivedAt);
    }
    return [];
  }

  tick(now: Micros): readonly Finding[] {
    const due = this.#means.due(now);
    if (due === "no") return [];
    if (due === "restarted") this.#windows.clearAll();
    const findings: Finding[] = [];
    for (let index = 0; due === "over" && index < this.#watched.length; index++) {
      const mean = this.#means.take(index, this.#links.isLive((this.#list.tags[index] as Tag).link, now));
      const reference = this.#references.mean(index, this.#links, now);
      if (Number.isNaN(mean) || Number.isNaN(reference)) continue;
      if (this.#isRestored[index] === 1) this.#forgetOtherTimes(index, now);
      // The middle of the stretch, or of its part after a restart.
      const from = Math.max(now - this.#config.everyS * 1e6, this.#begunAt[index] as number);
      this.#windows.append(index, (from + now) / 2, mean, reference);
      this.#judge(index, now, findings);
    }
    return findings;
  }

  snapshot(): LearnedStates {
    const states = new Map<string, LearnedState>();
    for (let index = 0; index < this.#watched.length; index++) {
      if (this.#windows.count(index) === 0) continue;
      const numbers = Float64Array.of(
        this.#votes[index] as number,
        this.#standing[index] as number,
        ...this.#windows.numbersOf(index),
      );
      states.set(this.#keyOf(index), { print: this.#printOf(index), numbers });
    }
    return states;
  }

  restore(states: LearnedStates): void {
    for (let index = 0; index < this.#watched.length; index++) {
      const state = states.get(this.#keyOf(index));
      if (state === undefined || state.print !== this.#printOf(index) || !state.numbers.every(Number.isFinite))
        continue;
      if (!this.#windows.restore(index, state.numbers.subarray(KEPT))) continue;
      this.#votes[index] = state.numbers[0] as number;
      this.#standing[index] = state.numbers[1] as number;
      this.#isRestored[index] = 1;
    }
  }

  #keyOf(index: number): string {
    const { asset, tag } = this.#watched[index] as AssetTag;
    return ruleKey(ruleOf(this.#config, tag), asset.assetUid);
  }

  /** Forgets means from before a long stop, and means later than now, after the clock was set back. */
  #forgetOtherTimes(index: number, now: Micros): void {
    this.#isRestored[index] = 0;
    const newest = this.#windows.of(index).times.at(-1) ?? Number.NaN;
    if (newest < now && now - newest < this.#config.points * this.#config.everyS * 1e6) return;
    this.#windows.clear(index);
    this.#votes[index] = 0;
  }

  /** Computed once: for 100,000 tags it takes half a second. */
  #printOf(index: number): string {
    const tag = this.#list.tags[index] as Tag;
    this.#prints[index] ??= learnedPrint("trend", this.#config, tag.unit, spanOf(tag), limitFor(this.#config, tag));
    return this.#prints[index];
  }

  /** A step away from the limit is a new tool or bearing. */
  #take(index: number, value: number, arrivedAt: Micros): void {
    const tag = this.#list.tags[index] as Tag;
    const limit = limitFor(this.#config, tag) as number;
    const last = this.#means.last(index);
    const step = (this.#config.resetPercent / 100) * Math.max(spanOf(tag), Number.MIN_VALUE);
    if (!Number.isNaN(last) && Math.abs(limit - value) - Math.abs(limit - last) > step)
      this.#beginAnew(index, arrivedAt);
    this.#means.add(index, value);
  }

  #beginAnew(index: number, arrivedAt: Micros): void {
    this.#means.take(index, false);
    this.#begunAt[index] = arrivedAt;
    this.#windows.clear(index);
    this.#votes[index] = Number.MIN_SAFE_INTEGER;
  }

  #judge(index: number, now: Micros, findings: Finding[]): void {
    const stood = this.#standing[index] === 1;
    const wasReset = stood && this.#windows.count(index) === 1;
    const isFirst = this.#isFresh[index] === 1 && this.#windows.count(index) >= this.#config.minPoints;
    const forecast = wasReset ? undefined : this.#forecast(index, now, stood);
    const vote = this.#votes[index] as number;
    const next = wasReset ? -AGREE_TO_CLEAR : forecast === undefined ? Math.min(0, vote) - 1 : Math.max(0, vote) + 1;
    this.#votes[index] = Math.max(-AGREE_TO_CLEAR, Math.min(AGREE_TO_RAISE, next));
    const stands = stood ? next > -AGREE_TO_CLEAR : next >= AGREE_TO_RAISE;
    this.#standing[index] = stands ? 1 : 0;
    if (!stands) this.#crossedAt[index] = Number.NaN;
    if (isFirst) this.#isFresh[index] = 0;
    const watched = this.#watched[index] as AssetTag;
    if (stands && forecast !== undefined) {
      const crossedAt = this.#crossedAt[index] as number;
      findings.push(
        standingFinding(watched, this.#config, {
          at: now,
          window: this.#window(index),
          value: this.#means.last(index),
          towards: (this.#side[index] as number) < 0 ? "down" : "up",
          means: this.#windows.count(index),
          ahead: Number.isNaN(crossedAt) ? { prediction: forecast } : { crossedAt },
        }),
      );
    } else if (!stands && (stood || (isFirst && forecast === undefined)))
      findings.push(clearedFinding(watched, this.#config, now));
  }

  #window(index: number): Trend["window"] {
    const { times, values } = this.#windows.of(index);
    const [from, startValue] = [times[0] as number, values[0] as number];
    return { ...this.#list.newest(index), from, startValue };
  }

  #forecast(index: number, now: Micros, stood: boolean): Forecast | undefined {
    const tag = this.#list.tags[index] as Tag;
    const limit = limitFor(this.#config, tag) as number;
    const points = this.#windows.of(index);
    const maySettle = tag.role !== COUNTS_USE;
    const { side, ahead } = this.#forecasts.course(points, { index, limit, now, stood, maySettle });
    if (side !== 0) this.#side[index] = side;
    if (ahead !== "past") return ahead;
    // A crossing that has happened is not predicted any more; a prediction that came true stays, as a fact.
    if (!stood || Math.abs(limit - (points.values.at(-1) as number)) >= spanOf(tag)) return undefined;
    if (Number.isNaN(this.#crossedAt[index] as number)) this.#crossedAt[index] = now;
    return { at: now, from: now, to: now, confidence: this.#config.confidence };
  }
}
