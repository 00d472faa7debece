import { usePlant } from "../../data/context.ts";
import { formatAge, formatClock, formatMoment, formatNumber } from "../../data/format.ts";
import { recordPage } from "../../data/genealogy.ts";
import { fetchOrders, type OrderAnswer } from "../../data/production-api.ts";
import { liveNowMs } from "../../data/signals.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { HeardNote, workingAssets } from "../../panels/heard-note.tsx";
import { Defined } from "../../panels/info-mark.tsx";

const REFRESH_MS = 10_000;
const MOST_ENDED = 5;
const DAY_MS = 86_400_000;

/** Progress of orders from the events of their pieces, and the forecast of each. */
export function OrderCard() {
  const atMs = askedAtMs();
  const question = useQuestion(`orders ${atMs ?? "now"}`, () => fetchOrders(atMs), REFRESH_MS);
  if (question.answer?.orders.length === 0) return null;
  const { orders = [], ended, isCurrent } = question.answer ?? {};
  const open = orders
    .filter(({ endedAt }) => endedAt === null)
    .sort(
      (a, b) =>
        Number(b.counted.started > 0) - Number(a.counted.started > 0) || (a.due ?? "").localeCompare(b.due ?? ""),
    );
  const over = orders
    .filter(({ endedAt }) => endedAt !== null)
    .sort((a, b) => (b.endedAt ?? "").localeCompare(a.endedAt ?? ""));
  return (
    <section class="card" aria-label={t("material.orders")}>
      <div class="card-head">
        <h2>{t("material.orders")}</h2>
        <span class="card-note">
          {ended === undefined || ended.onTimeRate === null
            ? ""
            : t("material.on-time", { percent: formatNumber(100 * ended.onTimeRate, 0), count: ended.count })}
        </span>
      </div>
      <AnswerNote question={question} isCurrent={isCurrent} />
      <HeardNote of={workingAssets} />
      {ended?.leadTimeS == null ? null : (
        <p class="answer-note">{t("material.lead-time", { time: formatAge(ended.leadTimeS * 1000) })}</p>
      )}
      <table class="table order-table is-fitted">
        <thead>
          <tr>
            <th>{t("record.order")}</th>
            <th>
              <Defined figure="progress" name={t("material.progress")} />
            </th>
            <th>
              {t("material.due")} · {t("material.forecast")}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...open, ...over.slice(0, MOST_ENDED)].map((order) => (
            <Order key={order.order} order={order} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Order({
  order: { order, variant, quantity, due, reported, counted, endedAt, forecast },
}: {
  order: OrderAnswer;
}) {
  const { finish, reason } = forecast;
  const isLate = due !== null && finish !== null && Date.parse(finish) > Date.parse(due);
  const share = quantity === null || quantity === 0 ? 0 : (100 * counted.good) / quantity;
  return (
    <tr class={endedAt === null ? "" : "is-over"}>
      <td>
        <a class="link" href={recordPage("order", order)} target="_blank" rel="noreferrer">
          {order}
        </a>
        <div class="order-variant">{variant}</div>
      </td>
      <td title={t("material.reported", reported)}>
        <span class="bar">
          <span class="bar-fill" style={{ width: `${Math.min(100, share)}%` }} />
        </span>
        <div class="order-counts">
          {t("material.counts", { good: counted.good, quantity: quantity ?? "?", started: counted.started })}
          {counted.scrapped === 0 ? "" : ` · ${t("material.scrapped", { count: counted.scrapped })}`}
        </div>
      </td>
      <td>
        <When time={due} /> ·{" "}
        {endedAt !== null ? (
          t("material.done")
        ) : finish === null ? (
          <em class="order-reason">{reasonInWords(reason ?? t("kpi.unknown-reason"))}</em>
        ) : (
          <When time={finish} />
        )}
        {isLate ? <strong> {t("material.late")}</strong> : null}
      </td>
    </tr>
  );
}

/** Time of day, with the date on another day. */
function When({ time }: { time: string | null }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  if (time === null) return <>—</>;
  const ms = Date.parse(time);
  return (
    <time dateTime={time}>
      {Math.abs(ms - liveNowMs()) < DAY_MS / 2 ? formatClock(ms, zone, false) : formatMoment(ms, zone).slice(5, 16)}
    </time>
  );
}
