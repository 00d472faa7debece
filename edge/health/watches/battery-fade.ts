/**
 * Ageing of a vehicle's battery: its inner resistance from steps of the current while it drives, and its capacity from
 * the energy for each percent of charge, compared with its own history and with the other batteries of its type, which
 * a cold hall affects equally (docs/methods/motion.md).
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { BesidePeers } from "../evidence/beside-peers.ts";
import { Rise } from "../evidence/rise.ts";
import type { ComponentWatch, FaultKind, Indication, Signature, WatchedAsset } from "../watch.ts";
import { Capacity } from "./battery/capacity.ts";
import { InnerResistance } from "./battery/inner-resistance.ts";

/** Logarithm of the inner resistance: values repeat within 5 %, and a rise of 15 % is tolerated. */
const OF_RESISTANCE = { learn: 10, settle: 40, leastSpread: 0.05, slack: 3, inflation: 3, mostFall: 0.4 };
/** Logarithm of one over the capacity. */
const OF_CAPACITY = { learn: 4, settle: 20, leastSpread: 0.04, slack: 2.5, inflation: 3, mostFall: 0.4 };
/** A traction battery is at its end with twice its resistance, or with 30 % of its capacity gone. */
const END_OF_RESISTANCE = 1;
const END_OF_CAPACITY = 0.3;
/** A battery with 1.7 times the resistance of the others was aged from the start. */
const BESIDE = { first: 60, above: (median: number) => 0.7 * median, leastSpread: (median: number) => 0.1 * median };
/** Share of the newest value in the smoothed one. */
const NEWEST = 0.25;

const FADED: FaultKind = {
  kind: "battery-fade",
  name: { zh: "电池老化", en: "battery ageing" },
  advice: {
    zh: "做一次完整的充放电容量测试；容量不足时更换电池。",
    en: "Test the battery's capacity by a full charge and discharge, and replace it if it is too small.",
  },
};
/** Capacity only supports: alone it may be a zero offset of the current, which does not affect resistance. */
const SIGNATURES: readonly Signature[] = [{ ...FADED, signs: { resistance: 1, capacity: 0 } }];

const SIGNALS = ["voltage", "current", "charge"] as const;
const [VOLTAGE, CURRENT, CHARGE] = [0, 1, 2];
/** Rises of the resistances of all vehicles: their median shows what a cold hall does to all of them. */
const RISES = "battery resistance rises";
const [RESISTANCE_AT, CAPACITY_AT] = [0, 1];
interface State {
  /** Smoothed rise of the resistance, as measured. */
  readonly own: number;
  readonly beside: Float64Array;
  readonly steps: Float64Array;
  readonly energy: Float64Array;
  readonly resistance: ReturnType<Rise["snapshot"]>;
  readonly capacity: ReturnType<Rise["snapshot"]>;
}

class BatteryFade implements ComponentWatch<State> {
  readonly form = 2;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications = ["resistance", "capacity"];
  readonly strengths = new Float64Array(2);
  readonly signatures = SIGNATURES;
  readonly #asset: WatchedAsset;
  readonly #tags: readonly Tag[];
  readonly #steps = new InnerResistance();
  readonly #energy = new Capacity();
  readonly #resistance = new Rise(OF_RESISTANCE);
  readonly #capacity = new Rise(OF_CAPACITY);
  readonly #beside: BesidePeers;
  #own = Number.NaN;

  constructor(asset: WatchedAsset, component: string, tags: readonly Tag[]) {
    this.#asset = asset;
    this.#tags = tags;
    this.component = component;
    this.id = `${component}/fade`;
    this.inputs = tags.map(({ ref }) => ref);
    const place = { group: `battery resistance ${asset.asset.type ?? asset.asset.kind}`, member: this.#member };
    this.#beside = new BesidePeers(asset.peers, place, BESIDE);
  }

  get isLearning(): boolean {
    return this.#resistance.isLearning && this.#capacity.isLearning;
  }

  get damage(): number {
    const byResistance = (Math.exp(this.#resistance.risen) - 1) / END_OF_RESISTANCE;
    const byCapacity = (1 - Math.exp(-this.#capacity.risen)) / END_OF_CAPACITY;
    const most = Number.isNaN(byResistance) ? byCapacity : Math.max(byResistance, byCapacity || 0);
    return Math.max(0, Math.min(1, most));
  }

  sample(input: number, time: Micros, value: number): void {
    switch (input) {
      case VOLTAGE:
        this.#energy.volt(value);
        this.#step(time, this.#steps.volt(time, value));
        return;
      case CURRENT:
        this.#energy.ampere(time, value);
        this.#step(time, this.#steps.ampere(time, value));
        return;
      case CHARGE:
        this.#judgeCapacity(time, this.#energy.charge(value));
        return;
      default:
    }
  }

  describe(indication: number): Indication {
    if (indication === CAPACITY_AT) {
      const { value, usual, since, isLearning } = this.#capacity;
      return {
        value: Math.exp(-value),
        ...(usual === undefined ? {} : { usual: { low: Math.exp(-usual.high), high: Math.exp(-usual.low) } }),
        unit: "W.h",
        title: { zh: "电池容量", en: "Battery capacity" },
        meaning: {
          zh: "充电或放电的电能除以电量百分比的变化。",
          en: "Energy in or out over the change of charge in percent.",
        },
        tag: (this.#tags[CHARGE] as Tag).ref,
        since: isLearning ? Number.NaN : since,
      };
    }
    const { value, usual, since } = this.#resistance;
    return {
      value: Math.exp(value),
      ...(usual === undefined ? {} : { usual: { low: Math.exp(usual.low), high: Math.exp(usual.high) } }),
      unit: "Ohm",
      title: { zh: "电池内阻", en: "Inner resistance of the battery" },
      meaning: {
        zh: "行驶中电流突变时电压变化除以电流变化。",
        en: "Change of voltage over change of current, at steps of the current while driving.",
      },
      tag: (this.#tags[VOLTAGE] as Tag).ref,
      since,
    };
  }

  renewed(): void {
    for (const part of [this.#steps, this.#energy, this.#resistance, this.#capacity, this.#beside]) part.clear();
    this.#own = Number.NaN;
    this.strengths.fill(0);
    this.#publish();
  }

  snapshot(): State {
    return {
      own: this.#own,
      beside: this.#beside.snapshot(),
      steps: this.#steps.snapshot(),
      energy: this.#energy.snapshot(),
      resistance: this.#resistance.snapshot(),
      capacity: this.#capacity.snapshot(),
    };
  }

  restore({ own, beside, steps, energy, resistance, capacity }: State): void {
    this.#own = own;
    this.#beside.restore(beside);
    this.#steps.restore(steps);
    this.#energy.restore(energy);
    this.#resistance.restore(resistance);
    this.#capacity.restore(capacity);
    this.#publish();
    this.#strengthen();
  }

  #step(time: Micros, ohm: number): void {
    if (!(ohm > 0)) return;
    const common = this.#asset.peers.typical(RISES, this.#member)?.median ?? 0;
    const log = Math.log(ohm);
    this.#resistance.add(time, log - common);
    const own = log - this.#resistance.centre;
    // A battery whose voltage is stuck is left out of the median of all vehicles.
    if (!(own >= -OF_RESISTANCE.mostFall)) this.#own = Number.NaN;
    else this.#own = Number.isNaN(this.#own) ? own : this.#own + NEWEST * (own - this.#own);
    this.#beside.add(ohm);
    this.#publish();
    this.#strengthen();
  }

  #judgeCapacity(time: Micros, wattHours: number): void {
    if (!(wattHours > 0)) return;
    this.#capacity.add(time, -Math.log(wattHours), this.#energy.isCharging ? "charging" : "driving");
    this.#strengthen();
  }

  /** Shares the rise with the other vehicles. */
  #publish(): void {
    this.#asset.peers.set(RISES, this.#member, this.#own);
  }

  #strengthen(): void {
    this.strengths[RESISTANCE_AT] = Math.max(this.#resistance.strength, this.#beside.strength);
    this.strengths[CAPACITY_AT] = -this.#capacity.strength;
  }

  get #member(): string {
    return `${this.#asset.asset.assetUid} ${this.component}`;
  }
}

/** One watch for each battery with a voltage, a current and a charge. */
export function batteryFade(asset: WatchedAsset): readonly ComponentWatch[] {
  return asset.components
    .filter(({ kind }) => kind === "battery")
    .flatMap(({ path, tags }) => {
      const found = SIGNALS.flatMap((name) => tags.find(({ signal }) => signal === name) ?? []);
      return found.length === SIGNALS.length ? [new BatteryFade(asset, path, found)] : [];
    });
}
