import type { ComponentChildren } from "preact";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { Dialog } from "../dialog.tsx";
import { Failure, useSending } from "./sending.tsx";

interface SendProps {
  readonly label: string;
  /** Over the fields, where it says more than the label. */
  readonly title?: string;
  /** What the button that sends says. */
  readonly act: string;
  readonly onSend: () => Promise<unknown>;
  readonly onClose: () => void;
  /** After the edge has accepted, and the dialog is closed. */
  readonly onDone: () => void;
  readonly children: ComponentChildren;
}

/** A dialog whose fields one request sends; it stays open, and says why, where the edge refuses. */
export function SendDialog({ label, title = label, act, onSend, onClose, onDone, children }: SendProps) {
  const { failure, isSending, send } = useSending<unknown>(() => {
    onClose();
    onDone();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    send(onSend);
  };
  return (
    <Dialog label={label} kind="shelve" onClose={onClose}>
      <form onSubmit={submit}>
        <h2>{title}</h2>
        {children}
        <Failure reason={failure} />
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t("work.cancel")}
          </button>
          <ActButton asks="operate" type="submit" class="button primary" disabled={isSending}>
            {act}
          </ActButton>
        </p>
      </form>
    </Dialog>
  );
}
