/**
 * Wrong offsets: from one piece on, a machine misses the nominal size. Judged by gauges that measure pieces of several
 * machines (rules TL7 and TL8), as described at `MachineShifts`.
 */
import { can } from "../../../contracts/plant/kinds.ts";
import type { Tag, TagRef } from "../../../contracts/plant/tag.ts";
import type { FeatureShift } from "../../context/measured-pieces.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../../watch.ts";

/** Half width of the usual range in spreads. */
const RANGE = 3;

const SIGNATURES: readonly Signature[] = [1, -1].map((sign) => ({
  kind: "quality-shift",
  effectOf: ["backlash", "bearing-wear", "imbalance"],
  name: { zh: "尺寸偏移（刀补错误）", en: "shifted dimension (wrong tool offset)" },
  advice: {
    zh: "核对最近输入的刀具补偿和零点，复测后隔离此后加工的工件。",
    en: "Check the tool offsets and the zero that were entered last; measure and set aside the pieces made since.",
  },
  signs: { dimension: sign as 1 | -1 },
}));

/** It has no state of its own: everything follows from the measured pieces, which are kept for the plant. */
class Offsets implements ComponentWatch<null> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[] = [];
  readonly indications = ["dimension"];
  readonly strengths = new Float64Array(1);
  readonly signatures = SIGNATURES;
  readonly #asset: WatchedAsset;
  readonly #tag: Tag;
  #version = Number.NaN;
  #found: FeatureShift | undefined;

  constructor(asset: WatchedAsset, component: string, tag: Tag) {
    this.#asset = asset;
    this.#tag = tag;
    this.id = `${component}/offsets`;
    this.component = component;
  }

  get isLearning(): boolean {
    return this.#found === undefined;
  }

  sample(): void {}

  second(): void {
    const { pieces, asset } = this.#asset;
    if (pieces.version === this.#version) return;
    this.#version = pieces.version;
    this.#found = pieces.of(asset.label);
    this.strengths[0] = this.#found?.shift.strength ?? 0;
  }

  describe(): Indication {
    const { gauge = "", feature = "", unit = "1", tolerance = Number.NaN, shift } = this.#found ?? {};
    const reach = RANGE * tolerance * (shift?.spread ?? Number.NaN);
    return {
      value: tolerance * (shift?.shift ?? Number.NaN),
      ...(Number.isNaN(reach) ? {} : { usual: { low: -reach, high: reach } }),
      unit,
      title: { zh: `${feature} 偏差（${gauge} 测量）`, en: `Deviation of ${feature}, measured by ${gauge}` },
      meaning: {
        zh: "本机加工的工件的实测尺寸与平时的偏差，与同一量具测量的其他机床的工件比较。",
        en: "How far pieces of this machine are from usual, beside pieces of other machines at the same gauge.",
      },
      tag: this.#tag.ref,
      since: shift?.since ?? Number.NaN,
    };
  }

  /** An offset stays in the control when an edge is replaced, so the pieces still count. */
  renewed(): void {}

  snapshot(): null {
    return null;
  }

  restore(): void {
    this.second();
  }
}

/** One watch for each machine that works on pieces with numbered tools, which have offsets. */
export function offsets(asset: WatchedAsset): readonly ComponentWatch[] {
  if (!can(asset.asset, "machines")) return [];
  const number = asset.tags.find(({ component, signal }) => component === "tool" && signal === "number");
  return number === undefined ? [] : [new Offsets(asset, number.component, number)];
}
