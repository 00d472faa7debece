import type { PAYLOADS } from "../../../contracts/alerts/cause-table/payloads.ts";
import { type Cause, type CauseText, causeInWords, sentence } from "../../../contracts/alerts/causes.ts";
import { count, type SourceCounters } from "../../../contracts/path/plugin.ts";
import type { Outcome } from "../projection.ts";

/**
 * A known member counts as removed when it is missing from this number of consecutive messages; senders may omit
 * unchanged values for a shorter time.
 */
const GONE_AFTER = 20;
/** Members of one topic's messages that are remembered by name. */
const MAX_MEMBERS = 256;
const MAX_NAME_LENGTH = 80;

type DriftCode = keyof typeof PAYLOADS;

/**
 * Counts deviations of payloads: wrong types, members that disappear or appear. The newest deviation is kept as text.
 */
export class Drift {
  readonly #counters: SourceCounters;
  readonly #inexact = new Set<string>();
  #warn: (what: string) => void;

  constructor(counters: SourceCounters, warn: (what: string) => void) {
    this.#counters = counters;
    this.#warn = warn;
  }

  /** A whole number beyond 2^53: counted, and named once (rule K20). */
  inexact(where: string): void {
    count(this.#counters, "inexact");
    if (this.#inexact.has(where) || this.#inexact.size >= MAX_MEMBERS) return;
    this.#inexact.add(where);
    this.#report(causeInWords({ code: "json-digits-lost", params: { tag: where } }));
  }

  /** One deviation. The first of a kind is also logged. */
  note(code: DriftCode, params: Cause["params"]): void {
    count(this.#counters, "drifted");
    this.#report(causeInWords({ code, params }));
  }

  #report(text: CauseText): void {
    const what = sentence(text, "en");
    if (this.#counters.lastDrift === what) return;
    this.#counters.lastDrift = what;
    this.#warn(what);
  }
}

/** State of one bound value. */
export class MemberWatch {
  readonly #where: string;
  readonly #wanted: string;
  #missing = Number.POSITIVE_INFINITY;

  constructor(where: string, wanted: string) {
    this.#where = where;
    this.#wanted = wanted;
  }

  /** `isArray`: the value is a whole array. */
  saw(outcome: Outcome, isArray: boolean, drift: Drift): void {
    if (outcome === "missing") {
      // Infinity until the member came once: a member that never came means a wrong config, which shows as a tag
      // without values.
      if (++this.#missing === GONE_AFTER) drift.note("member-gone", { member: this.#where });
      return;
    }
    this.#missing = 0;
    if (outcome === "inexact") drift.inexact(this.#where);
    if (outcome !== "mismatch") return;
    // Rule K10 in docs/rules/kinds.md: advice for a number bound to an array.
    if (isArray && this.#wanted !== "waveform") drift.note("member-array", { member: this.#where });
    else drift.note("member-type", { member: this.#where, type: this.#wanted });
  }
}

/** Known top-level members of one topic's messages. */
export class MemberNames {
  readonly #topic: string;
  readonly #known = new Set<string>();
  #isFirst = true;

  constructor(topic: string) {
    this.#topic = topic;
  }

  saw(message: unknown, drift: Drift): void {
    if (typeof message !== "object" || message === null || Array.isArray(message)) return;
    for (const name of Object.keys(message)) {
      if (this.#known.has(name) || this.#known.size >= MAX_MEMBERS) continue;
      this.#known.add(name);
      if (!this.#isFirst)
        drift.note("member-new", { topic: this.#topic, member: JSON.stringify(name.slice(0, MAX_NAME_LENGTH)) });
    }
    this.#isFirst = false;
  }
}
