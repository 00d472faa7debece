/** The book of measurements: follows the commit log, and judges each feature by its plan. */
import type { Logger } from "pino";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import {
  type DeletionTime,
  type Follower,
  type FollowerMark,
  type FollowerNeeds,
  type FollowerOutput,
  forgottenBefore,
  lastTickOf,
} from "../contracts/path/follower.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { AssetUid, TagTable } from "../contracts/plant/tag.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import type { Feature, MeasuredEvent, PieceEvent } from "../contracts/production/material-event.ts";
import { materialReader } from "../contracts/production/material-reader.ts";
import type { LimitsVersion, QualityCounters, SeriesName } from "../contracts/quality/quality.ts";
import type { FollowedLog } from "../store/open-database.ts";
import { Announcements } from "./announcements.ts";
import { answersOf, type QualityAnswered } from "./answers.ts";
import type { PlanConfig, PlansConfig } from "./config.ts";
import { Demands } from "./demands.ts";
import { LIMITS_FROZEN, limitsIn } from "./limits-event.ts";
import { PlanSignals } from "./plan-signals.ts";
import { inPlan, judgedOf, Plans } from "./plans.ts";
import { placesOf } from "./quality-findings.ts";
import { QualityStore, type StoredMeasurement } from "./quality-store.ts";
import { keyOf, Series, type SeriesState } from "./series.ts";
import { SharedWords } from "./words.ts";
import { madeBy, WORK_KEPT_US, WorkMemory } from "./work-memory.ts";

const HOUR_US = 3600e6;
const MINUTE_US = 60e6;
/** Most charts; measurements of further ones are refused and counted. */
const MOST_SERIES = 2000;
/** Letters of a name from outside. */
const MOST_LETTERS = 200;
const FORGET_AT_ONCE = 10_000;
const EVENTS = ["piece.completed", "piece.measured", LIMITS_FROZEN] as const;

type Measured = Pick<MeasuredEvent, "piece" | "place" | "time" | "features" | "by" | "position">;

export interface BookOptions {
  readonly config: PlansConfig;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: TagTable;
  readonly path: string;
  readonly log: Logger;
  readonly follows?: FollowedLog;
  readonly deletionTime?: DeletionTime;
  readonly edgeUid: AssetUid;
}

export class QualityBook implements Follower {
  readonly name = "quality";
  readonly needs: FollowerNeeds;
  readonly answers: QualityAnswered;
  readonly store: QualityStore;
  readonly words: SharedWords;
  readonly work: WorkMemory;
  readonly config: PlansConfig;
  /** By plan and machine; codes are those of the file. */
  readonly series = new Map<string, { readonly code: number; readonly series: Series }>();
  unwritten: StoredMeasurement[] = [];
  counters: QualityCounters;
  readonly #options: BookOptions;
  readonly #read: ReturnType<typeof materialReader>;
  readonly #plans: Plans;
  readonly #announcements: Announcements;
  readonly #demands: Demands;
  readonly #signals: PlanSignals;
  readonly #newSeries: (readonly [code: number, name: SeriesName])[] = [];
  readonly #newLimits: (readonly [series: number, version: LimitsVersion])[] = [];
  #codes: number;
  #mark: FollowerMark;
  #tickedAt: Micros;
  #forgetBefore: Micros = Number.NaN;

  constructor(options: BookOptions) {
    const { config, plant, path, log, follows } = options;
    this.#options = options;
    this.config = config;
    this.store = new QualityStore(path, log, follows);
    this.#mark = this.store.mark;
    this.#tickedAt = lastTickOf(this.#mark);
    this.words = new SharedWords(this.store.words());
    this.work = new WorkMemory(this.store, this.words);
    this.#read = materialReader(plant);
    this.#plans = new Plans(config.features);
    this.#announcements = new Announcements(placesOf(options), this.#state("out"), this.#state("overdue"));
    const labels = new Set(plant.assets.map(({ label }) => label));
    this.#demands = new Demands(config.features, labels, this.#state("lastMade"));
    this.#signals = new PlanSignals(config.features, options, this.#state("signals"));
    this.needs = { tags: this.#signals.watches, events: EVENTS, waveforms: false };
    this.counters = this.#state("counters") ?? NO_COUNTS;
    this.#codes = this.#restored();
    this.answers = answersOf(this);
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.store.note;
  }

  get waiting(): number {
    return this.unwritten.length + this.work.waiting;
  }

  observe(samples: SampleBatch): void {
    this.#signals.observe(samples);
  }

  take(event: EdgeEvent): void {
    if (event.type === LIMITS_FROZEN) {
      this.#frozen(event);
      return;
    }
    const material = this.#read(event);
    if (material?.kind === "piece.completed") this.#completed(material);
    else if (material?.kind === "piece.measured") this.#measured(material);
  }

  tick(now: Micros): FollowerOutput | undefined {
    const { config, deletionTime } = this.#options;
    if (Math.floor(now / HOUR_US) !== Math.floor(this.#tickedAt / HOUR_US))
      this.#forgetBefore = forgottenBefore(now, config.keepDays, deletionTime);
    const isMinute = Math.floor(now / MINUTE_US) !== Math.floor(this.#tickedAt / MINUTE_US);
    this.#tickedAt = now;
    this.#readResults(now);
    const findings: Finding[] = [];
    for (const [key, { series }] of this.series) findings.push(...this.#announcements.of(key, series, now, isMinute));
    return findings.length === 0 ? undefined : { findings };
  }

  write(mark: FollowerMark): void {
    this.store.write({
      words: this.words.unwritten(),
      series: this.#newSeries,
      measurements: this.unwritten,
      work: this.work.unwritten(),
      limits: this.#newLimits,
      state: {
        position: mark.position,
        time: mark.time,
        counters: this.counters,
        lastMade: this.#demands.state,
        signals: this.#signals.state,
        out: this.#announcements.out,
        overdue: this.#announcements.overdue,
        ...Object.fromEntries([...this.series].map(([key, { series }]) => [`series ${key}`, series.snapshot()])),
      },
    });
    this.words.written();
    this.work.written();
    this.#newSeries.length = 0;
    this.#newLimits.length = 0;
    this.unwritten = [];
    this.#mark = mark;
    if (Number.isNaN(this.#forgetBefore)) return;
    for (const { code } of this.series.values()) this.store.forget(code, this.#forgetBefore, FORGET_AT_ONCE);
    this.store.forgetWork(Math.max(this.#forgetBefore, this.#tickedAt - WORK_KEPT_US), FORGET_AT_ONCE);
    this.#forgetBefore = Number.NaN;
  }

  close(): void {
    this.store.close();
  }

  /** Versions of a chart's limits, newest first. */
  limitsOf(code: number): readonly LimitsVersion[] {
    const fresh = this.#newLimits.flatMap(([series, version]) => (series === code ? [version] : []));
    return [...fresh.reverse(), ...this.store.limits(code)];
  }

  #completed(event: PieceEvent): void {
    if (event.piece.length > MOST_LETTERS || event.place.length > MOST_LETTERS) return;
    this.work.add(event);
    this.#signals.results.completed(event, event.time);
    const toolCount = (signal: string) => this.#signals.toolCount(event.place, signal);
    for (const [plan, demand] of this.#demands.of(event, toolCount)) {
      const name = { plan: plan.id, machine: event.place };
      const found = demand === undefined ? this.series.get(keyOf(name)) : this.#seriesOf(plan, event.place);
      if (found === undefined) continue;
      const { series } = found;
      if (demand !== undefined) series.demand = demand;
      else if (series.demand !== undefined) series.demand = { ...series.demand, pieces: series.demand.pieces + 1 };
    }
  }

  /** Results that stations published for the pieces that they completed. */
  #readResults(now: Micros): void {
    for (const { piece, station, time, ok, values } of this.#signals.results.due(now)) {
      const features = values.flatMap((one) => this.#signals.featureOf(one, ok) ?? []);
      this.#measured({ piece, place: station, time, features });
    }
  }

  #measured(event: Measured): void {
    const { piece, place } = event;
    if (piece.length > MOST_LETTERS || place.length > MOST_LETTERS) {
      this.#count("refused");
      return;
    }
    const work = this.work.of(piece);
    const { variant, order } = this.work.variantOf(work);
    for (const feature of event.features) {
      const plan = this.#plans.of({ feature: feature.name, gauge: place, variant });
      if (plan === undefined) this.#count("withoutPlan");
      else this.#planned(event, feature, { plan, variant, order });
    }
  }

  #planned(
    { piece, place, time, by = "", position = "" }: Measured,
    feature: Feature,
    { plan, variant, order }: { readonly plan: PlanConfig; readonly variant: string; readonly order: string },
  ): void {
    const planned = inPlan(plan, feature);
    const isMaker = (station: number): boolean =>
      plan.madeBy.some((word) => matchesWord(word, this.words.wordOf(station)));
    const made = madeBy(this.work.of(piece), isMaker);
    const found = this.#seriesOf(plan, made === undefined ? "" : this.words.wordOf(made.station));
    if (planned === undefined || found === undefined) {
      this.#count(planned === undefined ? "unitDiffers" : "refused");
      return;
    }
    const { code, series } = found;
    if (series.isRepeated(piece, time)) {
      this.#count("repeated");
      return;
    }
    this.#count("measurements");
    const of = made === undefined ? { ...NO_WORK, variant, order } : this.work.contextOf(made.context);
    const context = this.words.codeOf(JSON.stringify({ ...of, variant, order, by, position }));
    const number = series.count;
    const { ok } = feature;
    const madeAt = made?.at ?? Number.NaN;
    const judged = judgedOf(plan, planned, ok);
    const charted = series.add({ piece, time, gauge: place, judged, madeAt });
    const gauge = this.words.codeOf(place);
    this.unwritten.push({ series: code, number, time, piece, gauge, context, ...planned, ok, charted });
  }

  #frozen(event: EdgeEvent): void {
    const limits = limitsIn(event);
    const found = limits === undefined ? undefined : this.series.get(keyOf(limits));
    if (limits === undefined || found === undefined) return;
    const version = { ...limits, version: (this.limitsOf(found.code)[0]?.version ?? 0) + 1 };
    this.#newLimits.push([found.code, version]);
    found.series.freeze(version);
  }

  #seriesOf(plan: PlanConfig, machine: string): { readonly code: number; readonly series: Series } | undefined {
    const name = { plan: plan.id, machine };
    const known = this.series.get(keyOf(name));
    if (known !== undefined || this.series.size >= MOST_SERIES) return known;
    const made = { code: this.#codes++, series: new Series(name, plan, undefined) };
    this.series.set(keyOf(name), made);
    this.#newSeries.push([made.code, name]);
    return made;
  }

  #state<Of>(name: string): Of | undefined {
    return this.store.state(name) as Of | undefined;
  }

  #count(what: keyof QualityCounters): void {
    this.counters = { ...this.counters, [what]: this.counters[what] + 1 };
  }

  /** Opens the charts of the file whose plans still exist. Returns the next free code. */
  #restored(): number {
    const plans = new Map(this.config.features.map((plan) => [plan.id, plan]));
    const stored = this.store.series();
    for (const [code, name] of stored) {
      const plan = plans.get(name.plan);
      if (plan === undefined) continue;
      const series = new Series(name, plan, this.store.limits(code)[0]);
      const state = this.store.state(`series ${keyOf(name)}`) as SeriesState | undefined;
      if (state !== undefined) series.restore(state);
      this.series.set(keyOf(name), { code, series });
    }
    return (stored.at(-1)?.[0] ?? 0) + 1;
  }
}

const NO_COUNTS: QualityCounters = { measurements: 0, repeated: 0, withoutPlan: 0, unitDiffers: 0, refused: 0 };
const NO_WORK = { operation: "", program: "", tools: [], fixture: "" } as const;
