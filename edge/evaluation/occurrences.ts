/** What was said during an evaluation. */
import type { AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../contracts/plant/tag.ts";
import type { BuiltPlant } from "../model/plant.ts";
import type { JudgedForecast } from "./forecasts.ts";
import { saidBy } from "./said-by-rule.ts";

/** One time that an alert was raised. */
export interface Occurrence {
  readonly rule: string;
  readonly assetUid: string;
  readonly label: string;
  readonly kind: AlertView["kind"];
  readonly annunciation: AlertView["annunciation"];
  /** The component that the finding names, else that of the tag that made the detector speak; empty without both. */
  readonly component: string;
  /** Kinds of fault that the finding names, most likely first; empty where it names none. */
  readonly kinds: readonly string[];
  /** Of the tag that made the detector speak, empty where no tag did. */
  readonly signal: string;
  /** Where the stretch of time that was judged begins. */
  readonly since: Micros;
  /** When it was first shown, where it was hidden at first. */
  raisedAt: Micros;
  clearedAt: Micros | undefined;
  readonly message: string;
  /** Hidden by design all along. */
  isSuppressed: boolean;
}

export interface Watched {
  readonly occurrences: readonly Occurrence[];
  readonly forecasts: readonly JudgedForecast[];
  readonly plant: BuiltPlant["plant"];
  readonly from: Micros;
  readonly to: Micros;
  readonly samples: number;
  /** Whether the tag had a sample. */
  readonly hasSample: (tag: TagRef) => boolean;
  /** Samples of tags that the config does not have. */
  readonly unknownSamples: number;
  /** Whether events of controllers and waveforms took part. */
  readonly isWhole: boolean;
  /** CPU time of twin, detectors, followers and alert book, of the thread that they run in. */
  readonly cpuUs: number;
}

/** Every occurrence of every alert, as the book reports it. */
export class Occurrences {
  readonly all: Occurrence[] = [];
  readonly #byUid = new Map<string, Occurrence>();
  readonly #labels: ReadonlyMap<string, string>;
  readonly #tagOf: (ref: TagRef) => Tag | undefined;

  constructor(plant: BuiltPlant["plant"], tagOf: (ref: TagRef) => Tag | undefined) {
    this.#labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
    this.#tagOf = tagOf;
  }

  /** The occurrence when it is a new one that is shown, or one that comes out of hiding. */
  note(alert: AlertView, at: Micros): Occurrence | undefined {
    const known = this.#byUid.get(alert.occurrenceUid);
    if (known !== undefined) {
      known.clearedAt = alert.clearedAt;
      if (!known.isSuppressed || alert.suppressedBy !== undefined || alert.clearedAt !== undefined) return undefined;
      known.isSuppressed = false;
      known.raisedAt = at;
      return known;
    }
    const { rule, assetUid, kind, annunciation, raisedAt, clearedAt, evidence, message, suppressedBy } = alert;
    const tag = evidence[0] === undefined ? undefined : this.#tagOf(evidence[0].tag);
    const said = saidBy(rule);
    const named = alert.component ?? evidence[0]?.component ?? tag?.component ?? said.component;
    const hypotheses = [...(alert.hypotheses ?? [])].sort((a, b) => b.p - a.p).map((one) => one.kind);
    const occurrence: Occurrence = {
      rule,
      assetUid,
      label: this.#labels.get(assetUid) ?? assetUid,
      kind,
      annunciation,
      component: named ?? "",
      kinds: hypotheses.length > 0 ? hypotheses : said.kinds,
      signal: tag?.signal ?? "",
      since: evidence[0]?.from ?? raisedAt,
      raisedAt,
      clearedAt,
      message: message.en,
      isSuppressed: suppressedBy !== undefined,
    };
    this.#byUid.set(alert.occurrenceUid, occurrence);
    this.all.push(occurrence);
    return occurrence.isSuppressed ? undefined : occurrence;
  }
}
