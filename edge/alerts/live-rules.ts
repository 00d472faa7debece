/** The rules in force, and the change to new ones without a restart. Rules A50 to A55 in docs/rules/alert.md. */
import type { Logger } from "pino";
import { pickSamples } from "../batch/rows.ts";
import type { Detector } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TwinModel } from "../contracts/path/twin.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import type { Tag, TagTable } from "../contracts/plant/tag.ts";
import { detectorPlans, unmatchedRules } from "../detect/create-detectors.ts";
import type { LearnedStates } from "../detect/learned.ts";
import { attributesOfRules } from "../detect/rules/alert-attributes.ts";
import type { DetectorsConfig } from "../detect/rules/config.ts";
import type { DetectorContext, RuleDetector, RuleKeys } from "../detect/rules/rule-detector.ts";
import { withLimits } from "../model/plant-tag.ts";
import { createTagTable } from "../model/tag-table.ts";
import { Listeners } from "../observe/listeners.ts";
import type { FollowedRules, OpenAlertBook } from "./open-alert-book.ts";
import { Suppressions } from "./suppressions.ts";

export interface LiveRulesParts {
  readonly section: DetectorsConfig;
  /** The tags with their limits. */
  readonly assets: readonly AssetConfig[];
  readonly context: Omit<DetectorContext, "tags"> & { readonly tags: TagTable };
  /** State that detectors learnt before the restart. */
  readonly learned?: LearnedStates;
  /** Detectors that no config changes, such as for certificates. */
  readonly fixed: readonly RuleDetector[];
  readonly twin: TwinModel;
  readonly book: Pick<OpenAlertBook, "follow" | "apply">;
  readonly log: Logger;
  clock(): Micros;
}

export class LiveRules {
  readonly #parts: LiveRulesParts;
  readonly #detectorListeners: Listeners<[detectors: readonly Detector[]]>;
  #byPrint = new Map<string, RuleDetector | undefined>();
  #detectors: readonly Detector[] = [];
  #suppressions: Suppressions | undefined;
  #section: DetectorsConfig;

  constructor(parts: LiveRulesParts) {
    this.#parts = parts;
    this.#section = parts.section;
    this.#detectorListeners = new Listeners("changes of the rules", parts.log);
    this.follow(parts.section, parts.assets);
  }

  /** Everything that watches samples, including suppressions. */
  get detectors(): readonly Detector[] {
    return this.#detectors;
  }

  /** The section in force. */
  get section(): DetectorsConfig {
    return this.#section;
  }

  /** State that detectors have learnt so far. */
  learned(): LearnedStates {
    return new Map([...this.#byPrint.values()].flatMap((detector) => [...(detector?.learner?.snapshot() ?? [])]));
  }

  /** `listener` gets the detectors whenever they change. */
  onDetectors(listener: (detectors: readonly Detector[]) => void): void {
    this.#detectorListeners.add(listener);
  }

  /** Puts these rules in force, with the limits that the assets give their tags. */
  follow(section: DetectorsConfig, assets: readonly AssetConfig[]): void {
    const { book, fixed, twin, log, clock } = this.#parts;
    const context = { ...this.#parts.context, tags: limited(this.#parts.context.tags, assets) };
    for (const { path, message } of unmatchedRules(section, context))
      log.warn({ path, message }, "a rule of the config watches nothing");
    const plans = detectorPlans({ config: section, ...context });
    const known = this.#byPrint;
    // A learnt state is kept where neither rule nor tag has changed, for example when only the limit of another tag
    // has.
    const learned = known.size === 0 ? this.#parts.learned : this.learned();
    const made = (create: () => RuleDetector | undefined): RuleDetector | undefined => {
      const detector = create();
      if (learned !== undefined) detector?.learner?.restore(learned);
      return detector;
    };
    const byPrint = new Map(
      plans.map(({ print, create }) => [print, known.has(print) ? known.get(print) : made(create)]),
    );
    const rules = [...byPrint.values(), ...fixed].filter((detector) => detector !== undefined);
    const suppressions = new Suppressions(section.suppressions, context, this.#suppressions);
    const fresh = [
      ...rules.filter((detector) => ![...known.values()].includes(detector) && !fixed.includes(detector)),
      suppressions,
    ];
    // Suppressions must know the plant before the book asks them.
    const findings = known.size === 0 ? [] : fresh.flatMap((detector) => [...primed(detector, twin, clock())]);
    // From here on the new rules are in force: every step that can throw is behind us.
    this.#section = section;
    this.#byPrint = byPrint;
    this.#suppressions = suppressions;
    this.#detectors = [...rules, suppressions];
    book.follow({
      keys: keysOf(rules),
      attributesOf: attributesOfRules(rules),
      suppressionOf: (alert) => suppressions.of(alert),
      causeOf: causeOfRules(rules),
      positions: section.operatorPositions,
    });
    if (findings.length > 0) book.apply(findings);
    this.#detectorListeners.notify(this.#detectors);
  }
}

/** The alerts that the detectors can raise now. */
function keysOf(rules: readonly RuleDetector[]): RuleKeys {
  const known = rules.map(({ keys }) => keys);
  return { has: (key) => known.some((keys) => keys.has(key)) };
}

/** Asks the detectors that know causes. */
function causeOfRules(rules: readonly RuleDetector[]): NonNullable<FollowedRules["causeOf"]> {
  const knowing = rules.filter(({ causeOf }) => causeOf !== undefined);
  return ({ rule, assetUid }) => {
    for (const detector of knowing) {
      const answer = detector.causeOf?.(rule, assetUid);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

/** Shows a new detector the present values: a value that does not change sends no sample. */
function primed(detector: Detector, twin: TwinModel, now: Micros) {
  const { samples } = twin.snapshot();
  const watched = new Set(detector.watches);
  const at: number[] = [];
  for (let i = 0; i < samples.length; i++)
    if (watched.has(samples.tags[i] as never) && twin.isLive(samples.tags[i] as never)) at.push(i);
  return at.length === 0 ? [] : detector.observe({ ...pickSamples(samples, Uint32Array.from(at)), receivedAt: now });
}

/** The tags with the limits of a config; the same object where nothing changes. */
function limited(tags: TagTable, assets: readonly AssetConfig[]): TagTable {
  const limits = new Map(
    assets.flatMap((asset) => asset.tags.map(({ tagUid, shape }) => [tagUid, shape.limits] as const)),
  );
  const before = tags.all();
  const list = before.map((tag): Tag => {
    const now = limits.get(tag.tagUid);
    return now === tag.limits || same(now, tag.limits) ? tag : withLimits(tag, now);
  });
  return list.every((tag, i) => tag === before[i]) ? tags : createTagTable(list, tags.size);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
