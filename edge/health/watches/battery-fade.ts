/**
 * Ageing of a vehicle's battery: its inner resistance from steps of the current while it drives, and its capacity from
 * the energy for each percent of charge, against its own history and against the other batteries of its type, which a
 * cold hall changes alike (docs/methods/motion.md).
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { Rise } from "../evidence/rise.ts";
import type { ComponentWatch, FaultKind, Indication, Signature, WatchedAsset } from "../watch.ts";
import { Capacity } from "./battery/capacity.ts";
import { InnerResistance } from "./battery/inner-resistance.ts";

/** Logarithm of the inner resistance: a value repeats within 5 %, and nothing is said below a rise of 15 %. */
const OF_RESISTANCE = { learn: 10, settle: 40, leastSpread: 0.05, slack: 3, inflation: 3 };
/** Logarithm of one over the capacity. */
const OF_CAPACITY = { learn: 4, settle: 20, leastSpread: 0.04, slack: 2.5, inflation: 3 };
/** A traction battery is at its end with twice its resistance, or with 30 % of its capacity gone. */
const END_OF_RESISTANCE = 1;
const END_OF_CAPACITY = 0.3;
/** From so many times the resistance of the others on a battery is aged from the start. */
const AGED_FROM_START = 1.7;
const ABOVE_PEERS = 5;
const LEAST_PEER_SPREAD = 0.1;
const PER_VALUE = 1.2;
const MOST = 20;
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
const SIGNATURES: readonly Signature[] = [
  { ...FADED, signs: { resistance: 1, capacity: 0 } },
  { ...FADED, signs: { capacity: -1, resistance: 0 } },
];

const SIGNALS = ["voltage", "current", "charge"] as const;
const [VOLTAGE, CURRENT, CHARGE] = [0, 1, 2];
const [RESISTANCE_AT, CAPACITY_AT] = [0, 1];
/** Rise of the resistance as it is measured, smoothed resistance, evidence against the others. */
const [OWN, OHM, AGAINST_PEERS] = [0, 1, 2];

interface State {
  readonly numbers: Float64Array;
  readonly steps: Float64Array;
  readonly energy: Float64Array;
  readonly resistance: ReturnType<Rise["snapshot"]>;
  readonly capacity: ReturnType<Rise["snapshot"]>;
}

class BatteryFade implements ComponentWatch<State> {
  readonly form = 1;
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
  readonly #numbers = Float64Array.of(Number.NaN, Number.NaN, 0);

  constructor(asset: WatchedAsset, component: string, tags: readonly Tag[]) {
    this.#asset = asset;
    this.#tags = tags;
    this.component = component;
    this.id = `${component}/fade`;
    this.inputs = tags.map(({ ref }) => ref);
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
        en: "Change of the voltage over that of the current, at steps of the current while driving.",
      },
      tag: (this.#tags[VOLTAGE] as Tag).ref,
      since,
    };
  }

  renewed(): void {
    for (const part of [this.#steps, this.#energy, this.#resistance, this.#capacity]) part.clear();
    this.#numbers.set([Number.NaN, Number.NaN, 0]);
    this.strengths.fill(0);
    this.#tell();
  }

  snapshot(): State {
    return {
      numbers: this.#numbers.slice(),
      steps: this.#steps.snapshot(),
      energy: this.#energy.snapshot(),
      resistance: this.#resistance.snapshot(),
      capacity: this.#capacity.snapshot(),
    };
  }

  restore({ numbers, steps, energy, resistance, capacity }: State): void {
    this.#numbers.set(numbers);
    this.#steps.restore(steps);
    this.#energy.restore(energy);
    this.#resistance.restore(resistance);
    this.#capacity.restore(capacity);
    this.#tell();
    this.#strengthen();
  }

  #step(time: Micros, ohm: number): void {
    if (!(ohm > 0)) return;
    const numbers = this.#numbers;
    const common = this.#asset.peers.typical(this.#group("rise"), this.#member)?.median ?? 0;
    const log = Math.log(ohm);
    this.#resistance.add(time, log - common);
    numbers[OWN] = smoothed(numbers[OWN] as number, log - this.#resistance.centre);
    numbers[OHM] = smoothed(numbers[OHM] as number, ohm);
    this.#tell();
    this.#compare();
    this.#strengthen();
  }

  #judgeCapacity(time: Micros, wattHours: number): void {
    if (!(wattHours > 0)) return;
    this.#capacity.add(time, -Math.log(wattHours), this.#energy.isCharging ? "charging" : "driving");
    this.#strengthen();
  }

  /** A battery that was aged before anybody watched it stands out from the others of its type. */
  #compare(): void {
    const numbers = this.#numbers;
    const typical = this.#asset.peers.typical(this.#group("resistance"), this.#member);
    if (typical === undefined) return;
    const ohm = numbers[OHM] as number;
    const spread = Math.max(typical.spread, LEAST_PEER_SPREAD * typical.median);
    const isAbove = ohm > AGED_FROM_START * typical.median && ohm > typical.median + ABOVE_PEERS * spread;
    const evidence = (numbers[AGAINST_PEERS] as number) + (isAbove ? PER_VALUE : -2 * PER_VALUE);
    numbers[AGAINST_PEERS] = Math.max(0, Math.min(MOST, evidence));
  }

  #tell(): void {
    const { peers } = this.#asset;
    peers.set(this.#group("rise"), this.#member, this.#numbers[OWN] as number);
    peers.set(this.#group("resistance"), this.#member, this.#numbers[OHM] as number);
  }

  #strengthen(): void {
    this.strengths[RESISTANCE_AT] = Math.max(this.#resistance.strength, this.#numbers[AGAINST_PEERS] as number);
    this.strengths[CAPACITY_AT] = -this.#capacity.strength;
  }

  get #member(): string {
    return `${this.#asset.asset.assetUid} ${this.component}`;
  }

  #group(what: string): string {
    return `battery ${what} ${this.#asset.asset.type ?? this.#asset.asset.kind}`;
  }
}

function smoothed(before: number, value: number): number {
  return Number.isNaN(before) || Number.isNaN(value) ? value : before + NEWEST * (value - before);
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
