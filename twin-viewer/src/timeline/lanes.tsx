import type { Span } from "../data/api.ts";
import { isAdvisory } from "../data/asset-state.ts";
import { badgeShape } from "../data/badge-shape.ts";
import { usePlant } from "../data/context.ts";
import { formatClock } from "../data/format.ts";
import { alerts, edgeNowMs, liveNowMs, moment, pinned, replayRange } from "../data/signals.ts";
import { offsetOf, ticksOf, tickText } from "../data/time-ticks.ts";
import { t } from "../i18n/language.ts";
import { AreaLanes } from "./area-lanes.tsx";
import { CurveLane } from "./curve-lane.tsx";
import type { History } from "./history.ts";

const HEIGHT = 76;
const MARK_Y = 55;
/** Space at the right, so that the cursor is inside. */
export const RIGHT_ROOM = 14;

/**
 * Plant power as a curve, states of the areas or the selected asset, alarms as marks, spans that cannot be replayed
 * hatched, the cursor at the page's time.
 */
export function Lanes({ span, width, history }: { span: Span; width: number; history: History }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { fromMs, toMs } = span;
  const x = (ms: number) => ((width - RIGHT_ROOM) * (ms - fromMs)) / (toMs - fromMs);
  const marks = marksOf(history).filter((mark) => mark.ms > fromMs && mark.ms <= toMs);
  const cursor = x(edgeNowMs());
  const kept = replayRange.value;
  const minutes = Math.round((toMs - fromMs) / 60_000);
  return (
    <svg
      class={`timeline${moment.value === null ? "" : " is-past"}`}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={t("timeline.label", { minutes })}
    >
      <defs>
        <pattern id="missing" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line class="timeline-hatch" x1="0" x2="0" y1="0" y2="5" />
        </pattern>
      </defs>
      {ticksOf(span, offsetOf(toMs, zone))
        .filter((ms) => x(ms) > 200 && x(ms) < width - 60)
        .map((ms) => (
          <g key={ms}>
            <line class="timeline-tick" x1={x(ms)} x2={x(ms)} y1="0" y2={HEIGHT} />
            <text x={x(ms) + 5} y="12">
              {tickText(ms, zone, span)}
            </text>
          </g>
        ))}
      <CurveLane history={history} x={x} />
      <StateLane history={history} x={x} toMs={toMs} />
      {history.areas.map(({ span: { fromMs: begin, toMs: end }, lanes }) => (
        <AreaLanes key={begin} areas={lanes} x={x} fromMs={begin} toMs={end} />
      ))}
      {kept !== null && kept.fromMs > fromMs ? (
        <rect class="timeline-void" x="0" width={Math.max(0, x(Math.min(kept.fromMs, toMs)))} y="0" height={HEIGHT} />
      ) : null}
      <GapMarks history={history} x={x} />
      {marks.map((mark) => (
        <svg
          key={mark.alertUid}
          class={`badge badge-p${mark.priority}`}
          x={x(mark.ms) - 8}
          y={MARK_Y}
          width="16"
          height="16"
          viewBox="0 0 20 20"
          aria-hidden="true"
        >
          <path d={badgeShape(mark.priority).path} />
        </svg>
      ))}
      <Acknowledged history={history} x={x} />
      {pinned.value === null ? null : (
        <g>
          <title>{t("timeline.pinned-mark")}</title>
          <line class="timeline-pin" x1={x(pinned.value)} x2={x(pinned.value)} y1="0" y2={HEIGHT} />
          <circle class="timeline-pin" cx={x(pinned.value)} cy="6" r="4" />
        </g>
      )}
      {moment.value === null ? null : (
        <line class="timeline-live" x1={x(liveNowMs())} x2={x(liveNowMs())} y1="0" y2={HEIGHT} />
      )}
      <line class="timeline-now" x1={cursor} x2={cursor} y1="0" y2={HEIGHT} />
    </svg>
  );
}

const STATE_Y = 48;

/** States of the selected asset, in the greys of the picture. */
function StateLane({ history, x, toMs }: { history: History; x: (ms: number) => number; toMs: number }) {
  return (
    <>
      {history.states.map(({ fromMs, activity }, i) => {
        const right = history.states[i + 1]?.fromMs ?? toMs;
        return activity === "unknown" ? null : (
          <rect
            key={fromMs}
            class={`timeline-state timeline-${activity}`}
            x={x(fromMs)}
            width={Math.max(0.5, x(right) - x(fromMs))}
            y={STATE_Y}
            height="6"
          />
        );
      })}
    </>
  );
}

/** Acknowledgements, beside the alarm marks. */
function Acknowledged({ history, x }: { history: History; x: (ms: number) => number }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return (
    <>
      {history.past.map(({ alertUid, acknowledged }) => {
        const ms = Date.parse(acknowledged?.at ?? "");
        if (acknowledged === null || Number.isNaN(ms)) return null;
        return (
          <path key={alertUid} class="timeline-ack" d={`M${(x(ms) - 4).toFixed(1)} 65l3 3 5-6`}>
            <title>{t("timeline.acknowledged", { by: acknowledged.by, time: formatClock(ms, zone) })}</title>
          </path>
        );
      })}
    </>
  );
}

const GAP_Y = 70;
/** A gap of a second in a window of a day would not be seen. */
const GAP_MIN_PX = 3;

/** Declared gaps; the pointer shows source and reason. */
function GapMarks({ history, x }: { history: History; x: (ms: number) => number }) {
  return (
    <>
      {history.gaps.map(({ source, tagUid, from, to, reason }) => {
        const [left, right] = [x(Date.parse(from ?? "")), x(Date.parse(to ?? ""))];
        if (Number.isNaN(left) || Number.isNaN(right)) return null;
        return (
          <rect
            key={`${source} ${tagUid ?? ""} ${from ?? ""}`}
            class="timeline-gap"
            x={left}
            width={Math.max(GAP_MIN_PX, right - left)}
            y={GAP_Y}
            height={HEIGHT - GAP_Y}
          >
            <title>{t("timeline.gap", { source, reason })}</title>
          </rect>
        );
      })}
    </>
  );
}

interface Mark {
  readonly alertUid: string;
  readonly priority: 1 | 2 | 3 | 4;
  readonly ms: number;
}

/** Alarms of the window; active ones may be newer than the requested history. */
function marksOf(history: History): readonly Mark[] {
  const standing = alerts.value
    .filter((alert) => !isAdvisory(alert))
    .map(({ alertUid, priority, raisedAt }) => ({ alertUid, priority, ms: raisedAt / 1000 }));
  const known = new Set(standing.map((mark) => mark.alertUid));
  const past = history.past
    .filter((alert) => !known.has(alert.alertUid) && !isAdvisory(alert))
    .map(({ alertUid, priority, raisedAt }) => ({ alertUid, priority, ms: Date.parse(raisedAt ?? "") }));
  return [...past, ...standing];
}
