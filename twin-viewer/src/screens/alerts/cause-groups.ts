import { useEffect, useRef, useState } from "preact/hooks";
import type { AlertGroup, GroupedAlerts } from "../../../../edge/contracts/alerts/alert-groups.ts";
import { type AlertRecord, recordOfEntry } from "../../data/alert-record.ts";
import { ask, type PastAlert, wordsOf } from "../../data/api.ts";
import { alerts } from "../../data/signals.ts";
import { askedAtMs } from "../../data/use-question.ts";

/** A group by cause, as `GET /api/v1/alerts/groups` answers it. */
export interface CauseGroup extends Pick<AlertGroup, "lateS" | "priority" | "common" | "consequences"> {
  readonly cause: AlertRecord;
}

interface Causes {
  readonly isFlood: boolean;
  readonly groups: readonly CauseGroup[];
  readonly failure: string | null;
}

interface Held {
  readonly causes: Causes;
  /** They were read for now. */
  readonly isLive: boolean;
}

type Answer = Pick<GroupedAlerts, "isFlood"> & {
  readonly groups: readonly (Omit<CauseGroup, "cause"> & { readonly cause: PastAlert })[];
};

/** In a flood alerts change many times a second, and a list that regroups as often cannot be read. */
const EVERY_MS = 1_000;
/** A flood ends, and an edge that rested computes again (rule FL9), without a change of the alerts. */
const AGAIN_MS = 10_000;
const NOTHING: Causes = { isFlood: false, groups: [], failure: null };

async function fetchCauses(atMs: number | undefined): Promise<Causes> {
  const at = atMs === undefined ? "" : `?at=${encodeURIComponent(new Date(atMs).toISOString())}`;
  const { isFlood, groups } = await ask<Answer>(`/api/v1/alerts/groups${at}`);
  return { isFlood, groups: groups.map((one) => ({ ...one, cause: recordOfEntry(one.cause) })), failure: null };
}

/**
 * What an answer says at the page's time: one about a past instant says nothing of now, nor the other way round. Pure.
 */
export function groupsAt({ causes, isLive }: Held, isLiveNow: boolean): Causes {
  return isLive === isLiveNow ? causes : NOTHING;
}

/** The groups of the page's time, read again after each change of the alerts, and as a replay moves on. */
export function useCauseGroups(): Causes {
  const [held, setHeld] = useState<Held>({ causes: NOTHING, isLive: true });
  const atMs = askedAtMs();
  const isLive = atMs === undefined;
  const changed = alerts.value;
  const asked = useRef({ atMs: Number.NEGATIVE_INFINITY, count: 0, shown: 0 });
  useEffect(() => {
    void changed;
    let timer: ReturnType<typeof setTimeout>;
    const read = (): void => {
      const order = ++asked.current.count;
      asked.current.atMs = performance.now();
      const show = (next: (before: Causes) => Causes): void => {
        // A newer answer came first.
        if (order <= asked.current.shown) return;
        asked.current.shown = order;
        setHeld((before) => ({ causes: next(groupsAt(before, isLive)), isLive }));
      };
      fetchCauses(atMs).then(
        (causes) => show(() => causes),
        (error: unknown) => show((before) => ({ ...before, failure: wordsOf(error) })),
      );
      if (isLive) timer = setTimeout(read, AGAIN_MS);
    };
    // Changes meanwhile share the next request, whose time does not move.
    timer = setTimeout(read, Math.max(0, asked.current.atMs + EVERY_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [changed, atMs]);
  return groupsAt(held, isLive);
}
