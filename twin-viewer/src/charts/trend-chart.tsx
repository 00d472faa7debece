import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { wordsOf } from "../data/api.ts";
import { usePlant } from "../data/context.ts";
import { formatNumber } from "../data/format.ts";
import { unitSymbol } from "../data/units.ts";
import { local, t } from "../i18n/language.ts";
import { namedGaps } from "./chart-gaps.ts";
import type { Series } from "./series.ts";
import { optionsOf } from "./trend-options.ts";
import { fetchSeries, type TrendTable } from "./trend-series.ts";
import { SHIFTS, SPANS, spanOf } from "./trend-spans.ts";

const REFRESH_MS = 5_000;

/** The canvas of the trend card: asks again every few seconds, names the newest gaps, and has its curve in words. */
export function TrendChart({
  series,
  minutes,
  table,
}: {
  series: readonly Series[];
  minutes: number;
  table: { current: TrendTable | null };
}) {
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const site = usePlant()?.plant.site;
  const zone = site?.timeZone ?? "UTC";
  const [note, setNote] = useState(t("trend.loading"));
  const [missing, setMissing] = useState<readonly string[]>([]);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    let chart: uPlot | undefined;
    let stopped = false;
    const span = () => spanOf(minutes, site);
    const gaps = () => table.current?.gaps ?? [];
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
            optionsOf({ series, width: element.clientWidth, zone, span, gaps, onRead }),
            made.data,
            element,
          );
        else chart.setData(made.data);
        setNote(made.isEmpty ? t("trend.empty") : "");
        setMissing(namedGaps(made.gaps, zone));
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
      {missing.map((text) => (
        <p key={text} class="chart-range">
          {text}
        </p>
      ))}
      {note === "" ? null : <p class="empty">{note}</p>}
    </>
  );
}

/** The first curve in words, for screen readers. */
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
