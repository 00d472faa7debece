import { assetName } from "../../data/asset-name.ts";
import { usePlant } from "../../data/context.ts";
import { reporting } from "../../data/maintenance-focus.ts";
import { screen } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { Dialog } from "../dialog.tsx";
import { Failure } from "./sending.tsx";
import { TitleField, useWorkReport } from "./work-report.tsx";

/** Asks for the title of a new work item. */
export function ReportDialog() {
  const index = usePlant();
  const asked = reporting.value;
  const { isDone, failure, isBlocked, submit, ...field } = useWorkReport(asked);
  if (asked === null) return null;
  const close = () => {
    reporting.value = null;
  };
  return (
    <Dialog label={t("work.new")} kind="shelve" onClose={close}>
      <form onSubmit={submit}>
        <h2>
          {t("work.new")} · {assetName(index, asked.assetUid)}
        </h2>
        {isDone ? <p role="status">{t("work.created")}</p> : <TitleField {...field} />}
        <Failure reason={failure} />
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={close}>
            {t(isDone ? "alerts.close-details" : "work.cancel")}
          </button>
          {isDone ? (
            <button
              type="button"
              class="button primary"
              onClick={() => {
                screen.value = "maintenance";
                close();
              }}
            >
              {t("work.shown")}
            </button>
          ) : (
            <ActButton asks="operate" type="submit" class="button primary" disabled={isBlocked}>
              {t("work.new")}
            </ActButton>
          )}
        </p>
      </form>
    </Dialog>
  );
}
