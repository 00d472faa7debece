import { useState } from "preact/hooks";
import { assetName } from "../../data/asset-name.ts";
import { usePlant } from "../../data/context.ts";
import { formatHours, formatNumber } from "../../data/format.ts";
import { type FiguresAnswer, fetchFigures } from "../../data/maintenance-api.ts";
import { moment } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote, NowOnly } from "../../panels/answer-note.tsx";
import { AssetLink } from "../../panels/asset-link.tsx";
import { Defined } from "../../panels/info-mark.tsx";
import { TableLink } from "../../panels/table-link.tsx";

const REFRESH_MS = 300_000;
const DAYS = [7, 30, 90, 365] as const;

/** MTBF, MTTR and verdicts of the work that was finished lately, of the plant and of each asset. */
export function FiguresCard() {
  const [days, setDays] = useState(30);
  const question = useQuestion(`figures ${days}`, () => fetchFigures(days), REFRESH_MS);
  const { answer } = question;
  return (
    <section class="card" aria-labelledby="figures-title">
      <div class="card-head">
        <h2 id="figures-title">{t("figures.title")}</h2>
        <select
          class="figures-range"
          aria-label={t("figures.range")}
          value={String(days)}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
        >
          {DAYS.map((one) => (
            <option key={one} value={String(one)}>
              {t("figures.days", { days: one })}
            </option>
          ))}
        </select>
        <TableLink path={`/api/v1/maintenance-figures.csv?from=-${days}d`} name={t("figures.title")} />
      </div>
      <p class="room-advisory">{t("figures.why")}</p>
      {moment.value === null ? <AnswerNote question={question} isCurrent={undefined} /> : <NowOnly />}
      {answer === undefined || moment.value !== null ? null : answer.assets.length === 0 ? (
        <p class="empty">{t("figures.none")}</p>
      ) : (
        <Table answer={answer} />
      )}
    </section>
  );
}

function Table({ answer: { plant, assets } }: { answer: FiguresAnswer }) {
  const index = usePlant();
  return (
    <div class="scroll-table">
      <table class="table">
        <thead>
          <tr>
            <th>{t("figures.asset")}</th>
            <th class="is-number">
              <Defined figure="repairs" name={t("figures.failures")} />
            </th>
            <th class="is-number">
              <Defined figure="mtbf" name={t("figures.mtbf")} />
            </th>
            <th class="is-number">
              <Defined figure="mttr" name={t("figures.mttr")} />
            </th>
            <th class="is-number">{t("figures.operating")}</th>
            <th class="is-number">{t("figures.verdicts")}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t("figures.plant")}</th>
            <Cells of={plant} />
          </tr>
          {assets.map((one) => (
            <tr key={one.assetUid}>
              <td>{one.assetLabel === null ? assetName(index, one.assetUid) : <AssetLink uid={one.assetUid} />}</td>
              <Cells of={one} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ of: { failures, mtbfS, mttrS, operatingS, timeBasis, verdicts } }: { of: FiguresAnswer["plant"] }) {
  const { right, wrong, notUseful } = verdicts;
  return (
    <>
      <td class="is-number">{formatNumber(failures, 0)}</td>
      <td class="is-number">{formatHours(mtbfS)}</td>
      <td class="is-number">{formatHours(mttrS)}</td>
      <td class="is-number">
        {formatHours(operatingS)} {timeBasis === "calendar-time" ? <small>{t("figures.calendar")}</small> : null}
      </td>
      <td class="is-number">{[right, wrong, notUseful].map((count) => formatNumber(count, 0)).join(" / ")}</td>
    </>
  );
}
