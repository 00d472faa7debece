import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import { AlertChart } from "../../charts/alert-chart.tsx";
import { clockOrMoment } from "../../data/alert-times.ts";
import { fetchGaps, fetchTrend } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { spanSince } from "../../data/evidence-span.ts";
import { formatClock } from "../../data/format.ts";
import { gapsOf } from "../../data/gaps-of.ts";
import { edgeNowMs, openTrend } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { tagTitle } from "../../i18n/components.ts";
import { t } from "../../i18n/language.ts";

const MOST = 3;
const WIDTH = 360;
const REFRESH_MS = 30_000;

/** Curves of the tags that the evidence names, around its beginning; each opens its trend. */
export function EvidenceTrends({ tags, fromMs }: { tags: readonly Tag[]; fromMs: number }) {
  const drawn = tags.filter(({ type }) => type === "number").slice(0, MOST);
  return drawn.length === 0 ? null : (
    <section aria-label={t("room.trends")}>
      <h3>{t("room.trends")}</h3>
      {drawn.map((tag) => (
        <Curve key={tag.tagUid} tag={tag} fromMs={fromMs} />
      ))}
    </section>
  );
}

function Curve({ tag, fromMs }: { tag: Tag; fromMs: number }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { tagUid, source } = tag;
  const question = useQuestion(
    `evidence ${tagUid} ${fromMs}`,
    async () => {
      const span = spanSince(fromMs, edgeNowMs());
      const [trend, gaps] = await Promise.all([fetchTrend(tagUid, span, WIDTH), fetchGaps(span)]);
      return { span, trend, gaps: gapsOf(gaps, { tagUid, source }, span) };
    },
    REFRESH_MS,
  );
  const { answer, failure } = question;
  return (
    <figure class="drawer-trend">
      <button type="button" class="link" title={t("alerts.open-trend")} onClick={() => (openTrend.value = tag.ref)}>
        {tagTitle(tag)}
      </button>
      {answer === undefined ? (
        <p class="drawer-note">{failure === undefined ? t("trend.loading") : t("trend.failed", { reason: failure })}</p>
      ) : (
        <>
          <AlertChart
            answer={answer.trend}
            gaps={answer.gaps}
            span={answer.span}
            raisedMs={fromMs}
            limit={undefined}
            tag={tag}
            width={WIDTH}
            zone={zone}
          />
          <figcaption>
            <span>{clockOrMoment(answer.span.fromMs, zone, edgeNowMs())}</span>
            <span>
              {t("room.since")} {clockOrMoment(fromMs, zone, edgeNowMs())}
            </span>
            <span>{formatClock(answer.span.toMs, zone, false)}</span>
          </figcaption>
        </>
      )}
    </figure>
  );
}
