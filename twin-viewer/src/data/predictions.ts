import type { AlertView } from "../../../edge/contracts/alert.ts";
import type { Evidence } from "../../../edge/contracts/detector.ts";
import type { AssetUid } from "../../../edge/contracts/tag.ts";
import { t } from "../i18n/language.ts";
import { isAdvisory } from "./asset-state.ts";
import { formatAge } from "./format.ts";
import type { Mirror } from "./mirror.ts";
import { edgeNowMs } from "./signals.ts";

type Prediction = NonNullable<Evidence["prediction"]>;

/** What will happen comes before what is odd, and that before remarks. */
function rankOf({ kind }: AlertView): number {
  return kind === "prediction" ? 0 : kind === "anomaly" ? 1 : 2;
}

/** Advisories worth showing, the most telling first and of those the newest: one whose cause is gone has nothing left to say, and nobody has to acknowledge it. */
export function standingAdvisories(alerts: readonly AlertView[]): AlertView[] {
  return alerts
    .filter((alert) => isAdvisory(alert) && alert.state !== "shelved" && alert.state !== "cleared" && alert.state !== "closed")
    .sort((a, b) => rankOf(a) - rankOf(b) || b.raisedAt - a.raisedAt);
}

/** The newest standing prediction of each asset. */
export function predictionsByAsset(alerts: readonly AlertView[]): Map<AssetUid, AlertView> {
  return new Map(
    standingAdvisories(alerts)
      .filter((alert) => alert.kind === "prediction")
      // The newest comes last and stays.
      .toReversed()
      .map((alert) => [alert.assetUid, alert]),
  );
}

/** The prediction an advisory stands on; undefined for anomalies. */
export function predictionOf(alert: AlertView): Prediction | undefined {
  return alert.evidence.find((one) => one.prediction !== undefined)?.prediction;
}

/** The part of the asset that an alert is about, by what it stands on; empty where that says none. */
export function componentOf(alert: Pick<AlertView, "evidence">, mirror: Mirror): string {
  const [evidence] = alert.evidence;
  return evidence === undefined ? "" : (mirror.tag(evidence.tag)?.component ?? "");
}

/** How long until the limit is crossed, with the interval: `36 h [20–58 h]`. Empty without a prediction. */
export function predictionText(alert: AlertView): string {
  const prediction = predictionOf(alert);
  if (prediction === undefined) return "";
  if (prediction.at / 1000 <= edgeNowMs()) return t("maintenance.due");
  const until = (micros: number) => formatAge(Math.max(0, micros / 1000 - edgeNowMs()));
  const [at, from, to] = [until(prediction.at), until(prediction.from), until(prediction.to)];
  if (from === to) return t("maintenance.about", { at });
  // The unit is said once when it is the same.
  const [low = "", unit = ""] = from.split(" ");
  return t("maintenance.interval", { at, from: to.endsWith(` ${unit}`) ? low : from, to });
}
