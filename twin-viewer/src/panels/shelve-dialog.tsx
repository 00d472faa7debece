import { useState } from "preact/hooks";
import { actOnAlert } from "../data/alert-actions.ts";
import { removeFromService, removeScope, shelve } from "../data/alert-acts-api.ts";
import { assetName } from "../data/asset-name.ts";
import { isAtEdge } from "../data/carried.ts";
import { usePlant } from "../data/context.ts";
import { whyNot } from "../data/may.ts";
import { shelving } from "../data/signals.ts";
import { local, t } from "../i18n/language.ts";
import { ActButton } from "./act-button.tsx";
import { Dialog } from "./dialog.tsx";

/** A shelf ends by itself; out of service lasts until a maintainer returns it. */
const KINDS = ["timed", "oneShot", "service", "rule", "asset"] as const;
type Kind = (typeof KINDS)[number];
const isShelfKind = (kind: Kind): kind is "timed" | "oneShot" => kind === "timed" || kind === "oneShot";
/** Minutes. ISA-18.2 requires a limited time; the edge accepts at most a day. */
const SPANS = [15, 60, 480, 1440] as const;

/** Asks for duration and reason. Shelving needs a reason, or the alert would be forgotten. */
export function ShelveDialog() {
  const alert = shelving.value;
  const index = usePlant();
  const [minutes, setMinutes] = useState<number>(60);
  const [kind, setKind] = useState<Kind>("timed");
  const [reason, setReason] = useState("");
  const isShelf = isShelfKind(kind);
  const noService = whyNot("maintain");
  if (alert === null) return null;
  const close = () => {
    shelving.value = null;
    setReason("");
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const said = reason.trim();
    void actOnAlert(() => {
      if (isShelfKind(kind)) return shelve(alert.alertUid, { minutes, kind, reason: said });
      return kind === "service"
        ? removeFromService(alert.alertUid, said)
        : removeScope({ assetUid: alert.assetUid, rule: kind === "rule" ? alert.rule : null }, said);
    });
    close();
  };
  return (
    <Dialog label={t("alerts.shelve")} kind="shelve" onClose={close}>
      <form onSubmit={submit}>
        <h2>
          {t("alerts.shelve")} · {assetName(index, alert.assetUid)}
        </h2>
        <p class="dialog-note">{local(alert.message)}</p>
        <fieldset class="choices in-rows">
          <legend>{t("alerts.shelve-kind")}</legend>
          {KINDS.filter((one) => isShelfKind(one) || isAtEdge()).map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name="kind"
                checked={kind === one}
                disabled={!isShelfKind(one) && noService !== null}
                onChange={() => setKind(one)}
              />{" "}
              {t(`alerts.shelve-${one}`)}
            </label>
          ))}
          {noService === null || !isAtEdge() ? null : (
            <p class="dialog-note">{t("alerts.shelve-no-service", { reason: noService })}</p>
          )}
        </fieldset>
        <fieldset class="choices" disabled={!isShelf}>
          <legend>{t("alerts.shelve-span")}</legend>
          {SPANS.map((span) => (
            <label key={span} class="choice">
              <input type="radio" name="span" checked={minutes === span} onChange={() => setMinutes(span)} />{" "}
              {t(span < 60 ? "age.min" : "age.h", { n: span < 60 ? span : span / 60 })}
            </label>
          ))}
        </fieldset>
        <label class="field">
          {t("alerts.shelve-reason")}
          <input
            type="text"
            required
            maxLength={500}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={close}>
            {t("alerts.cancel")}
          </button>
          <ActButton
            asks={isShelf ? "operate" : "maintain"}
            act={isShelf ? "shelve" : undefined}
            type="submit"
            class="button primary"
            disabled={reason.trim() === ""}
          >
            {t(isShelf ? "alerts.shelve" : "alerts.remove")}
          </ActButton>
        </p>
      </form>
    </Dialog>
  );
}
