import { useId } from "preact/hooks";
import type { Measured } from "../data/alert-values.ts";
import type { Span, TrendAnswer } from "../data/api.ts";
import { formatMeasured } from "../data/format.ts";
import type { DeclaredGap } from "../data/gaps-of.ts";
import { t } from "../i18n/language.ts";
import { gapText, MOST_NAMED } from "./gap-text.ts";
import { withGaps } from "./trend-gaps.ts";

const HEIGHT = 96;
/** Room above and below the curve, so that neither it nor the limit lies on the edge. */
const MARGIN = 0.08;
/** A gap of a second in half an hour would not be seen. */
const GAP_MIN = 3;

interface AlertChartProps {
  readonly answer: TrendAnswer;
  readonly span: Span;
  readonly raisedMs: number;
  readonly limit: number | undefined;
  /** Where data are missing by declaration, oldest first. */
  readonly gaps: readonly DeclaredGap[];
  readonly tag: Measured;
  readonly zone: string;
  readonly width: number;
}

/** The drawing in units of the picture: pieces of the curve, the limit, the raising. */
export interface ChartShape {
  readonly path: string;
  readonly band: string;
  readonly limitY: number | undefined;
  readonly gaps: readonly { readonly x: number; readonly width: number }[];
  readonly raisedX: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A value holds until the next one; a pause and a declared gap break the curve. Undefined where there is nothing to
 * draw.
 */
export function chartShape({
  answer,
  span,
  raisedMs,
  limit,
  gaps,
  width,
}: Omit<AlertChartProps, "tag" | "zone">): ChartShape | undefined {
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
  let isBroken = true;
  for (const [i, value] of mean.entries()) {
    if (value === null || value === undefined) {
      isBroken = true;
      continue;
    }
    const [begins, ends] = [at[i] as number, at[i + 1] ?? span.toMs / 1000];
    const gap = gaps.find(({ fromMs }) => fromMs / 1000 >= begins && fromMs / 1000 < ends);
    const [from, to] = [x(begins), x(gap === undefined ? ends : gap.fromMs / 1000)];
    const starts = isBroken;
    isBroken = gap !== undefined;
    path += `${starts ? "M" : "L"}${from.toFixed(1)} ${y(value).toFixed(1)}H${to.toFixed(1)}`;
    const [least, most] = [min[i] ?? value, max[i] ?? value];
    if (least !== most)
      band += `M${from.toFixed(1)} ${y(most).toFixed(1)}H${to.toFixed(1)}V${y(least).toFixed(1)}H${from.toFixed(1)}z`;
  }
  const limitY = limit === undefined ? undefined : y(limit);
  const bands = gaps.map(({ fromMs, toMs }) => {
    const [left, right] = [Math.max(0, x(fromMs / 1000)), Math.min(width, x(toMs / 1000))];
    return { x: Math.min(left, width - GAP_MIN), width: Math.max(GAP_MIN, right - left) };
  });
  return {
    path,
    band,
    limitY,
    gaps: bands,
    raisedX: x(raisedMs / 1000),
    low: Math.min(...known),
    high: Math.max(...known),
  };
}

/** A small curve around the raising of an alert, with its limit dashed, pauses left open and declared gaps hatched. */
export function AlertChart(props: AlertChartProps) {
  const { width, tag, gaps, zone } = props;
  const hatch = useId();
  const shape = chartShape(props);
  const missing = gaps.slice(0, MOST_NAMED).map((gap) => <p class="chart-range">{gapText(gap, zone)}</p>);
  if (shape === undefined) {
    return (
      <>
        <p class="drawer-note">{t("trend.empty")}</p>
        {missing}
      </>
    );
  }
  const { path, band, limitY, raisedX, low, high } = shape;
  const name = t("alerts.trend-figure", { low: formatMeasured(low, tag), high: formatMeasured(high, tag) });
  return (
    <>
      <svg class="alert-chart" viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={name}>
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line class="timeline-hatch" x1="0" x2="0" y1="0" y2="5" />
          </pattern>
        </defs>
        {shape.gaps.map((box, i) => (
          <rect
            key={`${gaps[i]?.source} ${box.x}`}
            class="chart-gap"
            fill={`url("#${hatch}")`}
            x={box.x}
            width={box.width}
            y="0"
            height={HEIGHT}
          >
            <title>{gapText(gaps[i] as DeclaredGap, zone)}</title>
          </rect>
        ))}
        <path class="chart-band" d={band} />
        {limitY === undefined ? null : <line class="chart-limit" x1="0" x2={width} y1={limitY} y2={limitY} />}
        <line class="chart-raised" x1={raisedX} x2={raisedX} y1="0" y2={HEIGHT} />
        <path class="chart-curve" d={path} />
      </svg>
      <p class="chart-range">{name}</p>
      {missing}
    </>
  );
}
