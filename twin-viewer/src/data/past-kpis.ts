import { type Kpi, tooShortForOee } from "../../../edge/contracts/production/kpi.ts";
import { t } from "../i18n/language.ts";
import type { PastAlert, Span } from "./api.ts";
import { isAdvisory } from "./asset-state.ts";
import type { EnergyAnswer, LineAnswer, PiecesAnswer } from "./production-api.ts";

const TEN_MINUTES_MS = 600_000;
/** Power of the past is the mean over this span before the instant, from the meters' counters. */
export const POWER_OVER_MS = 300_000;
const HOUR_MS = 3_600_000;

/** Answers of the edge about the past instant; undefined before they arrive. */
export interface PastAnswers {
  /** For the shift up to the instant. */
  readonly lines: readonly LineAnswer[] | undefined;
  readonly shift: Span;
  readonly pieces: PiecesAnswer | undefined;
  /** For `POWER_OVER_MS` before the instant. */
  readonly energy: EnergyAnswer | undefined;
  /** Reading of the plant's meter at the instant; undefined without a record. */
  readonly plantWatts: number | undefined;
  readonly alerts: readonly PastAlert[] | undefined;
}

/** Key figures at a past instant, each from the edge's records of that time. */
export function pastKpis(
  atMs: number,
  { lines, shift, pieces, energy, plantWatts, alerts }: PastAnswers,
): readonly Kpi[] {
  const kpis: Kpi[] = [];
  const add = (id: Kpi["id"], unit: string, sinceMs: number, value: number | null, reason?: string | null): void => {
    kpis.push({
      id,
      value,
      unit,
      since: sinceMs * 1000,
      recent: [],
      ...(value === null ? { reason: reason ?? t("kpi.past") } : {}),
    });
  };
  const line = lines?.[0];
  if (line !== undefined) {
    const short = tooShortForOee(line.pbtS);
    add(
      "oee",
      "%",
      shift.fromMs,
      line.oee === null || short !== undefined ? null : 100 * line.oee,
      short ?? line.reason,
    );
    // Nothing was observed, so an empty list proves nothing.
    add("output", "1", shift.fromMs, line.pbtS === 0 ? null : line.goodPieces, line.reason);
    add(
      "cycle",
      "s",
      shift.fromMs,
      line.throughput === null || line.throughput === 0 ? null : 3600 / line.throughput,
      t("kpi.no-parts"),
    );
  }
  const total = energy?.totals.find(({ medium }) => medium === "electricity");
  if (total?.amount != null) add("power", "kW", atMs - POWER_OVER_MS, total.amount / (POWER_OVER_MS / HOUR_MS));
  else if (plantWatts !== undefined) add("power", "kW", atMs, plantWatts / 1000);
  else if (energy !== undefined) add("power", "kW", atMs, null, t("kpi.no-energy"));
  if (pieces !== undefined) add("wip", "1", atMs, pieces.total === 0 ? null : pieces.total, t("kpi.no-pieces"));
  if (alerts !== undefined) {
    const raised = alerts.filter((alert) => {
      const ms = Date.parse(alert.raisedAt ?? "");
      return !isAdvisory(alert) && ms > atMs - TEN_MINUTES_MS && ms <= atMs;
    });
    add("alarm-rate", "1/10min", atMs - TEN_MINUTES_MS, raised.length);
  }
  return kpis;
}
