import { useState } from "preact/hooks";
import type { FutureFigures, OrderFigures } from "../../../../edge/contracts/forecast/answer.ts";
import { formatSigned } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { ScrolledTable } from "../../panels/scrolled-table.tsx";
import { shareText } from "./figures.ts";
import { ForecastMark } from "./futures-table.tsx";

const FEW = 10;

/** Lateness and on-time probability of each order, in each future; those that may be late first. */
export function OrdersTable({ futures }: { futures: readonly FutureFigures[] }) {
  const [isAll, setAll] = useState(false);
  const byFuture = futures.map(({ orders }) => new Map(orders.map((order) => [order.order, order])));
  const names = [...new Set(futures.flatMap(({ orders }) => orders.map(({ order }) => order)))];
  const risk = (order: string): number =>
    Math.min(...byFuture.map((orders) => orders.get(order)?.onTime ?? Number.POSITIVE_INFINITY));
  const sorted = names.toSorted((a, b) => risk(a) - risk(b) || (a < b ? -1 : 1));
  const shown = isAll ? sorted : sorted.slice(0, FEW);
  return (
    <section class="card" aria-label={t("forecast.orders")}>
      <div class="card-head">
        <h2>{t("forecast.orders")}</h2>
        <ForecastMark />
      </div>
      {names.length === 0 ? (
        <p class="empty">{t("forecast.orders-none")}</p>
      ) : (
        <>
          <p class="card-note">{t("forecast.orders-note")}</p>
          <ScrolledTable label={t("forecast.orders")}>
            <thead>
              <tr>
                <th>{t("forecast.order")}</th>
                {futures.map(({ name }, at) => (
                  <th key={name}>{at === 0 ? t("forecast.as-it-is") : name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((order) => (
                <tr key={order}>
                  <td>{order}</td>
                  {byFuture.map((orders, at) => (
                    <td key={futures[at]?.name}>{orderText(orders.get(order))}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </ScrolledTable>
          {isAll || names.length <= FEW ? null : (
            <button type="button" class="button small" onClick={() => setAll(true)}>
              {t("forecast.orders-all", { count: names.length })}
            </button>
          )}
        </>
      )}
    </section>
  );
}

function orderText(order: OrderFigures | undefined): string {
  if (order === undefined) return "—";
  const { low, middle, high } = order.lateH;
  const hours = (value: number | null): string => (value === null ? "—" : formatSigned(value, 1));
  const share =
    order.onTime === null ? t("forecast.due-later") : t("forecast.on-time", { share: shareText(order.onTime) });
  if (low === null && high === null) return `— · ${share}`;
  const range = t("forecast.good-range", { low: hours(low), middle: hours(middle), high: hours(high) });
  return `${range} · ${share}`;
}
