import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { elapsedSince } from "../maths/elapsed.ts";
import type { LogicCase } from "../rules/logic-case.ts";
import { type DetectorContext, LinkWatch, type RuleDetector, type RuleKeys, ruleKey } from "../rules/rule-detector.ts";
import { Watchlist } from "../watchlist.ts";

/** Ticks after which an active finding is repeated although no sample arrives, for a book that had no room. */
const REPEAT_TICKS = 10;

/**
 * Raises when a condition over one or several tags of an asset holds for its on-delay, and clears it when it is over
 * for its off-delay. Delays run in source time while samples come and in edge time while values rest. Unknown
 * conditions change nothing.
 */
export class LogicDetector implements RuleDetector {
  readonly kind: string;
  readonly watches;
  readonly keys: RuleKeys;
  readonly attributes;
  readonly #cases: readonly LogicCase[];
  readonly #list: Watchlist;
  readonly #links: LinkWatch;
  /** Cases and their input that a tag feeds, by index in the watchlist. */
  readonly #feeds: readonly (readonly { readonly of: number; readonly input: number }[])[];
  readonly #values: readonly Float64Array[];
  /** The newest text of a case whose input is text. */
  readonly #words: (string | undefined)[];
  /** 1 active, 0 not. */
  readonly #stands: Uint8Array;
  readonly #isReported: Uint8Array;
  /** Time since which the answer differs, by source and by edge time; NaN while it agrees. */
  readonly #since: Float64Array;
  readonly #sinceArrival: Float64Array;
  /** When the active condition began to hold, in source time. */
  readonly #heldSince: Float64Array;
  #ticks = 0;

  constructor(kind: string, cases: readonly LogicCase[], context: DetectorContext) {
    this.kind = kind;
    this.#cases = cases;
    const tags = [...new Set(cases.flatMap(({ inputs }) => inputs))];
    this.#list = new Watchlist(tags);
    this.#links = new LinkWatch(() => context.links());
    this.watches = this.#list.refs;
    this.attributes = new Map(cases.map(({ rule, asset, attributes }) => [ruleKey(rule, asset.assetUid), attributes]));
    this.keys = this.attributes;
    this.#feeds = tags.map((tag) =>
      cases.flatMap(({ inputs }, of) => inputs.flatMap((input, i) => (input === tag ? [{ of, input: i }] : []))),
    );
    this.#values = cases.map(({ inputs }) => new Float64Array(inputs.length).fill(Number.NaN));
    this.#words = new Array<string | undefined>(cases.length).fill(undefined);
    this.#stands = new Uint8Array(cases.length);
    this.#isReported = new Uint8Array(cases.length);
    this.#since = new Float64Array(cases.length).fill(Number.NaN);
    this.#sinceArrival = new Float64Array(cases.length).fill(Number.NaN);
    this.#heldSince = new Float64Array(cases.length);
  }

  get counters() {
    return this.#list.counters;
  }

  observe(samples: SampleBatch): readonly Finding[] {
    const findings: Finding[] = [];
    for (let at = 0; at < samples.length; at++) {
      const index = this.#list.admit(samples, at);
      if (index < 0) continue;
      const text = samples.texts.get(at);
      for (const { of, input } of this.#feeds[index] ?? []) {
        const one = this.#cases[of] as LogicCase;
        this.#words[of] = text;
        (this.#values[of] as Float64Array)[input] =
          text === undefined ? (samples.values[at] as number) : (one.codeOf?.(text) ?? Number.NaN);
        this.#judge(of, { time: this.#list.times[index] as number, arrived: samples.receivedAt }, findings);
      }
    }
    return findings;
  }

  tick(now: Micros): readonly Finding[] {
    const findings: Finding[] = [];
    const isRepeat = ++this.#ticks % REPEAT_TICKS === 0;
    for (let of = 0; of < this.#cases.length; of++) {
      const since = this.#sinceArrival[of] as number;
      if (Number.isNaN(since) && !(isRepeat && this.#stands[of] === 1)) continue;
      const { inputs } = this.#cases[of] as LogicCase;
      // The value of a silent source is unknown, so nothing becomes due meanwhile.
      if (!inputs.every((tag: Tag) => this.#links.isLive(tag.link, now))) continue;
      if (!Number.isNaN(since))
        this.#settle(of, { elapsed: elapsedSince(this.#sinceArrival, of, now), at: now }, findings);
      else findings.push(this.#finding(of, now));
    }
    return findings;
  }

  #judge(of: number, { time, arrived }: { time: Micros; arrived: Micros }, findings: Finding[]): void {
    const one = this.#cases[of] as LogicCase;
    const stands = this.#stands[of] === 1;
    const answer = one.judge(this.#values[of] as Float64Array, stands);
    if (Number.isNaN(answer)) return;
    const holds = answer !== 0;
    if (holds === stands) {
      this.#since[of] = Number.NaN;
      this.#sinceArrival[of] = Number.NaN;
      // So that an alert of an earlier run can clear.
      if (!holds && this.#isReported[of] === 0) findings.push(this.#finding(of, time));
      return;
    }
    if (Number.isNaN(this.#since[of] as number)) {
      this.#since[of] = time;
      this.#sinceArrival[of] = arrived;
    }
    this.#settle(of, { elapsed: time - (this.#since[of] as number), at: time }, findings);
  }

  #settle(of: number, { elapsed, at }: { elapsed: number; at: Micros }, findings: Finding[]): void {
    const { onDelayS, offDelayS } = this.#cases[of] as LogicCase;
    if (elapsed < (this.#stands[of] === 1 ? offDelayS : onDelayS) * 1e6) return;
    this.#stands[of] = this.#stands[of] === 1 ? 0 : 1;
    this.#heldSince[of] = this.#since[of] as number;
    this.#since[of] = Number.NaN;
    this.#sinceArrival[of] = Number.NaN;
    findings.push(this.#finding(of, at));
  }

  #finding(of: number, at: Micros): Finding {
    const one = this.#cases[of] as LogicCase;
    const standing = this.#stands[of] === 1;
    this.#isReported[of] = 1;
    const said = standing ? this.#standing(of) : { message: one.cleared, evidence: [] };
    return {
      rule: one.rule,
      assetUid: one.asset.assetUid,
      kind: one.kind,
      standing,
      at,
      severity: one.severity,
      ...said,
    };
  }

  #standing(of: number): Pick<Finding, "message" | "evidence" | "value"> {
    const one = this.#cases[of] as LogicCase;
    const { evidence, ...said } = one.say(this.#values[of] as Float64Array, this.#words[of]);
    const from = this.#heldSince[of] as number;
    const newest = (tag: TagRef) => this.#list.newest(this.#list.refs.indexOf(tag));
    return {
      ...said,
      evidence: evidence.map((known) => ({ ...known, ...newest(known.tag), detector: this.kind, from })),
    };
  }
}
