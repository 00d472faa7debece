import { useState } from "preact/hooks";
import { account } from "../../data/account.ts";
import { actOnWork, type WorkItemAnswer } from "../../data/maintenance-api.ts";
import { acting, keepChanged } from "../../data/maintenance-focus.ts";
import { newUid } from "../../data/new-uid.ts";
import { liveNowMs } from "../../data/signals.ts";
import { ACT_FORMS } from "../../data/work-board.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { Dialog } from "../dialog.tsx";
import { FactField, type Filled, factsOf } from "./fact-fields.tsx";
import { Failure, useSending } from "./sending.tsx";

/** Asks for the facts of an act. */
export function ActDialog() {
  const act = acting.value;
  // An answer that comes after the user has closed this dialog must not close the next one.
  const close = () => {
    if (acting.value === act) acting.value = null;
  };
  const [actUid] = useState(newUid);
  const { failure, isSending, send } = useSending<WorkItemAnswer>((item) => {
    keepChanged(item, liveNowMs());
    close();
  });
  const [filled, setFilled] = useState<Filled>({
    assignee: act?.item.assignee ?? account.value?.user ?? "",
    dueH: 24,
    grade: act?.item.grade ?? 3,
    note: "",
    done: "",
    found: "",
    verdict: "",
    foundKind: "",
    replaced: "",
    parts: [],
  });
  if (act === null) return null;
  const { item, kind } = act;
  const set = (part: Partial<Filled>) => setFilled((before) => ({ ...before, ...part }));
  const isMissing = ACT_FORMS[kind].needs.some((need) => need !== "due" && String(filled[need]).trim() === "");
  const submit = (event: Event) => {
    event.preventDefault();
    send(() => actOnWork(item.itemUid, { actUid, kind, ...factsOf(filled, ACT_FORMS[kind].fields, liveNowMs()) }));
  };
  return (
    <Dialog label={t(`work.${kind}`)} kind="shelve" onClose={close}>
      <form onSubmit={submit}>
        <h2>{t("work.name-of", { act: t(`work.${kind}`), title: local(item.title) })}</h2>
        {ACT_FORMS[kind].fields.map((field) => (
          <FactField key={field} field={field} item={item} filled={filled} onSet={set} />
        ))}
        <Failure reason={failure} />
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={close}>
            {t("work.cancel")}
          </button>
          <ActButton asks="operate" type="submit" class="button primary" disabled={isSending || isMissing}>
            {t(`work.${kind}`)}
          </ActButton>
        </p>
      </form>
    </Dialog>
  );
}
