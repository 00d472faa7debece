/** Decides which changes of a prediction are reported: pure functions (rules PD1 and PD2). */
import { type AlertView, priorityOf } from "../../contracts/alerts/alert.ts";
import type { Prediction, PredictionChange, PredictionStep } from "../../contracts/health/prediction.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** A forecast is said again when its median moves by this share of the time left, or health by this many points. */
const MOVES = 0.25;
const POINTS = 10;
/** Between a change and the next one, except a priority that is more urgent than ever before, and the end. */
const APART_US = 300e6;
/** Pieces of evidence in a change. */
const MOST_EVIDENCE = 3;

/** Whether an alert comes from the health book. */
export function isPrediction({ rule, origin }: Pick<AlertView, "rule" | "origin">): boolean {
  return origin.conditionId === undefined && (rule === "health" || rule.startsWith("health/"));
}

/** The prediction that an alert makes of its component now. */
export function predictionOf(alert: AlertView, before: Prediction | undefined, newUid: () => string): Prediction {
  const { assetUid, component = "", kind, severity, message, hypotheses = [], health, rul, raisedAt } = alert;
  const { evidence, alertUid } = alert;
  const priority = priorityOf(severity);
  const mostUrgent = before === undefined || priority < before.mostUrgent ? priority : before.mostUrgent;
  return {
    predictionUid: before?.predictionUid ?? newUid(),
    assetUid,
    component,
    kind,
    priority,
    mostUrgent,
    severity,
    message,
    hypotheses,
    ...(health === undefined ? {} : { health }),
    ...(rul === undefined ? {} : { rul }),
    evidence: evidence.filter(({ prediction }) => prediction === undefined).slice(0, MOST_EVIDENCE),
    raisedAt: before?.raisedAt ?? raisedAt,
    judgedAt: Math.max(raisedAt, ...evidence.map(({ to }) => to ?? 0)),
    alertUid,
  };
}

/** The step from the newest change to what is known now; undefined where nothing needs to be said yet. */
export function stepTo(newest: PredictionChange, next: Prediction, now: Micros): PredictionStep | undefined {
  const { prediction: before, at } = newest;
  if (next.priority < before.mostUrgent) return "raised";
  // The clock may have been set back.
  if (Math.abs(now - at) < APART_US) return undefined;
  // After a restart an alert has what its last line on disk had, until it is judged again.
  if (next.judgedAt < before.judgedAt) return undefined;
  if (next.priority !== before.priority) return next.priority < before.priority ? "raised" : "lowered";
  if (next.hypotheses[0]?.kind !== before.hypotheses[0]?.kind) return "cause";
  return hasMoved(before, next) ? "forecast" : undefined;
}

function hasMoved(before: Prediction, next: Prediction): boolean {
  const [was, is] = [before.rul, next.rul];
  if ((was === undefined) !== (is === undefined)) return true;
  if ((before.health === undefined) !== (next.health === undefined)) return true;
  if (Math.abs((before.health ?? 0) - (next.health ?? 0)) >= POINTS) return true;
  if (was === undefined || is === undefined) return false;
  return Math.abs(was.at / 1e6 + was.p50 - is.at / 1e6 - is.p50) >= MOVES * is.p50;
}
