/** Hides alerts automatically: by design, under a cause, or because their rule or asset is out of service. */
import { type Alert, type Mark, SERVER } from "../contracts/alerts/alert.ts";
import type { CauseAnswer } from "../detect/rules/rule-detector.ts";

/** The value of `suppressedBy` of an alert that is hidden under its cause; `causedBy` names the cause. */
export const CAUSE = "cause";

export interface Hiding {
  /** Id of the configured suppression that hides an alert now. */
  suppressionOf(alert: Alert): string | undefined;
  causeOf?(alert: Alert): CauseAnswer;
  serviceOf?(alert: Alert): { readonly mark: Mark; readonly scope: "rule" | "asset" } | undefined;
  /** Active alert of a key. */
  standing(key: string): Alert | undefined;
}

/** The alert with its present reasons for being hidden. Returns the same object when nothing changed. */
export function withHiding(alert: Alert, hiding: Hiding): Alert {
  const suppressed = alert.suppressedBy === SERVER ? alert : withSuppression(alert, hiding);
  return withService(suppressed, hiding);
}

function withSuppression(alert: Alert, hiding: Hiding): Alert {
  const by = hiding.suppressionOf(alert);
  const causedBy = by === undefined ? causeOf(alert, hiding) : undefined;
  const suppressedBy = by ?? (causedBy === undefined ? undefined : CAUSE);
  if (suppressedBy === alert.suppressedBy && causedBy === alert.causedBy) return alert;
  const { suppressedBy: _by, causedBy: _cause, ...rest } = alert;
  return {
    ...rest,
    ...(suppressedBy === undefined ? {} : { suppressedBy }),
    ...(causedBy === undefined ? {} : { causedBy }),
  };
}

/**
 * `alertUid` of the cause. A cause that has cleared still hides its members until the detector releases them; an
 * unknown cause hides nothing.
 */
function causeOf(alert: Alert, { causeOf: ask, standing }: Hiding): string | undefined {
  if (alert.origin.conditionId !== undefined) return undefined;
  const known = alert.suppressedBy === CAUSE ? alert.causedBy : undefined;
  const answer = ask?.(alert);
  if (answer === "undecided") return known;
  if (answer === undefined) return undefined;
  const cause = standing(answer.key);
  return cause !== undefined && cause.clearedAt === undefined ? cause.alertUid : known;
}

/** Takes an alert out of service with its rule or asset. An alert that was taken out alone stays out. */
function withService(alert: Alert, { serviceOf }: Hiding): Alert {
  const own = alert.outOfService;
  if (own !== undefined && own.scope === undefined) return alert;
  const found = serviceOf?.(alert);
  if (found?.mark.at === own?.at && found?.scope === own?.scope) return alert;
  const { outOfService: _before, ...rest } = alert;
  return found === undefined ? rest : { ...rest, outOfService: { ...found.mark, scope: found.scope } };
}
