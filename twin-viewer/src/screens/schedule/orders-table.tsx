import { useState } from "preact/hooks";
import { t } from "../../i18n/language.ts";
import { ScrolledTable } from "../../panels/scrolled-table.tsx";
import { SortHead } from "../../panels/sort-head.tsx";
import { OnTimeBar } from "./on-time-bar.tsx";
import { keyOf, type PlanView, type ViewedOrder } from "./plan-view.ts";
import { choose, explained, fitting, reveal } from "./state.ts";
import { lateText, momentOf } from "./words.ts";

const FEW = 12;

const COLUMNS = {
  order: (one: ViewedOrder) => one.order,
  variant: (one: ViewedOrder) => one.variant,
  due: (one: ViewedOrder) => one.due,
  end: (one: ViewedOrder) => one.end,
  lateness: (one: ViewedOrder) => one.due - one.end,
  "on-time": (one: ViewedOrder) => one.onTime ?? 2,
} as const;
type Column = keyof typeof COLUMNS;

/** Orders with due date, end and probability to be on time, the latest first. A press shows what holds it. */
export function OrdersTable({ plan }: { plan: PlanView }) {
  const [isAll, setAll] = useState(false);
  const [sort, setSort] = useState<{ readonly by: Column; readonly isDown: boolean }>({
    by: "lateness",
    isDown: false,
  });
  const value = COLUMNS[sort.by];
  const sign = sort.isDown ? -1 : 1;
  const passing = [...plan.orders.values()].filter(({ order }) => fitting.value?.has(order) !== false);
  const sorted = passing.toSorted(
    (a, b) => sign * compare(value(a), value(b)) || (a.onTime ?? 2) - (b.onTime ?? 2) || (a.order < b.order ? -1 : 1),
  );
  const shown = isAll ? sorted : sorted.slice(0, FEW);
  const head = (by: Column, isNumber = false) => (
    <SortHead
      isSorted={sort.by === by}
      isDown={sort.isDown}
      class={isNumber ? "is-number" : ""}
      onSort={() => setSort({ by, isDown: sort.by === by && !sort.isDown })}
    >
      {t(`schedules.column-${by}`)}
    </SortHead>
  );
  return (
    <section class="card" aria-label={t("schedules.orders")}>
      <div class="card-head">
        <h2>{t("schedules.orders")}</h2>
        <p class="card-note">{t("schedules.orders-shown", { shown: passing.length, all: plan.orders.size })}</p>
      </div>
      <ScrolledTable label={t("schedules.orders")}>
        <thead>
          <tr>
            {head("order")}
            {head("variant")}
            <th class="is-number">{t("schedules.column-quantity")}</th>
            {head("due")}
            {head("end")}
            {head("lateness")}
            {head("on-time")}
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <OrderRow key={one.order} plan={plan} order={one} />
          ))}
        </tbody>
      </ScrolledTable>
      {isAll || sorted.length <= FEW ? null : (
        <button type="button" class="button small" onClick={() => setAll(true)}>
          {t("schedules.orders-all", { count: sorted.length })}
        </button>
      )}
    </section>
  );
}

function OrderRow({ plan, order }: { plan: PlanView; order: ViewedOrder }) {
  const open = () => {
    const key = lastOf(plan, order);
    choose(key);
    reveal(key);
  };
  return (
    <tr class={explained.value === order.order ? "is-selected" : ""}>
      <td>
        <button type="button" class="link" onClick={open}>
          {order.order}
        </button>
      </td>
      <td>{order.variant}</td>
      <td class="is-number">{order.quantity}</td>
      <td>{momentOf(order.due)}</td>
      <td>{momentOf(order.end)}</td>
      <td>{order.isLate ? <strong class="gantt-late">▲ {lateText(order)}</strong> : t("gantt.in-time")}</td>
      <td>
        <OnTimeBar share={order.onTime} />
      </td>
    </tr>
  );
}

/** The operation that ends last; its chain says why the order is late. */
function lastOf({ operations }: PlanView, { order }: ViewedOrder): string {
  const own = operations.filter((one) => one.order === order);
  const last = own.reduce<(typeof own)[number] | undefined>(
    (best, one) => (best === undefined || one.end > best.end ? one : best),
    undefined,
  );
  return last === undefined ? "" : keyOf(last);
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
