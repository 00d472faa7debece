import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { SampleFlag } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRole } from "../../contracts/plant/tag.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import { type LearnedState, type LearnedStates, type Learner, learnedPrint } from "../learned.ts";
import { shareThatReaches } from "../maths/bent-fit.ts";
import { crossingAfter, fitRobustLine, normalQuantile } from "../maths/robust-fit.ts";
import { TimeMeans } from "../maths/time-means.ts";
import type { TrendConfig } from "../rules/config.ts";
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
import { Watchlist } from "../watchlist.ts";
import { clearedFinding, limitFor, ruleOf, standingFinding, type Trend } from "./trend-findings.ts";
import { TrendReach } from "./trend-reach.ts";
import { TrendResets } from "./trend-resets.ts";

const PAST = SampleFlag.backfill | SampleFlag.historical;
/** The slope must differ from zero at this two-sided level before anything is predicted. */
const SIGNIFICANCE = 0.99;
/** This number of consecutive fits must agree before a prediction is raised or withdrawn. */
const AGREE_TO_RAISE = 2;
const AGREE_TO_CLEAR = 4;
/** A standing prediction is withdrawn only beyond this multiple of the horizon. */
const HORIZON_RELEASE = 1.3;
/** Use that is counted goes on as long as the part is used; a measured value may settle. */
const COUNTS_USE: TagRole = "tool-life-used";
/** Among the courses that a window leaves possible, those that reach the limit must be at least this likely. */
const LIKELY = 0.5;

/**
 * Predicts when a value will cross a limit (advisory): a robust line through the newest means of each tag, fitted again
 * with each new mean. Predicts only when the slope significantly leads to the limit and the crossing is within the
 * horizon. A measured value may settle: it must have gone half the way to the limit, and a curve that settles before
 * the limit must not explain the window better than the line (rule A113).
 */
export function createTrendDetector(config: TrendConfig, context: DetectorContext): RuleDetector | undefined {
  const watched = selectNumbers(config.tags, context).filter(({ tag }) => limitFor(config, tag) !== undefined);
  return watched.length === 0 ? undefined : new TrendDetector(watched, config, context);
}

type Forecast = NonNullable<Evidence["prediction"]>;

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
  readonly #reach: TrendReach;
  readonly #means: TimeMeans;
  /** Newest means of each tag, oldest first: `points` slots per tag. */
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  readonly #counts: Uint32Array;
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
  readonly #zInterval: number;
  readonly #zSignificant: number;

  constructor(watched: readonly AssetTag[], config: TrendConfig, context: DetectorContext) {
    const n = watched.length;
    this.#watched = watched;
    this.#config = config;
    this.#list = new Watchlist(watched.map(({ tag }) => tag));
    this.#links = new LinkWatch(() => context.links());
    this.#resets = new TrendResets(watched, config.resetOn, context.tags);
    this.watches = [...this.#list.refs, ...this.#resets.refs];
    this.keys = new Set(watched.map((_, index) => this.#keyOf(index)));
    this.#reach = new TrendReach(n);
    this.#means = new TimeMeans(n, config.everyS);
    this.#times = new Float64Array(n * config.points);
    this.#values = new Float64Array(n * config.points);
    this.#counts = new Uint32Array(n);
    this.#votes = new Int32Array(n);
    this.#standing = new Uint8Array(n);
    this.#isFresh = new Uint8Array(n).fill(1);
    this.#side = new Int8Array(n);
    this.#crossedAt = new Float64Array(n).fill(Number.NaN);
    this.#begunAt = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
    this.#isRestored = new Uint8Array(n);
    this.#zInterval = normalQuantile(0.5 + config.confidence / 2);
    this.#zSignificant = normalQuantile(0.5 + SIGNIFICANCE / 2);
  }

  get counters() {
    return this.#list.counters;
  }

  observe(samples: SampleBatch): readonly Finding[] {
    for (let at = 0; at < samples.length; at++) {
      for (const index of this.#resets.replaced(samples, at)) this.#beginAnew(index, samples.receivedAt);
      const index = this.#list.admit(samples, at);
      if (index >= 0 && ((samples.flags[at] as number) & PAST) === 0)
        this.#take(index, samples.values[at] as number, samples.receivedAt);
    }
    return [];
  }

  tick(now: Micros): readonly Finding[] {
    const due = this.#means.due(now);
    if (due === "no") return [];
    if (due === "restarted") this.#counts.fill(0);
    const findings: Finding[] = [];
    for (let index = 0; due === "over" && index < this.#counts.length; index++) {
      const mean = this.#means.take(index, this.#links.isLive((this.#list.tags[index] as Tag).link, now));
      if (Number.isNaN(mean)) continue;
      if (this.#isRestored[index] === 1) this.#forgetOtherTimes(index, now);
      // The middle of the stretch, or of its part after a restart.
      const from = Math.max(now - this.#config.everyS * 1e6, this.#begunAt[index] as number);
      this.#append(index, (from + now) / 2, mean);
      this.#judge(index, now, findings);
    }
    return findings;
  }

  snapshot(): LearnedStates {
    const states = new Map<string, LearnedState>();
    for (let index = 0; index < this.#counts.length; index++) {
      const count = this.#counts[index] as number;
      if (count === 0) continue;
      const start = index * this.#config.points;
      const numbers = new Float64Array(KEPT + 2 * count);
      numbers.set([this.#votes[index] as number, this.#standing[index] as number]);
      numbers.set(this.#times.subarray(start, start + count), KEPT);
      numbers.set(this.#values.subarray(start, start + count), KEPT + count);
      states.set(this.#keyOf(index), { print: this.#printOf(index), numbers });
    }
    return states;
  }

  restore(states: LearnedStates): void {
    for (let index = 0; index < this.#counts.length; index++) {
      const state = states.get(this.#keyOf(index));
      if (state === undefined || state.print !== this.#printOf(index) || !state.numbers.every(Number.isFinite))
        continue;
      const count = (state.numbers.length - KEPT) / 2;
      if (!Number.isInteger(count) || count < 1 || count > this.#config.points) continue;
      const start = index * this.#config.points;
      this.#times.set(state.numbers.subarray(KEPT, KEPT + count), start);
      this.#values.set(state.numbers.subarray(KEPT + count), start);
      this.#counts[index] = count;
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
    const newest = this.#times[index * this.#config.points + (this.#counts[index] as number) - 1] as number;
    if (newest < now && now - newest < this.#config.points * this.#config.everyS * 1e6) return;
    this.#counts[index] = 0;
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
    this.#counts[index] = 0;
    this.#votes[index] = Number.MIN_SAFE_INTEGER;
  }

  #append(index: number, time: Micros, value: number): void {
    const { points } = this.#config;
    const start = index * points;
    const count = this.#counts[index] as number;
    if (count === points) {
      this.#times.copyWithin(start, start + 1, start + points);
      this.#values.copyWithin(start, start + 1, start + points);
    }
    const slot = start + Math.min(count, points - 1);
    this.#times[slot] = time;
    this.#values[slot] = value;
    this.#counts[index] = Math.min(count + 1, points);
  }

  #judge(index: number, now: Micros, findings: Finding[]): void {
    const stood = this.#standing[index] === 1;
    const wasReset = stood && (this.#counts[index] as number) === 1;
    const isFirst = this.#isFresh[index] === 1 && (this.#counts[index] as number) >= this.#config.minPoints;
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
          means: this.#counts[index] as number,
          ahead: Number.isNaN(crossedAt) ? { prediction: forecast } : { crossedAt },
        }),
      );
    } else if (!stands && (stood || (isFirst && forecast === undefined)))
      findings.push(clearedFinding(watched, this.#config, now));
  }

  #window(index: number): Trend["window"] {
    const start = index * this.#config.points;
    const [from, startValue] = [this.#times[start] as number, this.#values[start] as number];
    return { ...this.#list.newest(index), from, startValue };
  }

  #forecast(index: number, now: Micros, stood: boolean): Forecast | undefined {
    const count = this.#counts[index] as number;
    if (count < this.#config.minPoints) {
      this.#reach.forget(index);
      return undefined;
    }
    const start = index * this.#config.points;
    const times = this.#times.subarray(start, start + count);
    const values = this.#values.subarray(start, start + count);
    const limit = limitFor(this.#config, this.#list.tags[index] as Tag) as number;
    const sure = fitRobustLine(times, values, { count, z: this.#zSignificant });
    const gap = limit - sure.level;
    // While the slope is significant, its sign is the side from which the limit is approached.
    const towards = Math.sign(sure.slope);
    if (towards === 0 || Math.sign(sure.slopeLow) !== towards || Math.sign(sure.slopeHigh) !== towards) {
      this.#reach.rests(index);
      return undefined;
    }
    const gone = this.#reach.goesOn(index, { towards, values, level: sure.level });
    this.#side[index] = towards;
    const isPast = Math.sign(gap) !== towards || Math.sign(limit - (values[count - 1] as number)) !== towards;
    if (isPast) {
      // A crossing that has happened is not predicted any more; a prediction that came true stays, as a fact.
      if (!stood || Math.abs(gap) >= spanOf(this.#list.tags[index] as Tag)) return undefined;
      if (Number.isNaN(this.#crossedAt[index] as number)) this.#crossedAt[index] = now;
      return { at: now, from: now, to: now, confidence: this.#config.confidence };
    }
    const usual = fitRobustLine(times, values, { count, z: this.#zInterval });
    const crossing = crossingAfter(times[count - 1] as number, Math.abs(gap), usual);
    const forecast = { ...crossing, confidence: this.#config.confidence };
    const horizonUs = this.#config.horizonMin * 60e6 * (stood ? HORIZON_RELEASE : 1);
    if (forecast.at - now > horizonUs) return undefined;
    const maySettle = (this.#list.tags[index] as Tag).role !== COUNTS_USE;
    if (maySettle && !stood && Math.abs(gap) > gone) return undefined;
    return maySettle && shareThatReaches(times, values, { limit, line: sure }) < LIKELY ? undefined : forecast;
  }
}
