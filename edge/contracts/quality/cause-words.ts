/** Names of circumstances and of classes of defects in both languages, for alerts, cases and screens. */
import type { LocalizedText } from "../plant/tag.ts";
import { unitSymbol } from "../plant/unit-symbol.ts";
import type { CandidateKind, CauseView, DefectClass } from "./causes.ts";
import { type CurveFigure, figureIn } from "./curves.ts";

const KINDS: Readonly<Record<CandidateKind, LocalizedText>> = {
  machine: { zh: "设备", en: "machine" },
  tool: { zh: "刀具", en: "tool" },
  program: { zh: "程序", en: "program" },
  fixture: { zh: "夹具", en: "fixture" },
  lot: { zh: "批次", en: "lot" },
  supplier: { zh: "供应商", en: "supplier" },
  heat: { zh: "炉号", en: "heat" },
  variant: { zh: "型号", en: "variant" },
  order: { zh: "订单", en: "order" },
  operator: { zh: "操作者", en: "operator" },
  position: { zh: "工位", en: "position" },
  slot: { zh: "槽位", en: "slot" },
  pallet: { zh: "托盘", en: "pallet" },
  hour: { zh: "时段", en: "hour" },
  duration: { zh: "时长", en: "duration" },
  signal: { zh: "信号", en: "signal" },
  result: { zh: "结果", en: "result" },
};

const bare = (name: string): LocalizedText => ({ zh: name, en: name });
const FIGURES: Readonly<Record<CurveFigure, LocalizedText>> = {
  peak: { zh: "峰值", en: "peak" },
  "peak-at": { zh: "峰值时刻", en: "time of the peak" },
  area: { zh: "曲线下面积", en: "area under the curve" },
  end: { zh: "终值", en: "end value" },
};
const SPOKEN: Readonly<Record<CauseView["side"], LocalizedText>> = {
  is: bare(""),
  below: { zh: "低于", en: "below" },
  above: { zh: "高于", en: "above" },
};

/** A cause with its level, such as `OP20 Milling machine CNC-203 (Machining centre 203)`. */
export function causeWords({ candidate, names, level, side, cut }: NamedCause): LocalizedText {
  const { kind, operation, name } = candidate;
  const curve = kind === "signal" ? figureIn(name) : undefined;
  const value = cut === null ? (names?.level ?? bare(level)) : bare(valueText(cut, unitSymbol(level)));
  return joined([
    names?.operation ?? bare(operation),
    KINDS[kind],
    names?.name ?? bare(curve?.signal ?? name),
    curve === undefined ? bare("") : FIGURES[curve.figure],
    SPOKEN[side],
    value,
  ]);
}

function valueText(value: number, unit: string): string {
  return `${Number(value.toPrecision(4))} ${unit}`.trimEnd();
}

function joined(parts: readonly LocalizedText[]): LocalizedText {
  const of = (language: "zh" | "en"): string =>
    parts
      .map((part) => part[language])
      .filter((part) => part !== "")
      .join(" ");
  return { zh: of("zh"), en: of("en") };
}

export type NamedCause = Pick<CauseView, "candidate" | "names" | "level" | "side" | "cut">;
const SIDES: Readonly<Record<DefectClass["side"], LocalizedText>> = {
  low: { zh: "偏小", en: "too small" },
  high: { zh: "偏大", en: "too large" },
  bad: { zh: "不合格", en: "not ok" },
  rework: { zh: "返修", en: "rework" },
  scrap: { zh: "报废", en: "scrap" },
};

/** A class of defects, such as `OP60 Vision inspection Blemishes too large`. */
export function defectWords({ operation, operationName, feature, featureName, side }: DefectClass): LocalizedText {
  return joined([operationName ?? bare(operation), featureName ?? bare(feature), SIDES[side]]);
}
