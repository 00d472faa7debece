import type { AlertBook, AlertView } from "../../../contracts/alerts/alert.ts";
import type { LinkedAlert, Notification } from "../../../contracts/alerts/notification.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

export interface LinkDeps {
  readonly alerts: Pick<AlertBook, "find" | "act">;
  /** Absent where the edge sends no messages. */
  readonly notification?: Pick<Notification, "readLink">;
  now(): Micros;
}

/** User of an act by a link that went to a group. */
const NOBODY_NAMED = "link";

/** The alert of a link, as it is now. Throws EdgeError `forbidden` for a bad link, `not-found`. */
export function linkedAlert(
  { alerts, notification }: LinkDeps,
  token: string,
): { readonly alert: AlertView; readonly linked: LinkedAlert } {
  if (notification === undefined) throw new EdgeError("forbidden", "This link is not one of this edge's.");
  const linked = notification.readLink(token);
  const alert = alerts.find(linked.alertUid);
  if (alert === undefined) throw new EdgeError("not-found", "there is no such alert any more");
  return { alert, linked };
}

/**
 * Acknowledges the occurrence that the link names, once: the link is the credential, whoever holds it. The audit log
 * names the person on call, or `link`, with the channel. Throws as `linkedAlert`, and EdgeError `conflict`, `disk`.
 */
export async function acknowledgeByLink(deps: LinkDeps, token: string, origin: string): Promise<AlertView> {
  const { linked } = linkedAlert(deps, token);
  const { alertUid, occurrenceUid, channel, person } = linked;
  const principal = { user: person ?? NOBODY_NAMED, role: "link", origin: `${origin}, link of channel ${channel}` };
  return await deps.alerts.act(alertUid, { kind: "acknowledge", occurrenceUid, at: deps.now(), principal });
}
