import { AS_IS, OUTCOMES, type Outcome, type StudyAnswer } from "../../../contracts/forecast/study-answer.ts";
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import type { Objective } from "../objective.ts";

/** A text of a recommendation is no longer. */
const MOST_TEXT = 2_000;
const AUTHOR = { name: "study", as: "program" } as const;

/** Names of outcomes with their unit (UCUM). */
export const OUTCOME_WORDS = {
  good: { en: "good pieces", zh: "合格件数", unit: "1" },
  scrapped: { en: "scrapped pieces", zh: "报废件数", unit: "1" },
  late: { en: "late orders", zh: "逾期订单数", unit: "1" },
  wip: { en: "pieces in the plant", zh: "在制件数", unit: "1" },
  lead: { en: "lead time", zh: "流程时间", unit: "h" },
} as const satisfies Record<Outcome, LocalizedText & { readonly unit: string }>;

/** With whom the pick was compared: a search knows nothing of what it did not compare. */
const OF_ALL = {
  en: "variant is better than all others",
  best: "variant",
  zh: "有一个方案比其他所有方案",
  bestZh: "最好的方案",
};
const OF_SEARCH: typeof OF_ALL = {
  en: "of those compared is better than the others",
  best: "of those compared",
  zh: "参与比较的某个方案比其余方案",
  bestZh: "参与比较的方案中最好的",
};

/**
 * The pick as advice that a person decides on (rules R14 to R16). The effect is that of the outcome with the largest
 * part of the gain in the objective that decides, by runs that had no part in the choice. Null where
 * nothing speaks against the plant as it is, also because those runs do not show a gain, or the study was stopped.
 */
export function recommendationOf(
  answer: Omit<StudyAnswer, "recommendation">,
  objectives: readonly Objective[],
): StudyAnswer["recommendation"] {
  const { picked, confirmed, name, variants, at, horizonS, intervals, isSure, confidence, within, design } = answer;
  if (picked === null || picked === 0 || confirmed === null) return null;
  // A plant that breaks a constraint has to change, whatever that costs.
  if (!confirmed.isBetter && variants[0]?.fate.kind !== "breaks") return null;
  const { outcomes, better, runs, decides } = confirmed;
  const parts = (objectives[decides ?? 0] as Objective).weights.map(
    ([outcome, weight]) => [outcome, weight * outcomes[outcome].mean] as const,
  );
  const [quantity] = parts.reduce((largest, part) => (part[1] > largest[1] ? part : largest));
  const { mean, low, high } = outcomes[quantity];
  const levels = Object.entries(variants[picked]?.levels ?? {}).filter(([, level]) => level !== AS_IS);
  const what = levels
    .map(([factor, level]) => `${factor}: ${level}`)
    .join(", ")
    .slice(0, MOST_TEXT);
  const share = `${Math.round(100 * better)} %`;
  const hours = horizonS / 3600;
  const sure = `${Math.round(100 * confidence)} %`;
  const those = design === "search" ? OF_SEARCH : OF_ALL;
  const changes = (language: "en" | "zh"): string =>
    OUTCOMES.map((outcome) => `${OUTCOME_WORDS[outcome][language]} ${signed(outcomes[outcome].mean)}`).join(
      language === "zh" ? "，" : ", ",
    );
  return {
    rule: "study/pick",
    key: `study ${name}`.slice(0, 500),
    about: {},
    what: { en: what, zh: what },
    why: {
      en:
        `In ${runs} further runs of ${hours} h it is better in ${share}: ${changes("en")}. ` +
        (isSure
          ? `If one ${those.en} by ${within} or more, it is this one with ${sure} certainty. `
          : `More runs are needed to be sure that it is the best ${those.best}. `) +
        errorWords(answer).en,
      zh:
        `在另外 ${runs} 次、每次 ${hours} 小时的运行中，${share} 的运行更好：${changes("zh")}。` +
        (isSure
          ? `若${those.zh}好 ${within} 或更多，则有 ${sure} 的把握就是它。`
          : `运行次数不足，不能确定它是${those.bestZh}。`) +
        errorWords(answer).zh,
    },
    effect: { quantity, unit: OUTCOME_WORDS[quantity].unit, expected: mean, low, high, confidence: intervals },
    evidence: [],
    basis: [],
    proposedBy: AUTHOR,
    validUntil: at + 1e6 * horizonS,
  };
}

function errorWords({ modelError, trials }: Pick<StudyAnswer, "modelError" | "trials">): LocalizedText {
  const error = `${(100 * modelError).toFixed(1)} %`;
  return trials > 0
    ? {
        en: `${trials} forecasts of this plant have erred by ${error} (standard error), which is not in the interval.`,
        zh: `该工厂过去 ${trials} 次预测的误差为 ${error}（标准误差），未计入区间。`,
      }
    : {
        en: `No forecast of this plant could be tried; an error of ${error} is assumed, which is not in the interval.`,
        zh: `尚不能用过去检验该工厂的预测；假定误差为 ${error}，未计入区间。`,
      };
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${Math.abs(value) < 10 ? value.toFixed(1) : Math.round(value)}`;
}
