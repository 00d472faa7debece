import type { Logger } from "pino";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import {
  type DeletionTime,
  type Follower,
  type FollowerMark,
  type FollowerNeeds,
  forgottenBefore,
} from "../contracts/path/follower.ts";
import { type Micros, qualityOf, type SampleBatch } from "../contracts/path/sample-batch.ts";
import type { Asset, Plant } from "../contracts/plant/plant.ts";
import type { Tag, TagRef, TagTable } from "../contracts/plant/tag.ts";
import type { EnergyNode, Medium } from "../contracts/production/energy.ts";
import type { FollowedLog } from "../store/open-database.ts";
import type { EnergyConfig } from "./config.ts";
import { EnergyStore } from "./energy-store.ts";
import { rateTagOf, scaleOf } from "./flow-now.ts";
import { pieceAnswers } from "./pieces/answers.ts";
import { PieceEnergy, type StationOperations } from "./pieces/piece-energy.ts";
import { Total } from "./total.ts";

const NOT_EXECUTING = 2;
/** Number of idle power readings for the quantile. */
const IDLE_READINGS = 1000;
const IDLE_QUANTILE = 0.05;
const HOUR_US = 3600e6;
const PIECE_EVENTS = ["piece.arrived", "piece.started", "piece.completed", "piece.departed"] as const;

/** A meter or a metered machine. */
interface Meter {
  readonly asset: Asset;
  readonly code: number;
  readonly medium: Medium;
  readonly below: string | null;
  readonly classPercent: number;
  readonly counter: Tag | undefined;
  readonly rate: Tag | undefined;
  readonly total: Total;
  /** Idle power readings, newest last, kW. */
  readonly idle: number[];
  /** Of the metered machine; NaN before the first. */
  itemState: number;
}

/** An amount with its standard uncertainty. */
type Measured = { readonly amount: number; readonly u: number } | { readonly amount: null; readonly u: null };

const UNKNOWN: Measured = { amount: null, u: null };

export interface EnergyOptions {
  readonly config: EnergyConfig;
  /** Operations by station, for pieces whose events name none. */
  readonly operations?: StationOperations;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: TagTable;
  readonly path: string;
  readonly log: Logger;
  readonly follows?: FollowedLog;
  readonly deletionTime?: DeletionTime;
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
  readonly #bound = new Map<number, readonly (readonly [meter: Meter, what: Reading])[]>();
  #mark: FollowerMark;
  #tickedAt: Micros;
  /** Older readings are deleted with the next write; NaN: none are. */
  #forgetBefore: Micros = Number.NaN;

  constructor(options: EnergyOptions) {
    this.#options = options;
    const { config, plant, tags, path, log, follows } = options;
    this.#store = new EnergyStore(path, log, follows);
    this.#mark = this.#store.mark;
    this.#tickedAt = this.#mark.time;
    const metered = plant.assets.flatMap((asset) => {
      const own = tags.ofAsset(asset.assetUid);
      const counter =
        own.find(({ role }) => role === "energy-import") ??
        own.find(({ unit, signal }) => unit === "m3" && /volume|total/.test(signal));
      const rate = rateTagOf(own);
      return counter === undefined && rate === undefined ? [] : [{ asset, counter, rate }];
    });
    const codes = this.#store.codes(metered.map(({ asset }) => asset.assetUid));
    this.#meters = metered.map(({ asset, counter, rate }): Meter => {
      const code = codes.get(asset.assetUid) as number;
      const node = config.tree.find(({ meter }) => meter === asset.label);
      const total = new Total(counter === undefined ? "integrated" : "counter", this.#store.last(code));
      return {
        asset,
        code,
        medium: asset.medium ?? "electricity",
        below: node?.below ?? null,
        classPercent: node?.classPercent ?? 1,
        counter,
        rate,
        total,
        idle: this.#store.idle(code),
        itemState: this.#store.itemState(code),
      };
    });
    for (const meter of this.#meters) this.#bind(meter);
    const pieces = { operations: options.operations ?? [], config: config.pieces ?? {}, store: this.#store.pieces };
    this.#pieces = new PieceEnergy({ ...pieces, plant, tags, deletionTime: options.deletionTime });
    const bound = new Set([...this.#bound.keys(), ...this.#pieces.tags]);
    this.needs = { tags: [...bound] as TagRef[], events: PIECE_EVENTS, waveforms: false };
    this.answers = {
      since: () => this.since(),
      nodes: (from: Micros, to: Micros) => this.nodes(from, to),
      ...pieceAnswers(this.#pieces, (from, to) => this.#airKWhPerM3(from, to)),
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
    for (let at = 0; at < samples.length; at++) {
      const bound = this.#bound.get(samples.tags[at] as number);
      if (bound === undefined || qualityOf(samples.statuses[at] as number) === "bad") continue;
      const value = samples.values[at] as number;
      if (!Number.isFinite(value)) continue;
      for (const [meter, what] of bound) this.#read(meter, what, { time: samples.times[at] as number, value });
    }
  }

  /** Events of pieces say whose energy it is. */
  take(event: EdgeEvent): void {
    this.#pieces.take(event);
  }

  tick(now: Micros): undefined {
    const { config, deletionTime } = this.#options;
    if (Math.floor(now / HOUR_US) !== Math.floor(this.#tickedAt / HOUR_US))
      this.#forgetBefore = forgottenBefore(now, config.keepDays, deletionTime);
    this.#tickedAt = now;
    this.#pieces.tick(now);
  }

  write(mark: FollowerMark): void {
    let done = (): void => {};
    const alongside = (): void => {
      done = this.#pieces.write();
    };
    this.#store.write(this.#meters, { mark, forgetBefore: this.#forgetBefore, alongside });
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
        unit: medium === "electricity" ? "kWh" : "m3",
        method: total.method,
        isUncertain: this.#store.isDoubtful(meter, from, to),
        rate: null,
        u,
        residual: this.#residual(meter, measured, { from, to }),
        perPiece: null,
        idle: idle.length === 0 ? null : { kW: quantile(idle, IDLE_QUANTILE), readings: idle.length },
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
      return;
    }
    if (what === "counter") {
      meter.total.count(time, value * scaleOf(meter.counter));
      return;
    }
    const rate = value * scaleOf(meter.rate);
    if (meter.counter === undefined) meter.total.integrate(time, rate);
    if (meter.itemState !== NOT_EXECUTING || meter.medium !== "electricity") return;
    meter.idle.push(rate);
    if (meter.idle.length > IDLE_READINGS) meter.idle.shift();
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

  #measured(meter: Meter, from: Micros, to: Micros): Measured {
    const { classPercent } = meter;
    const [before, after] = [this.#store.at(meter, from), this.#store.at(meter, to)];
    if (before === undefined || after === undefined) return UNKNOWN;
    const amount = Math.max(0, after.total - before.total);
    return { amount, u: standardUncertainty([(amount * classPercent) / 100, before.limit, after.limit]) };
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

/** Limits of error are taken as uniform distributions and add by their squares (GUM, 4.3.7 and 5.1.2). */
function standardUncertainty(limits: readonly number[]): number {
  return Math.hypot(...limits) / Math.sqrt(3);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}
