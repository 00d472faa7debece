/**
 * Damaged teeth of a gear by the cepstrum of its vibration (docs/methods/burst-figures.md): a tooth that bears less
 * changes the mesh once a turn of its wheel, which gives all lines of the mesh sidebands at the distance of the wheel's
 * rate. A gear with the waveform of an accelerometer is watched.
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { Component } from "../../contracts/plant/components.ts";
import type { LocalizedText, Tag, TagRef } from "../../contracts/plant/tag.ts";
import { Reference } from "../evidence/reference.ts";
import { BurstSpectrum } from "../features/waveform/burst-spectrum.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";
import { accelerationOf, burstOf, speedWords } from "./vibration-tags.ts";

/** Nepers: bursts of one gear at one speed differ by some hundredths, by their load and by noise. */
const USUAL = { learn: 20, leastSpread: 0.04, slack: 1.5, final: 60 } as const;
/** Bursts that come faster than this are used in part only. */
const EVERY_US = 9.5e6;
/** Evidence from which a new speed is not learnt as sound. */
const DOUBT = 5;

interface Wheel {
  readonly indication: string;
  readonly name: LocalizedText;
  /** Turns of the wheel per turn of the shaft whose speed comes with the burst. */
  readonly turns: number;
}

interface State {
  readonly wheels: readonly ReturnType<Reference["snapshot"]>[];
  readonly shaftHz: number;
  readonly at: Micros;
}

class GearSidebands implements ComponentWatch<State> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[] = [];
  readonly waveforms: readonly TagRef[];
  readonly indications: readonly string[];
  readonly strengths: Float64Array;
  readonly signatures: readonly Signature[];
  readonly #tag: Tag;
  readonly #wheels: readonly Wheel[];
  readonly #speeds: WatchedAsset["speeds"];
  readonly #spectrum = new BurstSpectrum();
  readonly #references: readonly Reference[];
  #shaftHz = 0;
  #at: Micros = 0;

  constructor(component: Component, { tag, speeds }: Pick<WatchedAsset, "speeds"> & { readonly tag: Tag }) {
    const wheels = wheelsOf(component);
    this.id = `${component.path}/sidebands`;
    this.component = component.path;
    this.waveforms = [tag.ref];
    this.indications = wheels.map(({ indication }) => indication);
    this.strengths = new Float64Array(wheels.length);
    this.signatures = wheels.map(signatureOf);
    this.#tag = tag;
    this.#wheels = wheels;
    this.#speeds = speeds;
    this.#references = wheels.map(() => new Reference(USUAL));
  }

  get isLearning(): boolean {
    return this.#references.every(({ isLearning }) => isLearning);
  }

  sample(): void {}

  waveform(block: WaveformBlock): void {
    const { start, context } = block;
    // Cuts and strokes of a program modulate the mesh too.
    if (context.tool !== undefined || context.program !== undefined || start - this.#at < EVERY_US) return;
    const burst = burstOf(block, this.#speeds);
    if (burst === undefined) return;
    this.#at = start;
    this.#shaftHz = burst.shaftHz;
    this.#spectrum.measure(burst.points, { mean: meanOf(burst.points), rateHz: burst.rateHz });
    const isDoubtful = this.strengths.some((strength) => strength >= DOUBT);
    for (const [at, { turns }] of this.#wheels.entries()) {
      const reference = this.#references[at] as Reference;
      if (isDoubtful && Number.isNaN(reference.centreIn(burst.regime))) continue;
      reference.add(start, this.#spectrum.sidebands(turns * burst.shaftHz), burst.regime);
    }
    this.#say();
  }

  describe(indication: number): Indication {
    const { value, usual, sinceRise } = this.#references[indication] as Reference;
    const { name } = this.#wheels[indication] as Wheel;
    return {
      value,
      ...(usual === undefined ? {} : { usual }),
      unit: "1",
      title: { zh: `${name.zh}的边带（倒谱）`, en: `Sidebands of the ${name.en} (cepstrum)` },
      meaning: {
        zh: "频谱中以该齿轮转频为间隔的谱线有多明显：受损的齿每转一圈改变一次啮合。",
        en: "How clearly lines at the distance of the wheel's rate stand: a damaged tooth gives them.",
      },
      tag: this.#tag.ref,
      since: sinceRise,
      regime: speedWords(this.#shaftHz),
    };
  }

  renewed(): void {
    for (const reference of this.#references) reference.clear();
    this.strengths.fill(0);
  }

  snapshot(): State {
    return { wheels: this.#references.map((one) => one.snapshot()), shaftHz: this.#shaftHz, at: this.#at };
  }

  restore({ wheels, shaftHz, at }: State): void {
    for (const [index, state] of wheels.entries()) this.#references[index]?.restore(state);
    this.#shaftHz = shaftHz;
    this.#at = at;
    this.#say();
  }

  /** Weaker sidebands are no fault. Both wheels mesh, so that the one that stands out most is named. */
  #say(): void {
    const rises = this.#references.map(({ rise }) => rise);
    const most = rises.indexOf(Math.max(...rises));
    this.strengths.fill(0);
    this.strengths[most] = rises[most] as number;
  }
}

function wheelsOf({ geometry = {} }: Component): readonly Wheel[] {
  const { teeth, drivenTeeth, ratio } = geometry;
  const input = { indication: "input-sidebands", name: { zh: "主动轮", en: "driving wheel" }, turns: 1 };
  const down = ratio ?? (teeth === undefined || drivenTeeth === undefined ? undefined : drivenTeeth / teeth);
  if (down === undefined || down === 1) return [input];
  return [input, { indication: "output-sidebands", name: { zh: "从动轮", en: "driven wheel" }, turns: 1 / down }];
}

function signatureOf({ indication, name }: Wheel): Signature {
  return {
    kind: "gear-wear",
    name: { zh: `齿轮损伤，${name.zh}`, en: `gear damage, ${name.en}` },
    advice: {
      zh: "检查油中的金属屑，停机时查看齿面；准备备用齿轮。",
      en: "Look for metal in the oil, inspect the teeth at the next stop, and get a spare gear ready.",
    },
    signs: { [indication]: 1 },
  };
}

function meanOf(points: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < points.length; at++) sum += points[at] as number;
  return sum / points.length;
}

/** One watch for each gear with a waveform of acceleration; with its teeth or ratio also of the driven wheel. */
export function gearSidebands(asset: WatchedAsset): readonly ComponentWatch[] {
  return asset.components.flatMap((component) => {
    const tag = component.kind === "gear" ? accelerationOf(component) : undefined;
    return tag === undefined ? [] : [new GearSidebands(component, { tag, speeds: asset.speeds })];
  });
}
