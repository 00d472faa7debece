import type { Kpi } from "../../../edge/contracts/kpi.ts";
import { fetchPastAlerts } from "./api.ts";
import { usePlant } from "./context.ts";
import { POWER_OVER_MS, pastKpis } from "./past-kpis.ts";
import { fetchEnergy, fetchLines, fetchPieces } from "./production-api.ts";
import { useSecond } from "./use-refresh.ts";
import { askedAtMs, shiftSoFar, useQuestion } from "./use-question.ts";

const REFRESH_MS = 15_000;
const ALERTS_MS = 1_800_000;

/** Key figures of the past instant that the page shows; none while it is live. */
export function usePastKpis(): readonly Kpi[] {
  const site = usePlant()?.plant.site ?? { timeZone: "UTC", shifts: [] };
  useSecond();
  const atMs = askedAtMs();
  /** Nothing is asked while the page is live. */
  const of = <T>(ask: (toMs: number) => Promise<T>) => () => (atMs === undefined ? Promise.reject(new Error("live")) : ask(atMs));
  const lines = useQuestion(`lines ${atMs}`, of(() => fetchLines(shiftSoFar(site))), REFRESH_MS);
  const pieces = useQuestion(`wip ${atMs}`, of((toMs) => fetchPieces({ atMs: toMs, text: "", place: null, limit: 1 })), REFRESH_MS);
  const energy = useQuestion(`energy ${atMs}`, of((toMs) => fetchEnergy({ fromMs: toMs - POWER_OVER_MS, toMs })), REFRESH_MS);
  const alerts = useQuestion(`alerts ${atMs}`, of((toMs) => fetchPastAlerts({ fromMs: toMs - ALERTS_MS, toMs })), REFRESH_MS);
  if (atMs === undefined) return [];
  return pastKpis(atMs, { lines: lines.answer, shift: shiftSoFar(site), pieces: pieces.answer, energy: energy.answer, alerts: alerts.answer });
}
