import type { Finding } from "../../contracts/alerts/detector.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { LocalizedText, Tag } from "../../contracts/plant/tag.ts";
import type { SafetyConfig } from "../rules/config.ts";
import { type DetectorContext, type RuleDetector, type RuleKeys, ruleKey } from "../rules/rule-detector.ts";
import { SignalStates, type Tri } from "./signal-states.ts";

const REPEAT_TICKS = 10;

const TEXTS = {
  "emergency-stop": {
    on: { zh: "急停已触发", en: "emergency stop is active" },
    off: { zh: "急停已解除", en: "emergency stop is released" },
  },
  "protective-stop": {
    on: { zh: "保护性停止已触发", en: "protective stop is active" },
    off: { zh: "保护性停止已解除", en: "protective stop is released" },
  },
} as const satisfies Record<string, { on: LocalizedText; off: LocalizedText }>;

type StopRole = keyof typeof TEXTS;

interface StopTag {
  readonly asset: Asset;
  readonly tag: Tag;
  readonly role: StopRole;
}

/** Reports an active emergency or protective stop (for information; the machine has stopped by itself). */
export function createStopDetector(config: SafetyConfig, context: DetectorContext): RuleDetector | undefined {
  const watched: StopTag[] = [];
  for (const asset of context.plant.assets) {
    for (const tag of context.tags.ofAsset(asset.assetUid))
      if (tag.role === "emergency-stop" || tag.role === "protective-stop") watched.push({ asset, tag, role: tag.role });
  }
  return watched.length === 0 ? undefined : new StopDetector(watched, config);
}

class StopDetector implements RuleDetector {
  readonly kind = "stop";
  readonly watches;
  readonly keys: RuleKeys;
  readonly #watched: readonly StopTag[];
  readonly #config: SafetyConfig;
  readonly #signals: SignalStates;
  readonly #said: Tri[];
  /** When the stop that is active began, in source time. */
  readonly #since: Float64Array;
  #ticks = 0;

  constructor(watched: readonly StopTag[], config: SafetyConfig) {
    this.#watched = watched;
    this.#config = config;
    this.#signals = new SignalStates(watched.map(({ tag }) => tag));
    this.#said = new Array<Tri>(watched.length).fill("unknown");
    this.#since = new Float64Array(watched.length);
    this.watches = this.#signals.list.refs;
    this.keys = new Set(watched.map((stop) => ruleKey(ruleOf(stop), stop.asset.assetUid)));
  }

  get counters() {
    return this.#signals.list.counters;
  }

  observe(samples: SampleBatch): readonly Finding[] {
    const findings: Finding[] = [];
    for (let at = 0; at < samples.length; at++) {
      const index = this.#signals.observe(samples, at);
      if (index < 0) continue;
      const isActive = this.#isActive(index);
      // Unknown leaves the alert unchanged: silence neither raises nor clears it.
      if (isActive === "unknown" || isActive === this.#said[index]) continue;
      this.#said[index] = isActive;
      this.#since[index] = this.#signals.list.times[index] as number;
      findings.push(this.#finding(index, isActive === "yes"));
    }
    return findings;
  }

  tick(): readonly Finding[] {
    if (++this.#ticks % REPEAT_TICKS !== 0) return [];
    const findings: Finding[] = [];
    for (let index = 0; index < this.#said.length; index++)
      if (this.#said[index] === "yes") findings.push(this.#finding(index, true));
    return findings;
  }

  #isActive(index: number): Tri {
    const { role } = this.#watched[index] as StopTag;
    // VDA 5050 AUTOACK is a protective field or bumper that releases by itself, not an emergency stop.
    if (role === "emergency-stop" && this.#signals.word(index)?.toUpperCase() === "AUTOACK") return "no";
    return this.#signals.isOn(index);
  }

  #finding(index: number, standing: boolean): Finding {
    const stop = this.#watched[index] as StopTag;
    const text = standing ? TEXTS[stop.role].on : TEXTS[stop.role].off;
    const value = this.#signals.values[index] as number;
    return {
      rule: ruleOf(stop),
      assetUid: stop.asset.assetUid,
      kind: "safety",
      standing,
      at: this.#signals.list.times[index] as number,
      severity: stop.role === "emergency-stop" ? this.#config.emergencySeverity : this.#config.protectiveSeverity,
      message: { zh: `${stop.asset.label} ${text.zh}`, en: `${stop.asset.label} ${text.en}` },
      evidence: standing
        ? [
            {
              ...this.#signals.list.newest(index),
              detector: this.kind,
              from: this.#since[index] as number,
              value: Number.isNaN(value) ? 1 : value,
              why: { zh: `${stop.tag.name.zh}：有效`, en: `${stop.tag.name.en}: active` },
            },
          ]
        : [],
    };
  }
}

/** Assets with several stop circuits get one rule per circuit. */
function ruleOf(stop: StopTag): string {
  return stop.tag.component === "" ? stop.role : `${stop.role}/${stop.tag.component}`;
}
