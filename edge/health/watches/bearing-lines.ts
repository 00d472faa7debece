/**
 * Damage of a rolling bearing by the lines of its parts in the envelope of vibration bursts (docs/methods/
 * spindle-vibration.md). A component of kind bearing with its geometry and the waveform of an accelerometer is watched.
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { type BearingOrders, ordersOf } from "../../contracts/plant/bearing-orders.ts";
import type { LocalizedText, Tag, TagRef } from "../../contracts/plant/tag.ts";
import { Reference } from "../evidence/reference.ts";
import { RegimeDrift } from "../evidence/regime-drift.ts";
import { BEARING_PARTS, PartLines } from "../features/waveform/part-lines.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";
import { FULL, PartDamage, type PartDamageState } from "./bearing/part-damage.ts";
import { accelerationOf, burstOf, speedWords } from "./vibration-tags.ts";

/**
 * Number of bursts of a speed band for learning, deviation of the statistic on machines of any noise, and number of
 * bursts after which the range is final, so that it does not follow slow wear. At low speed impacts drown in the noise.
 */
const USUAL = { learn: 20, leastSpread: 0.05, final: 60, showsAlone: true } as const;
/** Evidence from which something seems wrong (HB2). */
const DOUBT = 5;
/** Evidence below which the bearing counts as sound (HB2). */
const CALM = 3;
/**
 * Sound bearings have lines of 0.35 to 0.75 (simulated spindles at all speeds, and the normal record of CWRU), so that
 * damage that exists from the beginning shows without learning.
 */
const SOUND = { most: 0.75, spread: 0.1 } as const;
/** A burst is limited to this many spreads. */
const CLIP = 4;
/** Share of the newest burst when parts are compared. */
const NEWEST = 0.1;
/** Places of the numbers behind those of the parts. */
const [SHAFT, HELD, STANDING] = [BEARING_PARTS.length, BEARING_PARTS.length + 1, BEARING_PARTS.length + 2];

const PARTS: Readonly<Record<(typeof BEARING_PARTS)[number], LocalizedText>> = {
  outer: { zh: "外圈", en: "outer race" },
  inner: { zh: "内圈", en: "inner race" },
  ball: { zh: "滚动体", en: "rolling element" },
};

const SIGNATURES: readonly Signature[] = BEARING_PARTS.map((part) => ({
  kind: "bearing-wear",
  name: { zh: `轴承${PARTS[part].zh}损伤`, en: `bearing damage, ${PARTS[part].en}` },
  advice: {
    zh: "准备备用轴承，在温度升高之前安排更换；检查润滑和预紧力。",
    en: "Get a spare bearing ready and replace the bearing before it runs warm; check grease and preload.",
  },
  signs: { [part]: 1 },
}));

interface State {
  readonly parts: readonly ReturnType<Reference["snapshot"]>[];
  readonly priors: readonly ReturnType<RegimeDrift["snapshot"]>[];
  readonly numbers: Float64Array;
  /** Absent in files of earlier edges. */
  readonly damages?: readonly PartDamageState[];
}

class BearingLines implements ComponentWatch<State> {
  readonly form = 2;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[] = [];
  readonly waveforms: readonly TagRef[];
  readonly indications: readonly string[] = BEARING_PARTS;
  readonly strengths = new Float64Array(BEARING_PARTS.length);
  readonly signatures = SIGNATURES;
  readonly #tag: Tag;
  readonly #speeds: WatchedAsset["speeds"];
  readonly #lines: PartLines;
  readonly #parts = BEARING_PARTS.map(() => new Reference(USUAL));
  /** Comparison with any sound bearing. */
  readonly #priors = BEARING_PARTS.map(() => new RegimeDrift({ showsAlone: true }));
  readonly #damages = BEARING_PARTS.map((part) => new PartDamage(FULL[part]));
  readonly #columns = new Float64Array(BEARING_PARTS.length);
  /**
   * Averaged distance of each part from what is usual; rate of the shaft in the last burst; evidence that is held while
   * damage has spread; the part that stands out most.
   */
  readonly #numbers = new Float64Array(STANDING + 1);

  constructor(
    component: string,
    { tag, orders, speeds }: Pick<WatchedAsset, "speeds"> & { readonly tag: Tag; readonly orders: BearingOrders },
  ) {
    this.id = `${component}/lines`;
    this.component = component;
    this.waveforms = [tag.ref];
    this.#tag = tag;
    this.#speeds = speeds;
    this.#lines = new PartLines(orders);
  }

  get isLearning(): boolean {
    return this.#parts.every(({ isLearning }) => isLearning);
  }

  get damage(): number {
    const value = this.#damages[this.#standing]?.value ?? Number.NaN;
    return Number.isNaN(value) || this.strengths.some((strength) => strength >= CALM) ? value : 0;
  }

  sample(): void {}

  waveform(block: WaveformBlock): void {
    const burst = burstOf(block, this.#speeds);
    if (burst === undefined) return;
    this.#lines.measure(burst.points, burst, this.#columns);
    const isSound = this.strengths.every((strength) => strength < DOUBT);
    const { impacts, background } = this.#lines;
    for (let at = 0; at < BEARING_PARTS.length; at++) {
      this.#take(at, block.start, burst.regime);
      const [impact, line] = [impacts[at] as number, this.#numbers[at] as number];
      this.#damages[at]?.add({ regime: burst.regime, impact, background, line }, isSound);
    }
    this.#numbers[SHAFT] = burst.shaftHz;
    // A part whose damage has spread has lost its lines, and another one may seem to stand out.
    if (this.#damages[this.#standing]?.isSpread !== true) this.#numbers[STANDING] = this.#highest;
    this.#say();
    this.#numbers[HELD] = Math.max(...this.strengths);
  }

  describe(indication: number): Indication {
    const part = this.#parts[indication] as Reference;
    const prior = this.#priors[indication] as RegimeDrift;
    const name = PARTS[BEARING_PARTS[indication] as (typeof BEARING_PARTS)[number]];
    const { usual, value } = part;
    const since = part.rise >= prior.rise ? part.sinceRise : prior.sinceRise;
    return {
      value: Math.exp(value),
      ...(usual === undefined ? {} : { usual: { low: Math.exp(usual.low), high: Math.exp(usual.high) } }),
      unit: "1",
      title: { zh: `${name.zh}特征频率的谱线`, en: `Line of the ${name.en}` },
      meaning: {
        zh: "包络谱中该零件特征频率的谱线高出周围的倍数：损伤处每次滚过都有冲击。",
        en: "Height of the part's line over its neighbours in the envelope: damage causes an impact at every pass.",
      },
      tag: this.#tag.ref,
      since,
      regime: speedWords(this.#numbers[SHAFT] as number),
    };
  }

  renewed(): void {
    // The way from the bearing to the sensor is the same for the next bearing, and for all of its parts.
    const louder = this.#damages[this.#standing]?.louder;
    for (const part of [...this.#parts, ...this.#priors]) part.clear();
    for (const damage of this.#damages) damage.clear(louder);
    this.#numbers.fill(0);
    this.strengths.fill(0);
  }

  snapshot(): State {
    return {
      parts: this.#parts.map((part) => part.snapshot()),
      priors: this.#priors.map((prior) => prior.snapshot()),
      numbers: this.#numbers.slice(),
      damages: this.#damages.map((damage) => damage.snapshot()),
    };
  }

  restore({ parts, priors, numbers, damages = [] }: State): void {
    for (const [at, part] of this.#parts.entries()) part.restore(parts[at] as ReturnType<Reference["snapshot"]>);
    for (const [at, prior] of this.#priors.entries()) prior.restore(priors[at] as ReturnType<RegimeDrift["snapshot"]>);
    for (const [at, damage] of damages.entries()) this.#damages[at]?.restore(damage);
    this.#numbers.set(numbers);
    // Files of earlier edges lack the part that stands out.
    if (numbers.length <= STANDING) this.#numbers[STANDING] = this.#highest;
    this.#say();
  }

  #take(at: number, time: Micros, regime: string): void {
    const value = this.#columns[at] as number;
    if (Number.isNaN(value)) return;
    const part = this.#parts[at] as Reference;
    // A new speed is not learnt as sound while something seems wrong.
    const isNew = Number.isNaN(part.centreIn(regime));
    if (!isNew || Math.max(...this.strengths) < DOUBT) part.add(time, value, regime);
    const spreads = (value - SOUND.most) / SOUND.spread;
    const clipped = Math.max(-CLIP, Math.min(CLIP, spreads));
    (this.#priors[at] as RegimeDrift).add(time, clipped, regime, { inflation: 1, error: 0 });
    const centre = part.centreIn(regime);
    const usual = Number.isNaN(centre) ? SOUND.most : Math.min(SOUND.most, centre);
    const mean = this.#numbers[at] as number;
    this.#numbers[at] = mean + NEWEST * (value - usual - mean);
  }

  get #standing(): number {
    return this.#numbers[STANDING] as number;
  }

  /** The part whose lines are highest above usual. */
  get #highest(): number {
    let most = 0;
    for (let at = 1; at < BEARING_PARTS.length; at++)
      if ((this.#numbers[at] as number) > (this.#numbers[most] as number)) most = at;
    return most;
  }

  /** Only the part that stands out most counts: a ball strikes both races, and a strong line lowers the others. */
  #say(): void {
    const most = this.#standing;
    this.strengths.fill(0);
    const [part, prior] = [this.#parts[most] as Reference, this.#priors[most] as RegimeDrift];
    // A raceway that is rough all over loses its lines.
    const held = this.#damages[most]?.isSpread === true ? (this.#numbers[HELD] as number) : 0;
    this.strengths[most] = Math.max(part.rise, prior.rise, held);
  }
}

/** One watch for each bearing whose geometry and acceleration are known. */
export function bearingLines(asset: WatchedAsset): readonly ComponentWatch[] {
  return asset.components.flatMap((component) => {
    const orders = ordersOf(component);
    const tag = accelerationOf(component);
    return orders === undefined || tag === undefined
      ? []
      : [new BearingLines(component.path, { tag, orders, speeds: asset.speeds })];
  });
}
