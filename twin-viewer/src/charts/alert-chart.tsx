import type { Measured } from "../data/alert-values.ts";
import type { Span, TrendAnswer } from "../data/api.ts";
import { formatMeasured } from "../data/format.ts";
import { t } from "../i18n/language.ts";
import { withGaps } from "./trend-gaps.ts";

const HEIGHT = 96;
/** Room above and below the curve, so that neither it nor the limit lies on the edge. */
const MARGIN = 0.08;

interface AlertChartProps {
  readonly answer: TrendAnswer;
  readonly span: Span;
  readonly raisedMs: number;
  readonly limit: number | undefined;
  readonly tag: Measured;
  readonly width: number;
}

/** What is drawn, in the units of the picture: pieces of the curve, the limit, the raising. */
export interface ChartShape {
  readonly path: string;
  readonly band: string;
  readonly limitY: number | undefined;
  readonly raisedX: number;
  readonly low: number;
  readonly high: number;
}

/** A value holds until the next one; a gap breaks the curve. Undefined where there is nothing to draw. */
export function chartShape({ answer, span, raisedMs, limit, width }: Omit<AlertChartProps, "tag">): ChartShape | undefined {
  const times = answer.times.map((time) => Date.parse(time ?? "") / 1000);
  const [at = [], mean = [], min = [], max = []] = withGaps(times, [answer.mean, answer.min, answer.max]);
  const known = [...min, ...max, ...mean].filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length === 0) return undefined;
  const all = limit === undefined ? known : [...known, limit];
  const [low, high] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const room = (high - low || Math.abs(high) || 1) * MARGIN;
  const x = (seconds: number) => (width * (seconds * 1000 - span.fromMs)) / (span.toMs - span.fromMs);
  const y = (value: number) => HEIGHT * (1 - (value - low + room) / (high - low + 2 * room));
  let path = "";
  let band = "";
  for (const [i, value] of mean.entries()) {
    if (value === null || value === undefined) continue;
    const from = x(at[i] as number);
    const to = x(at[i + 1] ?? span.toMs / 1000);
    const starts = i === 0 || mean[i - 1] === null;
    path += `${starts ? "M" : "L"}${from.toFixed(1)} ${y(value).toFixed(1)}H${to.toFixed(1)}`;
    const [least, most] = [min[i] ?? value, max[i] ?? value];
    if (least !== most) band += `M${from.toFixed(1)} ${y(most).toFixed(1)}H${to.toFixed(1)}V${y(least).toFixed(1)}H${from.toFixed(1)}z`;
  }
  const limitY = limit === undefined ? undefined : y(limit);
  return { path, band, limitY, raisedX: x(raisedMs / 1000), low: Math.min(...known), high: Math.max(...known) };
}

/** A small curve around the raising of an alert, with its limit dashed and gaps left open. */
export function AlertChart(props: AlertChartProps) {
  const { width, tag } = props;
  const shape = chartShape(props);
  if (shape === undefined) return <p class="drawer-note">{t("trend.empty")}</p>;
  const { path, band, limitY, raisedX, low, high } = shape;
  const name = t("alerts.trend-figure", { low: formatMeasured(low, tag), high: formatMeasured(high, tag) });
  return (
    <>
      <svg class="alert-chart" viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={name}>
        <path class="chart-band" d={band} />
        {limitY === undefined ? null : <line class="chart-limit" x1="0" x2={width} y1={limitY} y2={limitY} />}
        <line class="chart-raised" x1={raisedX} x2={raisedX} y1="0" y2={HEIGHT} />
        <path class="chart-curve" d={path} />
      </svg>
      <p class="chart-range">{name}</p>
    </>
  );
}
