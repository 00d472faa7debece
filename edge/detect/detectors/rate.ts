import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { quantity } from "../../contracts/plant/quantity.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { elapsedSince } from "../maths/elapsed.ts";
import { attributesIn } from "../rules/alert-attributes.ts";
import type { RateConfig } from "../rules/config.ts";
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
} from "../rules/rule-detector.ts";
import { subject } from "../rules/texts.ts";
import { Watchlist } from "../watchlist.ts";

/** Share of the limit the change must fall below before it counts as slow again. */
const RELEASE = 0.8;
/**
 * A change must last so long, and half of the window at most: wrong readings come singly or in pairs, and the readings
 * after them are as before.
 */
const LASTS_US = 3e6;

/**
 * Detects a value that changes faster than allowed. The change is measured from an
 * anchor between half and one window back (two anchors per tag instead of a
 * window of samples). After silence the last value is taken to have held until
 * one window ago, because sources report on change only. A change counts when
 * further readings confirm it, or none replaces it for a window.
 */
export function createRateDetector(config: RateConfig, context: DetectorContext): RuleDetector | undefined {
  const watched = selectNumbers(config.tags, context);
  return watched.length === 0 ? undefined : new RateDetector(watched, config, context);
}

class RateDetector implements RuleDetector {
  readonly kind = "rate";
  readonly watches;
  readonly keys: RuleKeys;
  readonly attributes;
  readonly #watched: readonly AssetTag[];
  readonly #config: RateConfig;
  readonly #list: Watchlist;
  readonly #gate: ExecutingGate | undefined;
  readonly #links: LinkWatch;
  /** Anchor the change is measured from, and the next one. */
  readonly #fromTime: Float64Array;
  readonly #fromValue: Float64Array;
  readonly #nextTime: Float64Array;
  readonly #nextValue: Float64Array;
  readonly #last: Float64Array;
  readonly #rates: Float64Array;
  /** Arrival of the newest sample that was too fast, NaN while no alert is active. */
  readonly #fastAt: Float64Array;
  /** Arrival and source time of the first reading that was too fast and is not confirmed; NaN while there is none. */
  readonly #suspectAt: Float64Array;
  readonly #suspectTime: Float64Array;

  constructor(watched: readonly AssetTag[], config: RateConfig, context: DetectorContext) {
    const column = () => new Float64Array(watched.length).fill(Number.NaN);
    this.#watched = watched;
    this.#config = config;
    this.#list = new Watchlist(watched.map(({ tag }) => tag));
    this.#links = new LinkWatch(() => context.links());
    this.#gate = config.during === "executing" ? new ExecutingGate(this.#list.tags, context.tags) : undefined;
    this.watches = [...this.#list.refs, ...(this.#gate?.refs ?? [])];
    this.attributes = new Map(
      watched.map(({ asset, tag }) => [
        ruleKey(ruleOf(config, tag), asset.assetUid),
        attributesIn(config, config.kind),
      ]),
    );
    this.keys = this.attributes;
    this.#fromTime = column();
    this.#fromValue = column();
    this.#nextTime = column();
    this.#nextValue = column();
    this.#last = column();
    this.#rates = column();
    this.#fastAt = column();
    this.#suspectAt = column();
    this.#suspectTime = column();
  }

  get counters() {
    return this.#list.counters;
  }

  observe(samples: SampleBatch): readonly Finding[] {
    const findings: Finding[] = [];
    for (let at = 0; at < samples.length; at++) {
      this.#gate?.observe(samples, at);
      const before = this.#list.indexOf(samples, at);
      const lastTime = before < 0 ? Number.NaN : (this.#list.times[before] as number);
      const index = this.#list.admit(samples, at);
      if (index < 0) continue;
      if (this.#gate !== undefined && !this.#gate.isExecuting(index)) this.#forget(index);
      else
        this.#measure(index, { lastTime, value: samples.values[at] as number, arrived: samples.receivedAt }, findings);
    }
    return findings;
  }

  tick(now: Micros): readonly Finding[] {
    const findings: Finding[] = [];
    for (let index = 0; index < this.#fastAt.length; index++) {
      if (this.#confirms(index, now, findings)) continue;
      const fastAt = this.#fastAt[index] as number;
      if (Number.isNaN(fastAt) || !this.#links.isLive((this.#list.tags[index] as Tag).link, now)) continue;
      const isOver = elapsedSince(this.#fastAt, index, now) >= this.#config.offDelayS * 1e6;
      if (isOver) this.#fastAt[index] = Number.NaN;
      this.#say(index, { standing: !isOver, at: isOver ? now : fastAt }, findings);
    }
    return findings;
  }

  #measure(index: number, sample: { lastTime: number; value: number; arrived: Micros }, findings: Finding[]): void {
    const overUs = this.#config.overS * 1e6;
    const time = this.#list.times[index] as number;
    const last = this.#last[index] as number;
    this.#last[index] = sample.value;
    if (Number.isNaN(last) || time <= sample.lastTime) {
      this.#anchor(index, time, sample.value);
      // So that an alert of an earlier run can clear.
      if (Number.isNaN(last) && Number.isNaN(this.#fastAt[index] as number))
        this.#say(index, { standing: false, at: time }, findings);
      return;
    }
    if (time - sample.lastTime > overUs) this.#anchor(index, time - overUs, last);
    const isDue = time - (this.#nextTime[index] as number) >= overUs / 2;
    if (isDue) {
      this.#fromTime[index] = this.#nextTime[index] as number;
      this.#fromValue[index] = this.#nextValue[index] as number;
    }
    const isLasting = this.#isLasting(index, sample);
    if (isDue && isLasting !== false) {
      this.#nextTime[index] = time;
      this.#nextValue[index] = sample.value;
    }
    if (isLasting !== true) return;
    const stood = !Number.isNaN(this.#fastAt[index] as number);
    const at = stood ? time : (this.#suspectTime[index] as number);
    this.#fastAt[index] = sample.arrived;
    this.#suspectAt[index] = Number.NaN;
    if (!stood) this.#say(index, { standing: true, at }, findings);
  }

  /** Whether the value changes too fast and that is confirmed; undefined while it changes slowly. */
  #isLasting(index: number, { value, arrived }: { readonly value: number; readonly arrived: Micros }) {
    const { overS, direction, perSecond } = this.#config;
    const overUs = overS * 1e6;
    const time = this.#list.times[index] as number;
    const span = time - (this.#fromTime[index] as number);
    if (span < overUs / 2) return undefined;
    const rate = ((value - (this.#fromValue[index] as number)) / span) * 1e6;
    const speed = direction === "both" ? Math.abs(rate) : direction === "rise" ? rate : -rate;
    const stood = !Number.isNaN(this.#fastAt[index] as number);
    if (speed < perSecond * (stood ? RELEASE : 1)) {
      this.#suspectAt[index] = Number.NaN;
      return undefined;
    }
    this.#rates[index] = rate;
    if (stood) return true;
    if (Number.isNaN(this.#suspectAt[index] as number)) {
      this.#suspectAt[index] = arrived;
      this.#suspectTime[index] = time;
    }
    return elapsedSince(this.#suspectAt, index, arrived) >= Math.min(LASTS_US, overUs / 2);
  }

  /** A too fast reading that nothing replaced for a window stays: the source reports on change only. */
  #confirms(index: number, now: Micros, findings: Finding[]): boolean {
    const suspectAt = this.#suspectAt[index] as number;
    if (Number.isNaN(suspectAt) || !this.#links.isLive((this.#list.tags[index] as Tag).link, now)) return false;
    if (elapsedSince(this.#suspectAt, index, now) < this.#config.overS * 1e6) return false;
    this.#fastAt[index] = now;
    this.#suspectAt[index] = Number.NaN;
    this.#say(index, { standing: true, at: this.#suspectTime[index] as number }, findings);
    return true;
  }

  #anchor(index: number, time: Micros, value: number): void {
    this.#fromTime[index] = time;
    this.#fromValue[index] = value;
    this.#nextTime[index] = time;
    this.#nextValue[index] = value;
  }

  #forget(index: number): void {
    this.#suspectAt[index] = Number.NaN;
    this.#last[index] = Number.NaN;
  }

  #say(index: number, how: { standing: boolean; at: Micros }, findings: Finding[]): void {
    const { asset, tag } = this.#watched[index] as AssetTag;
    const text = subject(asset, tag);
    const rate = this.#rates[index] as number;
    const unit = tag.unit ?? "";
    const { perSecond, overS } = this.#config;
    const bound = `${quantity(perSecond, unit)}/s`;
    const isRise = rate >= 0;
    findings.push({
      rule: ruleOf(this.#config, tag),
      assetUid: asset.assetUid,
      kind: this.#config.kind,
      standing: how.standing,
      at: how.at,
      severity: this.#config.severity,
      message: how.standing
        ? {
            zh: `${text.zh}${isRise ? "上升" : "下降"}过快（限值 ${bound}）`,
            en: `${text.en} ${isRise ? "rises" : "falls"} too fast (limit ${bound})`,
          }
        : { zh: `${text.zh}变化恢复正常`, en: `${text.en} changes normally again` },
      evidence: how.standing
        ? [
            {
              ...this.#list.newest(index),
              detector: this.kind,
              from: this.#fromTime[index] as number,
              startValue: this.#fromValue[index] as number,
              value: this.#last[index] as number,
              why: { zh: `${overS} 秒内的变化超过 ${bound}`, en: `the change over ${overS} s is more than ${bound}` },
            },
          ]
        : [],
      ...(how.standing
        ? { value: { tag: tag.ref, value: this.#last[index] as number, towards: isRise ? "up" : "down" } }
        : {}),
    });
  }
}

/** One rule per tag, because an asset may have several tags that one config entry means. */
function ruleOf(config: RateConfig, tag: Tag): string {
  return `rate/${config.id}/${slugOf(tag)}`;
}
