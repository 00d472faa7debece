import { useState } from "preact/hooks";
import { calculatedTagUid } from "../../../../edge/contracts/explore/calculated-tag.ts";
import type { Scope } from "../../../../edge/contracts/explore/record.ts";
import { wordsOf } from "../../data/api.ts";
import { isAtEdge } from "../../data/carried.ts";
import { usePlant } from "../../data/context.ts";
import { checkExpression, saveRecord } from "../../data/explore-api.ts";
import { newUid } from "../../data/new-uid.ts";
import { local, t } from "../../i18n/language.ts";
import { withSource } from "./board.ts";
import { expressionOf, lettered } from "./letters.ts";
import { nameOf } from "./names.ts";
import { RemoveButton } from "./remove-button.tsx";
import { board, calculated, change } from "./state.ts";
import { readCalculated } from "./use-saved.ts";
import { ScopeChoice } from "./view-dialogs.tsx";

/** A new curve computed from the others; saved with a name it is a tag with history for everybody. */
export function FormulaCard() {
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [unit, setUnit] = useState("");
  const [scope, setScope] = useState<Scope>("plant");
  const [failure, setFailure] = useState("");
  const [uid, setUid] = useState(newUid);
  const add = async () => {
    const expression = expressionOf(text, board.value.curves);
    try {
      const [problem] = await checkExpression(expression);
      if (problem !== undefined) {
        setFailure(t("explore.formula-wrong", { what: local(problem.text), remedy: local(problem.remedy) }));
        return;
      }
      if (name.trim() === "") change((before) => withSource(before, { expression }));
      else {
        await saveRecord("calculated-tags", uid, {
          scope,
          content: { name: name.trim(), unit: unit.trim(), expression },
        });
        readCalculated();
        change((before) => withSource(before, { tag: calculatedTagUid(uid) }));
        setUid(newUid());
      }
      setFailure("");
      setText("");
      setName("");
    } catch (error) {
      setFailure(wordsOf(error));
    }
  };
  if (lettered(board.value.curves).length === 0) return null;
  return (
    <details class="card">
      <summary>{t("explore.formula")}</summary>
      <SavedFormulas onFailure={setFailure} />
      <Letters />
      <form
        class="explore-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <input
          class="explore-input explore-wide"
          required
          maxLength={500}
          aria-label={t("explore.formula-text")}
          placeholder={t("explore.formula-text")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {/* With a name it is kept at the edge. */}
        {isAtEdge() ? (
          <>
            <input
              class="explore-input"
              maxLength={120}
              aria-label={t("explore.formula-name")}
              placeholder={t("explore.formula-name")}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
            <input
              class="explore-input explore-short"
              maxLength={40}
              aria-label={t("explore.formula-unit")}
              placeholder={t("explore.formula-unit")}
              value={unit}
              onInput={(event) => setUnit(event.currentTarget.value)}
            />
          </>
        ) : null}
        {name.trim() === "" ? null : <ScopeChoice scope={scope} onChoose={setScope} />}
        <button type="submit" class="button small">
          {t(name.trim() === "" ? "explore.formula-add" : "explore.formula-save")}
        </button>
        {failure === "" ? null : (
          <p class="failure" role="alert">
            {failure}
          </p>
        )}
      </form>
    </details>
  );
}

/** Calculated tags that the user may see: to add, and to remove. */
function SavedFormulas({ onFailure }: { onFailure: (reason: string) => void }) {
  if (calculated.value.length === 0) return null;
  return (
    <ul class="explore-records">
      {calculated.value.map((entry) => (
        <li key={entry.uid}>
          <button
            type="button"
            class="link"
            onClick={() => change((before) => withSource(before, { tag: calculatedTagUid(entry.uid) }))}
          >
            {entry.content.name}
          </button>
          <span class="card-note">
            {entry.content.expression.text} · {t(`explore.scope-${entry.scope}`)} · {entry.owner}
          </span>
          <RemoveButton
            of="calculated-tags"
            entry={entry}
            name={entry.content.name}
            onRemoved={readCalculated}
            onFailure={onFailure}
          />
        </li>
      ))}
    </ul>
  );
}

/** Which letter stands for which curve. */
export function Letters() {
  const index = usePlant();
  return (
    <p class="card-note explore-letters">
      {lettered(board.value.curves).map(({ name, curve }) => (
        <span key={curve.id}>
          <b>{name}</b> = {nameOf(curve, { index, calculated: calculated.value })}
        </span>
      ))}
    </p>
  );
}
