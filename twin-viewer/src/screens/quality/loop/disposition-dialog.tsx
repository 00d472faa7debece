import { useState } from "preact/hooks";
import type { DispositionWord } from "../../../../../edge/contracts/quality/containment.ts";
import { disposePieces } from "../../../data/loop-api.ts";
import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { Dialog } from "../../../panels/dialog.tsx";
import { TextField } from "../../../panels/work-items/field.tsx";
import { Failure, useSending } from "../../../panels/work-items/sending.tsx";

const MOST_REASON = 1000;

interface DialogProps {
  readonly defectKey: string;
  readonly what: DispositionWord;
  readonly pieces: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks why, says what a decision does, and records it. */
export function DispositionDialog({ defectKey, what, pieces, onClose, onDone }: DialogProps) {
  const [reason, setReason] = useState("");
  const { failure, isSending, send } = useSending(onDone);
  const title = t("loop.dispose-title", { act: t(`loop.${what}`), count: pieces.length });
  const submit = (event: Event) => {
    event.preventDefault();
    send(() => disposePieces({ key: defectKey, pieces, what, reason: reason.trim() }));
  };
  return (
    <Dialog label={title} kind="shelve" onClose={onClose}>
      <form onSubmit={submit}>
        <h2>{title}</h2>
        <p class="dialog-note">{t("loop.dispose-note")}</p>
        <TextField name={t("loop.reason")} value={reason} most={MOST_REASON} onSet={setReason} />
        <Failure reason={failure} />
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t("work.cancel")}
          </button>
          <ActButton
            asks={what === "hold" ? "operate" : "maintain"}
            type="submit"
            class="button primary"
            disabled={isSending || reason.trim() === ""}
          >
            {t(`loop.${what}`)}
          </ActButton>
        </p>
      </form>
    </Dialog>
  );
}
