import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import { quantity } from "../../contracts/plant/quantity.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { matchesTag } from "../../contracts/plant/tag-pattern.ts";
import { elapsedSince } from "../maths/elapsed.ts";
import { attributesIn } from "../rules/alert-attributes.ts";
import type { LimitsConfig } from "../rules/config.ts";
import { type Adjusted, adjustedFor } from "../rules/limits-of-tag.ts";
import {
  type AssetTag,
  type DetectorContext,
  LinkWatch,
  type RuleDetector,
  type RuleKeys,
  type RuleTable,
  spanOf,
} from "../rules/rule-detector.ts";
import { subject } from "../rules/texts.ts";
import { Watchlist } from "../watchlist.ts";
import { LimitAlerts, limitKind, limitRule } from "./limit-alerts.ts";
import { LEVEL_WORDS, type Level, levelOf, limitOf, sidesOf } from "./limit-levels.ts";

/** Ticks after which an active finding is repeated although the value is unchanged, for a book that had no room. */
const REPEAT_TICKS = 10;

/**
 * Detects a tag at or beyond one of its limits. High and highHigh are one
 * rule whose severity rises (an exclusive limit alarm of OPC 10000-9), so one
 * excursion is one alert. Delays run in source time while samples come and in
 * edge time while the value rests, since sources report on change only.
 */
export function createLimitDetector(config: LimitsConfig, context: DetectorContext): RuleDetector | undefined {
  const watched: AssetTag[] = [];
  for (const asset of context.plant.assets) {
    for (const tag of context.tags.ofAsset(asset.assetUid)) {
      if (tag.type !== "number" || tag.limits === undefined || Object.keys(tag.limits).length === 0) continue;
      if (!config.exclude.some((pattern) => matchesTag(pattern, asset, tag))) watched.push({ asset, tag });
    }
  }
  return watched.length === 0 ? undefined : new LimitDetector(watched, config, context);
}

class LimitDetector implements RuleDetector {
  readonly kind = "limit";
  readonly watches;
  readonly keys: RuleKeys;
  readonly attributes: RuleTable;
  readonly #assets: readonly Asset[];
  readonly #config: LimitsConfig;
  readonly #list: Watchlist;
  readonly #links: LinkWatch;
  readonly #values: Float64Array;
  readonly #levels: Int8Array;
  readonly #pending: Int8Array;
  readonly #pendingSince: Float64Array;
  readonly #pendingArrival: Float64Array;
  /** The section as it applies to each tag; most tags share one object. */
  readonly #adjusted: readonly Adjusted[];
  readonly #reportedValue: Float64Array;
  /** The worst since the level was left last, and when. */
  readonly #peaks: Float64Array;
  readonly #peakTimes: Float64Array;
  /** Start of the active excursion, in source time. */
  readonly #since: Float64Array;
  /** Between these two no limit is reached. */
  readonly #above: Float64Array;
  readonly #below: Float64Array;
  #ticks = 0;

  constructor(watched: readonly AssetTag[], config: LimitsConfig, context: DetectorContext) {
    const n = watched.length;
    this.#assets = watched.map(({ asset }) => asset);
    this.#config = config;
    this.#links = new LinkWatch(() => context.links());
    this.#list = new Watchlist(watched.map(({ tag }) => tag));
    this.watches = this.#list.refs;
    this.#values = new Float64Array(n).fill(Number.NaN);
    this.#levels = new Int8Array(n);
    this.#pending = new Int8Array(n);
    this.#pendingSince = new Float64Array(n);
    this.#pendingArrival = new Float64Array(n);
    this.#reportedValue = new Float64Array(n);
    this.#peaks = new Float64Array(n).fill(Number.NaN);
    this.#peakTimes = new Float64Array(n);
    this.#since = new Float64Array(n);
    this.#above = Float64Array.from(watched, ({ tag }) =>
      Math.max(tag.limits?.low ?? Number.NEGATIVE_INFINITY, tag.limits?.lowLow ?? Number.NEGATIVE_INFINITY),
    );
    this.#below = Float64Array.from(watched, ({ tag }) =>
      Math.min(tag.limits?.high ?? Number.POSITIVE_INFINITY, tag.limits?.highHigh ?? Number.POSITIVE_INFINITY),
    );
    this.#adjusted = watched.map(({ asset, tag }) => adjustedFor(config, asset, tag));
    this.attributes = new LimitAlerts(this.#assets, this.#list.tags, ({ asset, tag }) =>
      attributesIn({ annunciation: "advisory", ...adjustedFor(config, asset, tag) }, limitKind(tag)),
    );
    this.keys = this.attributes;
  }

  get counters() {
    return this.#list.counters;
  }

  observe(samples: SampleBatch): readonly Finding[] {
    const findings: Finding[] = [];
    for (let at = 0; at < samples.length; at++) this.#look(samples, at, findings);
    return findings;
  }

  /**
   * Takes one sample. Nearly all samples lie between their limits, as the previous ones did, and cost only this check.
   */
  #look(samples: SampleBatch, at: number, findings: Finding[]): void {
    const index = this.#list.admit(samples, at);
    if (index < 0) return;
    const before = this.#values[index] as number;
    const value = samples.values[at] as number;
    this.#values[index] = value;
    const isQuiet = this.#levels[index] === 0 && this.#pending[index] === 0 && !Number.isNaN(before);
    if (isQuiet && value > (this.#above[index] as number) && value < (this.#below[index] as number)) return;
    this.#judge(index, { value, isFirst: Number.isNaN(before), arrivedAt: samples.receivedAt }, findings);
  }

  #judge(
    index: number,
    { value, isFirst, arrivedAt }: { value: number; isFirst: boolean; arrivedAt: Micros },
    findings: Finding[],
  ): void {
    const tag = this.#list.tags[index] as Tag;
    const level = this.#levels[index] as Level;
    this.#notePeak(index, value);
    const deadBand = ((this.#adjusted[index] as Adjusted).hysteresisPercent / 100) * spanOf(tag);
    const next = levelOf(value, tag.limits ?? {}, { from: level, deadBand });
    if (isFirst) this.#addNormalSides(index, next, findings);
    if (next === level) {
      this.#pending[index] = level;
      return;
    }
    const pending = this.#pending[index] as Level;
    const isSameExcursion =
      pending !== level && Math.sign(pending) === Math.sign(next) && Math.abs(next) >= Math.abs(pending);
    if (!isSameExcursion && pending !== next) {
      this.#pendingSince[index] = this.#list.times[index] as number;
      this.#pendingArrival[index] = arrivedAt;
    }
    this.#pending[index] = next;
    this.#settle(index, (this.#list.times[index] as number) - (this.#pendingSince[index] as number), findings);
  }

  /** For an excursion that is active or pending; between the limits there is none. */
  #notePeak(index: number, value: number): void {
    const isHigh = value >= (this.#below[index] as number);
    if (!isHigh && value > (this.#above[index] as number)) {
      if (this.#levels[index] === 0) this.#peaks[index] = Number.NaN;
      return;
    }
    const peak = this.#peaks[index] as number;
    if (isHigh ? value <= peak : value >= peak) return;
    this.#peaks[index] = value;
    this.#peakTimes[index] = this.#list.times[index] as number;
  }

  tick(now: Micros): readonly Finding[] {
    const findings: Finding[] = [];
    const isRepeat = ++this.#ticks % REPEAT_TICKS === 0;
    for (let index = 0; index < this.#levels.length; index++) {
      const level = this.#levels[index] as Level;
      if (level === 0 && this.#pending[index] === 0) continue;
      const isLive = this.#links.isLive((this.#list.tags[index] as Tag).link, now);
      // The value of a silent source is unknown, so nothing becomes due meanwhile.
      if (isLive && this.#pending[index] !== level)
        this.#settle(index, elapsedSince(this.#pendingArrival, index, now), findings);
      else if (level !== 0 && (isRepeat || this.#reportedValue[index] !== this.#values[index]))
        this.#say(index, level, findings);
    }
    return findings;
  }

  #settle(index: number, elapsedUs: number, findings: Finding[]): void {
    const level = this.#levels[index] as Level;
    const next = this.#pending[index] as Level;
    const rises = next !== 0 && (Math.sign(next) !== Math.sign(level) || Math.abs(next) > Math.abs(level));
    const { onDelayS, offDelayS } = this.#adjusted[index] as Adjusted;
    if (elapsedUs < (rises ? onDelayS : offDelayS) * 1e6) return;
    this.#levels[index] = next;
    if (next !== 0 && Math.sign(level) !== Math.sign(next)) this.#since[index] = this.#pendingSince[index] as number;
    if (level !== 0 && Math.sign(level) !== Math.sign(next))
      this.#addCleared(index, level > 0 ? "high" : "low", findings);
    if (next !== 0) this.#say(index, next, findings);
  }

  /** On the first sample of a tag, so that an alert of an earlier run can clear. */
  #addNormalSides(index: number, next: Level, findings: Finding[]): void {
    for (const side of sidesOf((this.#list.tags[index] as Tag).limits ?? {})) {
      if (next === 0 || next > 0 !== (side === "high")) this.#addCleared(index, side, findings);
    }
  }

  #addCleared(index: number, side: "high" | "low", findings: Finding[]): void {
    const [asset, tag] = [this.#assets[index] as Asset, this.#list.tags[index] as Tag];
    const text = subject(asset, tag);
    this.#peaks[index] = Number.NaN;
    findings.push({
      rule: limitRule(tag, side),
      assetUid: asset.assetUid,
      kind: limitKind(tag),
      standing: false,
      at: this.#list.times[index] as number,
      severity: this.#config.severityInner,
      message: { zh: `${text.zh}恢复正常`, en: `${text.en} back to normal` },
      evidence: [],
    });
  }

  #say(index: number, level: Exclude<Level, 0>, findings: Finding[]): void {
    const [asset, tag] = [this.#assets[index] as Asset, this.#list.tags[index] as Tag];
    const number = this.#values[index] as number;
    const limit = limitOf(tag.limits ?? {}, level);
    const words = LEVEL_WORDS[level];
    const [bound, text] = [quantity(limit, tag.unit), subject(asset, tag)];
    const towards = level > 0 ? "up" : "down";
    const peak = this.#peaks[index] as number;
    const worst = Number.isNaN(peak) ? {} : { peak, peakAt: this.#peakTimes[index] as number };
    this.#reportedValue[index] = number;
    findings.push({
      rule: limitRule(tag, level > 0 ? "high" : "low"),
      assetUid: asset.assetUid,
      kind: limitKind(tag),
      standing: true,
      at: this.#list.times[index] as number,
      severity: Math.abs(level) === 2 ? this.#config.severityOuter : this.#config.severityInner,
      message: {
        zh: `${text.zh}${words.is.zh}（${words.limit.zh} ${bound}）`,
        en: `${text.en} ${words.is.en} (${words.limit.en} ${bound})`,
      },
      evidence: [
        {
          ...this.#list.newest(index),
          detector: this.kind,
          from: this.#since[index] as number,
          value: number,
          limit,
          why: { zh: `达到${words.limit.zh} ${bound}`, en: `has reached the ${words.limit.en} ${bound}` },
        },
      ],
      value: { tag: tag.ref, value: number, towards, ...worst },
    });
  }
}
