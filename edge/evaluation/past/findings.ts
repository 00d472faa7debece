/** The alerts that would have been raised in a plant's past. */
import type { AlertView } from "../../contracts/alerts/alert.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LocalizedText, Tag, TagRef } from "../../contracts/plant/tag.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import type { Hypothesis } from "../../contracts/records/hypothesis.ts";
import type { RemainingLife } from "../../contracts/records/remaining-life.ts";

/** Largest number of findings that are kept; further ones are counted. */
const MOST = 20_000;

/** Evidence with names for people. */
export interface PastEvidence extends Omit<Evidence, "tag"> {
  readonly tag: string;
}

export interface PastFinding {
  readonly at: Micros;
  clearedAt: Micros | undefined;
  readonly asset: string;
  readonly component: string;
  readonly rule: string;
  readonly kind: AlertView["kind"];
  readonly severity: number;
  readonly message: LocalizedText;
  /** As it was raised. */
  readonly hypotheses: readonly Hypothesis[];
  readonly evidence: readonly PastEvidence[];
  /** Hypotheses and remaining life that it named last while it was active. */
  lastHypotheses: readonly Hypothesis[];
  life: RemainingLife | undefined;
}

export class PastFindings {
  readonly all: PastFinding[] = [];
  /** Number of findings beyond those that are kept. */
  left = 0;
  readonly #byUid = new Map<string, PastFinding>();
  readonly #labels: ReadonlyMap<string, string>;
  readonly #tagOf: (ref: TagRef) => Tag | undefined;

  constructor(labels: ReadonlyMap<string, string>, tagOf: (ref: TagRef) => Tag | undefined) {
    this.#labels = labels;
    this.#tagOf = tagOf;
  }

  /** Takes a changed alert; one that is hidden by design is ignored. */
  note(alert: AlertView): void {
    const known = this.#byUid.get(alert.occurrenceUid);
    if (known !== undefined) {
      known.clearedAt = alert.clearedAt;
      if (alert.clearedAt !== undefined) this.#byUid.delete(alert.occurrenceUid);
      if (alert.hypotheses !== undefined) known.lastHypotheses = alert.hypotheses;
      known.life = alert.rul ?? known.life;
      return;
    }
    if (alert.suppressedBy !== undefined || alert.clearedAt !== undefined) return;
    if (this.all.length === MOST) {
      this.left++;
      return;
    }
    const finding = this.#findingOf(alert);
    this.#byUid.set(alert.occurrenceUid, finding);
    this.all.push(finding);
  }

  #findingOf(alert: AlertView): PastFinding {
    const { raisedAt, clearedAt, assetUid, rule, kind, severity, message, hypotheses = [], rul, evidence } = alert;
    const [first] = evidence;
    const ofTag = first === undefined ? undefined : this.#tagOf(first.tag)?.component;
    return {
      at: raisedAt,
      clearedAt,
      asset: this.#labels.get(assetUid) ?? assetUid,
      component: alert.component ?? first?.component ?? ofTag ?? "",
      rule,
      kind,
      severity,
      message,
      hypotheses,
      evidence: evidence.map((one) => ({ ...one, tag: this.#nameOf(one.tag) })),
      lastHypotheses: hypotheses,
      life: rul,
    };
  }

  #nameOf(ref: TagRef): string {
    const tag = this.#tagOf(ref);
    if (tag === undefined) return String(ref);
    const { assetUid, component, signal } = tag;
    return `${this.#labels.get(assetUid) ?? assetUid}#${component === "" ? "" : `${component}/`}${signal}`;
  }
}
