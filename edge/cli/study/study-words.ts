/** Words of the answer of a study, in both languages. */
import { AS_IS, type Fate, type Outcome, type VariantFigures } from "../../contracts/forecast/study-answer.ts";
import type { Language } from "../../contracts/words/language.ts";
import { OUTCOME_WORDS } from "../../forecast/study/answer/recommend.ts";

const TEXTS = {
  en: {
    colon: ": ",
    comma: ", ",
    semicolon: "; ",
    head: (name: string, from: string, hours: number) => `${name}: from ${from}, ${hours} h ahead`,
    runs: (variants: number, runs: number, saved: string, all: number) =>
      `${variants} variants, ${runs} runs; ${saved} of ${all} saved`,
    allRuns: (variants: number, runs: number) => `${variants} variants, ${runs} runs`,
    searched: (variants: number, runs: number) =>
      `search: ${variants} variants looked at in ${runs} runs; the best of them were compared by further runs:`,
    stopped: "Stopped before its end: this is what was known by then",
    forecast: "Forecast of a model that was learnt from this plant, not a measurement",
    failed: (variants: string, reason: string) =>
      `A run could not go on, so that this is what was known by then (${variants}): ${reason}`,
    error: (error: string, trials: number) =>
      trials > 0
        ? `${trials} forecasts of this plant have erred by ${error} (standard error)`
        : `no forecast of this plant could be tried, so that an error of ${error} is assumed`,
    asIs: "as it is",
    variant: "variant",
    runsOf: "runs",
    gain: "gain of the objective",
    interval: (confidence: string) => `mean and interval of ${confidence} against the plant as it is`,
    fate: "result",
    keeps: "kept",
    pareto: "Pareto",
    isPareto: "yes",
    variants: "Variants, the best first",
    front: (outcomes: string) => `Pareto set of ${outcomes} (means)`,
    effects: "Effects of the factors, the largest first; intervals hold for all together",
    effect: (level: string, against: string) => `${level} against ${against}`,
    matters: "matters",
    noise: "within chance",
    picked: "best",
    left: "not told from the best",
    notCompared: "-",
    worse: (runs: number) => `worse (after ${runs} runs)`,
    within: (runs: number) => `no difference worth knowing (after ${runs} runs)`,
    breaks: (runs: number) => `breaks a constraint (after ${runs} runs)`,
    recommendation: "Recommendation",
    sure: (confidence: string, within: string) =>
      `If one variant is better than all others by ${within} or more, it is this one with ${confidence} certainty.`,
    searchSure: (confidence: string, within: string) =>
      `If one of those compared is better than the others by ${within} or more, it is this one with ${confidence} ` +
      "certainty. That nothing better exists is not known.",
    unsure: "More runs are needed to know the best variant (replications).",
    searchUnsure: "More runs are needed to know which of those compared is best (replications).",
    soFar: (variant: string) => `The best mean so far has "${variant}"; more runs are needed.`,
    nothing: "Nothing is known yet.",
    noGain: (runs: number) => `${runs} further runs do not show that it is better: leave the plant as it is.`,
    keepIt: "No variant is better: leave the plant as it is.",
    none: "No variant keeps the constraints.",
    screened: "A screening design compares factors, not variants. Study those that matter with design: all.",
    expected: (quantity: string, mean: string, low: string, high: string) =>
      `${quantity}: ${mean} (${low} to ${high}) expected`,
    impossible: "Combinations that cannot be",
    more: (count: number) => `… and ${count} more (--json, --out)`,
  },
  zh: {
    colon: "：",
    comma: "，",
    semicolon: "；",
    head: (name: string, from: string, hours: number) => `${name}：起点 ${from}，向前 ${hours} 小时`,
    runs: (variants: number, runs: number, saved: string, all: number) =>
      `${variants} 个方案，运行 ${runs} 次；在 ${all} 次中节省 ${saved}`,
    allRuns: (variants: number, runs: number) => `${variants} 个方案，运行 ${runs} 次`,
    searched: (variants: number, runs: number) =>
      `搜索：共考察 ${variants} 个方案，运行 ${runs} 次；从中选出最好的几个，再用新的运行进行比较：`,
    stopped: "提前停止：以下为当时已知的结果",
    forecast: "由本工厂数据学习的模型给出的预测，不是测量值",
    failed: (variants: string, reason: string) => `一次运行无法继续，以下为当时已知的结果（${variants}）：${reason}`,
    error: (error: string, trials: number) =>
      trials > 0
        ? `该工厂过去 ${trials} 次预测的误差为 ${error}（标准误差）`
        : `尚不能用过去检验该工厂的预测，假定误差为 ${error}`,
    asIs: "现状",
    variant: "方案",
    runsOf: "运行次数",
    gain: "目标增益",
    interval: (confidence: string) => `相对现状的均值和 ${confidence} 区间`,
    fate: "结果",
    keeps: "满足率",
    pareto: "帕累托",
    isPareto: "是",
    variants: "各方案（由好到差）",
    front: (outcomes: string) => `${outcomes}的帕累托集（均值）`,
    effects: "因子的主效应（由大到小）；区间对全部效应同时成立",
    effect: (level: string, against: string) => `${level}，对比 ${against}`,
    matters: "显著",
    noise: "在偶然范围内",
    picked: "最好",
    left: "与最好的无法区分",
    notCompared: "-",
    worse: (runs: number) => `较差（运行 ${runs} 次后）`,
    within: (runs: number) => `差异不值得区分（运行 ${runs} 次后）`,
    breaks: (runs: number) => `不满足约束（运行 ${runs} 次后）`,
    recommendation: "建议",
    sure: (confidence: string, within: string) =>
      `若有一个方案比其他所有方案好 ${within} 或更多，则有 ${confidence} 的把握就是它。`,
    searchSure: (confidence: string, within: string) =>
      `若参与比较的某个方案比其余方案好 ${within} 或更多，则有 ${confidence} 的把握就是它。是否还有更好的方案，尚不可知。`,
    unsure: "需要更多运行次数才能确定最好的方案（replications）。",
    searchUnsure: "需要更多运行次数，才能确定参与比较的方案中哪个最好（replications）。",
    soFar: (variant: string) => `目前均值最好的是“${variant}”；还需要更多运行次数。`,
    nothing: "尚无任何结果。",
    noGain: (runs: number) => `另外 ${runs} 次运行没有显示它更好：保持工厂现状。`,
    keepIt: "没有更好的方案：保持工厂现状。",
    none: "没有方案满足约束。",
    screened: "筛选设计比较的是因子，不是方案。请用 design: all 研究显著的因子。",
    expected: (quantity: string, mean: string, low: string, high: string) =>
      `${quantity}：预期 ${mean}（${low} 至 ${high}）`,
    impossible: "不可行的组合",
    more: (count: number) => `……另有 ${count} 个（--json、--out）`,
  },
} as const;

export function wordsIn(language: Language): (typeof TEXTS)[Language] {
  return TEXTS[language];
}

export function outcomeWord(outcome: Outcome, language: Language): string {
  return OUTCOME_WORDS[outcome][language];
}

/** A variant by its levels, without those that leave the plant as it is. */
export function variantName({ levels }: Pick<VariantFigures, "levels">, language: Language): string {
  const changed = Object.entries(levels).filter(([, level]) => level !== AS_IS);
  if (changed.length === 0) return TEXTS[language].asIs;
  const { colon, comma } = TEXTS[language];
  return changed.map(([factor, level]) => `${factor}${colon}${level}`).join(comma);
}

export function levelName(level: string, language: Language): string {
  return level === AS_IS ? TEXTS[language].asIs : level;
}

export function fateText(fate: Fate, language: Language): string {
  const t = TEXTS[language];
  switch (fate.kind) {
    case "picked":
      return t.picked;
    case "left":
      return t.left;
    case "not-compared":
      return t.notCompared;
    case "worse":
      return t.worse(fate.afterRuns);
    case "within":
      return t.within(fate.afterRuns);
    case "breaks":
      return t.breaks(fate.afterRuns);
  }
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Three digits are enough for figures of a model. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
