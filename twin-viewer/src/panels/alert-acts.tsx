import { acknowledgeName, actOnAlert } from "../data/alert-actions.ts";
import { acknowledge, resetAlert, returnScope, returnToService, unshelve } from "../data/alert-acts-api.ts";
import type { AlertRecord } from "../data/alert-record.ts";
import { offersPlan, planAlert } from "../data/safety-link.ts";
import { plant, shelving } from "../data/signals.ts";
import { waitsFor } from "../data/waiting-acts.ts";
import { t } from "../i18n/language.ts";
import { ActButton } from "./act-button.tsx";

/** An alert that is out of service with its rule or asset returns with it. */
function backInService({ alertUid, assetUid, rule, outOfService }: AlertRecord): Promise<unknown> {
  const scope = outOfService?.scope;
  return scope === undefined
    ? returnToService(alertUid)
    : returnScope({ assetUid, rule: scope === "rule" ? rule : null });
}

/**
 * The actions on an alert in its state; Acknowledge only where it is needed. `label`: its asset's, for screen readers.
 */
export function AlertActs({
  alert,
  label,
  withShelve = true,
}: {
  alert: AlertRecord;
  label: string;
  withShelve?: boolean;
}) {
  const { state, alertUid } = alert;
  if (state === "closed" || state === "suppressed") return null;
  if (state === "shelved") {
    return waitsFor(alertUid, "unshelve") ? null : (
      <ActButton
        asks="operate"
        act="unshelve"
        name={`${t("alerts.unshelve")} ${label}`}
        onAct={() => void actOnAlert(() => unshelve(alertUid))}
      >
        {t("alerts.unshelve")}
      </ActButton>
    );
  }
  if (state === "out-of-service") {
    return (
      <ActButton
        asks="maintain"
        name={`${t("alerts.return")} ${label}`}
        onAct={() => void actOnAlert(() => backInService(alert))}
      >
        {t("alerts.return")}
      </ActButton>
    );
  }
  return (
    <>
      {state === "latched" && !waitsFor(alertUid, "reset") ? (
        <ActButton
          asks="reset"
          name={`${t("alerts.reset")} ${label}`}
          onAct={() => void actOnAlert(() => resetAlert(alertUid))}
        >
          {t("alerts.reset")}
        </ActButton>
      ) : null}
      {alert.asksAck && !waitsFor(alertUid, "acknowledge") ? <Acknowledge alert={alert} label={label} /> : null}
      {/* In the safety room, which has the plans. */}
      {offersPlan(alert) && plant.value?.hasRegister === true ? (
        <ActButton asks="operate" name={`${t("alerts.open-plan")} ${label}`} onAct={() => (planAlert.value = alertUid)}>
          {t("alerts.open-plan")}
        </ActButton>
      ) : null}
      {withShelve && !waitsFor(alertUid, "shelve") ? (
        <ActButton
          asks="operate"
          act="shelve"
          name={`${t("alerts.shelve")} ${label}`}
          onAct={() => (shelving.value = alert)}
        >
          {t("alerts.shelve")}
        </ActButton>
      ) : null}
    </>
  );
}

function Acknowledge({ alert, label }: { alert: AlertRecord; label: string }) {
  const act = () => void actOnAlert(() => acknowledge(alert.alertUid, alert.occurrenceUid));
  return (
    <ActButton asks="operate" act="acknowledge" name={acknowledgeName(label)} onAct={act}>
      {t("alerts.ack-short")}
    </ActButton>
  );
}
