import { useEffect, useState } from "preact/hooks";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import {
  fetchGaps,
  fetchPastAlerts,
  fetchTrend,
  type Gap,
  type PastAlert,
  type Span,
  type TrendAnswer,
} from "../data/api.ts";
import { type Activity, activityOf, isAdvisory } from "../data/asset-state.ts";
import { usePlant, useSession } from "../data/context.ts";
import { energyPicture } from "../data/energy.ts";
import { connection, openTrend, selected } from "../data/signals.ts";
import { AreaHistory, type AreaPiece } from "./area-history.ts";

const REFRESH_MS = 15_000;
/** No request goes out while the wheel still turns. */
const SETTLE_MS = 150;
const COLUMNS = 300;
const TEN_MINUTES_MS = 600_000;

/** Content of the timeline's curve. */
export const CURVES = ["power", "alarms", "tag"] as const;
export type CurveChoice = (typeof CURVES)[number];

interface CurvePoint {
  readonly ms: number;
  readonly value: number | null;
}

/** States of an asset from `fromMs` on. */
interface StateStretch {
  readonly fromMs: number;
  readonly activity: Activity;
}

export interface History {
  readonly curve: readonly CurvePoint[];
  /** The tag of the curve; undefined for alarms. */
  readonly tag: Tag | undefined;
  readonly states: readonly StateStretch[];
  /** States of areas, while no asset is selected. */
  readonly areas: readonly AreaPiece[];
  readonly past: readonly PastAlert[];
  readonly gaps: readonly Gap[];
}

const NOTHING: History = { curve: [], tag: undefined, states: [], areas: [], past: [], gaps: [] };

/** Events in the timeline's window; `spanOf` is called at each refresh, because a live window moves. */
export function useHistory(key: string, choice: CurveChoice, spanOf: () => Span): History {
  const index = usePlant();
  const { mirror } = useSession();
  const [history, setHistory] = useState<History>(NOTHING);
  const curveTag =
    choice === "power" && index !== null
      ? energyPicture(index, mirror).plant?.tag
      : choice === "tag" && openTrend.value !== null
        ? mirror.tag(openTrend.value)
        : undefined;
  const stateTag = selected.value === null ? undefined : index?.tagWith(selected.value, "item-state");
  const asksAreas = selected.value === null;
  const isOpen = connection.value.state === "open";
  useEffect(() => {
    if (!isOpen) return undefined;
    let stopped = false;
    const areaHistory = new AreaHistory();
    const load = async () => {
      const span = spanOf();
      const trendOf = (tag: Tag | undefined) =>
        tag === undefined ? Promise.reject(new Error("nothing to ask")) : fetchTrend(tag.tagUid, span, COLUMNS);
      const [curve, states, past, gaps, areas] = await Promise.allSettled([
        trendOf(curveTag),
        trendOf(stateTag),
        fetchPastAlerts({ ...span, fromMs: span.fromMs - TEN_MINUTES_MS }),
        fetchGaps(span),
        asksAreas ? areaHistory.read(span, () => !stopped) : [],
      ]);
      if (stopped) return;
      const [alarms, known, missing, pieces] = [answered(past), answered(states), answered(gaps), answered(areas)];
      setHistory((before) => ({
        curve:
          choice === "alarms"
            ? alarmCurve(alarms ?? before.past, span)
            : (curveOf(answered(curve)) ?? (before.tag === curveTag ? before.curve : [])),
        tag: curveTag,
        states: known === undefined ? [] : stretchesOf(known.times, known.last),
        areas: pieces ?? [],
        past: alarms ?? before.past,
        gaps: missing ?? before.gaps,
      }));
    };
    const first = setTimeout(() => void load(), SETTLE_MS);
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => {
      stopped = true;
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [curveTag?.ref, stateTag?.ref, asksAreas, choice, key, isOpen]);
  return history;
}

function answered<T>(result: PromiseSettledResult<T>): T | undefined {
  return result.status === "fulfilled" ? result.value : undefined;
}

function curveOf(trend: TrendAnswer | undefined): readonly CurvePoint[] | undefined {
  return trend?.times.map((time, i) => ({ ms: Date.parse(time ?? ""), value: trend.mean[i] ?? null }));
}

/** Alarms of the ten minutes before each point. */
export function alarmCurve(past: readonly PastAlert[], { fromMs, toMs }: Span): readonly CurvePoint[] {
  const times = past.filter((alert) => !isAdvisory(alert)).map(({ raisedAt }) => Date.parse(raisedAt ?? ""));
  const step = (toMs - fromMs) / COLUMNS;
  return Array.from({ length: COLUMNS + 1 }, (_, i) => {
    const ms = fromMs + i * step;
    return { ms, value: times.filter((time) => time > ms - TEN_MINUTES_MS && time <= ms).length };
  });
}

/** Joins columns of equal state. */
export function stretchesOf(
  times: readonly (string | null)[],
  values: readonly (number | null)[],
): readonly StateStretch[] {
  const stretches: StateStretch[] = [];
  for (const [i, time] of times.entries()) {
    const value = values[i];
    const activity = value === null || value === undefined ? "unknown" : activityOf(value);
    if (time !== null && stretches.at(-1)?.activity !== activity)
      stretches.push({ fromMs: Date.parse(time), activity });
  }
  return stretches;
}
