import { usePlant } from "../data/context.ts";
import { formatNumber } from "../data/format.ts";
import type { AreaStates } from "../data/production-api.ts";
import { local, t } from "../i18n/language.ts";

const AREAS_Y = 36;
const AREAS_HEIGHT = 18;
/** More lanes would be too thin to distinguish: then the whole plant has one lane. */
const MOST_LANES = 6;
/** Shares of working machines from which a column is drawn as running, and as idle. */
const RUNNING_FROM = 2 / 3;
const IDLE_FROM = 1 / 3;

type Tone = "running" | "idle" | "stopped" | "unknown";

interface StateSegment {
  readonly from: number;
  readonly to: number;
  readonly tone: Tone;
  /** Mean share of the machines that worked. */
  readonly working: number;
}

/** States of each area, in the greys of the picture; unobserved time stays empty. */
export function AreaLanes({
  areas,
  x,
  fromMs,
  toMs,
}: {
  areas: readonly AreaStates[];
  x: (ms: number) => number;
  fromMs: number;
  toMs: number;
}) {
  const index = usePlant();
  const lanes = lanesOf(areas);
  const height = AREAS_HEIGHT / Math.max(1, lanes.length);
  const at = (column: number, columns: number) => x(fromMs + ((toMs - fromMs) * column) / columns);
  return (
    <>
      {lanes.map((lane, i) => {
        const place = index?.placeName(lane.path);
        const name = place === undefined ? t("timeline.whole-plant") : local(place);
        const columns = lane.working.length;
        return (
          <g key={lane.path}>
            {stretchesOf(lane).map(({ from, to, tone, working }) =>
              tone === "unknown" ? null : (
                <rect
                  key={from}
                  class={`timeline-area timeline-${tone}`}
                  x={at(from, columns)}
                  width={Math.max(0.5, at(to, columns) - at(from, columns))}
                  y={AREAS_Y + i * height}
                  height={height}
                >
                  <title>
                    {t("timeline.area", { name, percent: formatNumber(100 * working, 0), count: lane.machines })}
                  </title>
                </rect>
              ),
            )}
          </g>
        );
      })}
    </>
  );
}

/** The areas themselves, or all of them as one. */
export function lanesOf(areas: readonly AreaStates[]): readonly AreaStates[] {
  if (areas.length <= MOST_LANES) return areas;
  const machines = areas.reduce((sum, area) => sum + area.machines, 0);
  const mean = (share: "working" | "failed" | "unknown") =>
    (areas[0] as AreaStates)[share].map(
      (_, column) => areas.reduce((sum, area) => sum + (area[share][column] ?? 0) * area.machines, 0) / machines,
    );
  return [{ path: "", machines, working: mean("working"), failed: mean("failed"), unknown: mean("unknown") }];
}

/** Columns of equal tone joined. */
export function stretchesOf({ working, unknown }: Pick<AreaStates, "working" | "unknown">): readonly StateSegment[] {
  const stretches: StateSegment[] = [];
  for (const [i, share] of working.entries()) {
    const tone = toneOf(share, unknown[i] ?? 0);
    const last = stretches.at(-1);
    if (last?.tone !== tone) stretches.push({ from: i, to: i + 1, tone, working: share });
    else
      stretches[stretches.length - 1] = {
        ...last,
        to: i + 1,
        working: (last.working * (i - last.from) + share) / (i + 1 - last.from),
      };
  }
  return stretches;
}

/** Share of the observed time. */
function toneOf(working: number, unknown: number): Tone {
  if (unknown > 0.5) return "unknown";
  const share = working / (1 - unknown);
  return share >= RUNNING_FROM ? "running" : share >= IDLE_FROM ? "idle" : "stopped";
}
