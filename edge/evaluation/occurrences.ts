/** Alerts that were raised during an evaluation. */
import type { AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../contracts/plant/tag.ts";
import type { BuiltPlant } from "../model/plant.ts";
import type { JudgedForecast } from "./forecasts.ts";
import { namedByRule } from "./named-by-rule.ts";

/** Largest number of changes of the kinds that one finding names; further ones are ignored. */
const MOST_CHANGES = 1000;

/** Kinds of fault that a finding names from a time on, most likely first. */
interface KindsFrom {
  readonly at: Micros;
  readonly kinds: readonly string[];
}

/** A forecast of the end of function, with the interval of its evidence. */
interface LifeForecast {
  readonly at: Micros;
  readonly end: Micros;
  readonly from: Micros;
  readonly to: Micros;
}

/** One time that an alert was raised. */
export interface Occurrence {
  readonly rule: string;
  readonly assetUid: string;
  readonly label: string;
  readonly kind: AlertView["kind"];
  readonly annunciation: AlertView["annunciation"];
  /** The component that the finding names, else that of the tag that triggered the detector; empty without both. */
  readonly component: string;
  /** Kinds of fault that the finding named when it was raised, most likely first; empty where it named none. */
  kinds: readonly string[];
  /** Other kinds that it named later, in order of time. */
  laterKinds: readonly KindsFrom[];
  /** Forecasts of the component's end of function, in order of time. */
  lives: readonly LifeForecast[];
  /** When its health was first 0; undefined while something is left, or where it says nothing. */
  spentAt?: Micros | undefined;
  /** Signal of the tag that triggered the detector; empty if no tag did. */
  readonly signal: string;
  /** Start of the time range that was judged. */
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
  /** Whether events of controllers and waveforms were included. */
  readonly isWhole: boolean;
  /** CPU time of the thread in which twin, detectors, followers and alert book run. */
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

  /** The occurrence if it is new and shown, or if it is no longer hidden. `at`: time of the change. */
  note(alert: AlertView, at: Micros): Occurrence | undefined {
    const known = this.#byUid.get(alert.occurrenceUid);
    if (known !== undefined) return this.#again(known, alert, at);
    const { rule, assetUid, kind, annunciation, raisedAt, clearedAt, evidence, message, suppressedBy } = alert;
    const occurrence: Occurrence = {
      rule,
      assetUid,
      label: this.#labels.get(assetUid) ?? assetUid,
      kind,
      annunciation,
      component: this.#componentOf(alert),
      kinds: kindsOf(alert),
      laterKinds: [],
      lives: livesOf(alert, []),
      ...(alert.health === 0 ? { spentAt: at } : {}),
      signal: (evidence[0] && this.#tagOf(evidence[0].tag)?.signal) ?? "",
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

  #again(known: Occurrence, alert: AlertView, at: Micros): Occurrence | undefined {
    known.clearedAt = alert.clearedAt;
    known.lives = livesOf(alert, known.lives);
    if (alert.health === 0 && alert.clearedAt === undefined) known.spentAt ??= at;
    const kinds = kindsOf(alert);
    if (known.isSuppressed && alert.suppressedBy === undefined && alert.clearedAt === undefined) {
      known.isSuppressed = false;
      known.raisedAt = at;
      known.kinds = kinds;
      known.laterKinds = [];
      return known;
    }
    const newest = known.laterKinds.at(-1)?.kinds ?? known.kinds;
    const isOther = kinds.join() !== newest.join() && this.#componentOf(alert) === known.component;
    if (isOther && known.laterKinds.length < MOST_CHANGES) known.laterKinds = [...known.laterKinds, { at, kinds }];
    return undefined;
  }

  #componentOf({ rule, component, evidence: [first] }: AlertView): string {
    const ofTag = first === undefined ? undefined : this.#tagOf(first.tag)?.component;
    return component ?? first?.component ?? ofTag ?? namedByRule(rule).component ?? "";
  }
}

/** The kinds of fault that the alert names now, else those of its rule. */
function kindsOf({ rule, hypotheses = [] }: AlertView): readonly string[] {
  return hypotheses.length === 0
    ? namedByRule(rule).kinds
    : [...hypotheses].sort((a, b) => b.p - a.p).map(({ kind }) => kind);
}

/** The list with the alert's present forecast, if that is a new one. */
function livesOf({ rul, evidence, clearedAt }: AlertView, before: readonly LifeForecast[]): readonly LifeForecast[] {
  const ofLife = evidence.find(({ prediction, limit }) => prediction !== undefined && limit === undefined);
  const forecast = ofLife?.prediction;
  if (rul === undefined || forecast === undefined || rul.at === before.at(-1)?.at) return before;
  if (clearedAt !== undefined || before.length >= MOST_CHANGES) return before;
  return [...before, { at: rul.at, end: rul.at + rul.p50 * 1e6, from: forecast.from, to: forecast.to }];
}
