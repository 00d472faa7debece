import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { Evidence } from "../../../edge/contracts/records/evidence.ts";
import { t } from "../i18n/language.ts";
import { isAdvisory } from "./asset-state.ts";
import { formatAge } from "./format.ts";
import type { Mirror } from "./mirror.ts";
import { edgeNowMs } from "./signals.ts";

type Prediction = NonNullable<Evidence["prediction"]>;

/** Predictions come before anomalies, anomalies before remarks. */
function rankOf({ kind }: AlertView): number {
  return kind === "prediction" ? 0 : kind === "anomaly" ? 1 : 2;
}

/**
 * Advisories worth showing, sorted by kind, then newest first. An advisory whose cause is gone is left out, because it
 * needs no acknowledgement.
 */
export function standingAdvisories(alerts: readonly AlertView[]): AlertView[] {
  return alerts
    .filter(
      (alert) =>
        isAdvisory(alert) && alert.state !== "shelved" && alert.state !== "cleared" && alert.state !== "closed",
    )
    .sort((a, b) => rankOf(a) - rankOf(b) || b.raisedAt - a.raisedAt);
}

/** The newest active prediction of each asset. */
export function predictionsByAsset(alerts: readonly AlertView[]): Map<AssetUid, AlertView> {
  return new Map(
    standingAdvisories(alerts)
      .filter((alert) => alert.kind === "prediction")
      // The newest comes last and wins.
      .toReversed()
      .map((alert) => [alert.assetUid, alert]),
  );
}

/** The prediction of an advisory; undefined for anomalies. */
export function predictionOf(alert: AlertView): Prediction | undefined {
  return alert.evidence.find((one) => one.prediction !== undefined)?.prediction;
}

/** The part of the asset that an alert is about, from its evidence; empty without one. */
export function componentOf(alert: { readonly evidence: readonly Pick<Evidence, "tag">[] }, mirror: Mirror): string {
  const [evidence] = alert.evidence;
  return evidence === undefined ? "" : (mirror.tag(evidence.tag)?.component ?? "");
}

/**
 * State of a prediction by clock and value: `reached` came true, `overtaken` did not although its time is over.
 */
export type PredictionState = "ahead" | "due" | "overtaken" | "reached";

interface Foreseen {
  readonly fromMs: number;
  readonly atMs: number;
  readonly toMs: number;
  /** Where the prediction started and the limit that it is about, in the tag's unit. */
  readonly value?: number | undefined;
  readonly limit?: number | undefined;
}

/** `nowValue`: present value of the tag; NaN or undefined when unknown. */
export function predictionState(
  { atMs, toMs, value, limit }: Foreseen,
  nowMs: number,
  nowValue?: number,
): PredictionState {
  if (isReached(nowValue, value, limit)) return "reached";
  if (nowMs >= Math.max(atMs, toMs)) return "overtaken";
  return nowMs >= atMs ? "due" : "ahead";
}

function isReached(now: number | undefined, start: number | undefined, limit: number | undefined): boolean {
  if (now === undefined || start === undefined || limit === undefined || Number.isNaN(now) || start === limit)
    return false;
  return start < limit ? now >= limit : now <= limit;
}

/**
 * When the limit is crossed, with the interval: `36 h [20–58 h]`; it also states when that time or the limit is passed.
 */
export function foreseenText(foreseen: Foreseen, nowMs: number, nowValue?: number): string {
  const state = predictionState(foreseen, nowMs, nowValue);
  if (state === "reached") return t("maintenance.reached");
  if (state === "overtaken")
    return t("maintenance.overtaken", { ago: formatAge(nowMs - Math.max(foreseen.atMs, foreseen.toMs)) });
  const until = (ms: number) => formatAge(Math.max(0, ms - nowMs));
  const [at, from, to] = [until(foreseen.atMs), until(foreseen.fromMs), until(foreseen.toMs)];
  if (state === "due") return t("maintenance.due", { to });
  if (from === to) return t("maintenance.about", { at });
  // A common unit appears once.
  const [low = "", unit = ""] = from.split(" ");
  return t("maintenance.interval", { at, from: to.endsWith(` ${unit}`) ? low : from, to });
}

/** The same of an advisory. Empty without a prediction. */
export function predictionText(alert: AlertView, mirror: Pick<Mirror, "value">): string {
  const evidence = alert.evidence.find((one) => one.prediction !== undefined);
  if (evidence?.prediction === undefined) return "";
  const { at, from, to } = evidence.prediction;
  const { value, limit } = evidence;
  const foreseen = { atMs: at / 1000, fromMs: from / 1000, toMs: to / 1000, value, limit };
  return foreseenText(foreseen, edgeNowMs(), mirror.value(evidence.tag));
}
