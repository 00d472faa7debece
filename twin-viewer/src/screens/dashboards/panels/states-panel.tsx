import type { Tag } from "../../../../../edge/contracts/plant/tag.ts";
import type { Lane } from "../../../charts/panes/paint-panes.ts";
import type { Span } from "../../../data/api.ts";
import { ACTIVITIES, type Activity } from "../../../data/asset-state.ts";
import { useSession } from "../../../data/context.ts";
import { formatAge } from "../../../data/format.ts";
import { liveNowMs } from "../../../data/signals.ts";
import { offsetOf, ticksOf, tickText } from "../../../data/time-ticks.ts";
import { askedAtMs, useQuestion } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { loadLanes } from "../../explore/load.ts";
import { silentSince } from "../../explore/silent-since.ts";
import { assetsOf } from "../scope.ts";
import type { PanelProps } from "./panel-props.ts";
import { DEFAULT_SECONDS, lastSeconds, spanWords } from "./span-note.tsx";

const REFRESH_MS = 30_000;
const MOST = 30;
const COLUMNS = 400;
const WIDTH = 1000;

/** States of machines over time, one line for each, with the meaning of the colours. */
export function StatesPanel({ panel, context }: PanelProps<"states">) {
  const { index } = context;
  const { mirror } = useSession();
  const silentSinceMs = (tag: Tag) => silentSince(mirror, tag);
  const seconds = panel.seconds ?? DEFAULT_SECONDS;
  const machines = assetsOf(panel, context).filter(
    ({ assetUid }) => index.tagWith(assetUid, "item-state") !== undefined,
  );
  const shown = machines.slice(0, MOST);
  const key = `${shown.map(({ assetUid }) => assetUid).join(" ")} ${seconds} ${askedAtMs() ?? "now"}`;
  const question = useQuestion(
    key,
    async () => {
      const span = lastSeconds(seconds);
      return {
        span,
        lanes: await loadLanes(shown, { span, index, width: COLUMNS, nowMs: liveNowMs(), silentSinceMs }),
      };
    },
    REFRESH_MS,
  );
  if (machines.length === 0) return <p class="empty">{t("dashboards.no-states")}</p>;
  const { answer } = question;
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : (
        <div class="dash-states">
          {answer.lanes.map((lane) => (
            <LaneRow key={lane.label} lane={lane} span={answer.span} />
          ))}
          <Times span={answer.span} zone={index.plant.site.timeZone} />
          {machines.length > MOST ? (
            <p class="card-note">{t("dashboards.first", { count: MOST, all: machines.length })}</p>
          ) : null}
        </div>
      )}
      <StateLegend />
    </>
  );
}

function LaneRow({ lane: { label, stretches }, span }: { lane: Lane; span: Span }) {
  const x = (ms: number) => ((ms - span.fromMs) / (span.toMs - span.fromMs)) * WIDTH;
  const sums = new Map<Activity, number>();
  for (const { activity, fromMs, toMs } of stretches) sums.set(activity, (sums.get(activity) ?? 0) + toMs - fromMs);
  const words = [...sums].map(([activity, ms]) => `${t(`asset.${activity}`)} ${formatAge(ms)}`).join(", ");
  return (
    <div class="dash-lane">
      <span class="dash-bar-name">{label}</span>
      <svg
        viewBox={`0 0 ${WIDTH} 10`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${words === "" ? t("value.none") : words}`}
      >
        <title>{words}</title>
        {stretches.map(({ activity, fromMs, toMs }) => (
          <rect
            key={fromMs}
            class={`dash-state dash-state-${activity}`}
            x={x(fromMs)}
            y="0"
            width={Math.max(0.5, x(toMs) - x(fromMs))}
            height="10"
          />
        ))}
      </svg>
    </div>
  );
}

function Times({ span, zone }: { span: Span; zone: string }) {
  const ticks = ticksOf(span, offsetOf(span.toMs, zone));
  return (
    <div class="dash-lane dash-times" title={spanWords(span, zone)}>
      <span />
      <div class="dash-ticks">
        {ticks.map((ms) => (
          <span key={ms} style={{ left: `${((ms - span.fromMs) / (span.toMs - span.fromMs)) * 100}%` }}>
            {tickText(ms, zone, span)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Meaning of the colours, for timelines and maps. */
export function StateLegend() {
  return (
    <ul class="dash-legend" aria-label={t("legend.title")}>
      {ACTIVITIES.map((activity) => (
        <li key={activity}>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <rect class={`dash-state dash-state-${activity}`} width="12" height="12" />
          </svg>
          {t(`asset.${activity}`)}
        </li>
      ))}
    </ul>
  );
}
