import { useState } from "preact/hooks";
import { type ComponentAnswer, reportWork } from "../data/maintenance-api.ts";
import { MOST_TITLE } from "../data/maintenance-focus.ts";
import { newUid } from "../data/new-uid.ts";
import { language } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { ActButton } from "../panels/act-button.tsx";
import { Field } from "../panels/work-items/field.tsx";
import { Failure, useSending } from "../panels/work-items/sending.tsx";

/** Asks for the title of a new work item about a component. */
export function ReportForm({ one, onClose }: { one: ComponentAnswer; onClose: () => void }) {
  const { assetUid, component, name, hypotheses, alertUid } = one;
  const [best] = hypotheses;
  const proposed = best === undefined ? name : { zh: `${name.zh}：${best.name.zh}`, en: `${name.en}: ${best.name.en}` };
  const [title, setTitle] = useState(local(proposed));
  const [uid] = useState(newUid);
  const [isDone, setDone] = useState(false);
  const { failure, isSending, send } = useSending(() => setDone(true));
  const submit = (event: Event) => {
    event.preventDefault();
    // Both languages as long as nobody wrote another text.
    const words = title.trim() === local(proposed) ? proposed : { [language.value]: title.trim() };
    send(() =>
      reportWork({
        itemUid: uid,
        assetUid,
        title: words,
        ...(component === "" ? {} : { component }),
        ...(alertUid === null ? {} : { cause: alertUid }),
      }),
    );
  };
  if (isDone)
    return (
      <p role="status">
        {t("work.created")} <a href="./#/maintenance">{t("work.shown")}</a>
      </p>
    );
  return (
    <form class="phone-report" onSubmit={submit}>
      <Field name={t("work.title-field")}>
        {(id) => (
          <input
            id={id}
            type="text"
            required
            maxLength={MOST_TITLE}
            value={title}
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
        )}
      </Field>
      <Failure reason={failure} />
      <div class="phone-actions">
        <button type="button" class="button" onClick={onClose}>
          {t("work.cancel")}
        </button>
        <ActButton asks="operate" type="submit" class="button" disabled={isSending || title.trim() === ""}>
          {t("phone.report")}
        </ActButton>
      </div>
    </form>
  );
}
