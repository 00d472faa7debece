import { valueAt } from "../../charts/panes/columns.ts";
import { type Statistics, statisticsOf } from "../../charts/panes/statistics.ts";
import { usePlant } from "../../data/context.ts";
import { formatAge, formatMoment } from "../../data/format.ts";
import { local, t } from "../../i18n/language.ts";
import { type BoardCurve, comparedSpan, hidden, MOST_PANES, movedTo, paneCount, without } from "./board.ts";
import { DRAGGED_CURVE } from "./chart.tsx";
import type { LoadedCurve } from "./load.ts";
import { nameOf, sayValue } from "./names.ts";
import { board, calculated, change, loaded, openedView, periods, shownSpan } from "./state.ts";
import { Swatch } from "./swatch.tsx";

const FIGURES = ["min", "max", "mean", "std", "last"] as const;

/** The curves with their figures over the shown span, and their values at the cursors. */
export function CurveList() {
  const { curves } = board.value;
  return (
    <section class="card explore-curves" aria-label={t("explore.curves")}>
      <div class="card-head">
        <h2>{t("explore.curves")}</h2>
        {curves.length === 0 ? null : (
          <button
            type="button"
            class="button small"
            onClick={() => {
              change(({ x: _x, ...before }) => ({
                ...before,
                curves: [],
                ends: [],
                compare: [],
                cursors: [],
                kind: "time",
              }));
              openedView.value = null;
              periods.value = [];
            }}
          >
            {t("explore.clear")}
          </button>
        )}
      </div>
      {curves.length === 0 ? <p class="empty">{t("explore.none")}</p> : null}
      <Cursors />
      <ul>
        {curves.map((curve) => (
          <Curve key={curve.id} curve={curve} />
        ))}
      </ul>
    </section>
  );
}

function Cursors() {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const [a, b] = board.value.cursors;
  if (a === undefined) return null;
  return (
    <div class="explore-cursors">
      <p>
        <strong>{t("explore.cursor-a")}</strong> {formatMoment(a, zone)}
      </p>
      {b === undefined ? null : (
        <>
          <p>
            <strong>{t("explore.cursor-b")}</strong> {formatMoment(b, zone)}
          </p>
          <p>
            <strong>{t("explore.delta")}</strong> {b < a ? "−" : ""}
            {formatAge(Math.abs(b - a))}
          </p>
        </>
      )}
      <button type="button" class="button small" onClick={() => change((before) => ({ ...before, cursors: [] }))}>
        {t("explore.no-cursors")}
      </button>
    </div>
  );
}

function Curve({ curve }: { curve: BoardCurve }) {
  const index = usePlant();
  const name = nameOf(curve, { index, calculated: calculated.value });
  const found = loaded.value.curves.get(curve.id);
  return (
    <li
      class={`explore-curve${curve.isHidden ? " is-hidden" : ""}`}
      draggable
      onDragStart={(event) => event.dataTransfer?.setData(DRAGGED_CURVE, curve.id)}
    >
      <div class="explore-curve-head">
        <button
          type="button"
          class="explore-curve-name"
          aria-pressed={!curve.isHidden}
          title={t("explore.show", { name })}
          onClick={() => change((before) => hidden(before, curve.id, !curve.isHidden))}
        >
          <Swatch slot={curve.slot} />
          <span>{name}</span>
        </button>
        <PaneChoice curve={curve} name={name} />
        <button
          type="button"
          class="button small icon"
          aria-label={t("trend.remove", { name })}
          onClick={() => change((before) => without(before, curve.id))}
        >
          ×
        </button>
      </div>
      {found?.problem === undefined ? null : <p class="failure">{local(found.problem)}</p>}
      {found === undefined || curve.isHidden ? null : <Figures curve={curve} found={found} />}
    </li>
  );
}

/** Which pane shows it: the same as dragging it there. */
function PaneChoice({ curve, name }: { curve: BoardCurve; name: string }) {
  const count = Math.min(MOST_PANES, paneCount(board.value) + 1);
  return (
    <select
      class="explore-pane"
      aria-label={t("explore.pane-of", { name })}
      value={String(curve.pane)}
      onChange={(event) => {
        const pane = Number(event.currentTarget.value);
        change((before) => movedTo(before, curve.id, pane));
      }}
    >
      {Array.from({ length: count }, (_, pane) => (
        <option key={pane} value={String(pane)}>
          {pane < paneCount(board.value) ? t("explore.pane", { n: pane + 1 }) : t("explore.new-pane")}
        </option>
      ))}
    </select>
  );
}

function Figures({ curve, found }: { curve: BoardCurve; found: LoadedCurve }) {
  const span = shownSpan.value;
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const own = statisticsOf(found.columns, span);
  const [a, b] = board.value.cursors;
  const atA = a === undefined ? Number.NaN : valueAt(found.columns, a);
  const atB = b === undefined ? Number.NaN : valueAt(found.columns, b);
  return (
    <>
      <FigureList figures={own} found={found} />
      {a === undefined ? null : (
        <p class="explore-at">
          A {sayValue(atA, found)}
          {b === undefined ? "" : ` · B ${sayValue(atB, found)}`}
          {b === undefined || found.labels.length > 0 ? "" : ` · Δ ${sayValue(atB - atA, found)}`}
        </p>
      )}
      {loaded.value.compared.map((one, i) => {
        const other = one.curves.get(curve.id);
        if (other === undefined) return null;
        return (
          <div key={`${i} ${one.shiftMs}`} class="explore-compared">
            <Swatch slot={curve.slot} isCompared />
            <FigureList figures={statisticsOf(other.columns, comparedSpan(one.compared, span, zone))} found={other} />
          </div>
        );
      })}
    </>
  );
}

function FigureList({ figures, found }: { figures: Statistics; found: LoadedCurve }) {
  const isState = found.labels.length > 0;
  const { isEstimate } = figures;
  return (
    <dl class="explore-figures">
      {FIGURES.filter((one) => !isState || one === "last").map((one) => (
        <div key={one}>
          <dt>{t(`explore.figure-${one}`)}</dt>
          <dd title={isEstimate && (one === "mean" || one === "std") ? t("explore.estimate") : undefined}>
            {isEstimate && one === "std" ? "≈ " : ""}
            {sayValue(figures[one], found)}
          </dd>
        </div>
      ))}
      <div>
        <dt>{t("explore.figure-good")}</dt>
        <dd>{formatAge(figures.goodMs)}</dd>
      </div>
    </dl>
  );
}
