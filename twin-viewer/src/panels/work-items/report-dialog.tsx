import { useState } from "preact/hooks";
import { assetName } from "../../data/asset-name.ts";
import { usePlant } from "../../data/context.ts";
import { reportWork } from "../../data/maintenance-api.ts";
import { MOST_TITLE, reporting } from "../../data/maintenance-focus.ts";
import { newUid } from "../../data/new-uid.ts";
import { screen } from "../../data/signals.ts";
import { language } from "../../i18n/chosen.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { Dialog } from "../dialog.tsx";
import { Field } from "./field.tsx";
import { Failure, useSending } from "./sending.tsx";

/** Asks for the title of a new work item. */
export function ReportDialog() {
  const index = usePlant();
  const asked = reporting.value;
  const [title, setTitle] = useState(asked === null ? "" : local(asked.title));
  const [uid] = useState(newUid);
  const [isDone, setDone] = useState(false);
  const { failure, isSending, send } = useSending(() => setDone(true));
  if (asked === null) return null;
  const close = () => {
    reporting.value = null;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const { assetUid, component, cause } = asked;
    // Both languages as long as nobody wrote another text.
    const words = title.trim() === local(asked.title) ? asked.title : { [language.value]: title.trim() };
    send(() =>
      reportWork({
        itemUid: uid,
        assetUid,
        title: words,
        ...(component === "" ? {} : { component }),
        ...(cause === undefined ? {} : { cause }),
      }),
    );
  };
  return (
    <Dialog label={t("work.new")} kind="shelve" onClose={close}>
      <form onSubmit={submit}>
        <h2>
          {t("work.new")} · {assetName(index, asked.assetUid)}
        </h2>
        {isDone ? (
          <p role="status">{t("work.created")}</p>
        ) : (
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
        )}
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
            <ActButton asks="operate" type="submit" class="button primary" disabled={isSending || title.trim() === ""}>
              {t("work.new")}
            </ActButton>
          )}
        </p>
      </form>
    </Dialog>
  );
}
