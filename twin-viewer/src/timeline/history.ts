import { useEffect, useState } from "preact/hooks";
import { fetchGaps, fetchPastAlerts, fetchTrend, type Gap, type PastAlert, type Span } from "../data/api.ts";
import { usePlant, useSession } from "../data/context.ts";
import { energyPicture } from "../data/energy.ts";
import { connection } from "../data/signals.ts";

const REFRESH_MS = 15_000;
/** A wheel that still turns asks for nothing. */
const SETTLE_MS = 150;
const COLUMNS = 300;

export interface History {
  readonly power: readonly { readonly ms: number; readonly watts: number | null }[];
  readonly past: readonly PastAlert[];
  readonly gaps: readonly Gap[];
}

/** What happened in the timeline's window; `spanOf` is asked anew at each refresh, because a live window moves. */
export function useHistory(key: string, spanOf: () => Span): History {
  const index = usePlant();
  const { mirror } = useSession();
  const [history, setHistory] = useState<History>({ power: [], past: [], gaps: [] });
  const meter = index === null ? undefined : energyPicture(index, mirror).plant?.tag.tagUid;
  const isOpen = connection.value.state === "open";
  useEffect(() => {
    if (!isOpen) return undefined;
    let stopped = false;
    const load = async () => {
      const span = spanOf();
      const [trend, past, gaps] = await Promise.allSettled([meter === undefined ? Promise.reject(new Error("no meter")) : fetchTrend(meter, span, COLUMNS), fetchPastAlerts(span), fetchGaps(span)]);
      if (stopped) return;
      setHistory((before) => ({
        power: trend.status === "fulfilled" ? trend.value.times.map((time, i) => ({ ms: Date.parse(time ?? ""), watts: trend.value.mean[i] ?? null })) : before.power,
        past: past.status === "fulfilled" ? past.value : before.past,
        gaps: gaps.status === "fulfilled" ? gaps.value : before.gaps,
      }));
    };
    const first = setTimeout(() => void load(), SETTLE_MS);
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => {
      stopped = true;
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [meter, key, isOpen]);
  return history;
}
