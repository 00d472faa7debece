/** The order in which alerts are listed, by the API and in every list of the viewer. */
import type { AlertState, AlertView } from "./alert.ts";

type Ordered = Pick<AlertView, "annunciation" | "state" | "priority" | "alertUid" | "asksAck" | "acknowledged"> & {
  /** When the present occurrence was raised, in any unit that is the same for all. */
  readonly raisedAt: number;
};

const HIDDEN: ReadonlySet<AlertState> = new Set(["shelved", "suppressed", "out-of-service"]);

/**
 * Most urgent first: active unacknowledged alarms, other active alarms, active advisories, returned alarms that wait
 * for an acknowledgement, hidden alerts, closed alerts. Within each: by priority, then the newest first. So no returned
 * alarm is above an active one (EEMUA 191, 3rd ed., alarm lists).
 */
export function byAttention(a: Ordered, b: Ordered): number {
  return (
    rankOf(a) - rankOf(b) || a.priority - b.priority || b.raisedAt - a.raisedAt || (a.alertUid < b.alertUid ? 1 : -1)
  );
}

/** Whether an acknowledgement is required; derived where an old recording lacks it. */
export function asksForAck({
  asksAck,
  annunciation,
  acknowledged,
  state,
}: Omit<Ordered, "raisedAt" | "alertUid" | "priority">): boolean {
  if (asksAck !== undefined) return asksAck;
  return (
    annunciation === "alarm" &&
    acknowledged === undefined &&
    (state === "active" || state === "cleared" || state === "latched")
  );
}

function rankOf(alert: Ordered): number {
  if (alert.state === "closed") return 6;
  if (HIDDEN.has(alert.state)) return 5;
  if (alert.state === "cleared") return 4;
  // A latched alert counts as standing.
  if (asksForAck(alert)) return 0;
  return alert.annunciation === "alarm" ? 1 : alert.annunciation === "advisory" ? 2 : 3;
}
