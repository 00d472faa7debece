import "../../i18n/reports-catalogue.ts";
import { atSite } from "../../data/base.ts";
import { usePlant } from "../../data/context.ts";
import { formatDate, formatMoment } from "../../data/format.ts";
import { placeTitle } from "../../data/place-title.ts";
import { fetchOrders } from "../../data/production-api.ts";
import { fetchReportsHere, type ReportsHere } from "../../data/reports-api.ts";
import { liveNowMs } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import {
  areaChoices,
  chooseReport,
  chosenReport,
  hasPeriod,
  isOfAreas,
  recentPeriods,
  reportAddress,
} from "./chosen-report.ts";

const REFRESH_MS = 60_000;

/** Which report, of which time and which machine; and how to save it. */
export function ReportDock() {
  const question = useQuestion("reports", fetchReportsHere, REFRESH_MS);
  const { answer } = question;
  const { kind } = chosenReport.value;
  return (
    <section class="card report-card" aria-label={t("reports.kind")}>
      <div class="card-head">
        <h2>{t("screen.reports")}</h2>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : (
        <>
          <Kinds here={answer} />
          <p class="answer-note">{t(`reports.about-${kind}`)}</p>
          {kind === "machine" ? <MachineChoice here={answer} /> : null}
          {kind === "order" ? <OrderChoice /> : null}
          {isOfAreas(kind) ? <AreaChoice here={answer} /> : null}
          {hasPeriod(kind) ? <PeriodChoice /> : null}
          <SaveLinks />
          <MadeReports here={answer} />
        </>
      )}
    </section>
  );
}

function Kinds({ here: { kinds } }: { here: ReportsHere }) {
  const chosen = chosenReport.value;
  return (
    <fieldset class="report-kinds">
      <legend class="visually-hidden">{t("reports.kind")}</legend>
      {kinds.map((kind) => (
        <label key={kind} class={`report-kind${chosen.kind === kind ? " is-chosen" : ""}`}>
          <input
            type="radio"
            name="report-kind"
            value={kind}
            checked={chosen.kind === kind}
            onChange={() => chooseReport({ kind, atMs: null })}
          />
          {t(`reports.kind-${kind}`)}
        </label>
      ))}
    </fieldset>
  );
}

function MachineChoice({ here: { machines } }: { here: ReportsHere }) {
  const { asset } = chosenReport.value;
  return (
    <label class="report-field">
      {t("reports.machine")}
      <select
        value={asset ?? ""}
        onChange={({ currentTarget }) => chooseReport({ asset: currentTarget.value || null })}
      >
        <option value="" />
        {machines.map((label) => (
          <option key={label} value={label}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Areas and lines with machines whose states are read. */
function AreaChoice({ here: { machines } }: { here: ReportsHere }) {
  const index = usePlant();
  if (index === null) return null;
  const areas = areaChoices(index.plant.assets, machines);
  if (areas.length < 2) return null;
  return (
    <label class="report-field">
      {t("reports.area")}
      <select
        value={chosenReport.value.area ?? ""}
        onChange={({ currentTarget }) => chooseReport({ area: currentTarget.value || null })}
      >
        <option value="">{t("reports.whole-plant")}</option>
        {areas.map((path) => (
          <option key={path} value={path}>
            {placeTitle(path, index)}
          </option>
        ))}
      </select>
    </label>
  );
}

function OrderChoice() {
  const question = useQuestion("report orders", () => fetchOrders(undefined), REFRESH_MS);
  const orders = question.answer?.orders ?? [];
  if (orders.length === 0) return <p class="empty">{t("reports.no-orders")}</p>;
  return (
    <label class="report-field">
      {t("reports.order")}
      <select
        value={chosenReport.value.order ?? ""}
        onChange={({ currentTarget }) => chooseReport({ order: currentTarget.value || null })}
      >
        <option value="" />
        {orders.map(({ order }) => (
          <option key={order} value={order}>
            {order}
          </option>
        ))}
      </select>
    </label>
  );
}

function PeriodChoice() {
  const site = usePlant()?.plant.site;
  const { kind, atMs } = chosenReport.value;
  if (site === undefined) return null;
  const nowMs = liveNowMs();
  const periods = recentPeriods(site, kind, nowMs);
  const newest = periods.find(({ to }) => to <= nowMs * 1000);
  const isMonth = kind === "energy" || kind === "alarms";
  return (
    <label class="report-field">
      {t("reports.period")}
      <select
        value={String(atMs ?? (newest === undefined ? "" : newest.from / 1000))}
        onChange={({ currentTarget }) => chooseReport({ atMs: Number(currentTarget.value) })}
      >
        {periods.map(({ from, to, shift }) => {
          const fromMs = from / 1000;
          const day = formatDate(fromMs, site.timeZone);
          const name = isMonth
            ? day.slice(0, 7)
            : shift === undefined
              ? day
              : `${formatMoment(fromMs, site.timeZone, false)} · ${local(shift)}`;
          return (
            <option key={from} value={String(fromMs)}>
              {to > nowMs * 1000 ? t("reports.running", { name }) : name}
            </option>
          );
        })}
      </select>
    </label>
  );
}

function SaveLinks() {
  const address = reportAddress.value;
  if (address === null) return null;
  return (
    <div class="report-save">
      <a class="button primary" href={atSite(`${address}&format=pdf&save=1`)} download="">
        {t("reports.pdf")}
      </a>
      <a class="button" href={atSite(`${address}&format=html&save=1`)} download="">
        {t("reports.html")}
      </a>
      <a class="button" href={atSite(`${address}&format=xlsx&save=1`)} download="">
        {t("reports.xlsx")}
      </a>
    </div>
  );
}

const MOST_MADE = 20;

/** Reports that were made by schedule. */
function MadeReports({ here: { made } }: { here: ReportsHere }) {
  if (made.length === 0) return null;
  return (
    <>
      <h3 class="report-made">{t("reports.made")}</h3>
      <ul class="report-list">
        {made.slice(0, MOST_MADE).map(({ uid, title, spanText, file }) => (
          <li key={uid}>
            <a class="link" href={atSite(`/api/v1/reports/made/${encodeURIComponent(uid)}`)} download={file}>
              {title}
            </a>
            <span class="card-note">{spanText}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
