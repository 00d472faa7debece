import "../../i18n/piece-energy-catalogue.ts";
import type { StationEnergy } from "../../../../edge/contracts/production/piece-energy.ts";
import { usePlant } from "../../data/context.ts";
import { formatNumber, formatRatio } from "../../data/format.ts";
import { fetchStepsEnergy, type StepRow, stepRows } from "../../data/piece-energy-api.ts";
import { shiftKey, shiftSoFar, useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";

const REFRESH_MS = 30_000;
const MOST_ROWS = 24;
const DECIMALS = 3;

/** What a piece used in each process step in the shift so far, and how much was idle at each station. */
export function PieceEnergyCard() {
  const site = usePlant()?.plant.site ?? { timeZone: "UTC", shifts: [] };
  useSecond();
  const question = useQuestion(`steps ${shiftKey(site)}`, () => fetchStepsEnergy(shiftSoFar(site)), REFRESH_MS);
  const { steps = [], stations = [] } = question.answer ?? {};
  const rows = stepRows(steps);
  return (
    <section class="card" aria-label={t("piece-energy.title")}>
      <div class="card-head">
        <h3>{t("piece-energy.title")}</h3>
      </div>
      <p class="answer-note">{t("piece-energy.note")}</p>
      <AnswerNote question={question} isCurrent={undefined} />
      {question.answer !== undefined && rows.length === 0 ? <p class="empty">{t("piece-energy.none")}</p> : null}
      {question.answer?.isCut === true ? <p class="room-advisory">{t("piece-energy.cut")}</p> : null}
      {rows.length === 0 ? null : <Steps rows={rows} />}
      {stations.length === 0 ? null : <Stations stations={stations} />}
    </section>
  );
}

function Steps({ rows }: { rows: readonly StepRow[] }) {
  const most = rows[0]?.kWh ?? 0;
  return (
    <>
      <table class="table is-fitted">
        <thead>
          <tr>
            <th>{t("piece-energy.step")}</th>
            <th>{t("piece-energy.variant")}</th>
            <th class="is-number">{t("piece-energy.mean")}</th>
            <th class="is-number">{t("piece-energy.pieces")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map(({ operation, operationName, variant, n, kWh }) => (
            <tr key={`${operation} ${variant}`}>
              <th scope="row">
                {operation === "" ? t("piece-energy.unnamed") : operation}
                {operationName === undefined ? "" : ` ${local(operationName)}`}
              </th>
              <td>{variant === "" ? t("piece-energy.unnamed") : variant}</td>
              <td class="is-number">
                {formatNumber(kWh, DECIMALS)}
                <span class="bar" style={{ display: "block" }} aria-hidden="true">
                  <span class="bar-fill" style={{ width: `${(100 * kWh) / Math.max(most, 1e-9)}%` }} />
                </span>
              </td>
              <td class="is-number">{formatNumber(n, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS ? (
        <p class="empty">{t("piece-energy.more", { count: rows.length - MOST_ROWS })}</p>
      ) : null}
    </>
  );
}

function Stations({ stations }: { stations: readonly StationEnergy[] }) {
  const shown = stations.filter(({ medium, metered }) => medium === "electricity" && metered > 0);
  return (
    <table class="table is-fitted" aria-label={t("piece-energy.stations")}>
      <thead>
        <tr>
          <th>{t("piece-energy.station")}</th>
          <th class="is-number">{t("piece-energy.metered")}</th>
          <th class="is-number">{t("piece-energy.idle")}</th>
          <th class="is-number">{t("piece-energy.set-up")}</th>
          <th class="is-number">{t("piece-energy.unmetered")}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ station, metered, idle, setUp, unmetered }) => (
          <tr key={station}>
            <th scope="row">{station}</th>
            <td class="is-number">{formatNumber(metered, 1)}</td>
            <td class="is-number">{formatRatio(idle / metered)}</td>
            <td class="is-number">{formatRatio(setUp / metered)}</td>
            <td class="is-number">{formatRatio(unmetered / metered)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
