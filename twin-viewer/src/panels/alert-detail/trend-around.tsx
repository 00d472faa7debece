import type { TagUid } from "../../../../edge/contracts/plant/tag.ts";
import { AlertChart } from "../../charts/alert-chart.tsx";
import type { AlertRecord } from "../../data/alert-record.ts";
import { limitOf, type Measured, tagUidOf } from "../../data/alert-values.ts";
import { fetchGaps, fetchTrend, type Span } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { formatClock } from "../../data/format.ts";
import { gapsOf } from "../../data/gaps-of.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";

const MINUTE_MS = 60_000;
const BEFORE_MS = 10 * MINUTE_MS;
const AFTER_MS = 20 * MINUTE_MS;
const WIDTH = 360;
const REFRESH_MS = 10_000;

/** From some minutes before the raising to some minutes after it, but not beyond now. */
export function spanAround({ raisedMs }: Pick<AlertRecord, "raisedMs">, nowMs: number): Span {
  return { fromMs: raisedMs - BEFORE_MS, toMs: Math.max(raisedMs + MINUTE_MS, Math.min(nowMs, raisedMs + AFTER_MS)) };
}

/** The curve of the value around the time of raising. */
export function TrendAround({ alert }: { alert: AlertRecord }) {
  const index = usePlant();
  const uid = tagUidOf(alert);
  const tag = uid === undefined ? undefined : index?.tag(uid);
  if (uid === undefined || tag === undefined || tag.type === "text" || tag.type === "waveform") return null;
  return (
    <TrendOf
      alert={alert}
      tagUid={uid}
      source={tag.source}
      tag={tag}
      zone={index?.plant.site.timeZone ?? "UTC"}
      nowMs={edgeNowMs()}
    />
  );
}

interface TrendOfProps {
  readonly alert: AlertRecord;
  readonly tagUid: TagUid;
  /** Name of the source that reads the tag. */
  readonly source: string;
  readonly tag: Measured;
  readonly zone: string;
  readonly nowMs: number;
}

/** The same for a tag that the caller knows. */
export function TrendOf({ alert, tagUid, source, tag, zone, nowMs }: TrendOfProps) {
  const span = spanAround(alert, nowMs);
  const ask = async () => {
    const asked = spanAround(alert, edgeNowMs());
    const [trend, gaps] = await Promise.all([fetchTrend(tagUid, asked, WIDTH), fetchGaps(asked)]);
    return { trend, gaps: gapsOf(gaps, { tagUid, source }, asked) };
  };
  const { answer, failure } = useQuestion(`around ${alert.alertUid} ${alert.raisedMs}`, ask, REFRESH_MS);
  if (answer === undefined)
    return failure === undefined ? (
      <p class="drawer-note">{t("trend.loading")}</p>
    ) : (
      <p class="drawer-note">{t("trend.failed", { reason: failure })}</p>
    );
  return (
    <figure class="drawer-trend">
      <AlertChart
        answer={answer.trend}
        gaps={answer.gaps}
        span={span}
        raisedMs={alert.raisedMs}
        limit={limitOf(alert)}
        tag={tag}
        width={WIDTH}
        zone={zone}
      />
      <figcaption>
        <span>{formatClock(span.fromMs, zone, false)}</span>
        <span>{t("alerts.raised-at", { time: formatClock(alert.raisedMs, zone) })}</span>
        <span>{formatClock(span.toMs, zone, false)}</span>
      </figcaption>
    </figure>
  );
}
