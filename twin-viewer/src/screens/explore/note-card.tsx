import { useState } from "preact/hooks";
import type { Scope } from "../../../../edge/contracts/explore/record.ts";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { type EntryOf, saveRecord } from "../../data/explore-api.ts";
import { formatMoment } from "../../data/format.ts";
import { newUid } from "../../data/new-uid.ts";
import { t } from "../../i18n/language.ts";
import { fixed } from "./board.ts";
import { assetsOf } from "./load.ts";
import { RemoveButton } from "./remove-button.tsx";
import { board, change, notes, shownSpan } from "./state.ts";
import { useNotes } from "./use-saved.ts";
import { ScopeChoice } from "./view-dialogs.tsx";

type Note = EntryOf<"annotations">;

/** Remarks about the shown time, with their authors, and a form for a new one at the cursors. */
export function NoteCard() {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { failure, again } = useNotes();
  const [refusal, setRefusal] = useState("");
  const onRemoved = () => {
    setRefusal("");
    again();
  };
  const said = refusal === "" ? failure : refusal;
  return (
    <section class="card" aria-label={t("explore.notes")}>
      <div class="card-head">
        <h3>{t("explore.notes")}</h3>
      </div>
      {said === "" ? null : <p class="failure">{said}</p>}
      <ul class="explore-records">
        {notes.value.map((note) => (
          <li key={note.uid}>
            <button type="button" class="link" onClick={() => goTo(note)}>
              {note.content.text}
            </button>
            <span class="card-note">
              {note.owner} · {formatMoment(Date.parse(note.content.from), zone)}
            </span>
            <RemoveButton
              of="annotations"
              entry={note}
              name={note.content.text}
              onRemoved={onRemoved}
              onFailure={setRefusal}
            />
          </li>
        ))}
      </ul>
      <NoteForm onSaved={again} />
    </section>
  );
}

/** Shows the time of a remark, with as much beside it. */
function goTo({ content }: Note): void {
  const [fromMs, toMs] = [Date.parse(content.from), Date.parse(content.to)];
  const span = shownSpan.value;
  const beside = Math.max(toMs - fromMs, (span.toMs - span.fromMs) / 4);
  change((before) => ({ ...before, span: fixed({ fromMs: fromMs - beside, toMs: toMs + beside }) }));
}

function NoteForm({ onSaved }: { onSaved: () => void }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const [text, setText] = useState("");
  const [scope, setScope] = useState<Scope>("plant");
  const [asset, setAsset] = useState("");
  const [failure, setFailure] = useState("");
  const [uid, setUid] = useState(newUid);
  const assets = index === null ? [] : assetsOf(board.value, index);
  const [a, b] = board.value.cursors;
  if (a === undefined) return <p class="card-note">{t("explore.note-how")}</p>;
  const [fromMs, toMs] = b === undefined ? [a, a] : [Math.min(a, b), Math.max(a, b)];
  const save = async () => {
    const content = {
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      text: text.trim(),
      ...(asset === "" ? {} : { asset }),
    };
    try {
      await saveRecord("annotations", uid, { scope, content });
      setText("");
      setUid(newUid());
      setFailure("");
      onSaved();
    } catch (error) {
      setFailure(wordsOf(error));
    }
  };
  return (
    <form
      class="explore-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        class="explore-input explore-wide"
        required
        maxLength={2000}
        rows={2}
        aria-label={t("explore.note-text")}
        placeholder={t("explore.note-text")}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <select
        class="explore-select"
        aria-label={t("explore.note-about")}
        value={asset}
        onChange={(event) => setAsset(event.currentTarget.value)}
      >
        <option value="">{t("explore.note-plant")}</option>
        {assets.map(({ assetUid, label }) => (
          <option key={assetUid} value={assetUid}>
            {label}
          </option>
        ))}
      </select>
      <ScopeChoice scope={scope} onChoose={setScope} />
      <button type="submit" class="button small">
        {t("explore.note-save", { time: formatMoment(fromMs, zone) })}
      </button>
      {failure === "" ? null : (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
    </form>
  );
}
