import { useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { askForecast, type ForecastChoicesAnswer } from "../../data/forecast-api.ts";
import { openForecast } from "../../data/forecast-link.ts";
import { formatAge, formatMoment } from "../../data/format.ts";
import { liveNowMs, moment } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { FutureForm } from "./change-form.tsx";
import { addFuture, changeDraft, draft, lackOf, MOST_FUTURES, questionOf } from "./draft.ts";

const MOST_HOURS = 720;
const MOST_RUNS = 200;
/** Reports of pieces come at least as often while a plant works. */
const FRESH_MS = 30 * 60_000;

/** The question: how far ahead, from where, and what is changed. */
export function QuestionForm({
  choices,
  onAsked,
}: {
  choices: ForecastChoicesAnswer | undefined;
  onAsked: () => void;
}) {
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState("");
  const { name, hours, replications, futures, problems } = draft.value;
  const plan = choices?.plan ?? null;
  const send = () => {
    const lack = lackOf(draft.value);
    setFailure(lack ?? "");
    if (lack !== undefined) return;
    setSending(true);
    askForecast(questionOf(draft.value)).then(
      ({ uid }) => {
        setSending(false);
        openForecast.value = uid;
        onAsked();
      },
      (error: unknown) => {
        setSending(false);
        setFailure(wordsOf(error));
      },
    );
  };
  return (
    <form
      class="card forecast-form"
      aria-label={t("forecast.ask")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="card-head">
        <h2>{t("forecast.ask")}</h2>
      </div>
      <RecordNote choices={choices} />
      <label class="field">
        {t("forecast.name")}
        <input
          value={name}
          maxLength={80}
          placeholder={t("forecast.name-usual", { hours: String(hours) })}
          onInput={({ currentTarget }) => changeDraft({ name: currentTarget.value })}
        />
      </label>
      <div class="forecast-fields">
        <label class="field">
          {t("forecast.hours")}
          <input
            type="number"
            min={0.5}
            max={MOST_HOURS}
            step={0.5}
            required
            value={hours}
            onInput={({ currentTarget }) => changeDraft({ hours: currentTarget.valueAsNumber })}
          />
        </label>
        <label class="field">
          {t("forecast.runs")}
          <input
            type="number"
            min={2}
            max={MOST_RUNS}
            step={1}
            required
            value={replications}
            onInput={({ currentTarget }) => changeDraft({ replications: currentTarget.valueAsNumber })}
          />
        </label>
      </div>
      <StartChoice />
      <h3 class="forecast-subhead">{t("forecast.futures")}</h3>
      {futures.map((future, at) => (
        <FutureForm key={at} future={future} at={at} plan={plan} />
      ))}
      {futures.length >= MOST_FUTURES ? null : (
        <button type="button" class="button small" disabled={plan === null} onClick={addFuture}>
          {t("forecast.add-future")}
        </button>
      )}
      {problems.flatMap((problem) =>
        problem.future === null
          ? [
              <p key={problem.reason} class="forecast-problem" role="alert">
                ▲ {t("forecast.failed", { reason: problem.reason })}
              </p>,
            ]
          : [],
      )}
      {failure === "" ? null : (
        <p class="forecast-problem" role="alert">
          ▲ {failure}
        </p>
      )}
      <ActButton asks="forecast" type="submit" class="button primary" disabled={isSending || plan === null}>
        {t("forecast.compute")}
      </ActButton>
    </form>
  );
}

function StartChoice() {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const shown = moment.value;
  if (shown === null) return null;
  const { isAtCursor } = draft.value;
  return (
    <fieldset class="forecast-start">
      <legend>{t("forecast.start")}</legend>
      {[false, true].map((isPast) => (
        <label key={String(isPast)}>
          <input
            type="radio"
            name="forecast-start"
            checked={isAtCursor === isPast}
            onChange={() => changeDraft({ isAtCursor: isPast })}
          />
          {isPast ? t("forecast.start-cursor", { time: formatMoment(shown.atMs, zone) }) : t("forecast.start-now")}
        </label>
      ))}
    </fieldset>
  );
}

/** Why nothing can be forecast yet, or that the record is old. */
function RecordNote({ choices }: { choices: ForecastChoicesAnswer | undefined }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  if (choices === undefined) return null;
  const { record, leastS, plan, problems } = choices;
  if (problems.length > 0)
    return (
      <div class="forecast-problem" role="status">
        ▲ {t("forecast.impossible")}
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      </div>
    );
  if (record === null) return <p class="room-advisory">{t("forecast.no-record")}</p>;
  const [fromMs, toMs] = [Date.parse(record.from), Date.parse(record.to)];
  if (plan === null) {
    const left = Math.max(1, Math.ceil((leastS * 1000 + 30_000 - (toMs - fromMs)) / 60_000));
    const minutes = Math.round(leastS / 60);
    return (
      <p class="room-advisory">{t("forecast.short-record", { from: formatMoment(fromMs, zone), minutes, left })}</p>
    );
  }
  const ageMs = liveNowMs() - toMs;
  return ageMs < FRESH_MS ? null : <p class="room-advisory">{t("forecast.stale", { age: formatAge(ageMs) })}</p>;
}
