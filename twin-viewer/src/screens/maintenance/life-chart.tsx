import { clockOrMoment } from "../../data/alert-times.ts";
import { MOST_EVIDENCE, STATEMENT } from "../../data/component-rows.ts";
import { usePlant } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import type { LifeAnswer } from "../../data/maintenance-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";

const [WIDTH, HEIGHT] = [360, 56];
/** Stretches further apart than this many of the shortest are not joined: nothing was judged between them. */
const PAUSE = 4;

/** Path of a column over time; unknown values and pauses stay open. */
export function lifePath(times: readonly number[], values: readonly (number | null)[], top: number): string {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const steps = times.slice(1).map((time, at) => time - (times[at] as number));
  const pause = PAUSE * Math.max(1, Math.min(...steps, Number.MAX_VALUE));
  let path = "";
  let isOpen = false;
  for (const [at, value] of values.entries()) {
    const time = times[at] as number;
    if (value === null) {
      isOpen = false;
      continue;
    }
    if (at > 0 && time - (times[at - 1] as number) > pause) isOpen = false;
    const x = last === first ? WIDTH : (WIDTH * (time - first)) / (last - first);
    const y = HEIGHT * (1 - Math.min(top, value) / top);
    path += `${isOpen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}${isOpen ? "" : "h0.1"}`;
    isOpen = true;
  }
  return path;
}

/** Health and evidence of a component since it was new or first seen. */
export function LifeChart({ curve }: { curve: LifeAnswer["curve"] }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const times = curve.times.map((time) => Date.parse(time ?? ""));
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return <p class="empty">{t("room.life-none")}</p>;
  const known = curve.health.filter((health) => health !== null);
  const facts = {
    from: clockOrMoment(first, zone, edgeNowMs()),
    to: clockOrMoment(last, zone, edgeNowMs()),
    most: formatNumber(Math.max(...curve.evidence), 1),
  };
  const name =
    known.length === 0
      ? t("room.life-figure-unknown", facts)
      : t("room.life-figure", {
          ...facts,
          low: formatNumber(Math.min(...known), 0),
          high: formatNumber(Math.max(...known), 0),
        });
  const line = HEIGHT * (1 - STATEMENT / MOST_EVIDENCE);
  return (
    <section aria-label={t("room.life")}>
      <h3>{t("room.life")}</h3>
      {known.length === 0 ? null : (
        <>
          <p class="chart-range">{t("room.life-health")}</p>
          <svg class="life-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
            <path class="chart-curve" d={lifePath(times, curve.health, 100)} />
          </svg>
        </>
      )}
      <p class="chart-range">{t("room.life-evidence")}</p>
      <svg
        class="life-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={name}
      >
        <line class="chart-limit" x1="0" x2={WIDTH} y1={line} y2={line} />
        <path class="chart-curve" d={lifePath(times, curve.evidence, MOST_EVIDENCE)} />
      </svg>
      <p class="chart-range">{name}</p>
    </section>
  );
}
