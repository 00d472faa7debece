import type { Logger } from "pino";
import { ByTag } from "../batch/by-tag.ts";
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
import { type Micros, qualityOf, type SampleBatch } from "../contracts/path/sample-batch.ts";
import { can } from "../contracts/plant/kinds.ts";
import { unitOfMedium } from "../contracts/plant/media.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { AssetUid, Tag, TagRef, TagTable } from "../contracts/plant/tag.ts";
import type { EnergyNode } from "../contracts/production/energy.ts";
import type { TreeView } from "../contracts/production/energy-tree.ts";
import type { KeyFigurePlan } from "../contracts/quality/key-figures.ts";
import type { FollowedLog } from "../store/open-database.ts";
import { bookCounts, placesOf } from "./book-counts.ts";
import type { EnergyConfig } from "./config.ts";
import { EnergySeries, type SeriesState } from "./energy-series.ts";
import { EnergyStore } from "./energy-store.ts";
import { scaleOf } from "./flow-now.ts";
import { idlePower, keepIdle } from "./idle-power.ts";
import { type LeakState, LeakWatch } from "./leaks/leak-watch.ts";
import { type Meter, metersOf } from "./meters.ts";
import { pieceAnswers } from "./pieces/answers.ts";
import { DEFAULTS } from "./pieces/config.ts";
import { type CostParts, costAnswers, type PricingPlan } from "./pieces/costs.ts";
import { PieceEnergy, type StationOperations } from "./pieces/piece-energy.ts";
import { type BalanceState, BalanceWatch } from "./tree/balance-watch.ts";
import { MediaTree } from "./tree/media-tree.ts";
import type { MeterCounts } from "./tree/meter-counts.ts";
import { ofMeter, standardUncertainty } from "./tree/tree-amounts.ts";

const NOT_EXECUTING = 2;
const EXECUTING = 3;
const PIECE_FINISHED = "piece.completed";
const HOUR_US = 3600e6;
const PIECE_EVENTS = ["piece.arrived", "piece.started", "piece.completed", "piece.departed"] as const;
/** An amount with its standard uncertainty. */
type Measured = { readonly amount: number; readonly u: number } | { readonly amount: null; readonly u: null };

const UNKNOWN: Measured = { amount: null, u: null };

export interface EnergyOptions {
  readonly config: EnergyConfig;
  /** Operations by station, for pieces whose events name none. */
  readonly operations?: StationOperations;
  /** Prices of media and kinds of stations, for the cost of pieces. */
  readonly pricing?: PricingPlan;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: TagTable;
  readonly path: string;
  readonly log: Logger;
  readonly follows?: FollowedLog;
  readonly deletionTime?: DeletionTime;
  readonly edgeUid: AssetUid;
  /** Where key figures are published; absent: nowhere. */
  readonly figures?: KeyFigurePlan;
  readonly isSimulated?: boolean;
}

export type EnergyAnswered = EnergyBook["answers"];

type Reading = "counter" | "rate" | "state";

/** Counts the flow through every meter, by the meter's own counter if it has one. */
export class EnergyBook implements Follower {
  readonly name = "energy";
  readonly needs: FollowerNeeds;
  readonly answers;
  readonly #options: EnergyOptions;
  readonly #store: EnergyStore;
  readonly #pieces: PieceEnergy;
  readonly #meters: readonly Meter[];
  readonly #bound = new ByTag<readonly (readonly [meter: Meter, what: Reading])[]>();
  readonly #counts: MeterCounts;
  readonly #tree: MediaTree;
  readonly #balances: BalanceWatch;
  readonly #leaks: LeakWatch;
  readonly #series: EnergySeries;
  #mark: FollowerMark;
  #tickedAt: Micros;
  /** Older readings are deleted with the next write; NaN: none are. */
  #forgetBefore: Micros = Number.NaN;

  constructor(options: EnergyOptions) {
    this.#options = options;
    const { config, plant, tags, path, log, follows, edgeUid } = options;
    this.#store = new EnergyStore(path, log, follows);
    this.#mark = this.#store.mark;
    this.#tickedAt = lastTickOf(this.#mark);
    this.#meters = metersOf({ config, plant, tags, store: this.#store });
    for (const meter of this.#meters) this.#bind(meter);
    this.#counts = bookCounts(this.#meters, this.#store);
    this.#tree = new MediaTree(config, this.#counts);
    const places = placesOf(this.#meters, edgeUid);
    this.#leaks = new LeakWatch(config.leaks, {
      nodes: this.#tree.nodes,
      ...{ counts: this.#counts, places, plant, tags, currency: plant.site.currency },
      state: this.#store.memo("leaks") as LeakState | undefined,
    });
    this.#balances = new BalanceWatch(this.#tree, config.balance.intervalMin, {
      places,
      state: this.#store.memo("balances") as BalanceState | undefined,
    });
    const pieces = { operations: options.operations ?? [], config: config.pieces ?? {}, store: this.#store.pieces };
    this.#pieces = new PieceEnergy({ ...pieces, plant, tags, deletionTime: options.deletionTime });
    const costs: CostParts = {
      energy: this.#pieces,
      pricing: options.pricing ?? { contracts: [], steps: [] },
      timeZone: plant.site.timeZone,
      measuredAir: (from, to) => this.#airKWhPerM3(from, to),
    };
    const { settleMinutes } = { ...DEFAULTS, ...config.pieces };
    const series = { plan: options.figures, isSimulated: options.isSimulated ?? false, tags, costs, settleMinutes };
    this.#series = new EnergySeries(
      { ...series, tree: this.#tree, assetOf: places.assetOf },
      this.#store.memo("series") as SeriesState | undefined,
    );
    const bound = new Set([...this.#bound.keys(), ...this.#pieces.tags, ...this.#series.tags, ...this.#leaks.tags]);
    this.needs = { tags: [...bound] as TagRef[], events: PIECE_EVENTS, waveforms: false };
    this.answers = {
      since: () => this.since(),
      nodes: (from: Micros, to: Micros) => this.nodes(from, to),
      tree: (from: Micros, to: Micros, interval?: Micros): TreeView => ({
        ...this.#tree.view(from, to, interval),
        branches: this.#leaks.view(),
      }),
      ...pieceAnswers(this.#pieces, (from, to) => this.#airKWhPerM3(from, to)),
      ...costAnswers(costs),
    };
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.#store.note;
  }

  get waiting(): number {
    const readings = this.#meters.reduce((sum, { total }) => sum + total.readings.length + total.doubts.length, 0);
    return readings + this.#pieces.waiting;
  }

  observe(samples: SampleBatch): void {
    this.#pieces.observe(samples);
    this.#series.observe(samples);
    this.#leaks.observe(samples);
    for (let at = 0; at < samples.length; at++) {
      const bound = this.#bound.get(samples.tags[at] as number);
      if (bound === undefined || qualityOf(samples.statuses[at] as number) === "bad") continue;
      const value = samples.values[at] as number;
      if (!Number.isFinite(value)) continue;
      for (const [meter, what] of bound) this.#read(meter, what, { time: samples.times[at] as number, value });
    }
  }

  /** Events of pieces say whose energy it is, and when nothing produces. */
  take(event: EdgeEvent): void {
    if (event.type === PIECE_FINISHED) this.#leaks.quiet.pieceFinished(this.#tickedAt);
    this.#pieces.take(event);
  }

  tick(now: Micros): FollowerOutput | undefined {
    const { config, deletionTime } = this.#options;
    if (Math.floor(now / HOUR_US) !== Math.floor(this.#tickedAt / HOUR_US))
      this.#forgetBefore = forgottenBefore(now, config.keepDays, deletionTime);
    this.#tickedAt = now;
    this.#pieces.tick(now);
    const findings = [...this.#balances.tick(now), ...this.#leaks.tick(now)];
    const samples = this.#series.tick(now);
    if (findings.length === 0 && samples === undefined) return undefined;
    return { ...(findings.length === 0 ? {} : { findings }), ...(samples === undefined ? {} : { samples }) };
  }

  write(mark: FollowerMark): void {
    let done = (): void => {};
    const alongside = (): void => {
      done = this.#pieces.write();
    };
    const memos = { balances: this.#balances.state, leaks: this.#leaks.state, series: this.#series.state };
    this.#store.write(this.#meters, { mark, forgetBefore: this.#forgetBefore, memos, alongside });
    done();
    this.#forgetBefore = Number.NaN;
    this.#mark = mark;
  }

  close(): void {
    this.#store.close();
  }

  /** Time of the oldest stored count; undefined while there is none. */
  since(): Micros | undefined {
    const firsts = this.#meters.flatMap((meter) => this.#store.first(meter) ?? []);
    return firsts.length === 0 ? undefined : Math.min(...firsts);
  }

  /** Meters of the tree, and metered machines, without present rates and pieces. */
  nodes(from: Micros, to: Micros): readonly EnergyNode[] {
    const measured = new Map(this.#meters.map((meter) => [meter.asset.label, this.#measured(meter, from, to)]));
    return this.#meters.map((meter): EnergyNode => {
      const { asset, medium, below, total, idle } = meter;
      const { amount, u } = measured.get(asset.label) ?? UNKNOWN;
      return {
        assetUid: asset.assetUid,
        label: asset.label,
        medium,
        below,
        of: asset.meters ?? null,
        amount,
        unit: unitOfMedium(medium),
        method: total.method,
        isUncertain: this.#store.isDoubtful(meter, from, to),
        rate: null,
        u,
        residual: this.#residual(meter, measured, { from, to }),
        perPiece: null,
        idle: idlePower(idle),
      };
    });
  }

  #bind(meter: Meter): void {
    const bind = (tag: Tag | undefined, what: Reading): void => {
      if (tag !== undefined) this.#bound.set(tag.ref, [...(this.#bound.get(tag.ref) ?? []), [meter, what]]);
    };
    bind(meter.counter, "counter");
    bind(meter.rate, "rate");
    bind(
      this.#options.tags.ofAsset(meter.asset.meters ?? meter.asset.assetUid).find(({ role }) => role === "item-state"),
      "state",
    );
  }

  #read(meter: Meter, what: Reading, { time, value }: { readonly time: Micros; readonly value: number }): void {
    if (what === "state") {
      meter.itemState = value;
      if (can(meter.asset, "machines")) this.#leaks.quiet.machineWorks(meter.asset.assetUid, value === EXECUTING, time);
      return;
    }
    if (what === "counter") {
      meter.total.count(time, value * scaleOf(meter.counter));
      return;
    }
    const rate = value * scaleOf(meter.rate);
    if (meter.counter === undefined) meter.total.integrate(time, rate);
    if (meter.itemState !== NOT_EXECUTING || meter.medium !== "electricity") return;
    keepIdle(meter.idle, rate);
  }

  /** Electricity of the compressors per m3 of air; null where the config names none or nothing is counted. */
  #airKWhPerM3(from: Micros, to: Micros): number | null {
    const { meter: air, compressors = [] } = this.#options.config.pieces?.compressedAir ?? {};
    const asked = this.#meters.filter(({ asset: { label } }) => label === air || compressors.includes(label));
    // Earlier than the first reading nothing is known.
    const start = Math.max(from, ...asked.map((one) => this.#store.first(one) ?? Number.NaN));
    const amounts = new Map(asked.map((one) => [one.asset.label, this.#measured(one, start, to).amount]));
    const amountOf = (label: string): number => amounts.get(label) ?? Number.NaN;
    const ratio = compressors.reduce((sum, label) => sum + amountOf(label), 0) / amountOf(air ?? "");
    return compressors.length > 0 && Number.isFinite(ratio) ? ratio : null;
  }

  #measured({ asset }: Meter, from: Micros, to: Micros): Measured {
    const counted = ofMeter(this.#counts, asset.label, { from, to });
    return counted === undefined ? UNKNOWN : { amount: counted.amount, u: standardUncertainty(counted) };
  }

  /** Null also if one of the amounts may be too small: the difference would look like an unmetered consumer. */
  #residual(
    meter: Meter,
    measured: ReadonlyMap<string, Measured>,
    { from, to }: { readonly from: Micros; readonly to: Micros },
  ): EnergyNode["residual"] {
    const { label } = meter.asset;
    const children = this.#meters.filter(({ below }) => below === label);
    const own = measured.get(label) ?? UNKNOWN;
    if (
      children.length === 0 ||
      own.amount === null ||
      [meter, ...children].some((one) => this.#store.isDoubtful(one, from, to))
    )
      return null;
    let left = own.amount;
    let variance = own.u ** 2;
    for (const child of children) {
      const part = measured.get(child.asset.label) ?? UNKNOWN;
      if (part.amount === null) return null;
      left -= part.amount;
      variance += part.u ** 2;
    }
    return { amount: left, uc: Math.sqrt(variance) };
  }
}
