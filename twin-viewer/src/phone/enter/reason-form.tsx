import { useState } from "preact/hooks";
import { type EntryKind, MOST_COUNT, type ReasonView } from "../../../../edge/contracts/quality/entries.ts";
import { correctEntry, type EntryAnswer, enterEntry } from "../../data/entries-api.ts";
import { newUid } from "../../data/new-uid.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { Choice } from "./choice.tsx";
import { useSending } from "./sending.ts";

interface ReasonFormProps {
  readonly station: string;
  readonly kind: EntryKind;
  readonly reasons: readonly ReasonView[];
  /** An entry to correct; undefined: a new one. */
  readonly entry?: EntryAnswer;
  readonly onDone: () => void;
}

/** Asks why pieces were scrapped or sent to rework. The uid stays until the entry is taken, so that it counts once. */
export function ReasonForm({ station, kind, reasons, entry, onDone }: ReasonFormProps) {
  const [entryUid, setUid] = useState(newUid);
  const [piece, setPiece] = useState(entry?.piece ?? "");
  const [count, setCount] = useState(entry?.count ?? 1);
  const [reason, setReason] = useState(entry?.reason ?? "");
  const [remark, setRemark] = useState("");
  const { isSending, note, send } = useSending();
  const named = piece.trim();
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason === "") return;
    send(async () => {
      if (entry === undefined) {
        const facts = named === "" ? { count } : { piece: named };
        const said = remark.trim() === "" ? {} : { comment: remark.trim() };
        await enterEntry({ entryUid, kind, station, reason, ...facts, ...said });
        setUid(newUid());
        setPiece("");
        setCount(1);
        setReason("");
        setRemark("");
      } else await correctEntry(entry, { reason, count: named === "" ? count : 1, isWithdrawn: false });
      onDone();
      return t(entry === undefined ? "enter.done" : "enter.corrected");
    });
  };
  return (
    <form class="phone-form" onSubmit={submit}>
      <Choice
        legend={t("enter.reason")}
        of={reasons.filter(({ kinds }) => kinds.includes(kind))}
        chosen={reason}
        onChoose={setReason}
      />
      <label class="field">
        {t("enter.piece")}
        <input
          type="text"
          maxLength={200}
          autocomplete="off"
          value={piece}
          disabled={entry !== undefined}
          onInput={(event) => setPiece(event.currentTarget.value)}
        />
      </label>
      {named === "" ? <Counter count={count} onSet={setCount} /> : null}
      {entry === undefined ? (
        <label class="field">
          {t("enter.remark")}
          <input
            type="text"
            maxLength={1000}
            value={remark}
            onInput={(event) => setRemark(event.currentTarget.value)}
          />
        </label>
      ) : null}
      <div class="phone-actions">
        <ActButton asks="operate" type="submit" class="button primary" disabled={reason === "" || isSending}>
          {t(entry === undefined ? `enter.do-${kind}` : "enter.save")}
        </ActButton>
      </div>
      {note === "" ? null : <p role="status">{note}</p>}
    </form>
  );
}

function Counter({ count, onSet }: { count: number; onSet: (count: number) => void }) {
  const set = (next: number): void => onSet(Math.min(MOST_COUNT, Math.max(1, Math.round(next) || 1)));
  return (
    <div class="enter-count">
      <button type="button" class="button" aria-label={t("enter.fewer")} onClick={() => set(count - 1)}>
        −
      </button>
      <label class="field">
        {t("enter.count")}
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_COUNT}
          value={count}
          onChange={(event) => set(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="button" class="button" aria-label={t("enter.more")} onClick={() => set(count + 1)}>
        +
      </button>
    </div>
  );
}
