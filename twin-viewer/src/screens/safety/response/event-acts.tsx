import { useState } from "preact/hooks";
import type { WorkActKind } from "../../../data/maintenance-api.ts";
import { newUid } from "../../../data/new-uid.ts";
import { actOnResponse, type EventAnswer } from "../../../data/responses-api.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { TextField } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";
import { Failure, useSending } from "../../../panels/work-items/sending.tsx";
import { EndForm } from "./end-form.tsx";

/** Acts of the card in the order of an event; whether each asks for a remark, and whether it needs one. */
const ACTS = [
  ["start", "rs.take-lead", "none"],
  ["finish", "rs.end", "form"],
  ["verify", "rs.close-event", "may"],
  ["interrupt", "rs.hand-over", "needs"],
  ["return", "rs.reopen", "needs"],
  ["remark", "rs.remark", "needs"],
  ["reject", "rs.reject", "needs"],
] as const satisfies readonly (readonly [WorkActKind, string, "none" | "form" | "may" | "needs"])[];
type Act = (typeof ACTS)[number];

interface ActsProps {
  readonly event: EventAnswer;
  readonly onDone: () => void;
}

/** Who leads, ends and closes it. */
export function EventActs({ event, onDone }: ActsProps) {
  const [form, setForm] = useState<Act | null>(null);
  const { failure, isSending, send } = useSending<unknown>(onDone);
  const { itemUid, may, title } = event.work;
  const onClose = () => setForm((now) => (now === form ? null : now));
  const act = (one: Act) => {
    if (one[2] === "none") send(() => actOnResponse(itemUid, { actUid: newUid(), kind: one[0] }));
    else setForm(one);
  };
  return (
    <>
      {form === null ? null : form[2] === "form" ? (
        <EndForm {...{ event, onClose, onDone }} />
      ) : (
        <NoteForm key={form[0]} {...{ itemUid, act: form, onClose, onDone }} />
      )}
      <p class="work-acts">
        {ACTS.filter(([kind]) => may.includes(kind)).map((one) => (
          <ActButton
            key={one[0]}
            asks="operate"
            class={one[0] === "start" || one[0] === "finish" || one[0] === "verify" ? "button primary" : "button"}
            disabled={isSending}
            name={t("rs.tick-on", { act: t(one[1]), step: local(title) })}
            onAct={() => act(one)}
          >
            {t(one[1])}
          </ActButton>
        ))}
      </p>
      {event.work.state === "in-progress" && !may.includes("finish") ? <small>{t("rs.end-later")}</small> : null}
      <Failure reason={failure} />
    </>
  );
}

interface NoteProps {
  readonly itemUid: string;
  readonly act: Act;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function NoteForm({ itemUid, act: [kind, text, asks], onClose, onDone }: NoteProps) {
  const [actUid] = useState(newUid);
  const [note, setNote] = useState("");
  const said = note.trim();
  const onSend = () => actOnResponse(itemUid, { actUid, kind, ...(said === "" ? {} : { note: said }) });
  return (
    <SendDialog label={t(text)} act={t(text)} {...{ onSend, onClose, onDone }}>
      <TextField name={t("rs.note")} value={note} most={500} isNeeded={asks === "needs"} onSet={setNote} />
    </SendDialog>
  );
}
