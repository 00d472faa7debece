import type { Logger } from "pino";
import type { EnergyNode, EnergyReader, Medium } from "../contracts/energy.ts";
import type { Asset, Plant } from "../contracts/plant.ts";
import { type Micros, qualityOf, type SampleBatch } from "../contracts/sample-batch.ts";
import type { AssetUid, Tag, TagRef, TagTable } from "../contracts/tag.ts";
import type { EnergyConfig } from "./config.ts";
import { EnergyStore } from "./energy-store.ts";
import { Total } from "./total.ts";

const NOT_EXECUTING = 2;
/** Readings of power at rest that the quantile is of. */
const IDLE_READINGS = 1000;
const IDLE_QUANTILE = 0.05;

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
  /** Power at rest, newest last, kW. */
  readonly idle: number[];
  itemState: number;
}

/** An amount with its standard uncertainty. */
type Measured = { readonly amount: number; readonly u: number } | { readonly amount: null; readonly u: null };

const UNKNOWN: Measured = { amount: null, u: null };

export interface EnergyOptions {
  readonly config: EnergyConfig;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  readonly path: string;
  readonly log: Logger;
  /** The newest value of a tag, NaN when it is not live. */
  liveValue(ref: TagRef): number;
  /** Good pieces that the machine made; undefined where nobody counts them. */
  goodPieces(asset: AssetUid, from: Micros, to: Micros): number | undefined;
}

type Reading = "counter" | "rate" | "state";

/** Counts what flows through every meter, from the meters' own counters where they have one. */
export class EnergyBook implements EnergyReader {
  readonly name = "energy";
  readonly watches: readonly TagRef[];
  readonly #options: EnergyOptions;
  readonly #store: EnergyStore;
  readonly #meters: readonly Meter[];
  readonly #bound = new Map<number, readonly (readonly [meter: Meter, what: Reading])[]>();
  #position: number;

  constructor(options: EnergyOptions) {
    this.#options = options;
    const { config, plant, tags, path, log } = options;
    this.#store = new EnergyStore(path, log);
    this.#position = this.#store.position;
    const metered = plant.assets.flatMap((asset) => {
      const own = tags.ofAsset(asset.assetUid);
      const counter = own.find(({ role }) => role === "energy-import") ?? own.find(({ unit, signal }) => unit === "m3" && /volume|total/.test(signal));
      const rate = own.find(({ role }) => role === "active-power") ?? own.find(({ unit }) => unit === "m3/h");
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
        itemState: Number.NaN,
      };
    });
    for (const meter of this.#meters) this.#bind(meter);
    this.watches = [...this.#bound.keys()] as TagRef[];
  }

  get position(): number {
    return this.#position;
  }

  observe(samples: SampleBatch): void {
    for (let at = 0; at < samples.length; at++) {
      const bound = this.#bound.get(samples.tags[at] as number);
      if (bound === undefined || qualityOf(samples.statuses[at] as number) === "bad") continue;
      const value = samples.values[at] as number;
      if (!Number.isFinite(value)) continue;
      for (const [meter, what] of bound) this.#read(meter, what, { time: samples.times[at] as number, value });
    }
  }

  /** No event says anything of energy. */
  take(): void {}

  advance(position: number): void {
    this.#position = position;
  }

  write(): void {
    this.#store.write(
      this.#meters.map(({ code, total, idle }) => ({ code, total, idle })),
      this.#position,
    );
  }

  forget(now: Micros): void {
    this.#store.forget(now - this.#options.config.keepDays * 86_400e6);
  }

  close(): void {
    this.write();
    this.#store.close();
  }

  since(): Micros | undefined {
    this.write();
    const firsts = this.#meters.flatMap(({ code }) => this.#store.first(code) ?? []);
    return firsts.length === 0 ? undefined : Math.min(...firsts);
  }

  /** Meters of the tree, and metered machines. */
  nodes(from: Micros, to: Micros): readonly EnergyNode[] {
    this.write();
    const measured = new Map(this.#meters.map((meter) => [meter.asset.label, this.#measured(meter, from, to)]));
    return this.#meters.map((meter): EnergyNode => {
      const { asset, medium, below, total, rate, idle } = meter;
      const { amount, u } = measured.get(asset.label) ?? UNKNOWN;
      const live = rate === undefined ? Number.NaN : this.#options.liveValue(rate.ref);
      return {
        assetUid: asset.assetUid,
        label: asset.label,
        medium,
        below,
        of: asset.meters ?? null,
        amount,
        unit: medium === "electricity" ? "kWh" : "m3",
        method: total.method,
        isUncertain: this.#store.isDoubtful(meter.code, from, to),
        rate: Number.isNaN(live) ? null : live * scaleOf(rate),
        u,
        residual: this.#residual(meter, measured, { from, to }),
        perPiece: this.#perPiece(meter, amount, { from, to }),
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

  #measured({ code, classPercent }: Meter, from: Micros, to: Micros): Measured {
    const [before, after] = [this.#store.at(code, from), this.#store.at(code, to)];
    if (before === undefined || after === undefined) return UNKNOWN;
    const amount = Math.max(0, after.total - before.total);
    return { amount, u: standardUncertainty([(amount * classPercent) / 100, before.limit, after.limit]) };
  }

  #perPiece({ asset }: Meter, amount: number | null, { from, to }: { readonly from: Micros; readonly to: Micros }): EnergyNode["perPiece"] {
    const good = this.#options.goodPieces(asset.meters ?? asset.assetUid, from, to) ?? 0;
    return amount === null || good === 0 ? null : { amount: amount / good, good };
  }

  /** Null also where one of the amounts may be too small: the difference would blame a consumer that nobody meters for it. */
  #residual(meter: Meter, measured: ReadonlyMap<string, Measured>, { from, to }: { readonly from: Micros; readonly to: Micros }): EnergyNode["residual"] {
    const { label } = meter.asset;
    const children = this.#meters.filter(({ below }) => below === label);
    const own = measured.get(label) ?? UNKNOWN;
    if (children.length === 0 || own.amount === null || [meter, ...children].some(({ code }) => this.#store.isDoubtful(code, from, to))) return null;
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

/** To kWh and kW; volumes stay m3. */
function scaleOf(tag: Tag | undefined): number {
  const scales: Readonly<Record<string, number>> = { "W.h": 1e-3, "kW.h": 1, "MW.h": 1e3, W: 1e-3, kW: 1, MW: 1e3, J: 1 / 3.6e6 };
  return scales[tag?.unit ?? ""] ?? 1;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}
