import { useEffect, useState } from "preact/hooks";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { spread } from "../charts/trend-gaps.ts";
import { fetchTrend } from "../data/api.ts";
import { edgeNowMs, moment } from "../data/signals.ts";

const SPARK_MINUTES = 10;
const SPARK_WIDTH = 48;
/** Sparklines are requested one after another, to spare a historian on two cores. */
const SPARK_PAUSE_MS = 60;

/** The last minutes of each number, fetched lazily while the asset is shown. */
export function useSparks(tags: readonly Tag[]): ReadonlyMap<number, readonly (number | null)[]> {
  const [sparks, setSparks] = useState<ReadonlyMap<number, readonly (number | null)[]>>(new Map());
  const key = `${tags.map((tag) => tag.ref).join()}|${restingMs()}`;
  useEffect(() => {
    let stopped = false;
    const load = async () => {
      const found = new Map<number, readonly (number | null)[]>();
      for (const tag of tags) {
        if (tag.type !== "number" || stopped) continue;
        try {
          const to = edgeNowMs();
          const from = to - SPARK_MINUTES * 60_000;
          const trend = await fetchTrend(tag.tagUid, { fromMs: from, toMs: to }, SPARK_WIDTH);
          const times = trend.times.map((time) => Date.parse(time ?? ""));
          found.set(tag.ref, spread(times, trend.mean, { from, to, width: SPARK_WIDTH }));
          if (!stopped) setSparks(new Map(found));
        } catch {
          // Without a historian there are no sparklines.
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, SPARK_PAUSE_MS));
      }
    };
    void load();
    return () => {
      stopped = true;
    };
  }, [key]);
  return sparks;
}

/**
 * The instant of a resting replay: requests to the historian follow it only while it rests.
 */
function restingMs(): number | undefined {
  return moment.value?.speed === 0 ? moment.value.atMs : undefined;
}
