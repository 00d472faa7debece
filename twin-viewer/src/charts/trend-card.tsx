import { useEffect, useRef, useState } from "preact/hooks";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { assetName } from "../data/asset-name.ts";
import { usePlant, useSession } from "../data/context.ts";
import { openInExplore } from "../data/explore-link.ts";
import { formatMoment } from "../data/format.ts";
import { compared, edgeNowMs, moment, openTrend, pinned, theme } from "../data/signals.ts";
import { unitSymbol } from "../data/units.ts";
import { language } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { fileName, saveFile } from "./save-file.ts";
import type { Series } from "./series.ts";
import { TrendChart } from "./trend-chart.tsx";
import { dashOf } from "./trend-options.ts";
import { csvOf, type TrendTable } from "./trend-series.ts";
import { SHIFTS, SPANS, spanOf } from "./trend-spans.ts";

/**
 * The open tag's trend: mean as a line, minimum to maximum as a band, limits dashed, declared gaps hatched, pauses left
 * open; other tags and a pinned instant as further curves.
 */
export function TrendCard() {
  const { mirror } = useSession();
  const index = usePlant();
  const ref = openTrend.value;
  const tag = ref === null ? undefined : mirror.tag(ref);
  const [minutes, setMinutes] = useState<number>(10);
  const table = useRef<TrendTable | null>(null);
  const card = useRef<HTMLElement>(null);
  useEffect(() => card.current?.scrollIntoView({ block: "nearest" }), [ref]);
  if (tag === undefined) return null;
  const others = compared.value.flatMap((one) => (one === ref ? [] : (mirror.tag(one) ?? [])));
  const series: Series[] = [tag, ...others].map((one) => ({ tag: one, shiftMs: 0 }));
  if (pinned.value !== null) series.push({ tag, shiftMs: edgeNowMs() - pinned.value });
  const labelOf = (one: Tag) => `${assetName(index, one.assetUid)} ${local(one.name)}`;
  const names = series.map(({ tag: one, shiftMs }) =>
    shiftMs === 0 ? labelOf(one) : `${labelOf(one)} · ${t("trend.pinned")}`,
  );
  const key = [
    series.map((one) => one.tag.ref).join(),
    minutes,
    pinned.value,
    moment.value?.speed === 0 ? moment.value.atMs : "",
    theme.value,
    language.value,
  ].join("|");
  return (
    <section ref={card} class="card trend" aria-label={t("trend.title")}>
      <div class="card-head">
        <h2>
          {labelOf(tag)}
          {unitSymbol(tag.unit) === "" ? "" : ` · ${unitSymbol(tag.unit)}`}
        </h2>
        {index?.asset(tag.assetUid)?.simulated === true ? (
          <span class="simulated" title={t("app.simulated-why")}>
            {t("app.simulated")}
          </span>
        ) : null}
        <button
          type="button"
          class="button small icon"
          aria-label={t("trend.close")}
          onClick={() => (openTrend.value = null)}
        >
          ×
        </button>
      </div>
      <div class="trend-bar">
        <Spans minutes={minutes} onChoose={setMinutes} />
        <Export table={table} names={names} card={card} />
        <button
          type="button"
          class="button small"
          onClick={() =>
            openInExplore({ tags: series.map((one) => one.tag.tagUid), span: spanOf(minutes, index?.plant.site) })
          }
        >
          {t("explore.open")}
        </button>
      </div>
      <TrendChart key={key} series={series} minutes={minutes} table={table} />
      {series.length > 1 ? <Curves series={series} names={names} /> : null}
    </section>
  );
}

function Spans({ minutes, onChoose }: { minutes: number; onChoose: (minutes: number) => void }) {
  const hasShifts = (usePlant()?.plant.site.shifts.length ?? 0) > 0;
  return (
    <fieldset class="spans">
      <legend class="visually-hidden">{t("trend.span")}</legend>
      {[...SPANS, ...(hasShifts ? SHIFTS : [])].map((span) => (
        <button
          key={span.minutes}
          type="button"
          class="button small"
          aria-pressed={minutes === span.minutes}
          onClick={() => onChoose(span.minutes)}
        >
          {t(span.name)}
        </button>
      ))}
    </fieldset>
  );
}

/** Saves a table for spreadsheets, and a picture with its time. */
function Export({
  table,
  names,
  card,
}: {
  table: { readonly current: TrendTable | null };
  names: readonly string[];
  card: { readonly current: HTMLElement | null };
}) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const stamp = () => new Date(edgeNowMs()).toISOString().slice(0, 19);
  const savePng = () => {
    const chart = card.current?.querySelector("canvas");
    if (chart === null || chart === undefined) return;
    pictureOf(chart, [names.join(" · "), formatMoment(edgeNowMs(), zone)]).toBlob((blob) => {
      if (blob !== null) saveFile(fileName(["trend", names[0] ?? "", stamp()], "png"), blob);
    });
  };
  return (
    <span class="trend-export">
      <button
        type="button"
        class="button small"
        onClick={() => {
          if (table.current !== null)
            saveFile(
              fileName(["trend", names[0] ?? "", stamp()], "csv"),
              new Blob(["\uFEFF", csvOf(table.current, names)], { type: "text/csv" }),
            );
        }}
      >
        CSV
      </button>
      <button type="button" class="button small" onClick={savePng}>
        PNG
      </button>
    </span>
  );
}

/** The chart's pixels below a title, on the page's background. */
function pictureOf(chart: HTMLCanvasElement, lines: readonly string[]): HTMLCanvasElement {
  const style = getComputedStyle(document.documentElement);
  const scale = window.devicePixelRatio;
  const head = 22 * lines.length * scale;
  const canvas = document.createElement("canvas");
  canvas.width = chart.width;
  canvas.height = chart.height + head;
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  context.fillStyle = style.getPropertyValue("--panel").trim();
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.getPropertyValue("--text1").trim();
  context.font = `${13 * scale}px "Noto Sans SC Variable", sans-serif`;
  for (const [i, line] of lines.entries()) context.fillText(line, 8 * scale, (17 + i * 22) * scale);
  context.drawImage(chart, 0, head);
  return canvas;
}

function Curves({ series, names }: { series: readonly Series[]; names: readonly string[] }) {
  return (
    <ul class="curves">
      {series.map(({ tag, shiftMs }, i) => (
        <li key={`${tag.ref}|${shiftMs}`}>
          <svg width="26" height="8" aria-hidden="true">
            <line x1="0" x2="26" y1="4" y2="4" stroke-dasharray={dashOf(i).join(" ")} />
          </svg>
          <span>
            {names[i]} {unitSymbol(tag.unit)}
          </span>
          {i === 0 ? null : (
            <button
              type="button"
              class="button small icon"
              aria-label={t("trend.remove", { name: names[i] ?? "" })}
              onClick={() => {
                if (shiftMs === 0) compared.value = compared.value.filter((one) => one !== tag.ref);
                else pinned.value = null;
              }}
            >
              ×
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
