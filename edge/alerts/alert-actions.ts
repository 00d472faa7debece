/** Applies operators' actions to an alert. Pure functions; every refusal gives its reason. */
import type { Alert, Mark, OperatorAction } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import { alertState, isShelved, SHELF_MAX_US } from "./alert-state.ts";

const NAME_MAX = 200;
const TEXT_MAX = 2000;
/** Largest number of comments in an alert; older ones are in the journal. */
const COMMENTS_MAX = 20;

type Of<K extends OperatorAction["kind"]> = Extract<OperatorAction, { kind: K }>;

/** The alert after an act. Throws EdgeError `bad-request` or `conflict`; the message gives the reason. */
export function afterAction(alert: Alert, action: OperatorAction): Alert {
  checkWords(action);
  if (action.occurrenceUid !== undefined && action.occurrenceUid !== alert.occurrenceUid)
    throw conflict("the alert has been raised again since; look at its present state before you act");
  if (alertState(alert, action.at) === "closed")
    throw conflict("the alert is closed: it was acknowledged and its cause is gone");
  switch (action.kind) {
    case "acknowledge":
      return acknowledged(alert, action);
    case "confirm":
      return confirmed(alert, action);
    case "comment":
      return commented(alert, markOf(action, action.comment));
    case "shelve":
      return shelved(alert, action);
    case "unshelve":
      return unshelved(alert, action);
    case "reset":
      return reset(alert);
    case "remove-from-service":
      if (alert.outOfService !== undefined)
        throw conflict(`the alert was taken out of service by ${alert.outOfService.by} already`);
      return { ...alert, outOfService: markOf(action, action.reason) };
    case "return-to-service":
      return returnedToService(alert);
  }
}

/** Adds a comment; at the limit the oldest is dropped. */
export function commented(alert: Alert, mark: Mark): Alert {
  return { ...alert, comments: [...alert.comments, mark].slice(-COMMENTS_MAX) };
}

function acknowledged(alert: Alert, action: Of<"acknowledge">): Alert {
  if (alert.annunciation === "event") throw conflict("an event needs no acknowledgement");
  if (alert.acknowledged !== undefined)
    throw conflict(
      `the alert was acknowledged by ${alert.acknowledged.by} at ` +
        `${new Date(alert.acknowledged.at / 1000).toISOString()} already`,
    );
  return { ...alert, acknowledged: markOf(action, action.comment) };
}

function confirmed(alert: Alert, action: Of<"confirm">): Alert {
  if (alert.condition?.confirmed === undefined) throw conflict("this alert has no confirmation step; acknowledge it");
  if (alert.condition.confirmed || alert.confirmed !== undefined) throw conflict("it was confirmed already");
  if (alert.acknowledged === undefined) throw conflict("acknowledge it first");
  return { ...alert, confirmed: markOf(action, action.comment) };
}

function shelved(alert: Alert, { at, until, principal, shelf, reason }: Of<"shelve">): Alert {
  if (!Number.isFinite(until) || until <= at)
    throw new EdgeError("bad-request", "until: a shelf must end later than now");
  if (until - at > SHELF_MAX_US) throw new EdgeError("bad-request", "until: a shelf lasts 24 hours at most");
  if (shelf === "oneShot" && alert.clearedAt !== undefined)
    throw conflict("its cause is gone already; a one-shot shelf is only for an active occurrence");
  return { ...alert, shelf: { kind: shelf, until, by: principal.user, reason } };
}

function unshelved(alert: Alert, action: OperatorAction): Alert {
  if (!isShelved(alert, action.at)) throw conflict("the alert is not shelved");
  const { shelf: _shelf, ...rest } = alert;
  return rest;
}

function reset(alert: Alert): Alert {
  if (!alert.latched) throw conflict("the alert does not latch; there is nothing to reset");
  if (alert.clearedAt === undefined)
    throw conflict("its cause is still present; reset the alert when the cause is gone");
  return { ...alert, latched: false };
}

function returnedToService(alert: Alert): Alert {
  if (alert.outOfService === undefined) throw conflict("the alert is in service");
  const { scope } = alert.outOfService;
  if (scope !== undefined)
    throw conflict(
      scope === "asset"
        ? "its whole asset is out of service; return the asset to service"
        : "its rule is out of service at this asset; return the rule to service",
    );
  const { outOfService: _outOfService, ...rest } = alert;
  return rest;
}

function markOf({ at, principal }: OperatorAction, comment: string | undefined): Mark {
  return { at, by: principal.user, ...(comment === undefined || comment === "" ? {} : { comment }) };
}

function checkWords(action: OperatorAction): void {
  if (!Number.isFinite(action.at)) throw new EdgeError("bad-request", "at: not a time");
  checkText("user", action.principal.user, NAME_MAX);
  if ("reason" in action) checkText("reason", action.reason, TEXT_MAX);
  if (action.kind === "comment") checkText("comment", action.comment, TEXT_MAX);
  else if ("comment" in action && (action.comment?.length ?? 0) > TEXT_MAX)
    throw new EdgeError("bad-request", `comment: at most ${TEXT_MAX} characters`);
}

function checkText(field: string, text: string, max: number): void {
  if (text.trim() === "") throw new EdgeError("bad-request", `${field}: must not be empty`);
  if (text.length > max) throw new EdgeError("bad-request", `${field}: at most ${max} characters`);
}

function conflict(why: string): EdgeError {
  return new EdgeError("conflict", why);
}
