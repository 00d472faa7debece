import { useEffect, useRef, useState } from "preact/hooks";
import type { AlertGroup, GroupedAlerts } from "../../../../edge/contracts/alerts/alert-groups.ts";
import { type AlertRecord, recordOfEntry } from "../../data/alert-record.ts";
import { ask, type PastAlert, wordsOf } from "../../data/api.ts";
import { alerts, moment } from "../../data/signals.ts";

/** A group by cause, as `GET /api/v1/alerts/groups` answers it. */
export interface CauseGroup extends Pick<AlertGroup, "lateS" | "priority" | "common" | "consequences"> {
  readonly cause: AlertRecord;
}

interface Causes {
  readonly isFlood: boolean;
  readonly groups: readonly CauseGroup[];
  readonly failure: string | null;
}

type Answer = Pick<GroupedAlerts, "isFlood"> & {
  readonly groups: readonly (Omit<CauseGroup, "cause"> & { readonly cause: PastAlert })[];
};

/** In a flood alerts change many times a second, and a list that regroups as often cannot be read. */
const EVERY_MS = 1_000;
const NOTHING: Causes = { isFlood: false, groups: [], failure: null };

async function fetchCauses(): Promise<Causes> {
  const { isFlood, groups } = await ask<Answer>("/api/v1/alerts/groups");
  return { isFlood, groups: groups.map((one) => ({ ...one, cause: recordOfEntry(one.cause) })), failure: null };
}

/** The present groups, read again after each change; none in replay, whose alerts are others. */
export function useCauseGroups(): Causes {
  const [causes, setCauses] = useState(NOTHING);
  const isLive = moment.value === null;
  const changed = alerts.value;
  const askedMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (!isLive) return;
    let isOver = false;
    void changed;
    // Changes meanwhile share the next request, whose time does not move.
    const waitMs = Math.max(0, askedMs.current + EVERY_MS - performance.now());
    const timer = setTimeout(() => {
      askedMs.current = performance.now();
      fetchCauses().then(
        (answer) => {
          if (!isOver) setCauses(answer);
        },
        (error: unknown) => {
          if (!isOver) setCauses((before) => ({ ...before, failure: wordsOf(error) }));
        },
      );
    }, waitMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [changed, isLive]);
  return isLive ? causes : NOTHING;
}
