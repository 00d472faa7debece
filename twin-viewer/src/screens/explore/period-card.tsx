import { useEffect, useState } from "preact/hooks";
import type { PeriodRule } from "../../../../edge/contracts/explore/period.ts";
import { wordsOf } from "../../data/api.ts";
import { isAtEdge } from "../../data/carried.ts";
import { usePlant } from "../../data/context.ts";
import { type EntryOf, fetchPeriods, fetchSaved, type PeriodsAnswer, saveRecord } from "../../data/explore-api.ts";
import { newUid } from "../../data/new-uid.ts";
import { tagTitle } from "../../i18n/components.ts";
import { t } from "../../i18n/language.ts";
import { tagOf } from "./board.ts";
import { Letters } from "./formula-card.tsx";
import { expressionOf, lettered } from "./letters.ts";
import { assetsOf } from "./load.ts";
import { PeriodList } from "./period-list.tsx";
import { RemoveButton } from "./remove-button.tsx";
import { board, periods, shownSpan } from "./state.ts";

type Definition = EntryOf<"period-definitions">;

/** Times at which an expression holds, such as batches and stops: found, listed, shown, and laid over each other. */
export function PeriodCard() {
  const [answer, setAnswer] = useState<PeriodsAnswer | null>(null);
  const [failure, setFailure] = useState("");
  const find = async (rule: PeriodRule, figures: readonly string[]) => {
    try {
      const found = await fetchPeriods(rule, shownSpan.value, figures);
      setAnswer(found);
      setFailure("");
      periods.value = found.periods.map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }));
    } catch (error) {
      setFailure(wordsOf(error));
    }
  };
  if (lettered(board.value.curves).length === 0) return null;
  return (
    <details class="card">
      <summary>{t("explore.periods")}</summary>
      <Letters />
      <PeriodForm onFind={find} onFailure={setFailure} />
      {failure === "" ? null : (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {answer === null ? null : <PeriodList answer={answer} />}
    </details>
  );
}

function PeriodForm({
  onFind,
  onFailure,
}: {
  onFind: (rule: PeriodRule, figures: readonly string[]) => Promise<void>;
  onFailure: (reason: string) => void;
}) {
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [least, setLeast] = useState("60");
  const [split, setSplit] = useState("");
  const [definitions, setDefinitions] = useState<readonly Definition[]>([]);
  const read = () => {
    if (isAtEdge())
      void fetchSaved("period-definitions").then(setDefinitions, (error: unknown) => onFailure(wordsOf(error)));
  };
  useEffect(read, []);
  const figures = board.value.curves.flatMap((curve) => tagOf(curve) ?? []).slice(0, 20);
  const find = async () => {
    const rule = {
      expression: expressionOf(text, board.value.curves),
      leastSeconds: Math.max(0, Number(least) || 0),
      ...(split === "" ? {} : { splitBy: split }),
    };
    if (name.trim() !== "") {
      try {
        await saveRecord("period-definitions", newUid(), {
          scope: "plant",
          content: { name: name.trim(), rule, figures },
        });
        setName("");
        read();
      } catch (error) {
        onFailure(wordsOf(error));
        return;
      }
    }
    await onFind(rule, figures);
  };
  return (
    <>
      <Definitions list={definitions} onFind={onFind} onRemoved={read} onFailure={onFailure} />
      <form
        class="explore-form"
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <input
          class="explore-input explore-wide"
          required
          maxLength={500}
          aria-label={t("explore.period-text")}
          placeholder={t("explore.period-text")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <label class="page-choice">
          {t("explore.period-least")}
          <input
            class="explore-input explore-short"
            type="number"
            min="0"
            value={least}
            onInput={(event) => setLeast(event.currentTarget.value)}
          />
        </label>
        <SplitChoice split={split} onSplit={setSplit} />
        {isAtEdge() ? (
          <input
            class="explore-input"
            maxLength={120}
            aria-label={t("explore.period-name")}
            placeholder={t("explore.period-name")}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        ) : null}
        <button type="submit" class="button small">
          {t(name.trim() === "" ? "explore.period-find" : "explore.period-save")}
        </button>
      </form>
    </>
  );
}

/** Saved definitions: a press finds their periods. */
function Definitions({
  list,
  onFind,
  onRemoved,
  onFailure,
}: {
  list: readonly Definition[];
  onFind: (rule: PeriodRule, figures: readonly string[]) => Promise<void>;
  onRemoved: () => void;
  onFailure: (reason: string) => void;
}) {
  if (list.length === 0) return null;
  return (
    <ul class="explore-records">
      {list.map((entry) => {
        const { name, rule, figures } = entry.content;
        return (
          <li key={entry.uid}>
            <button type="button" class="link" onClick={() => void onFind(rule, figures)}>
              {name}
            </button>
            <span class="card-note">{rule.expression.text}</span>
            <RemoveButton
              of="period-definitions"
              entry={entry}
              name={name}
              onRemoved={onRemoved}
              onFailure={onFailure}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** The tag whose change ends a period, such as the batch or the program: texts and states of the shown machines. */
function SplitChoice({ split, onSplit }: { split: string; onSplit: (tag: string) => void }) {
  const index = usePlant();
  if (index === null) return null;
  const tags = assetsOf(board.value, index).flatMap(({ assetUid, label }) =>
    index
      .tagsOf(assetUid)
      .filter((tag) => (tag.type === "text" || tag.type === "enum") && tag.class !== "personal")
      .map((tag) => ({ uid: tag.tagUid, name: `${label} ${tagTitle(tag)}` })),
  );
  return (
    <select
      class="explore-select explore-wide"
      aria-label={t("explore.period-split")}
      value={split}
      onChange={(event) => onSplit(event.currentTarget.value)}
    >
      <option value="">{t("explore.period-whole")}</option>
      {tags.map(({ uid, name }) => (
        <option key={uid} value={uid}>
          {t("explore.period-split-by", { name })}
        </option>
      ))}
    </select>
  );
}
