import { useState } from "preact/hooks";
import { usePlant } from "../../data/context.ts";
import type { PeriodsAnswer } from "../../data/explore-api.ts";
import { formatAge, formatMoment } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { fixed, tagOf } from "./board.ts";
import { nameOf, sayValue } from "./names.ts";
import {
  AS_FOUND,
  figureIn,
  inOrder,
  PERIOD_COLUMNS,
  PERIOD_FIGURES,
  type PeriodFigure,
  type PeriodOrder,
} from "./period-order.ts";
import { board, calculated, change, loaded, shownSpan } from "./state.ts";
import { Swatch } from "./swatch.tsx";

const MOST_COMPARED = 6;

/** Found periods in the chosen order, each to show and to lay over the shown time. */
export function PeriodList({ answer: { periods: found, isCut } }: { answer: PeriodsAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const [order, setOrder] = useState<PeriodOrder>(AS_FOUND);
  return (
    <>
      <p class="card-note">{t(isCut ? "explore.periods-cut" : "explore.periods-found", { count: found.length })}</p>
      {found.length < 2 ? null : <OrderChoice order={order} onOrder={setOrder} />}
      <div class="explore-periods">
        <table class="table">
          <thead>
            <tr>
              <th>{t("explore.period-begin")}</th>
              <th>{t("explore.period-length")}</th>
              <th>{t("explore.period-alerts")}</th>
              <th>
                <span class="visually-hidden">{t("explore.compare")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {inOrder(found, order).map((period) => {
              const [fromMs, toMs] = [Date.parse(period.from), Date.parse(period.to)];
              const begin = formatMoment(fromMs, zone);
              return (
                <tr key={period.from}>
                  <td>
                    <button
                      type="button"
                      class="link"
                      onClick={() => change((before) => ({ ...before, span: fixed({ fromMs, toMs }) }))}
                    >
                      {period.isOpenBefore ? "≤ " : ""}
                      {begin}
                      {period.split === null ? "" : ` · ${period.split}`}
                    </button>
                    <Figures period={period} figure={order.figure} />
                  </td>
                  <td>{formatAge(period.seconds * 1000)}</td>
                  <td>{period.alerts}</td>
                  <td>
                    <button
                      type="button"
                      class="button small"
                      aria-label={t("explore.period-compare", { name: begin })}
                      onClick={() => layOver({ fromMs, toMs }, begin)}
                    >
                      ⧉
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function OrderChoice({ order, onOrder }: { order: PeriodOrder; onOrder: (order: PeriodOrder) => void }) {
  const index = usePlant();
  const { by, figure, isDown } = order;
  const curves = board.value.curves.flatMap((curve) => {
    const tag = tagOf(curve);
    return tag === undefined ? [] : [{ tag, name: nameOf(curve, { index, calculated: calculated.value }) }];
  });
  return (
    <p class="explore-form">
      <select
        class="explore-select explore-wide"
        aria-label={t("explore.period-order")}
        value={by}
        onChange={(event) => onOrder({ ...order, by: event.currentTarget.value })}
      >
        {PERIOD_COLUMNS.map((column) => (
          <option key={column} value={column}>
            {t("explore.period-by", { name: t(`explore.period-${column}`) })}
          </option>
        ))}
        {curves.map(({ tag, name }) => (
          <option key={tag} value={tag}>
            {t("explore.period-by", { name })}
          </option>
        ))}
      </select>
      <select
        class="explore-select"
        aria-label={t("explore.period-figure")}
        value={figure}
        onChange={(event) => onOrder({ ...order, figure: event.currentTarget.value as PeriodFigure })}
      >
        {PERIOD_FIGURES.map((one) => (
          <option key={one} value={one}>
            {t(`explore.figure-${one}`)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="button small"
        aria-pressed={isDown}
        onClick={() => onOrder({ ...order, isDown: !isDown })}
      >
        {t("explore.period-down")}
      </button>
    </p>
  );
}

/** The chosen figure of each shown curve in a period. */
function Figures({ period, figure }: { period: PeriodsAnswer["periods"][number]; figure: PeriodFigure }) {
  const shown = board.value.curves.flatMap((curve) => {
    const value = figureIn(period, tagOf(curve), figure);
    return value === undefined ? [] : [{ curve, value }];
  });
  return (
    <span class="explore-means">
      {shown.map(({ curve, value }) => (
        <span key={curve.id}>
          <Swatch slot={curve.slot} /> {sayValue(value, loaded.value.curves.get(curve.id))}
        </span>
      ))}
    </span>
  );
}

/** Lays a period over the shown time, from the beginning of both. */
function layOver({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }, name: string): void {
  const anchorMs = shownSpan.value.fromMs;
  change((before) => ({
    ...before,
    compare: [...before.compare, { kind: "aligned" as const, fromMs, toMs, anchorMs, name }].slice(-MOST_COMPARED),
  }));
}
