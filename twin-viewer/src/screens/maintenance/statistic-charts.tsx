import { clockOrMoment } from "../../data/alert-times.ts";
import type { Span } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { capital, rangeText, statisticText } from "../../data/evidence-rows.ts";
import { spanSince } from "../../data/evidence-span.ts";
import type { LifeAnswer } from "../../data/maintenance-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { tagTitle } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";

type Statistic = LifeAnswer["statistics"][number];

const [WIDTH, HEIGHT] = [360, 96];
/** Room above and below, so that neither curve nor range lies on the edge. */
const MARGIN = 0.08;

/** A stretch of a statistic within the picture. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: number;
  /** Null while the usual range is not known. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Stretches that reach into the span, cut at its ends. Each holds until the next one begins. */
export function stretchesOf({ times, value, low, high }: Statistic, { fromMs, toMs }: Span): readonly Stretch[] {
  const begins = times.map((time) => Date.parse(time ?? ""));
  return begins.flatMap((begin, at) => {
    const stretch = {
      fromMs: Math.max(fromMs, begin),
      toMs: Math.min(toMs, begins[at + 1] ?? toMs),
      value: value[at] as number,
      low: low[at] ?? null,
      high: high[at] ?? null,
    };
    return stretch.toMs > stretch.fromMs ? [stretch] : [];
  });
}

/** Paths in units of the picture: the value as steps, and the usual range as an area. */
export function statisticShape(stretches: readonly Stretch[], { fromMs, toMs }: Span) {
  const all = stretches.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = (most - least || Math.abs(most) || 1) * MARGIN;
  const x = (ms: number) => ((WIDTH * (ms - fromMs)) / (toMs - fromMs)).toFixed(1);
  const y = (number: number) => (HEIGHT * (1 - (number - least + room) / (most - least + 2 * room))).toFixed(1);
  let [path, band] = ["", ""];
  for (const one of stretches) {
    const [from, to] = [x(one.fromMs), x(one.toMs)];
    path += `${path === "" ? "M" : "L"}${from} ${y(one.value)}H${to}`;
    if (one.low !== null && one.high !== null) band += `M${from} ${y(one.high)}H${to}V${y(one.low)}H${from}z`;
  }
  return { path, band };
}

/** Each statistic of the component that may be evidence, over time, with the range that was usual. */
export function StatisticCharts({ statistics, sinceMs }: { statistics: readonly Statistic[]; sinceMs: number }) {
  const span = spanSince(sinceMs, edgeNowMs());
  const drawn = statistics.filter((one) => stretchesOf(one, span).length > 0);
  return drawn.length === 0 ? null : (
    <section aria-label={t("evidence.over-time")}>
      <h3>{t("evidence.over-time")}</h3>
      {drawn.map((one) => (
        <Chart key={`${one.tagUid} ${one.name.en}`} one={one} span={span} sinceMs={sinceMs} />
      ))}
    </section>
  );
}

function Chart({ one, span, sinceMs }: { one: Statistic; span: Span; sinceMs: number }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const stretches = stretchesOf(one, span);
  const last = stretches.at(-1);
  const tag = one.tagUid === null ? undefined : index?.tag(one.tagUid);
  const { path, band } = statisticShape(stretches, span);
  const raisedX = (WIDTH * (sinceMs - span.fromMs)) / (span.toMs - span.fromMs);
  const name = nameOf(last, one.unit);
  return (
    <figure class="drawer-trend">
      <span title={local(one.meaning)}>
        {capital(one.name)}
        {tag === undefined ? "" : ` · ${tagTitle(tag)}`}
      </span>
      <svg class="alert-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={name}>
        <path class="chart-usual" d={band} />
        <line class="chart-raised" x1={raisedX} x2={raisedX} y1="0" y2={HEIGHT} />
        <path class="chart-curve" d={path} />
      </svg>
      <p class="chart-range">{name}</p>
      <figcaption>
        <span>{clockOrMoment(span.fromMs, zone, edgeNowMs())}</span>
        <span>
          {t("room.since")} {clockOrMoment(sinceMs, zone, edgeNowMs())}
        </span>
        <span>{clockOrMoment(span.toMs, zone, edgeNowMs())}</span>
      </figcaption>
    </figure>
  );
}

function nameOf(last: Stretch | undefined, unit: string): string {
  const shown = (number: number | null | undefined) => statisticText(number ?? undefined, unit);
  const range = rangeText(shown(last?.low), shown(last?.high));
  const value = shown(last?.value) ?? "";
  if (range === undefined) return t("evidence.over-time-unknown", { value });
  return t("evidence.over-time-figure", { value, range });
}
