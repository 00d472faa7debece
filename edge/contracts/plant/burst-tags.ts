/** Tags that the edge derives from vibration bursts (rules WF29 to WF32 in docs/rules/waveform-features.md). */
import { ordersOf } from "./bearing-orders.ts";
import type { ComponentTemplate } from "./component-template.ts";
import type { TagShape } from "./edge-config.ts";
import type { LocalizedText } from "./tag.ts";
import { matchesWord } from "./tag-pattern.ts";

/** UCUM codes of accelerations, and their values in m/s2. */
export const ACCELERATIONS: ReadonlyMap<string, number> = new Map([
  ["m/s2", 1],
  ["mm/s2", 1e-3],
  ["[g]", 9.80665],
]);

/** Waveforms of one asset that have derived tags: more are kept as waveforms only. */
const MOST_BURSTS = 8;

interface BurstFigure {
  readonly figure: string;
  /** UCUM code; absent: that of the burst's points. */
  readonly unit?: string;
  readonly name: LocalizedText;
  /** It needs the geometry of a bearing. */
  readonly isOfBearing?: true;
}

/** Figures of a burst, in the order of the columns that are computed from it. */
export const BURST_FIGURES = [
  { figure: "rms", name: { zh: "有效值", en: "RMS" } },
  { figure: "peak", name: { zh: "峰值", en: "peak" } },
  { figure: "crest", unit: "1", name: { zh: "峰值因子", en: "crest factor" } },
  { figure: "kurtosis", unit: "1", name: { zh: "峭度", en: "kurtosis" } },
  { figure: "velocity", unit: "mm/s", name: { zh: "振动速度有效值", en: "vibration velocity, RMS" } },
  { figure: "low-band", name: { zh: "低频段有效值", en: "RMS below 1 kHz" } },
  { figure: "middle-band", name: { zh: "中频段有效值", en: "RMS from 1 to 5 kHz" } },
  { figure: "high-band", name: { zh: "高频段有效值", en: "RMS above 5 kHz" } },
  { figure: "sidebands", unit: "1", name: { zh: "转频边带（倒谱）", en: "sidebands of the shaft (cepstrum)" } },
  { figure: "outer-race", name: { zh: "外圈冲击幅值", en: "impacts of the outer race" }, isOfBearing: true },
  { figure: "inner-race", name: { zh: "内圈冲击幅值", en: "impacts of the inner race" }, isOfBearing: true },
  { figure: "rolling-element", name: { zh: "滚动体冲击幅值", en: "impacts of a rolling element" }, isOfBearing: true },
] as const satisfies readonly BurstFigure[];

/**
 * Signal of a derived tag. The word of the waveform comes last, so that patterns of rules such as `vibration-*` go on
 * to find what a device measures, and nothing else.
 */
export function burstSignal(figure: string, waveform: string): string {
  return `${figure}-of-${waveform}`;
}

/**
 * Shapes of the tags that are derived from an asset's waveforms of acceleration. `components`: those of its type, which
 * say where a bearing's geometry is known. Tags of the asset keep their names: a derived one of the same name is left
 * out.
 */
export function burstShapes(
  shapes: readonly TagShape[],
  components: readonly ComponentTemplate[] = [],
): readonly TagShape[] {
  const taken = new Set(shapes.map(pathOf));
  const bearings = bearingsIn(components);
  return shapes
    .filter(({ type, unit = "", features }) => type === "waveform" && features !== false && ACCELERATIONS.has(unit))
    .slice(0, MOST_BURSTS)
    .flatMap((shape) => {
      const isOfBearing = bearings.some(({ tags = [] }) => tags.some((word) => matchesWord(word, pathOf(shape))));
      return BURST_FIGURES.filter((one) => isOfBearing || !("isOfBearing" in one)).map((one) => shapeOf(one, shape));
    })
    .filter((shape) => !taken.has(pathOf(shape)));
}

function shapeOf({ figure, name, unit }: BurstFigure, { component, signal, ...of }: TagShape): TagShape {
  const own = unit ?? of.unit;
  return {
    component,
    signal: burstSignal(figure, signal),
    name: { zh: `${of.name.zh}：${name.zh}（推算）`, en: `${of.name.en}: ${name.en} (derived)` },
    type: "number",
    ...(own === undefined ? {} : { unit: own }),
  };
}

function bearingsIn(components: readonly ComponentTemplate[]): readonly ComponentTemplate[] {
  return components.flatMap((one) => [
    ...(ordersOf(one) === undefined ? [] : [one]),
    ...bearingsIn(one.components ?? []),
  ]);
}

function pathOf({ component, signal }: Pick<TagShape, "component" | "signal">): string {
  return component === "" ? signal : `${component}/${signal}`;
}
