import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Site } from "../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import type { Span } from "../data/api.ts";
import { wordsOf } from "../data/api.ts";
import { assetName } from "../data/asset-name.ts";
import { usePlant, useSession } from "../data/context.ts";
import { formatMoment, formatNumber } from "../data/format.ts";
import { lastShiftSpan, shiftSpan } from "../data/shift-span.ts";
import { compared, edgeNowMs, moment, openTrend, pinned, theme } from "../data/signals.ts";
import { unitSymbol } from "../data/units.ts";
import { language } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { fileName, saveFile } from "./save-file.ts";
import { dashOf, optionsOf } from "./trend-options.ts";
import { csvOf, fetchSeries, type Series, type TrendTable } from "./trend-series.ts";

const SPANS = [
  { minutes: 10, name: "trend.10m" },
  { minutes: 60, name: "trend.1h" },
  { minutes: 480, name: "trend.8h" },
] as const;
/** Not minutes: the shift that the shown instant lies in, from its beginning, and the whole one before. */
const THIS_SHIFT = 0;
const LAST_SHIFT = -1;
const SHIFTS = [
  { minutes: THIS_SHIFT, name: "trend.shift" },
  { minutes: LAST_SHIFT, name: "trend.last-shift" },
] as const;
const REFRESH_MS = 5_000;

/**
 * The open tag's trend: mean as a line, minimum to maximum as a band, limits dashed, gaps left open; other tags and a
 * pinned instant beside it.
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
      </div>
      <Chart key={key} series={series} names={names} minutes={minutes} table={table} />
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

/** As a table for a spreadsheet, and as a picture that says when it was taken. */
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

/** The chart's pixels under a title on the page's own ground. */
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

function Chart({
  series,
  names,
  minutes,
  table,
}: {
  series: readonly Series[];
  names: readonly string[];
  minutes: number;
  table: { current: TrendTable | null };
}) {
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const site = usePlant()?.plant.site;
  const zone = site?.timeZone ?? "UTC";
  const [note, setNote] = useState(t("trend.loading"));
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    let chart: uPlot | undefined;
    let stopped = false;
    const span = () => spanOf(minutes, site);
    const load = async () => {
      try {
        const made = await fetchSeries(series, span(), element.clientWidth);
        if (stopped) return;
        table.current = made;
        const onRead = (text: string) => {
          if (readout.current !== null) readout.current.textContent = text;
        };
        if (chart === undefined)
          chart = new uPlot(
            optionsOf({ series, width: element.clientWidth, zone, span, onRead, names }),
            made.data,
            element,
          );
        else chart.setData(made.data);
        setNote(made.isEmpty ? t("trend.empty") : "");
        element.setAttribute("aria-label", describe(series[0]?.tag, made, minutes));
      } catch (error) {
        if (!stopped) setNote(t("trend.failed", { reason: wordsOf(error) }));
      }
    };
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
      chart?.destroy();
    };
    // The key of this component names everything it depends on.
  }, []);
  return (
    <>
      <div class="chart" ref={host} role="img" aria-label={t("trend.title")} />
      <p class="chart-readout" ref={readout} aria-hidden="true" />
      {note === "" ? null : <p class="empty">{note}</p>}
    </>
  );
}

function spanOf(minutes: number, site: Site | undefined): Span {
  const toMs = edgeNowMs();
  if (site !== undefined && minutes === LAST_SHIFT) return lastShiftSpan(site, toMs);
  if (site !== undefined && minutes === THIS_SHIFT) return { fromMs: shiftSpan(site, toMs).fromMs, toMs };
  return { fromMs: toMs - minutes * 60_000, toMs };
}

/** The first curve in words, for those who do not see it. */
function describe(tag: Tag | undefined, { data }: TrendTable, minutes: number): string {
  const numbersOf = (column: ArrayLike<number | null | undefined> | undefined) =>
    Array.from(column ?? []).filter((value): value is number => typeof value === "number");
  const means = numbersOf(data[1]);
  if (tag === undefined || means.length === 0) return t("trend.empty");
  const span = [...SPANS, ...SHIFTS].find((one) => one.minutes === minutes);
  const [lows, highs] = [numbersOf(data.at(-2)), numbersOf(data.at(-1))];
  return t("trend.figure", {
    name: local(tag.name),
    span: t(span?.name ?? "trend.shift"),
    low: formatNumber([...means, ...lows].reduce((a, b) => Math.min(a, b))),
    high: formatNumber([...means, ...highs].reduce((a, b) => Math.max(a, b))),
    unit: unitSymbol(tag.unit),
  });
}
