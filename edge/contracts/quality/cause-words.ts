/** Names of circumstances and of classes of defects in both languages, for alerts, cases and screens. */
import type { LocalizedText } from "../plant/tag.ts";
import type { CandidateKind, CandidateName, CauseView, DefectClass } from "./causes.ts";
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
const FIGURES: Readonly<Record<CurveFigure, (signal: string) => LocalizedText>> = {
  peak: (signal) => ({ zh: `${signal} 峰值`, en: `${signal} peak` }),
  "peak-at": (signal) => ({ zh: `${signal} 峰值时刻`, en: `${signal} time of the peak` }),
  area: (signal) => ({ zh: `${signal} 曲线下面积`, en: `${signal} area under the curve` }),
  end: (signal) => ({ zh: `${signal} 终值`, en: `${signal} end value` }),
};

/** A candidate by its kind, operation and name, such as `OP20 machine`. */
function candidateWords({ kind, operation, name }: CandidateName): LocalizedText {
  const curve = kind === "signal" ? figureIn(name) : undefined;
  const named = curve === undefined ? bare(name) : FIGURES[curve.figure](curve.signal);
  const of = (word: string, rest: string): string => [operation, word, rest].filter((part) => part !== "").join(" ");
  return { zh: of(KINDS[kind].zh, named.zh), en: of(KINDS[kind].en, named.en) };
}

/** A cause with its level, such as `OP20 machine CNC-203`. */
export function causeWords({ candidate, level, side, cut }: NamedCause): LocalizedText {
  const name = candidateWords(candidate);
  const value = cut === null ? level : `${Number(cut.toPrecision(4))}${level === "" ? "" : ` ${level}`}`;
  return {
    zh: `${name.zh}${{ is: " ", below: " 低于 ", above: " 高于 " }[side]}${value}`,
    en: `${name.en} ${{ is: "", below: "below ", above: "above " }[side]}${value}`,
  };
}

export type NamedCause = Pick<CauseView, "candidate" | "level" | "side" | "cut">;
const SIDES: Readonly<Record<DefectClass["side"], LocalizedText>> = {
  low: { zh: "偏小", en: "too small" },
  high: { zh: "偏大", en: "too large" },
  bad: { zh: "不合格", en: "not ok" },
  rework: { zh: "返修", en: "rework" },
  scrap: { zh: "报废", en: "scrap" },
};

/** A class of defects, such as `OP60 blemishes too large`. */
export function defectWords({ operation, feature, featureName, side }: DefectClass): LocalizedText {
  const name = featureName ?? bare(feature);
  const of = (language: "zh" | "en"): string =>
    [operation, name[language], SIDES[side][language]].filter((part) => part !== "").join(" ");
  return { zh: of("zh"), en: of("en") };
}
