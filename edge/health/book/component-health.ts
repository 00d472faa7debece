/** The record of one component: evidence of all its watches, fused to a stage and one finding. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import { DEFAULT_LEVEL } from "../../contracts/health/adaptation.ts";
import {
  type ComponentCondition,
  type ComponentLife,
  type HealthStage,
  healthRule,
  type KnownKind,
  type NamedHypothesis,
} from "../../contracts/health/component-condition.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import type { Ageing } from "../prognosis/degradation.ts";
import type { EarlierLives } from "../prognosis/earlier-lives.ts";
import type { ComponentWatch, FaultKind } from "../watch.ts";
import { evidenceOf, type Subject } from "./evidence-of.ts";
import type { Experience } from "./experience.ts";
import { Forecast, healthOf } from "./forecast.ts";
import { type Explained, holdOf, hypothesesOf, isReached, kindsOf, messageOf, named } from "./hypotheses.ts";
import { LifeCurve } from "./life-curve.ts";
import { severityOf } from "./severity.ts";
import { StatisticCurves } from "./statistic-curves.ts";
import { WatchLevels } from "./watch-levels.ts";

/** Evidence at which a component is watched, and below which it counts as normal again. */
const WATCH = 5;
const CALM = 3;
/** Evidence at which a finding is raised, unless verdicts raised it; see `strengths` of {@link ComponentWatch}. */
const ACT = DEFAULT_LEVEL;
/** An active finding is repeated, so that an alert that ended with a reload of the config is raised again. */
const REPEAT_US = 60e6;
interface ComponentState {
  readonly stage: HealthStage;
  readonly since: Micros;
  readonly saidAt: Micros;
  readonly said: Finding | undefined;
  readonly calmSince: Micros;
  readonly forecast: ReturnType<Forecast["snapshot"]>;
}

export interface ComponentPlan extends Subject {
  readonly assetUid: AssetUid;
  readonly name: LocalizedText;
  readonly watches: readonly ComponentWatch[];
  /** Experience from the plant's ended lives. */
  readonly earlier: EarlierLives;
  /** Type of the asset, by which verdicts count. */
  readonly assetType: string;
  /** Experience from verdicts. */
  readonly experience: Experience;
  /** How likely it lasts by its age alone. */
  readonly ageing?: () => Ageing | undefined;
}

export class ComponentHealth implements Learned<ComponentState> {
  readonly path: string;
  readonly assetUid: AssetUid;
  /** Their states are parts of their own in the file, so that files without them keep everything else. */
  readonly curve = new LifeCurve();
  readonly statistics: StatisticCurves;
  readonly #plan: ComponentPlan;
  readonly #levels: WatchLevels;
  #stage: HealthStage = "learning";
  #since: Micros = Number.NaN;
  #saidAt: Micros = Number.NaN;
  /** The active finding as it was last reported. */
  #said: Finding | undefined;
  /** Time since which evidence has been below {@link CALM}; NaN while it is not. */
  #calmSince: Micros = Number.NaN;
  readonly #forecast: Forecast;

  constructor(plan: ComponentPlan) {
    this.#plan = plan;
    this.#levels = new WatchLevels(plan.watches);
    this.#forecast = new Forecast(plan.earlier, plan.ageing);
    this.statistics = new StatisticCurves(plan.watches);
    this.path = plan.path;
    this.assetUid = plan.assetUid;
  }

  get stage(): HealthStage {
    return this.#stage;
  }

  /** When it entered this stage; NaN before the first second. */
  get since(): Micros {
    return this.#since;
  }

  get watches(): readonly ComponentWatch[] {
    return this.#plan.watches;
  }

  /** Share of the way to the end of function, from the watch with the highest value; NaN where no watch knows it. */
  get damage(): number {
    return this.#levels.damage;
  }

  /** The strongest evidence, without its sign. */
  get strength(): number {
    return this.#levels.strength;
  }

  get condition(): ComponentCondition {
    const { assetUid, path, name } = this.#plan;
    const { damage, strength } = this;
    const said = this.#said;
    return {
      assetUid,
      component: path,
      name,
      stage: this.#stage,
      since: Number.isNaN(this.#since) ? null : this.#since,
      health: said?.health ?? (Number.isNaN(damage) ? null : healthOf(damage)),
      evidence: strength,
      hypotheses: this.#namedHypotheses,
      severity: said?.severity ?? null,
      rul: said?.rul ?? null,
      adaptation: (said === undefined ? this.#adaptation : said.adaptation) ?? null,
    };
  }

  /** The likeliest fault that there is evidence of. */
  get suspected(): FaultKind | undefined {
    return this.strength < WATCH ? undefined : this.hypotheses[0]?.fault;
  }

  /** The evidence of the active finding, or the present evidence of a change. */
  get life(): Omit<ComponentLife, "expected"> {
    const evidence = this.#said?.evidence ?? evidenceOf(this.#plan.watches, this.#plan, this.curve.lastAt);
    return { evidence, kinds: this.kinds, curve: this.curve.columns(), statistics: this.statistics.histories() };
  }

  /** Kinds of faults that its watches distinguish. */
  get kinds(): readonly KnownKind[] {
    return kindsOf(this.#plan.watches);
  }

  get #namedHypotheses(): readonly NamedHypothesis[] {
    if (this.#said !== undefined) return named(this.#said.hypotheses ?? [], this.#plan.watches);
    return this.strength < CALM ? [] : named(this.hypotheses, this.#plan.watches);
  }

  get hypotheses(): readonly Explained[] {
    const { watches, assetType, path, experience } = this.#plan;
    return hypothesesOf(watches, experience.oddsAt(assetType, path, watches));
  }

  /** Verdicts behind the hypotheses, besides the table; undefined where no verdict is known. */
  get #adaptation(): Finding["adaptation"] {
    const { assetType, path, experience } = this.#plan;
    const place = experience.at(assetType, path);
    return place === undefined ? undefined : { version: experience.version, verdicts: place.verdicts };
  }

  /** Whether a finding is active. */
  get isSpokenAbout(): boolean {
    return this.#said !== undefined;
  }

  /**
   * Judges the component once a second. Returns the finding when it begins, changes, is due for repetition, or ends.
   * While `isHeld`, no new finding is raised. `strength`: its present one, where the caller has asked for it.
   */
  tick(now: Micros, isHeld: boolean, strength = this.strength): Finding | undefined {
    const { damage } = this;
    if (!Number.isNaN(damage)) this.#forecast.add(now, damage);
    this.curve.add(now, healthOf(damage), strength);
    this.statistics.add(now);
    if (strength >= CALM) this.#calmSince = Number.NaN;
    else if (Number.isNaN(this.#calmSince)) this.#calmSince = now;
    const isCertain = strength >= ACT && this.#isExplained;
    if (this.#said === undefined && (!isCertain || isHeld)) {
      this.#move(this.#quietStage(strength), now);
      return undefined;
    }
    if (this.#said !== undefined && now - this.#calmSince >= holdOf(this.#said, this.#plan.watches))
      return this.#end(this.#said, now);
    this.#move("act", now);
    return isCertain ? this.#say(now) : this.#repeat(now);
  }

  /** Evidence for a change now, as a finding would give it, without a forecast. */
  evidenceAt(now: Micros): readonly Evidence[] {
    return evidenceOf(this.#plan.watches, this.#plan, now);
  }

  /** The component was replaced. */
  renewed(): void {
    this.#forecast.renewed(this.#said?.hypotheses?.[0]?.kind ?? "");
    this.curve.clear();
    this.statistics.clear();
    this.#calmSince = Number.NEGATIVE_INFINITY;
  }

  snapshot(): ComponentState {
    return {
      stage: this.#stage,
      since: this.#since,
      saidAt: this.#saidAt,
      said: this.#said,
      calmSince: this.#calmSince,
      forecast: this.#forecast.snapshot(),
    };
  }

  restore({ stage, since, saidAt, said, calmSince, forecast }: ComponentState): void {
    this.#forecast.restore(forecast);
    this.#stage = stage;
    this.#since = since;
    this.#saidAt = saidAt;
    this.#said = said;
    this.#calmSince = calmSince;
  }

  /** The stage while no finding is active. */
  #quietStage(strength: number): HealthStage {
    if (strength >= WATCH || (strength >= CALM && this.#stage === "watch")) return "watch";
    const { watches } = this.#plan;
    // Asked every second of every component; a loop costs half of a callback.
    for (let at = 0; at < watches.length; at++) if (!(watches[at] as ComponentWatch).isLearning) return "healthy";
    return "learning";
  }

  /**
   * Whether the evidence that matches the likeliest fault is strong enough; other evidence only makes the component
   * watched.
   */
  get #isExplained(): boolean {
    const { watches, assetType, experience } = this.#plan;
    const [best] = this.hypotheses;
    return best !== undefined && isReached(best.kind, watches, ({ id }) => experience.levelOf(assetType, id));
  }

  #move(stage: HealthStage, now: Micros): void {
    if (stage === this.#stage && !Number.isNaN(this.#since)) return;
    this.#stage = stage;
    this.#since = now;
  }

  /** The finding of this second if it is new or due for repetition. */
  #say(now: Micros): Finding | undefined {
    const hypotheses = this.hypotheses;
    const kind = hypotheses[0]?.kind ?? "";
    const isNews = this.#forecast.isNews(now, kind, this.damage);
    const isSame = this.#said?.hypotheses?.[0]?.kind === kind && this.#said.severity === this.#severityOf(hypotheses);
    if (isSame && !isNews && now - this.#saidAt < REPEAT_US) return undefined;
    this.#said = this.#finding(now, hypotheses);
    this.#saidAt = now;
    return this.#said;
  }

  /** Repeats the last finding unchanged, because the evidence is weaker now and no longer shows its cause. */
  #repeat(now: Micros): Finding | undefined {
    if (this.#said === undefined || now - this.#saidAt < REPEAT_US) return undefined;
    this.#saidAt = now;
    this.#said = { ...this.#said, at: now };
    return this.#said;
  }

  #end(said: Finding, now: Micros): Finding {
    this.#said = undefined;
    this.#forecast.ended();
    this.#move(this.#quietStage(this.strength), now);
    const { rul: _rul, health: _health, ...rest } = said;
    const endedBy = this.#calmSince === Number.NEGATIVE_INFINITY ? "replaced" : "normal";
    return { ...rest, at: now, standing: false, endedBy };
  }

  #severityOf([best]: readonly Explained[]): number {
    const { assetType, path, experience } = this.#plan;
    return severityOf(this.damage, best?.fault, experience.at(assetType, path)?.softer ?? 0);
  }

  #finding(now: Micros, hypotheses: readonly Explained[]): Finding {
    const { assetUid, path, name, watches } = this.#plan;
    const evidence = evidenceOf(watches, this.#plan, now);
    const [best] = hypotheses;
    const adaptation = this.#adaptation;
    return {
      rule: healthRule(path),
      assetUid,
      component: path,
      kind: best?.fault.alertKind ?? "anomaly",
      standing: true,
      at: now,
      severity: this.#severityOf(hypotheses),
      message: messageOf(name, best),
      evidence: [...evidence, ...this.#forecast.evidence(evidence[0]?.tag, this.#plan, this.damage)],
      ...this.#forecast.said,
      hypotheses: hypotheses.map(({ kind, p }) => ({ kind, p })),
      ...(adaptation === undefined ? {} : { adaptation }),
    };
  }
}
