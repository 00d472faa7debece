import { useState } from "preact/hooks";
import { COST_BY, type CostBy } from "../../../../edge/contracts/quality/costs.ts";
import { formatNumber } from "../../data/format.ts";
import { COST_DAYS, type CostAnswer, type CostRowAnswer, fetchCosts } from "../../data/quality-api.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";

const REFRESH_MS = 60_000;
const SHOWN = 12;

/** What scrap, rework and inspection cost beside the steps, by the rates of the config. */
export function CostCard() {
  const [by, setBy] = useState<CostBy>("operation");
  const atMs = askedAtMs();
  const question = useQuestion(`costs ${by} ${atMs ?? "now"}`, () => fetchCosts(by, atMs), REFRESH_MS);
  const { answer } = question;
  return (
    <section class="card" aria-label={t("spc.costs")}>
      <div class="card-head">
        <h2>{t("spc.costs")}</h2>
        <label class="spc-by">
          {t("spc.costs-by")}{" "}
          <select value={by} onChange={(event) => setBy(event.currentTarget.value as CostBy)}>
            {COST_BY.map((one) => (
              <option key={one} value={one}>
                {t(`spc.costs-by-${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <AnswerNote question={question} isCurrent={answer?.isCurrent} />
      {answer === undefined ? null : answer.rows.length === 0 ? (
        <p class="empty">{t("spc.costs-none")}</p>
      ) : (
        <Costs answer={answer} />
      )}
    </section>
  );
}

function Costs({ answer }: { answer: CostAnswer }) {
  const { rows, total, currency, untimed, unrated } = answer;
  const rest = rows.length - SHOWN;
  return (
    <>
      <p class="answer-note">{t("spc.costs-span", { days: COST_DAYS, currency })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone. */}
      <section class="spc-scroll" tabIndex={0} aria-label={t("spc.costs-table")}>
        <table class="table">
          <thead>
            <tr>
              <th>{t("spc.costs-name")}</th>
              <th class="is-number">{t("spc.costs-good")}</th>
              <th class="is-number">{t("spc.costs-scrap")}</th>
              <th class="is-number">{t("spc.costs-rework")}</th>
              <th class="is-number">{t("spc.costs-inspection")}</th>
              <th class="is-number">{t("spc.costs-per-good")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <tr key={row.name}>
                <td>{nameOf(row)}</td>
                <Amounts row={row} />
              </tr>
            ))}
            <tr class="is-total">
              <th scope="row">{t("spc.costs-total")}</th>
              <Amounts row={total} />
            </tr>
          </tbody>
        </table>
      </section>
      {rest > 0 ? <p class="room-advisory">{t("spc.costs-more", { count: rest })}</p> : null}
      {untimed > 0 ? <p class="room-advisory">{t("spc.costs-untimed", { count: untimed })}</p> : null}
      {unrated > 0 ? <p class="room-advisory">{t("spc.costs-unrated", { count: unrated })}</p> : null}
    </>
  );
}

function Amounts({ row: { good, scrapped, scrap, rework, inspection, qualityPerGood } }: { row: CostAnswer["total"] }) {
  return (
    <>
      <td class="is-number">{formatNumber(good, 0)}</td>
      <td class="is-number">
        {formatNumber(scrap, 0)} <small>{t("spc.costs-pieces", { count: scrapped })}</small>
      </td>
      <td class="is-number">{formatNumber(rework, 0)}</td>
      <td class="is-number">{formatNumber(inspection, 0)}</td>
      <td class="is-number">{qualityPerGood === null ? "—" : formatNumber(qualityPerGood, 2)}</td>
    </>
  );
}

function nameOf({ name, title }: CostRowAnswer): string {
  if (name === "") return t("spc.costs-unnamed");
  return title === null ? name : `${name} ${local(title)}`;
}
