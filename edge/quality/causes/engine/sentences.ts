/** A cause in one sentence. */

import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import type { BadShare, CandidateKind, CandidateName, CauseView } from "../../../contracts/quality/causes.ts";

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

/** A candidate by its kind, operation and name, such as `OP20 machine`. */
function candidateWords({ kind, operation, name }: CandidateName): LocalizedText {
  const of = (word: string): string => [operation, word, name].filter((part) => part !== "").join(" ");
  return { zh: of(KINDS[kind].zh), en: of(KINDS[kind].en) };
}

/** A cause with its level, such as `OP20 machine CNC-203`. */
export function causeWords({ candidate, level, side, cut }: Named): LocalizedText {
  const name = candidateWords(candidate);
  const value = cut === null ? level : `${Number(cut.toPrecision(4))}${level === "" ? "" : ` ${level}`}`;
  return {
    zh: `${name.zh}${{ is: " ", below: "低于 ", above: "高于 " }[side]}${value}`,
    en: `${name.en} ${{ is: "", below: "below ", above: "above " }[side]}${value}`,
  };
}

type Named = Pick<CauseView, "candidate" | "level" | "side" | "cut">;
type Said = Named & Pick<CauseView, "standing" | "within" | "outside">;

export function sentenceOf({ standing, within, outside, ...named }: Said): LocalizedText {
  const what = causeWords(named);
  const more = MORE[standing];
  return {
    zh:
      `${what.zh}：${within.pieces} 件中 ${within.bad} 件不良（${percent(within)}），` +
      `其余 ${outside.pieces} 件中 ${outside.bad} 件（${percent(outside)}）；${more.zh}。`,
    en:
      `${what.en}: ${within.bad} of ${within.pieces} pieces bad (${percent(within)}), ` +
      `${outside.bad} of ${outside.pieces} otherwise (${percent(outside)}); ${more.en}.`,
  };
}

const MORE: Readonly<Record<CauseView["standing"], LocalizedText>> = {
  leading: { zh: "相关最强，但相关不等于因果", en: "the strongest association, which is not proof of a cause" },
  inseparable: {
    zh: "这些工件无法将其与首位区分；相关不等于因果",
    en: "these pieces cannot tell it from the first one; an association, not proof of a cause",
  },
  independent: {
    zh: "在首位之外另有关联；相关不等于因果",
    en: "associated beside the first one; an association, not proof of a cause",
  },
  explained: {
    zh: "首位已解释此关联",
    en: "the first one explains this association",
  },
};

function percent({ bad, pieces }: BadShare): string {
  return `${Number(((100 * bad) / Math.max(1, pieces)).toPrecision(2))} %`;
}
