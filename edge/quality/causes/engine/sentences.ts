/** A cause in one sentence. */

import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import { causeWords, type NamedCause } from "../../../contracts/quality/cause-words.ts";
import type { BadShare, CauseView } from "../../../contracts/quality/causes.ts";

type Said = NamedCause & Pick<CauseView, "standing" | "within" | "outside">;

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
