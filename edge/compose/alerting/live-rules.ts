/**
 * The rules that the edge follows now, and how it goes over to changed ones without a restart. Rules A50 to A55 in
 * docs/rules/alert.md.
 */
import { createHash } from "node:crypto";
import type { Logger } from "pino";
import type { FollowedRules, OpenAlertBook } from "../../alerts/open-alert-book.ts";
import { Suppressions } from "../../alerts/suppressions.ts";
import { pickSamples } from "../../batch/rows.ts";
import { loadConfigApart } from "../../config/apart.ts";
import type { Journal, Principal } from "../../contracts/access/journal.ts";
import type { Detector } from "../../contracts/alerts/detector.ts";
import { reasonOf } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TwinModel } from "../../contracts/path/twin.ts";
import { ConfigRefused } from "../../contracts/plant/config-text.ts";
import type { AssetConfig } from "../../contracts/plant/edge-config.ts";
import type { Tag, TagTable } from "../../contracts/plant/tag.ts";
import { detectorPlans, unmatchedRules } from "../../detect/create-detectors.ts";
import type { LearnedStates } from "../../detect/learned.ts";
import { attributesOfRules } from "../../detect/rules/alert-attributes.ts";
import type { DetectorContext, RuleDetector } from "../../detect/rules/rule-detector.ts";
import { createTagTable } from "../../model/tag-table.ts";
import { Listeners } from "../../observe/listeners.ts";
import type { PlantConfig } from "../../plugins.ts";

/** The result of a reload. */
export interface Reloaded {
  /** Parts of the config that count from now on. */
  readonly applied: readonly string[];
  /** Changed parts that need a restart. */
  readonly restart: readonly string[];
}

export interface LiveRulesParts {
  readonly config: PlantConfig;
  readonly context: Omit<DetectorContext, "tags"> & { readonly tags: TagTable };
  /** States that detectors learnt before the restart. */
  readonly learned?: LearnedStates;
  /** Detectors that no config changes, such as for certificates. */
  readonly fixed: readonly RuleDetector[];
  readonly twin: TwinModel;
  readonly book: OpenAlertBook;
  readonly journal: Journal;
  readonly log: Logger;
  clock(): Micros;
}

/** A refusal can list every mistake of a config. */
const REASON_LENGTH = 1_000;
/** The parts of a config that can change at a reload. */
const NO_SECTIONS: ReadonlySet<string> = new Set(["folder", "files", "warnings"]);

/** Sections that change while the edge runs. */
const LIVE = ["detectors", "notify"] as const;

export class LiveRules {
  readonly #parts: LiveRulesParts;
  readonly #configListeners: Listeners<[config: PlantConfig]>;
  readonly #detectorListeners: Listeners<[detectors: readonly Detector[]]>;
  #config: PlantConfig;
  #byPrint = new Map<string, RuleDetector | undefined>();
  #detectors: readonly Detector[] = [];
  #suppressions: Suppressions | undefined;
  #reloading: Promise<unknown> = Promise.resolve();

  constructor(parts: LiveRulesParts) {
    this.#parts = parts;
    this.#config = parts.config;
    this.#configListeners = new Listeners("changes of the config", parts.log);
    this.#detectorListeners = new Listeners("changes of the rules", parts.log);
    this.#follow(parts.config);
  }

  get config(): PlantConfig {
    return this.#config;
  }

  /** Everything that watches samples, suppressions included. */
  get detectors(): readonly Detector[] {
    return this.#detectors;
  }

  /** States that detectors have learnt by now. */
  learned(): LearnedStates {
    return new Map([...this.#byPrint.values()].flatMap((detector) => [...(detector?.learner?.snapshot() ?? [])]));
  }

  /** `listener` gets the detectors whenever they change. */
  onDetectors(listener: (detectors: readonly Detector[]) => void): void {
    this.#detectorListeners.add(listener);
  }

  /** `listener` gets each config that counts from then on. */
  onConfig(listener: (config: PlantConfig) => void): void {
    this.#configListeners.add(listener);
  }

  /**
   * Reads the config again and goes over to what can change while the edge runs, on record. Throws
   * ConfigRefused `conflict` with everything that is wrong; then nothing is changed.
   */
  async reload(principal: Principal): Promise<Reloaded> {
    const before = this.#reloading;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#reloading = promise;
    await before;
    try {
      return await this.#reload(principal);
    } finally {
      resolve();
    }
  }

  async #reload(principal: Principal): Promise<Reloaded> {
    const { journal, log } = this.#parts;
    const deed = { principal, action: "config.reload", target: this.#config.site.id, before: printOf(this.#config) };
    let next: PlantConfig;
    try {
      next = await loadConfigApart(this.#config.files[0] ?? this.#config.folder);
    } catch (error) {
      const reason = reasonOf(error);
      await journal.record({ ...deed, result: "refused", reason: reason.slice(0, REASON_LENGTH) });
      const problems = error instanceof ConfigRefused ? error.problems : [];
      throw new ConfigRefused(
        "conflict",
        `the config was not taken, everything goes on as before. ${reason}`,
        problems,
      );
    }
    const { applied, restart } = compare(this.#config, next);
    const merged = merge(this.#config, next, restart);
    if (applied.length > 0) this.#follow(merged);
    await journal.record({ ...deed, result: "done", after: { ...printOf(merged), applied, restart } });
    log.info({ applied, restart }, "config read again");
    return { applied, restart };
  }

  #follow(config: PlantConfig): void {
    const { book, fixed, twin, log, clock } = this.#parts;
    const context = { ...this.#parts.context, tags: limited(this.#parts.context.tags, config.assets) };
    const section = config.detectors;
    for (const { path, message } of unmatchedRules(section, context))
      log.warn({ path, message }, "a rule of the config watches nothing");
    const plans = detectorPlans({ config: section, ...context });
    const known = this.#byPrint;
    // A learned state is kept where neither the rule nor the tag has changed, for example when another tag's limit did.
    const learned = known.size === 0 ? this.#parts.learned : this.learned();
    const made = (create: () => RuleDetector | undefined): RuleDetector | undefined => {
      const detector = create();
      if (learned !== undefined) detector?.learner?.restore(learned);
      return detector;
    };
    this.#byPrint = new Map(
      plans.map(({ print, create }) => [print, known.has(print) ? known.get(print) : made(create)]),
    );
    const rules = [...this.#byPrint.values(), ...fixed].filter((detector) => detector !== undefined);
    const suppressions = new Suppressions(section.suppressions, context, this.#suppressions);
    this.#suppressions = suppressions;
    const fresh = [
      ...rules.filter((detector) => ![...known.values()].includes(detector) && !fixed.includes(detector)),
      suppressions,
    ];
    this.#config = config;
    this.#detectors = [...rules, suppressions];
    // Suppressions must know the plant before the book asks them.
    const findings = known.size === 0 ? [] : fresh.flatMap((detector) => [...primed(detector, twin, clock())]);
    book.follow({
      keys: new Set(rules.flatMap(({ keys }) => keys)),
      attributesOf: attributesOfRules(rules),
      suppressionOf: (alert) => suppressions.of(alert),
      causeOf: causeOfRules(rules),
      positions: section.operatorPositions,
    });
    if (findings.length > 0) book.apply(findings);
    this.#detectorListeners.tell(this.#detectors);
    this.#configListeners.tell(config);
  }
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

/** Shows a new detector the plant as it is: a value that rests sends no sample. */
function primed(detector: Detector, twin: TwinModel, now: Micros) {
  const { samples } = twin.snapshot();
  const watched = new Set(detector.watches);
  const at: number[] = [];
  for (let i = 0; i < samples.length; i++)
    if (watched.has(samples.tags[i] as never) && twin.isLive(samples.tags[i] as never)) at.push(i);
  return at.length === 0 ? [] : detector.observe({ ...pickSamples(samples, Uint32Array.from(at)), receivedAt: now });
}

/** The same tags with the limits of a config; returns the same table where no limit differs. */
function limited(tags: TagTable, assets: readonly AssetConfig[]): TagTable {
  const limits = new Map(
    assets.flatMap((asset) => asset.tags.map(({ tagUid, shape }) => [tagUid, shape.limits] as const)),
  );
  const before = tags.all();
  const list = before.map((tag): Tag => {
    const { limits: known, ...rest } = tag;
    const now = limits.get(tag.tagUid);
    if (now === known || same(now, known)) return tag;
    return now === undefined ? rest : { ...rest, limits: now };
  });
  return list.every((tag, i) => tag === before[i]) ? tags : createTagTable(list, tags.size);
}

/** Which parts differ, by name: what can change at once, and what needs a restart. */
function compare(before: PlantConfig, after: PlantConfig): { applied: string[]; restart: string[] } {
  const applied: string[] = LIVE.filter((section) => !same(before[section], after[section]));
  const restart: string[] = [];
  for (const key of Object.keys(after) as (keyof PlantConfig)[]) {
    if (NO_SECTIONS.has(key) || key === "assets" || (LIVE as readonly string[]).includes(key)) continue;
    if (!same(plain(before[key]), plain(after[key]))) restart.push(key);
  }
  if (!same(before.assets.map(withoutLimits), after.assets.map(withoutLimits))) restart.push("assets");
  else if (!same(before.assets, after.assets)) applied.push("limits");
  return { applied, restart };
}

/** The running config with the parts that can change. Assets that need a restart keep the limits they have. */
function merge(before: PlantConfig, after: PlantConfig, restart: readonly string[]): PlantConfig {
  return {
    ...before,
    detectors: after.detectors,
    notify: after.notify,
    assets: restart.includes("assets") ? before.assets : after.assets,
  };
}

function withoutLimits(asset: AssetConfig): object {
  return { ...asset, tags: asset.tags.map(({ shape: { limits: _limits, ...shape }, ...tag }) => ({ ...tag, shape })) };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function plain(value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

/** The part of a config that the journal keeps: enough to distinguish two configs, without secrets. */
function printOf(config: PlantConfig): { readonly print: string } {
  const limits = config.assets.flatMap(({ tags }) => tags.map(({ tagUid, shape }) => [tagUid, shape.limits]));
  return {
    print: createHash("sha256")
      .update(JSON.stringify([config.detectors, limits]))
      .digest("hex")
      .slice(0, 16),
  };
}
