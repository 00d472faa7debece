import { useState } from "preact/hooks";
import { type Island, sameIslands } from "../../../../../edge/contracts/production/islands.ts";
import { wordsOf } from "../../../data/api.ts";
import { changeIslands, type IslandChangeAnswer, type IslandsAnswer } from "../../../data/islands-api.ts";
import { t } from "../../../i18n/language.ts";
import { reasonInWords } from "../../../i18n/reasons.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { Dialog } from "../../../panels/dialog.tsx";
import { Columns } from "./columns.tsx";
import { withNew } from "./draft.ts";
import { Preview, usePreview } from "./preview.tsx";
import { pendingText } from "./words.ts";

interface DialogProps {
  readonly answer: IslandsAnswer;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** Moves machines and variants between islands, with what that would do, and puts it into force. */
export function IslandsDialog({ answer, onChanged, onClose }: DialogProps) {
  const { inForce, configured, plant } = answer;
  // The version that the person saw: a change of somebody else meanwhile is refused, and not overwritten.
  const [version, setVersion] = useState(answer.version);
  const [draft, setDraft] = useState<readonly Island[]>(inForce.islands);
  const [reason, setReason] = useState("");
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState("");
  const [made, setMade] = useState<IslandChangeAnswer | undefined>(undefined);
  const isSame = sameIslands(draft, inForce.islands);
  const preview = usePreview(draft, isSame);
  const isPossible = !isSame && preview.answer?.problems.length === 0;
  const confirm = async (): Promise<void> => {
    setFailure("");
    setSending(true);
    try {
      const change = await changeIslands({ version, islands: draft, reason: reason.trim() });
      setMade(change);
      setVersion(change.version);
      setReason("");
      onChanged();
    } catch (error) {
      setFailure(reasonInWords(wordsOf(error)));
    }
    setSending(false);
  };
  const back = (): void => {
    setDraft(inForce.islands);
    setVersion(answer.version);
    setFailure("");
  };
  const shown = made === undefined ? undefined : (answer.changes.find((one) => one.version === made.version) ?? made);
  return (
    <Dialog label={t("islands.title")} kind="islands" onClose={onClose}>
      <div class="card-head">
        <h2>{t("islands.title")}</h2>
        <form method="dialog">
          <button type="submit" class="button small">
            {t("islands.close")}
          </button>
        </form>
      </div>
      <p class="answer-note">
        {plant === null
          ? t("layer.islands-record")
          : plant.mayWrite
            ? t("layer.islands-plant", { source: plant.source })
            : t("islands.locked", { source: plant.source })}
      </p>
      <p>{t("islands.how")}</p>
      <Columns draft={draft} answer={answer} onDraft={setDraft} />
      <p class="islands-buttons">
        <button type="button" class="button small" onClick={() => setDraft(withNew(draft, newName))}>
          {t("islands.add")}
        </button>
        <button type="button" class="button small" disabled={isSame} onClick={back}>
          {t("islands.back")}
        </button>
        {configured.length === 0 ? null : (
          <button type="button" class="button small" onClick={() => setDraft(configured)}>
            {t("islands.as-configured")}
          </button>
        )}
      </p>
      <Preview question={preview} isSame={isSame} />
      {shown === undefined ? null : (
        <p class={`islands-pending is-${shown.state}`} role="status">
          {pendingText(shown)}
        </p>
      )}
      <form
        class="islands-confirm"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <label class="field">
          {t("islands.reason")}
          <input
            value={reason}
            maxLength={500}
            required
            onInput={({ currentTarget }) => setReason(currentTarget.value)}
          />
        </label>
        {failure === "" ? null : (
          <p class="islands-failure" role="alert">
            {failure}
          </p>
        )}
        <ActButton
          asks="islands"
          type="submit"
          class="button primary"
          disabled={isSending || !isPossible || reason.trim() === "" || plant?.mayWrite === false}
        >
          {t(plant === null ? "islands.confirm" : "islands.confirm-ask")}
        </ActButton>
      </form>
    </Dialog>
  );
}

function newName(number: number): Island["name"] {
  return { zh: `机器岛 ${number}`, en: `Island ${number}` };
}
