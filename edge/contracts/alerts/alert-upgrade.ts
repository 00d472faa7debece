import type { Alert, AlertView, Mark } from "./alert.ts";
import { RULES } from "./alert.ts";

/** An alert as the first form of the log and of history had it (`alert/1`). */
type FirstForm = Omit<
  Alert,
  "occurrenceUid" | "origin" | "annunciation" | "latched" | "comments" | "realarmed" | "shelf"
> & {
  readonly shelved?: { readonly until: number; readonly by: string; readonly reason: string };
  readonly acknowledged?: Mark;
};

/** An alert of any form, as it is today. `edge`: id of the edge whose log it was in. */
export function upgradedAlert(stored: object, edge = ""): Alert {
  if ("occurrenceUid" in stored) return stored as Alert;
  const { shelved, ...old } = stored as FirstForm;
  const isAdvisory = old.kind === "anomaly" || old.kind === "prediction";
  return {
    ...old,
    occurrenceUid: old.alertUid,
    origin: { edge, source: RULES },
    annunciation: isAdvisory ? "advisory" : "alarm",
    latched: false,
    ...(shelved === undefined ? {} : { shelf: { kind: "timed", ...shelved } }),
    comments: [],
    realarmed: 0,
    annunciatedAt: old.raisedAt,
  };
}

/** The same for what history keeps: the alert with the state it had. */
export function upgradedView(stored: object): AlertView {
  const { state, priority } = stored as AlertView;
  return { ...upgradedAlert(stored), state, priority };
}
