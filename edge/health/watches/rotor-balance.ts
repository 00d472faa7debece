/**
 * Unbalance of a rotor by the line at its shaft's rate in vibration bursts (ISO 21940-11; docs/methods/
 * spindle-vibration.md). A spindle whose bearing has the waveform of an accelerometer is watched.
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { Drift } from "../evidence/drift.ts";
import { Reference } from "../evidence/reference.ts";
import { ShaftLine } from "../features/waveform/shaft-line.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";
import { accelerationOf, burstOf, speedWords } from "./vibration-tags.ts";

/**
 * Number of bursts of a speed band for learning. Tools, workpieces and neighbours at the same speed change the line by
 * more than noise does, and a change that matters is a multiple.
 */
const USUAL = { learn: 20, leastSpread: 0.15, slack: 1.5, final: 60 } as const;
/**
 * Velocity at the highest speed above which no machine should run for long, mm/s RMS (zone boundary B/C of ISO 20816-3
 * for the same machines), and its spread (logarithm): an unbalance that was there from the beginning shows by it.
 */
const UNSUITABLE = { fromMmS: 2.8, spread: 0.25 } as const;
/** A burst is limited to this many spreads. */
const CLIP = 4;
/** Evidence from which something seems wrong (HB2). */
const DOUBT = 5;
const [M_TO_UM, UM_TO_MM] = [1e6, 1e3];
/** Share of the newest burst in the mean rise of the line. */
const NEWEST = 0.1;
/** Evidence below which the rotor counts as balanced. */
const CALM = 3;
/**
 * Velocity that ends the function, mm/s RMS: above it a rigidly supported machine of 15 to 300 kW may be damaged (zone
 * boundary C/D of ISO 20816-3). A rotor whose usual velocity is near it may rise by half.
 */
const [LIMIT_MM_S, LEAST_RISE] = [4.5, 0.5];

const SIGNATURES: readonly Signature[] = [
  {
    kind: "imbalance",
    name: { zh: "转子不平衡", en: "unbalance of the rotor" },
    advice: {
      zh: "检查刀具、卡盘和夹具上的切屑与松动，然后重新做动平衡。",
      en: "Look for chips and loose parts on tool holder, chuck and rotor, then balance it again.",
    },
    signs: { "shaft-line": 1 },
  },
];

interface State {
  readonly line: ReturnType<Reference["snapshot"]>;
  readonly shaftHz: number;
  /** Absent in files of earlier edges, as is the next. */
  readonly rise?: Float64Array;
  readonly prior?: Float64Array;
}

const [RISEN, USUAL_LINE, FASTEST_HZ] = [0, 1, 2];

class RotorBalance implements ComponentWatch<State> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[] = [];
  readonly waveforms: readonly TagRef[];
  readonly indications = ["shaft-line"];
  readonly strengths = new Float64Array(1);
  readonly signatures = SIGNATURES;
  readonly #tag: Tag;
  readonly #speeds: WatchedAsset["speeds"];
  readonly #shaft = new ShaftLine();
  /** Reference for the logarithm of the displacement. */
  readonly #line = new Reference(USUAL);
  /** Comparison with what no rotor should show. */
  readonly #prior = new Drift();
  #shaftHz = 0;
  /** Mean rise of the line (logarithm), its usual value in the last band of speed, highest rate of the shaft. */
  readonly #rise = Float64Array.of(0, Number.NaN, 0);

  constructor(component: string, { tag, speeds }: Pick<WatchedAsset, "speeds"> & { readonly tag: Tag }) {
    this.id = `${component}/balance`;
    this.component = component;
    this.waveforms = [tag.ref];
    this.#tag = tag;
    this.#speeds = speeds;
  }

  get isLearning(): boolean {
    return this.#line.isLearning;
  }

  /** Velocity of the rotor at the highest speed it runs at, on the way from its usual one to the limit. */
  get damage(): number {
    const usualUm = Math.exp(this.#rise[USUAL_LINE] as number);
    if (Number.isNaN(usualUm)) return Number.NaN;
    if ((this.strengths[0] as number) < CALM) return 0;
    const usualMmS = (usualUm / UM_TO_MM) * Math.PI * Math.SQRT2 * (this.#rise[FASTEST_HZ] as number);
    const risenMmS = usualMmS * Math.expm1(this.#rise[RISEN] as number);
    const share = risenMmS / Math.max(LIMIT_MM_S - usualMmS, LEAST_RISE * usualMmS);
    // An unbalance from the beginning is what is usual.
    const whole = this.#prior.rise < CALM ? 0 : (usualMmS + risenMmS) / LIMIT_MM_S;
    return Math.max(0, Math.min(1, Math.max(share, whole)));
  }

  sample(): void {}

  waveform(block: WaveformBlock): void {
    const burst = burstOf(block, this.#speeds);
    if (burst === undefined) return;
    const displacementM = burst.scale * this.#shaft.measure(burst.points, burst);
    if (!(displacementM > 0)) return;
    const value = Math.log(M_TO_UM * displacementM);
    if (this.#shaft.isClear) this.#compare(block.start, displacementM, burst.shaftHz);
    this.#say();
    const centre = this.#line.centreIn(burst.regime);
    // A new speed is not learnt as sound while something seems wrong.
    if (Number.isNaN(centre) && this.#line.rise >= DOUBT) return;
    // Noise above the usual line, as of a rough bearing, hides the line.
    if (!this.#shaft.isClear && value >= centre) return;
    this.#line.add(block.start, value, burst.regime);
    this.#shaftHz = burst.shaftHz;
    this.#rose(value - centre, centre);
    this.#say();
  }

  describe(): Indication {
    const { usual, value } = this.#line;
    const since = this.#line.rise >= this.#prior.rise ? this.#line.sinceRise : this.#prior.sinceOf(1);
    return {
      value: Math.exp(value),
      ...(usual === undefined ? {} : { usual: { low: Math.exp(usual.low), high: Math.exp(usual.high) } }),
      unit: "um",
      title: { zh: "转频振动位移", en: "Displacement at the shaft's rate" },
      meaning: {
        zh: "加速度的转频谱线除以角速度的平方：不平衡使它在所有转速下同样增大。",
        en: "Acceleration at the shaft's rate over the square of its speed: unbalance raises it equally at all speeds.",
      },
      tag: this.#tag.ref,
      since,
      regime: speedWords(this.#shaftHz),
    };
  }

  renewed(): void {
    this.#line.clear();
    this.#prior.clear();
    this.strengths.fill(0);
    this.#rise.set([0, Number.NaN, 0]);
  }

  snapshot(): State {
    return {
      line: this.#line.snapshot(),
      shaftHz: this.#shaftHz,
      rise: this.#rise.slice(),
      prior: this.#prior.snapshot(),
    };
  }

  restore({ line, shaftHz, rise, prior }: State): void {
    this.#line.restore(line);
    this.#shaftHz = shaftHz;
    if (rise !== undefined) this.#rise.set(rise);
    if (prior !== undefined) this.#prior.restore(prior);
    this.#say();
  }

  /** One unbalance has the same displacement at every speed, so that slow bursts tell of the highest speed too. */
  #compare(time: Micros, displacementM: number, shaftHz: number): void {
    const fastestHz = Math.max(this.#rise[FASTEST_HZ] as number, shaftHz);
    const velocityMmS = 1e3 * displacementM * Math.PI * Math.SQRT2 * fastestHz;
    const spreads = Math.log(velocityMmS / UNSUITABLE.fromMmS) / UNSUITABLE.spread;
    this.#prior.add(time, Math.max(-CLIP, Math.min(CLIP, spreads)), { inflation: 1, error: 0 });
  }

  #rose(by: number, usual: number): void {
    const rise = this.#rise;
    rise[FASTEST_HZ] = Math.max(rise[FASTEST_HZ] as number, this.#shaftHz);
    if (Number.isNaN(usual)) return;
    rise[RISEN] = (rise[RISEN] as number) + NEWEST * (by - (rise[RISEN] as number));
    rise[USUAL_LINE] = usual;
  }

  /** A lower line is not a fault. */
  #say(): void {
    this.strengths[0] = Math.max(this.#line.rise, this.#prior.rise);
  }
}

/** One watch for each spindle with a waveform of acceleration of its own or of one of its bearings. */
export function rotorBalance(asset: WatchedAsset): readonly ComponentWatch[] {
  return asset.components.flatMap((component) => {
    if (component.kind !== "spindle") return [];
    const tag = [component, ...component.components].map(accelerationOf).find((found) => found !== undefined);
    return tag === undefined ? [] : [new RotorBalance(component.path, { tag, speeds: asset.speeds })];
  });
}
