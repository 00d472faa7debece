import { useState } from "preact/hooks";
import type { StudyAnswer, VariantFigures } from "../../../../../edge/contracts/forecast/study-answer.ts";
import { ranked } from "../../../../../edge/contracts/forecast/study-ranking.ts";
import { t } from "../../../i18n/language.ts";
import { shareText } from "../figures.ts";
import { fateText, figureText, gainText, outcomeText, variantText } from "./study-words.ts";

/** Rows before all are asked for. */
const FIRST_ROWS = 25;

interface TableProps {
  readonly answer: StudyAnswer;
  readonly chosen: number;
  readonly onChoose: (at: number) => void;
}

/** Variants that have run, the best first. */
export function VariantsTable({ answer, chosen, onChoose }: TableProps) {
  const [isWhole, setWhole] = useState(false);
  const { variants, pareto, constraints } = answer;
  const order = ranked(answer);
  const shown = isWhole ? order : order.slice(0, FIRST_ROWS);
  // The one that is looked at in the plot is always there.
  const rows = chosen < 0 || shown.includes(chosen) || !order.includes(chosen) ? shown : [...shown, chosen];
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1) */}
      <section class="study-scroll" tabIndex={0} aria-label={t("study.variants")}>
        <table class="study-table">
          <thead>
            <tr>
              <th scope="col">{t("study.variant")}</th>
              <th scope="col">{t("study.gain")}</th>
              {pareto.map((outcome) => (
                <th key={outcome} scope="col">
                  {outcomeText(outcome)}
                </th>
              ))}
              {constraints.map(({ outcome, bound }) => (
                <th key={`${outcome} ${bound}`} scope="col">
                  {t("study.kept", { outcome: outcomeText(outcome) })}
                </th>
              ))}
              <th scope="col">{t("study.pareto")}</th>
              <th scope="col">{t("study.runs")}</th>
              <th scope="col">{t("study.result")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((at) => {
              const one = variants[at] as VariantFigures;
              return (
                <tr key={at} aria-current={at === chosen ? "true" : undefined} onClick={() => onChoose(at)}>
                  <th scope="row">{variantText(one.levels)}</th>
                  <td>{at === 0 ? "" : gainText(one.gain)}</td>
                  {pareto.map((outcome) => (
                    <td key={outcome}>{figureText(one.outcomes[outcome].mean)}</td>
                  ))}
                  {one.keeps.map(({ share }, number) => (
                    <td key={number}>{shareText(share)}</td>
                  ))}
                  <td>{one.isPareto ? `◆ ${t("study.yes")}` : ""}</td>
                  <td>{one.runs}</td>
                  <td>{fateText(one.fate)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {order.length > shown.length ? (
        <button type="button" class="button small" onClick={() => setWhole(true)}>
          {t("study.all", { count: order.length })}
        </button>
      ) : null}
    </>
  );
}
