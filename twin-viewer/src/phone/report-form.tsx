import type { ComponentAnswer } from "../data/maintenance-api.ts";
import { t } from "../i18n/language.ts";
import { ActButton } from "../panels/act-button.tsx";
import { Failure } from "../panels/work-items/sending.tsx";
import { reportingOf, TitleField, useWorkReport } from "../panels/work-items/work-report.tsx";

/** Asks for the title of a new work item about a component. */
export function ReportForm({ one, onClose }: { one: ComponentAnswer; onClose: () => void }) {
  const { isDone, failure, isBlocked, submit, ...field } = useWorkReport(reportingOf(one));
  if (isDone)
    return (
      <p role="status">
        {t("work.created")} <a href="./#/maintenance">{t("work.shown")}</a>
      </p>
    );
  return (
    <form class="phone-report" onSubmit={submit}>
      <TitleField {...field} />
      <Failure reason={failure} />
      <div class="phone-actions">
        <button type="button" class="button" onClick={onClose}>
          {t("work.cancel")}
        </button>
        <ActButton asks="operate" type="submit" class="button" disabled={isBlocked}>
          {t("phone.report")}
        </ActButton>
      </div>
    </form>
  );
}
