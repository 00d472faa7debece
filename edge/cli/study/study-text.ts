/** The answer of a study as text, and as a table for spreadsheets. */

import { BYTE_ORDER_MARK, csvLine } from "../../contracts/csv.ts";
import {
  type Estimate,
  OUTCOMES,
  type StudyAnswer,
  type VariantFigures,
} from "../../contracts/forecast/study-answer.ts";
import { ranked } from "../../contracts/forecast/study-ranking.ts";
import type { Language } from "../../contracts/words/language.ts";
import { fateText, levelName, outcomeWord, percent, shown, variantName, wordsIn } from "./study-words.ts";

/** Lines of a table on the screen; the files have all. */
const MOST_LINES = 20;

export function studyText(answer: StudyAnswer, language: Language): string {
  const t = wordsIn(language);
  const lines = [...headLines(answer, language), ""];
  if (answer.effects.length > 0) lines.push(t.effects, ...effectLines(answer, language), "");
  if (answer.design !== "screening" && ranked(answer).length > 0)
    lines.push(t.variants, ...variantLines(answer, language), "");
  if (answer.impossible.length > 0)
    lines.push(
      t.impossible,
      ...cut(
        answer.impossible.map((one) => `  ${variantName(one, language)}${t.colon}${one.reason}`),
        language,
      ),
      "",
    );
  lines.push(t.recommendation, ...adviceLines(answer, language).map((line) => `  ${line}`));
  return `${lines.join("\n")}\n`;
}

export function headLines(answer: StudyAnswer, language: Language): readonly string[] {
  const t = wordsIn(language);
  const { name, at, horizonS, variants, runs, runsOfAll, isComplete, failure, design, modelError, trials, searched } =
    answer;
  const from = `${new Date(at / 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const saved = percent(Math.max(0, 1 - runs / runsOfAll));
  return [
    t.head(name, from, horizonS / 3600),
    ...(searched === null || !isComplete ? [] : [t.searched(searched.variants, searched.runs)]),
    design === "screening" ? t.allRuns(variants.length, runs) : t.runs(variants.length, runs, saved, runsOfAll),
    ...(isComplete || failure !== null ? [] : [t.stopped]),
    ...(failure === null
      ? []
      : [
          t.failed(
            failure.variants.map((levels) => variantName({ levels }, language)).join(t.semicolon),
            failure.reason,
          ),
        ]),
    `${t.forecast}${t.semicolon}${t.error(`${(100 * modelError).toFixed(1)} %`, trials)}`,
  ];
}

/** What follows from the study. */
export function adviceLines(answer: StudyAnswer, language: Language): readonly string[] {
  const t = wordsIn(language);
  const { picked, isSure, isComplete, confidence, within, recommendation, design, variants, confirmed } = answer;
  const [best] = ranked(answer);
  if (best === undefined) return [t.nothing];
  if (design === "screening") return [t.screened];
  if (!isComplete) return [t.soFar(variantName(variants[best] as VariantFigures, language))];
  const [sure, unsure] = design === "search" ? [t.searchSure, t.searchUnsure] : [t.sure, t.unsure];
  if (picked === null) return [variants.every(({ fate }) => fate.kind === "breaks") ? t.none : unsure];
  const certainty = isSure ? sure(percent(confidence), shown(within)) : unsure;
  if (picked === 0) return [t.keepIt, certainty];
  if (recommendation?.effect === undefined)
    return [variantName(variants[picked] as VariantFigures, language), t.noGain(confirmed?.runs ?? 0), certainty];
  const { quantity, expected, low, high } = recommendation.effect;
  const outcome = OUTCOMES.find((one) => one === quantity) ?? "good";
  return [
    recommendation.what[language],
    t.expected(outcomeWord(outcome, language), signed(expected), signed(low), signed(high)),
    recommendation.why[language],
  ];
}

function effectLines({ effects }: StudyAnswer, language: Language): readonly string[] {
  const t = wordsIn(language);
  return cut(
    effects.map(({ factor, level, against, score, matters }) => {
      const change = t.effect(levelName(level, language), levelName(against, language));
      const what = `${factor}${t.colon}${change}${t.semicolon}`;
      return `  ${what}${interval(score)}${t.comma}${matters ? t.matters : t.noise}`;
    }),
    language,
  );
}

function variantLines(answer: StudyAnswer, language: Language): readonly string[] {
  const t = wordsIn(language);
  const { variants, pareto, intervals, constraints } = answer;
  const lines = ranked(answer).map((at) => {
    const one = variants[at] as VariantFigures;
    const kept =
      constraints.length === 0 ? "" : `${t.comma}${t.keeps} ${one.keeps.map(({ share }) => percent(share)).join(" ")}`;
    const outcomes = pareto
      .map((outcome) => `${outcomeWord(outcome, language)} ${shown(one.outcomes[outcome].mean)}`)
      .join(t.comma);
    const mark = one.isPareto ? "* " : "  ";
    const gain = at === 0 ? "" : `${interval(one.gain)}${t.semicolon}`;
    const end = `${kept}${t.semicolon}${fateText(one.fate, language)}`;
    return `${mark}${variantName(one, language)}${t.semicolon}${gain}${outcomes}${end}`;
  });
  const names = pareto.map((outcome) => outcomeWord(outcome, language)).join(language === "zh" ? "、" : ", ");
  return [
    `  ${t.gain}${t.colon}${t.interval(percent(intervals))}${t.semicolon}* ${t.front(names)}`,
    ...cut(lines, language),
  ];
}

function cut(lines: readonly string[], language: Language): readonly string[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `  ${wordsIn(language).more(lines.length - MOST_LINES)}`];
}

export function interval({ mean, low, high }: Estimate): string {
  return `${signed(mean)} (${signed(low)} … ${signed(high)})`;
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${shown(value)}`;
}

/** All variants that have run, the best first; names of columns are those of the JSON. */
export function studyCsv(answer: StudyAnswer, hasMark: boolean): string {
  const factors = [...new Set(answer.variants.flatMap(({ levels }) => Object.keys(levels)))];
  const head = [
    ...factors,
    "runs",
    "fate",
    "pareto",
    ...["gain", ...OUTCOMES].flatMap((name) => [name, `${name}_low`, `${name}_high`]),
    ...answer.constraints.map(({ outcome, bound }) => `kept_${outcome}_${bound}`),
  ];
  const rows = ranked(answer).map((at) => {
    const { levels, runs, fate, isPareto, gain, outcomes, keeps } = answer.variants[at] as VariantFigures;
    return [
      ...factors.map((factor) => levels[factor] ?? ""),
      runs,
      fate.kind,
      isPareto ? 1 : 0,
      ...[gain, ...OUTCOMES.map((outcome) => outcomes[outcome])].flatMap(({ mean, low, high }) => [mean, low, high]),
      ...keeps.map(({ share }) => share),
    ];
  });
  return `${hasMark ? BYTE_ORDER_MARK : ""}${[head, ...rows].map(csvLine).join("")}`;
}
