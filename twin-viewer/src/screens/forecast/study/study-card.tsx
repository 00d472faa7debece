import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { MOST_MINUTES } from "../../../../../edge/contracts/forecast/studies.ts";
import { openStudy } from "../../../data/forecast-link.ts";
import { formatAge } from "../../../data/format.ts";
import { type Failure, failureOf } from "../../../data/problem.ts";
import { liveNowMs } from "../../../data/signals.ts";
import { askStudy, type StudyRow } from "../../../data/study-api.ts";
import type { Question } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";
import { reasonInWords } from "../../../i18n/reasons.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { ConfigProblems } from "../../../panels/config-problems.tsx";
import { FileButton } from "../../../panels/file-button.tsx";
import { variantText } from "./study-words.ts";

const TEXT = `gemba-study: 1
name: Vehicles
hours: 8
factors:
  - { name: vehicles, vehicles: [-1, 1] }
objective:
  - { good: 1, late: 10, within: 5 }
`;

/** The study that is being written; a stored one may be written on. */
export const studyDraft = signal({ text: TEXT, minutes: 30, isOpen: false });

/** Stored studies, and the form of a new one. */
export function StudyCard({ question, onAsked }: { question: Question<readonly StudyRow[]>; onAsked: () => void }) {
  const rows = question.answer;
  const { isOpen } = studyDraft.value;
  return (
    <section class="card" aria-label={t("study.title")}>
      <div class="card-head">
        <h2>{t("study.title")}</h2>
        <button
          type="button"
          class="button small"
          aria-expanded={isOpen}
          onClick={() => (studyDraft.value = { ...studyDraft.value, isOpen: !isOpen })}
        >
          {t("study.new")}
        </button>
      </div>
      <p class="card-note">{t("study.about")}</p>
      {isOpen ? <StudyForm onAsked={onAsked} /> : null}
      <AnswerNote question={question} isCurrent={undefined} isOfNow />
      {rows?.length === 0 ? <p class="empty">{t("study.none")}</p> : null}
      <ul class="forecast-list">
        {(rows ?? []).map((row) => (
          <li key={row.uid}>
            <button
              type="button"
              class="forecast-row"
              aria-current={openStudy.value === row.uid ? "true" : undefined}
              onClick={() => (openStudy.value = row.uid)}
            >
              <span class="forecast-row-name">{row.name}</span>
              <span class="forecast-row-state">{stateText(row)}</span>
              <span class="forecast-row-age">
                {t("forecast.age", { age: formatAge(liveNowMs() - Date.parse(row.askedAt)), user: row.by })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateText({ state, progress, picked }: StudyRow): string {
  if (state === "working") return t("study.state-working", { runs: progress?.runs ?? 0 });
  if (state !== "done") return t(`forecast.state-${state}`);
  return picked === null ? t("study.no-pick") : `◇ ${variantText(picked)}`;
}

/** A study as text, from a file or written here; what the edge refuses is shown with its line. */
function StudyForm({ onAsked }: { onAsked: () => void }) {
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const { text, minutes } = studyDraft.value;
  const change = (more: Partial<typeof studyDraft.value>): void => {
    studyDraft.value = { ...studyDraft.value, ...more };
    setFailure(undefined);
  };
  const send = async (): Promise<void> => {
    setFailure(undefined);
    setSending(true);
    try {
      const { uid } = await askStudy({ study: text, minutes });
      change({ isOpen: false });
      openStudy.value = uid;
      onAsked();
    } catch (error) {
      setFailure(failureOf(error));
    }
    setSending(false);
  };
  return (
    <form
      class="study-form"
      aria-label={t("study.new")}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p class="study-file">
        <FileButton
          accept=".yaml,.yml,.json"
          isBlocked={false}
          onFile={(file) =>
            void file.text().then(
              (read) => change({ text: read }),
              (error: unknown) => setFailure(failureOf(error)),
            )
          }
        >
          {t("study.file")}
        </FileButton>
      </p>
      <label class="field">
        {t("study.text")}
        <textarea
          class="study-text"
          rows={12}
          spellcheck={false}
          required
          value={text}
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
      </label>
      <label class="field">
        {t("study.minutes")}
        <input
          type="number"
          min={1}
          max={MOST_MINUTES}
          step={1}
          required
          value={Number.isNaN(minutes) ? "" : minutes}
          onInput={({ currentTarget }) => change({ minutes: currentTarget.valueAsNumber })}
        />
      </label>
      {failure === undefined ? null : (
        <>
          <p class="forecast-problem" role="alert">
            ▲ {failure.problems.length === 0 ? reasonInWords(failure.reason) : t("study.wrong")}
          </p>
          <ConfigProblems list={failure.problems} />
        </>
      )}
      <ActButton asks="forecast" type="submit" class="button primary" disabled={isSending}>
        {t("study.ask")}
      </ActButton>
    </form>
  );
}
