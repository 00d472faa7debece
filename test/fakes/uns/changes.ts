/** Changes of predictions for tests of what is published. */
import type { PredictionChange } from "../../../edge/contracts/health/prediction.ts";
import { healthFinding } from "../alerts/health-findings.ts";

export function changeOf(step: "new" | "ended", number: number, component = "spindle"): PredictionChange {
  const { assetUid, kind, severity, message, hypotheses = [], evidence } = healthFinding(1e15);
  return {
    eventUid: `${component}/${number}`,
    number,
    step,
    at: 1e15,
    isFirstOfPriority: step === "new",
    ...(step === "ended" ? { endedBy: "normal" } : {}),
    prediction: {
      predictionUid: component,
      assetUid,
      component,
      kind,
      priority: 3,
      mostUrgent: 3,
      severity,
      message,
      hypotheses,
      evidence,
      raisedAt: 1e15,
      judgedAt: 1e15,
      alertUid: "alert",
    },
  };
}
