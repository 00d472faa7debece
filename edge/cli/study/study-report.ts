/** The answer of a study as one HTML page: no script, no other file, ready for print. */
import type { Outcome, StudyAnswer, VariantFigures } from "../../contracts/forecast/study-answer.ts";
import { markAt, ranked } from "../../contracts/forecast/study-ranking.ts";
import type { Language } from "../../contracts/words/language.ts";
import { REPORT_STYLE } from "../../reports/html/style.ts";
import { tag, text } from "../../reports/html/tags.ts";
import { scatterSvg } from "./scatter.ts";
import { adviceLines, headLines, interval } from "./study-text.ts";
import { fateText, levelName, outcomeWord, percent, shown, variantName, wordsIn } from "./study-words.ts";

export function studyReport(answer: StudyAnswer, language: Language): string {
  const t = wordsIn(language);
  const [title = "", ...notes] = headLines(answer, language);
  const body = [
    tag("header", {}, tag("h1", {}, text(title))),
    tag("ul", { class: "notes" }, ...notes.map((note) => tag("li", {}, text(note)))),
    section(t.recommendation, ...adviceLines(answer, language).map((line) => tag("p", {}, text(line)))),
    ...(answer.effects.length === 0 ? [] : [section(t.effects, effectTable(answer, language))]),
    ...(answer.design === "screening" ? [] : [frontSection(answer, language), variantSection(answer, language)]),
  ];
  const head = [
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    tag("title", {}, text(title)),
    tag("style", {}, REPORT_STYLE),
  ].join("");
  const lang = language === "zh" ? "zh-CN" : "en";
  return `<!doctype html><html lang="${lang}"><head>${head}</head><body>${body.join("")}</body></html>\n`;
}

function section(title: string, ...inner: readonly string[]): string {
  return tag("section", {}, tag("h2", {}, text(title)), ...inner);
}

function effectTable({ effects }: StudyAnswer, language: Language): string {
  const t = wordsIn(language);
  return table(
    effects.map(({ factor, level, against, score, matters }) => [
      `${factor}${t.colon}${t.effect(levelName(level, language), levelName(against, language))}`,
      interval(score),
      matters ? t.matters : t.noise,
    ]),
  );
}

/** Each pair of the outcomes as a plot. */
function frontSection(answer: StudyAnswer, language: Language): string {
  const { pareto, variants } = answer;
  const word = (outcome: Outcome): string => outcomeWord(outcome, language);
  const pairs = pareto.flatMap((x, at) => pareto.slice(at + 1).map((y) => [x, y] as const));
  const plots = pairs.map(([x, y]) =>
    scatterSvg(
      variants.map((one, at) => ({
        x: one.outcomes[x].mean,
        y: one.outcomes[y].mean,
        name: variantName(one, language),
        mark: markAt(answer, at),
      })),
      { x: word(x), y: word(y), asIs: wordsIn(language).asIs, picked: wordsIn(language).picked },
    ),
  );
  const names = pareto.map(word).join(language === "zh" ? "、" : ", ");
  return section(wordsIn(language).front(names), ...plots);
}

function variantSection(answer: StudyAnswer, language: Language): string {
  const t = wordsIn(language);
  const { variants, pareto, constraints, intervals } = answer;
  const head = [
    t.variant,
    t.gain,
    ...pareto.map((outcome) => outcomeWord(outcome, language)),
    ...constraints.map(({ outcome }) => `${t.keeps}: ${outcomeWord(outcome, language)}`),
    t.pareto,
    t.runsOf,
    t.fate,
  ];
  const rows = ranked(answer).map((at) => {
    const one = variants[at] as VariantFigures;
    return [
      variantName(one, language),
      at === 0 ? "" : interval(one.gain),
      ...pareto.map((outcome) => shown(one.outcomes[outcome].mean)),
      ...one.keeps.map(({ share }) => percent(share)),
      one.isPareto ? t.isPareto : "",
      String(one.runs),
      fateText(one.fate, language),
    ];
  });
  return section(t.variants, tag("p", { class: "note" }, text(t.interval(percent(intervals)))), table(rows, head));
}

function table(rows: readonly (readonly string[])[], head?: readonly string[]): string {
  const row = (cells: readonly string[], name: "td" | "th"): string =>
    tag("tr", {}, ...cells.map((cell) => tag(name, {}, text(cell))));
  return tag(
    "table",
    {},
    ...(head === undefined ? [] : [tag("thead", {}, row(head, "th"))]),
    tag("tbody", {}, ...rows.map((cells) => row(cells, "td"))),
  );
}
