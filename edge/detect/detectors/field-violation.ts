import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import { elapsedSince } from "../maths/elapsed.ts";
import type { SafetyConfig } from "../rules/config.ts";
import { type DetectorContext, LinkWatch, type RuleDetector, type RuleKeys, ruleKey } from "../rules/rule-detector.ts";
import { duration } from "../rules/texts.ts";
import { SignalStates, type Tri } from "./signal-states.ts";

interface FieldTag {
  readonly asset: Asset;
  readonly tag: Tag;
}

const RULE = "field-violation";

/**
 * Detects when something stays in a vehicle's protective field, or enters it again and again. One short violation is
 * normal traffic.
 */
export function createFieldViolationDetector(config: SafetyConfig, context: DetectorContext): RuleDetector | undefined {
  const watched: FieldTag[] = [];
  for (const asset of context.plant.assets) {
    for (const tag of context.tags.ofAsset(asset.assetUid))
      if (tag.role === "field-violation") watched.push({ asset, tag });
  }
  return watched.length === 0 ? undefined : new FieldViolationDetector(watched, config, context);
}

class FieldViolationDetector implements RuleDetector {
  readonly kind = "field-violation";
  readonly watches;
  readonly keys: RuleKeys;
  readonly #watched: readonly FieldTag[];
  readonly #config: SafetyConfig["fieldViolation"];
  readonly #signals: SignalStates;
  readonly #links: LinkWatch;
  readonly #state: Tri[];
  /** Source time and arrival of the violation that lasts. */
  readonly #since: Float64Array;
  readonly #sinceArrival: Float64Array;
  /** Arrivals of the newest violations, `times` per vehicle, a ring. */
  readonly #entries: Float64Array;
  readonly #entered: Uint32Array;
  /** The newest finding: 255 none yet, else 0 or 1. */
  readonly #said: Uint8Array;

  constructor(watched: readonly FieldTag[], config: SafetyConfig, context: DetectorContext) {
    const n = watched.length;
    this.#watched = watched;
    this.#config = config.fieldViolation;
    this.#signals = new SignalStates(watched.map(({ tag }) => tag));
    this.#links = new LinkWatch(() => context.links());
    this.watches = this.#signals.list.refs;
    this.keys = new Set(watched.map(({ asset }) => ruleKey(RULE, asset.assetUid)));
    this.#state = new Array<Tri>(n).fill("unknown");
    this.#since = new Float64Array(n);
    this.#sinceArrival = new Float64Array(n);
    this.#entries = new Float64Array(n * this.#config.times).fill(Number.NEGATIVE_INFINITY);
    this.#entered = new Uint32Array(n);
    this.#said = new Uint8Array(n).fill(255);
  }

  get counters() {
    return this.#signals.list.counters;
  }

  observe(samples: SampleBatch): readonly Finding[] {
    const findings: Finding[] = [];
    for (let at = 0; at < samples.length; at++) {
      const index = this.#signals.observe(samples, at);
      if (index < 0) continue;
      const before = this.#state[index] as Tri;
      const state = this.#signals.isOn(index);
      if (state === "unknown") continue;
      this.#state[index] = state;
      if (state === "yes" && before !== "yes") this.#enter(index, samples.receivedAt);
      const lasted = (this.#signals.list.times[index] as number) - (this.#since[index] as number);
      this.#judge(index, { now: samples.receivedAt, lasted }, findings);
    }
    return findings;
  }

  tick(now: Micros): readonly Finding[] {
    const findings: Finding[] = [];
    for (let index = 0; index < this.#state.length; index++) {
      if (this.#state[index] === "unknown" || !this.#links.isLive((this.#signals.list.tags[index] as Tag).link, now))
        continue;
      this.#judge(index, { now, lasted: elapsedSince(this.#sinceArrival, index, now) }, findings);
    }
    return findings;
  }

  #enter(index: number, arrived: Micros): void {
    this.#since[index] = this.#signals.list.times[index] as number;
    this.#sinceArrival[index] = arrived;
    const { times } = this.#config;
    const entered = this.#entered[index] as number;
    this.#entries[index * times + (entered % times)] = arrived;
    this.#entered[index] = entered + 1;
  }

  #judge(index: number, at: { now: Micros; lasted: number }, findings: Finding[]): void {
    const { lastsS, times, withinS } = this.#config;
    const isIn = this.#state[index] === "yes";
    const start = index * times;
    let recent = 0;
    for (let slot = start; slot < start + times; slot++)
      if (elapsedSince(this.#entries, slot, at.now) <= withinS * 1e6) recent++;
    const lasts = isIn && at.lasted >= lastsS * 1e6;
    // A raised long violation stays active until it is over, whichever clock measured it.
    const stands = lasts || recent >= times || (isIn && this.#said[index] === 1);
    if (!stands && this.#said[index] === 0) return;
    if (!stands && this.#said[index] === 255 && isIn) return;
    this.#said[index] = stands ? 1 : 0;
    findings.push(this.#finding(index, { stands, lasts }));
  }

  #finding(index: number, how: { stands: boolean; lasts: boolean }): Finding {
    const { asset } = this.#watched[index] as FieldTag;
    const { times, withinS, lastsS } = this.#config;
    const [within, least] = [duration(withinS), duration(lastsS)];
    const why = how.lasts
      ? { zh: `防护区持续被侵入超过 ${least.zh}`, en: `protective field violated for more than ${least.en}` }
      : {
          zh: `${within.zh}内防护区被侵入至少 ${times} 次`,
          en: `protective field violated at least ${times} times within ${within.en}`,
        };
    return {
      rule: RULE,
      assetUid: asset.assetUid,
      kind: "safety",
      standing: how.stands,
      at: this.#signals.list.times[index] as number,
      severity: this.#config.severity,
      message: how.stands
        ? { zh: `${asset.label} ${why.zh}`, en: `${asset.label} ${why.en}` }
        : { zh: `${asset.label} 防护区无侵入`, en: `${asset.label} protective field is no longer violated` },
      evidence: how.stands ? [{ ...this.#evidence(index, how.lasts), why }] : [],
    };
  }

  /** A violation that lasts began at its first sample; repeated ones at the oldest that counts. */
  #evidence(index: number, lasts: boolean): Omit<Evidence, "why"> {
    const { times } = this.#config;
    const entries = this.#entries.subarray(index * times, (index + 1) * times);
    return {
      ...this.#signals.list.newest(index),
      detector: this.kind,
      from: lasts ? (this.#since[index] as number) : Math.min(...entries.filter(Number.isFinite)),
      value: this.#signals.values[index] as number,
    };
  }
}
