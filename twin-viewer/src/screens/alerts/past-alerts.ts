import { useEffect, useState } from "preact/hooks";
import { recordOfEntry } from "../../data/alert-record.ts";
import { fetchPastAlerts, wordsOf } from "../../data/api.ts";
import { alerts, edgeNowMs } from "../../data/signals.ts";
import type { AlertRow } from "./rows.ts";

/**
 * Alerts raised in the last `minutes`, closed ones too; read again whenever the list of active alerts changes.
 */
export function usePastAlerts(minutes: number): {
  readonly rows: readonly AlertRow[];
  readonly failure: string | null;
} {
  const [answer, setAnswer] = useState<{ rows: readonly AlertRow[]; failure: string | null }>({
    rows: [],
    failure: null,
  });
  const standing = alerts.value;
  useEffect(() => {
    let stopped = false;
    void standing;
    const toMs = edgeNowMs();
    fetchPastAlerts({ fromMs: toMs - minutes * 60_000, toMs }).then(
      (past) => {
        if (!stopped) setAnswer({ rows: past.map(recordOfEntry), failure: null });
      },
      (error: unknown) => {
        if (!stopped) setAnswer((before) => ({ rows: before.rows, failure: wordsOf(error) }));
      },
    );
    return () => {
      stopped = true;
    };
  }, [minutes, standing]);
  return answer;
}
