import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Tag } from "../../../edge/contracts/tag.ts";
import { fetchTrend, type TrendAnswer } from "../data/api.ts";
import { usePlant, useSession } from "../data/context.ts";
import { formatClock, formatNumber } from "../data/format.ts";
import { edgeNowMs, language, moment, openTrend, theme } from "../data/signals.ts";
import { unitSymbol } from "../data/units.ts";
import { local, t } from "../i18n/language.ts";
import { withGaps } from "./trend-gaps.ts";

const SPANS = [
  { minutes: 10, name: "trend.10m" },
  { minutes: 60, name: "trend.1h" },
  { minutes: 480, name: "trend.8h" },
] as const;
const HEIGHT = 190;
const REFRESH_MS = 5_000;

/** The open tag's trend: mean as a line, minimum to maximum as a band, limits dashed, gaps left open. */
export function TrendCard() {
  const { mirror } = useSession();
  const ref = openTrend.value;
  const tag = ref === null ? undefined : mirror.tag(ref);
  const [minutes, setMinutes] = useState<number>(10);
  const card = useRef<HTMLElement>(null);
  useEffect(() => card.current?.scrollIntoView({ block: "nearest" }), [ref]);
  if (tag === undefined) return null;
  return (
    <section ref={card} class="card trend" aria-label={t("trend.title")}>
      <div class="card-head">
        <h2>
          {local(tag.name)}
          {unitSymbol(tag.unit) === "" ? "" : ` · ${unitSymbol(tag.unit)}`}
        </h2>
        <fieldset class="spans">
          <legend class="visually-hidden">{t("trend.span")}</legend>
          {SPANS.map((span) => (
            <button key={span.minutes} type="button" class="button small" aria-pressed={minutes === span.minutes} onClick={() => setMinutes(span.minutes)}>
              {t(span.name)}
            </button>
          ))}
        </fieldset>
        <button type="button" class="button small icon" aria-label={t("trend.close")} onClick={() => (openTrend.value = null)}>
          ×
        </button>
      </div>
      <Chart key={`${tag.ref}|${minutes}|${moment.value?.speed === 0 ? moment.value.atMs : ""}|${theme.value}|${language.value}`} tag={tag} minutes={minutes} />
    </section>
  );
}

function Chart({ tag, minutes }: { tag: Tag; minutes: number }) {
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const [note, setNote] = useState(t("trend.loading"));
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    let chart: uPlot | undefined;
    let stopped = false;
    const load = async () => {
      try {
        const toMs = edgeNowMs();
        const trend = await fetchTrend(tag.tagUid, { fromMs: toMs - minutes * 60_000, toMs }, element.clientWidth);
        if (stopped) return;
        const data = columnsOf(trend);
        if (chart === undefined) chart = new uPlot(optionsOf(tag, element.clientWidth, { zone, minutes, readout }), data, element);
        else chart.setData(data);
        setNote(trend.times.length === 0 ? t("trend.empty") : "");
        element.setAttribute("aria-label", describe(tag, trend, minutes));
      } catch (error) {
        if (!stopped) setNote(t("trend.failed", { reason: error instanceof Error ? error.message : String(error) }));
      }
    };
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
      chart?.destroy();
    };
  }, [tag, minutes, zone]);
  return (
    <>
      <div class="chart" ref={host} role="img" aria-label={t("trend.title")} />
      <p class="chart-readout" ref={readout} aria-hidden="true" />
      {note === "" ? null : <p class="empty">{note}</p>}
    </>
  );
}

function columnsOf(trend: TrendAnswer): uPlot.AlignedData {
  const times = trend.times.map((time) => (time === null ? Number.NaN : Date.parse(time) / 1000));
  return withGaps(times, [trend.mean, trend.min, trend.max]) as unknown as uPlot.AlignedData;
}

function describe(tag: Tag, trend: TrendAnswer, minutes: number): string {
  const lows = trend.min.filter((value) => value !== null);
  const highs = trend.max.filter((value) => value !== null);
  if (lows.length === 0 || highs.length === 0) return t("trend.empty");
  const span = SPANS.find((one) => one.minutes === minutes);
  return t("trend.figure", {
    name: local(tag.name),
    span: span === undefined ? "" : t(span.name),
    low: formatNumber(lows.reduce((a, b) => Math.min(a, b))),
    high: formatNumber(highs.reduce((a, b) => Math.max(a, b))),
    unit: unitSymbol(tag.unit),
  });
}

function optionsOf(tag: Tag, width: number, { zone, minutes, readout }: { zone: string; minutes: number; readout: { readonly current: HTMLElement | null } }): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = { stroke: token("text2"), grid: { stroke: token("line"), width: 1 }, ticks: { stroke: token("line"), width: 1 }, font: '11px "Noto Sans SC Variable", sans-serif' };
  // A value holds until the next one comes: sources report changes only.
  const paths = uPlot.paths.stepped?.({ align: 1 });
  const stepped = paths === undefined ? {} : { paths };
  const limits = [tag.limits?.lowLow, tag.limits?.low, tag.limits?.high, tag.limits?.highHigh].filter((limit) => limit !== undefined);
  return {
    width,
    height: HEIGHT,
    cursor: { points: { size: 6 }, y: false },
    legend: { show: false },
    // The whole span asked for, also while the historian has less: where nothing is drawn, nothing is known.
    scales: { x: { time: true, range: () => [edgeNowMs() / 1000 - minutes * 60, edgeNowMs() / 1000] } },
    axes: [
      // Time of day at the site, as everywhere on the page.
      { ...axis, values: (_chart, splits, _axis, _space, step) => splits.map((seconds) => formatClock(seconds * 1000, zone, step < 60)), space: 60 },
      { ...axis, size: 46, values: (_chart, splits) => splits.map((value) => formatNumber(value)) },
    ],
    series: [
      {},
      { label: t("trend.mean"), stroke: token("data"), width: 1.5, points: { show: false }, ...stepped },
      { label: t("trend.range"), stroke: "transparent", points: { show: false }, ...stepped },
      { stroke: "transparent", points: { show: false }, ...stepped },
    ],
    bands: [{ series: [3, 2], fill: token("band") }],
    hooks: {
      setCursor: [
        (chart) => {
          if (readout.current !== null) readout.current.textContent = readAt(chart, tag, zone);
        },
      ],
      draw: [
        (chart) => {
          for (const limit of limits) drawLimit(chart, limit, token("text2"));
        },
      ],
    },
  };
}

/** What the curve says under the pointer; empty elsewhere and in gaps. */
function readAt({ cursor, data }: uPlot, tag: Tag, zone: string): string {
  if (typeof cursor.idx !== "number") return "";
  const [seconds, mean, low, high] = [0, 1, 2, 3].map((column) => data[column]?.[cursor.idx as number]);
  if (typeof seconds !== "number" || typeof mean !== "number") return "";
  const spread = typeof low === "number" && typeof high === "number" && low !== high ? ` [${formatNumber(low)}–${formatNumber(high)}]` : "";
  return `${formatClock(seconds * 1000, zone)} · ${formatNumber(mean)}${spread} ${unitSymbol(tag.unit)}`.trim();
}

function drawLimit(chart: uPlot, limit: number, color: string): void {
  const y = chart.valToPos(limit, "y", true);
  const { left, top, width, height } = chart.bbox;
  if (y < top || y > top + height) return;
  const context = chart.ctx;
  context.save();
  context.strokeStyle = color;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(left + width, y);
  context.stroke();
  context.restore();
}
