/**
 * Wear of a rolling bearing by the levels of its vibration against its own first bursts (docs/methods/burst-index.md),
 * where nothing but the bearing shakes the sensor: bursts of a machine tool, which name a tool or a program, are left
 * to the lines of the bearing.
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { type BearingOrders, ordersOf } from "../../contracts/plant/bearing-orders.ts";
import type { Component } from "../../contracts/plant/components.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { BurstIndex, type BurstIndexState } from "../evidence/burst-index.ts";
import { BURST_COLUMNS, BurstLevels } from "../features/waveform/burst-levels.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";
import { accelerationOf } from "./vibration-tags.ts";

const MOST_SEGMENT = 2048;
const LEAST_SEGMENT = 256;
/** Bursts that come faster than this are used in part only. */
const EVERY_US = 9.5e6;
/** Evidence at which the book speaks (HB2), which the level `act` stands for, and its bounds at each level. */
const SPEAKS = 9;
const BOUNDS = { normal: [0, 4.9], warn: [5, 8.9], act: [SPEAKS, 20] } as const;

const SIGNATURES: readonly Signature[] = [
  {
    kind: "bearing-wear",
    name: { zh: "轴承磨损", en: "bearing wear" },
    advice: {
      zh: "检查润滑，缩短测量间隔，准备备用轴承。",
      en: "Check the lubrication, measure more often, and get a spare bearing ready.",
    },
    signs: { "burst-index": 1 },
  },
];

interface State {
  readonly index: BurstIndexState;
  readonly rateHz: number;
  readonly segment: number;
  readonly at: Micros;
}

class VibrationLevels implements ComponentWatch<State> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[] = [];
  readonly waveforms: readonly TagRef[];
  readonly indications = ["burst-index"];
  readonly strengths = new Float64Array(1);
  readonly signatures = SIGNATURES;
  readonly #tag: Tag;
  readonly #orders: BearingOrders | undefined;
  readonly #columns = new Float64Array(BURST_COLUMNS.length);
  #index = new BurstIndex(BURST_COLUMNS.length);
  #levels: BurstLevels | undefined;
  #rateHz = Number.NaN;
  #segment = 0;
  #at: Micros = 0;

  constructor(component: string, { tag, orders }: { readonly tag: Tag; readonly orders: BearingOrders | undefined }) {
    this.id = `${component}/levels`;
    this.component = component;
    this.waveforms = [tag.ref];
    this.#tag = tag;
    this.#orders = orders;
  }

  get isLearning(): boolean {
    return Number.isNaN(this.#index.index);
  }

  get damage(): number {
    return Number.NaN;
  }

  sample(): void {}

  waveform({ points, dtS, status, context, start }: WaveformBlock): void {
    if (status !== 0 || context.tool !== undefined || context.program !== undefined) return;
    if (points.length < LEAST_SEGMENT || !(dtS > 0) || start - this.#at < EVERY_US) return;
    this.#at = start;
    const speed = context.speedPerMin ?? Number.NaN;
    this.#levelsFor(points.length, 1 / dtS).measure(points, speed / 60, this.#columns);
    this.#index.observe(this.#columns, speed, start);
    this.#say();
  }

  describe(): Indication {
    return {
      value: this.#index.index,
      usual: { low: 0, high: BurstIndex.warn },
      unit: "1",
      title: { zh: "振动指数", en: "Vibration index" },
      meaning: {
        zh: "振动高出最初测量值的程度：变化最大的六项的平均。",
        en: "Vibration above the bearing's own first bursts, in usual deviations: mean of the six largest.",
      },
      tag: this.#tag.ref,
      since: this.#index.since,
    };
  }

  renewed(): void {
    this.#index = new BurstIndex(BURST_COLUMNS.length);
    this.strengths.fill(0);
  }

  snapshot(): State {
    return { index: this.#index.snapshot(), rateHz: this.#rateHz, segment: this.#segment, at: this.#at };
  }

  restore({ index, rateHz, segment, at }: State): void {
    this.#at = at;
    if (segment > 0) this.#measureBy(segment, rateHz);
    this.#index = BurstIndex.restored(index);
    this.#say();
  }

  /** After a change of its settings, a sensor is compared with its own first bursts. */
  #levelsFor(points: number, rateHz: number): BurstLevels {
    const segment = Math.min(MOST_SEGMENT, 2 ** Math.floor(Math.log2(points)));
    const isSame = segment === this.#segment && Math.abs(rateHz / this.#rateHz - 1) < 1e-3;
    if (this.#levels !== undefined && isSame) return this.#levels;
    this.renewed();
    return this.#measureBy(segment, rateHz);
  }

  #measureBy(segment: number, rateHz: number): BurstLevels {
    this.#segment = segment;
    this.#rateHz = rateHz;
    this.#levels = new BurstLevels({
      segment,
      rateHz,
      ...(this.#orders === undefined ? {} : { orders: this.#orders }),
    });
    return this.#levels;
  }

  #say(): void {
    const { index, level } = this.#index;
    const [least, most] = BOUNDS[level];
    const evidence = (SPEAKS * index) / BurstIndex.act;
    this.strengths[0] = Number.isNaN(index) ? 0 : Math.max(least, Math.min(most, evidence));
  }
}

/** One watch for each bearing with a waveform of acceleration, with or without its geometry. */
export function vibrationLevels(asset: WatchedAsset): readonly ComponentWatch[] {
  return asset.components.flatMap((component: Component) => {
    const tag = component.kind === "bearing" ? accelerationOf(component) : undefined;
    return tag === undefined ? [] : [new VibrationLevels(component.path, { tag, orders: ordersOf(component) })];
  });
}
