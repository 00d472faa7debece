import { useEffect, useRef, useState } from "preact/hooks";
import { fetchPastAlerts, fetchTrend, type PastAlert } from "../data/api.ts";
import { isAdvisory } from "../data/asset-state.ts";
import { usePlant, useSession } from "../data/context.ts";
import { energyPicture } from "../data/energy.ts";
import { formatClock, formatNumber } from "../data/format.ts";
import { alerts, connection, edgeNowMs, second } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import { badgeShape } from "../panels/badge-shape.ts";

const SPANS = [10, 60, 480] as const;
const REFRESH_MS = 15_000;
const HEIGHT = 76;
const CURVE_TOP = 18;
const CURVE_BOTTOM = 52;
const MARK_Y = 56;

interface History {
  readonly power: readonly { readonly ms: number; readonly watts: number | null }[];
  readonly past: readonly PastAlert[];
}

/** The last minutes at a glance: plant power as a curve, alarms as marks, now at the right. */
export function Timeline() {
  const [minutes, setMinutes] = useState<number>(10);
  const history = useHistory(minutes);
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(100, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      <fieldset class="timeline-spans">
        <legend class="visually-hidden">{t("timeline.span")}</legend>
        {SPANS.map((span) => (
          <button key={span} type="button" class="button small" aria-pressed={minutes === span} onClick={() => setMinutes(span)}>
            {t(span === 10 ? "trend.10m" : span === 60 ? "trend.1h" : "trend.8h")}
          </button>
        ))}
      </fieldset>
      <div class="timeline-host" ref={host}>
        <Lanes minutes={minutes} width={width} history={history} />
      </div>
    </>
  );
}

function useHistory(minutes: number): History {
  const index = usePlant();
  const { mirror } = useSession();
  const [history, setHistory] = useState<History>({ power: [], past: [] });
  const meter = index === null ? undefined : energyPicture(index, mirror).plant?.tag.tagUid;
  const isOpen = connection.value.state === "open";
  useEffect(() => {
    if (!isOpen) return undefined;
    let stopped = false;
    const load = async () => {
      const [trend, past] = await Promise.allSettled([meter === undefined ? Promise.reject(new Error("no meter")) : fetchTrend(meter, minutes, 300), fetchPastAlerts(minutes)]);
      if (stopped) return;
      setHistory((before) => ({
        power: trend.status === "fulfilled" ? trend.value.times.map((time, i) => ({ ms: Date.parse(time ?? ""), watts: trend.value.mean[i] ?? null })) : before.power,
        past: past.status === "fulfilled" ? past.value : before.past,
      }));
    };
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [meter, minutes, isOpen]);
  return history;
}

function Lanes({ minutes, width, history }: { minutes: number; width: number; history: History }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  second.value;
  const nowMs = edgeNowMs();
  const spanMs = minutes * 60_000;
  // Room at the right, so that the cursor stands inside.
  const x = (ms: number) => (width - 14) * (1 - (nowMs - ms) / spanMs);
  const standing = alerts.value.filter((alert) => !isAdvisory(alert)).map(({ alertUid, priority, raisedAt }) => ({ alertUid, priority, ms: raisedAt / 1000 }));
  const known = new Set(standing.map((mark) => mark.alertUid));
  const past = history.past
    .filter((alert) => !known.has(alert.alertUid) && alert.kind !== "anomaly" && alert.kind !== "prediction")
    .map(({ alertUid, priority, raisedAt }) => ({ alertUid, priority, ms: Date.parse(raisedAt ?? "") }));
  const marks = [...past, ...standing].filter((mark) => mark.ms > nowMs - spanMs && mark.ms <= nowMs);
  const tickMs = spanMs / 5;
  const ticks = Array.from({ length: 6 }, (_, i) => Math.floor(nowMs / tickMs) * tickMs - i * tickMs).filter((ms) => x(ms) > 170 && x(ms) < width - 60);
  return (
    <svg class="timeline" viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} role="img" aria-label={t("timeline.label", { minutes })}>
      {ticks.map((ms) => (
        <g key={ms}>
          <line class="timeline-tick" x1={x(ms)} x2={x(ms)} y1="0" y2={HEIGHT} />
          <text x={x(ms) + 5} y="12">
            {formatClock(ms, zone, spanMs < 1_800_000)}
          </text>
        </g>
      ))}
      <Power history={history} x={x} />
      {marks.map((mark) => (
        <svg key={mark.alertUid} class={`badge badge-p${mark.priority}`} x={x(mark.ms) - 8} y={MARK_Y} width="16" height="16" viewBox="0 0 20 20" aria-hidden="true">
          <path d={badgeShape(mark.priority).path} />
        </svg>
      ))}
      <line class="timeline-now" x1={x(nowMs)} x2={x(nowMs)} y1="0" y2={HEIGHT} />
    </svg>
  );
}

/** The curve begins at zero: its height means something. */
function Power({ history, x }: { history: History; x: (ms: number) => number }) {
  const known = history.power.filter((point): point is { ms: number; watts: number } => point.watts !== null);
  if (known.length < 2) return null;
  const high = known.reduce((top, { watts }) => Math.max(top, watts), 1);
  const y = (watts: number) => CURVE_BOTTOM - (Math.max(0, watts) / high) * (CURVE_BOTTOM - CURVE_TOP);
  const top = known.map(({ ms, watts }) => `${x(ms).toFixed(1)} ${y(watts).toFixed(1)}`).join("L");
  const [first, last] = [known[0], known.at(-1)];
  return (
    <>
      <path class="timeline-power" d={`M${x(first?.ms ?? 0).toFixed(1)} ${CURVE_BOTTOM}L${top}L${x(last?.ms ?? 0).toFixed(1)} ${CURVE_BOTTOM}Z`} />
      <text class="timeline-scale" x="6" y="12">
        {t("timeline.power", { high: formatNumber(high / 1000, 0) })}
      </text>
    </>
  );
}
