import type { Kpi } from "../../../edge/contracts/kpi.ts";
import { fetchPastAlerts } from "./api.ts";
import { usePlant, useSession } from "./context.ts";
import { pastKpis } from "./past-kpis.ts";
import { edgeNowMs, moment } from "./signals.ts";
import { useAnswer, useSecond } from "./use-refresh.ts";

const REFRESH_MS = 15_000;
const SPAN_MS = 1_800_000;
const STEP_MS = 300_000;

/** Key figures of the past instant that the page shows, as far as they follow from what was recorded; none while it is live. */
export function usePastKpis(): readonly Kpi[] {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  // Asked for once in a while, not with every step of the cursor.
  const around = moment.value === null ? undefined : Math.ceil(moment.value.atMs / STEP_MS) * STEP_MS;
  const past = useAnswer(String(around), () => (around === undefined ? Promise.reject(new Error("live")) : fetchPastAlerts({ fromMs: around - SPAN_MS, toMs: around })), REFRESH_MS);
  return index === null || moment.value === null ? [] : pastKpis(index, mirror, { atMs: edgeNowMs(), past });
}
