import { useState } from "preact/hooks";
import { MOST_HOURS } from "../../../../edge/contracts/forecast/forecasts.ts";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { askForecast, type ForecastChoicesAnswer } from "../../data/forecast-api.ts";
import { openForecast } from "../../data/forecast-link.ts";
import { formatAge, formatMoment } from "../../data/format.ts";
import { liveNowMs, moment } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { LEAST_HOURS } from "./change-fields.ts";
import { FutureForm } from "./change-form.tsx";
import {
  addFuture,
  changeDraft,
  draft,
  lackOf,
  MOST_FUTURES,
  questionOf,
  rememberAsked,
  type StartKind,
  startOf,
  USUAL_SEED,
} from "./draft.ts";
import { refusalText, withSiteTimes } from "./refusal-text.ts";

const MOST_RUNS = 200;
const MOST_SEED = 2 ** 31 - 1;
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
  const [lack, setLack] = useState("");
  const [refusal, setRefusal] = useState("");
  const { futures, problems } = draft.value;
  const plan = choices?.plan ?? null;
  const send = () => {
    const lacks = lackOf(draft.value);
    setLack(lacks ?? "");
    setRefusal("");
    if (lacks !== undefined) return;
    setSending(true);
    const sent = draft.value;
    askForecast(questionOf(sent)).then(
      ({ uid }) => {
        setSending(false);
        rememberAsked(uid, sent);
        openForecast.value = uid;
        onAsked();
      },
      (error: unknown) => {
        setSending(false);
        setRefusal(wordsOf(error));
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
      <HowFar />
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
                ▲ {refusalText(problem)}
              </p>,
            ]
          : [],
      )}
      {lack === "" && refusal === "" ? null : (
        <p class="forecast-problem" role="alert">
          ▲ {lack === "" ? withSiteTimes(reasonInWords(refusal)) : lack}
        </p>
      )}
      <ActButton asks="forecast" type="submit" class="button primary" disabled={isSending || plan === null}>
        {t("forecast.compute")}
      </ActButton>
    </form>
  );
}

/** Name, hours ahead and runs; the seed where it is not the usual one. */
function HowFar() {
  const { name, hours, replications, seed } = draft.value;
  return (
    <>
      <label class="field">
        {t("forecast.name")}
        <input
          value={name}
          maxLength={80}
          placeholder={Number.isNaN(hours) ? "" : t("forecast.name-usual", { hours: String(hours) })}
          onInput={({ currentTarget }) => changeDraft({ name: currentTarget.value })}
        />
      </label>
      <div class="forecast-fields">
        <label class="field">
          {t("forecast.hours")}
          <input
            type="number"
            min={LEAST_HOURS}
            max={MOST_HOURS}
            step="any"
            required
            value={shownNumber(hours)}
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
            value={shownNumber(replications)}
            onInput={({ currentTarget }) => changeDraft({ replications: currentTarget.valueAsNumber })}
          />
        </label>
      </div>
      {seed === USUAL_SEED ? null : (
        <label class="field">
          {t("forecast.seed")}
          <input
            type="number"
            min={0}
            max={MOST_SEED}
            step={1}
            required
            value={shownNumber(seed)}
            onInput={({ currentTarget }) => changeDraft({ seed: currentTarget.valueAsNumber })}
          />
        </label>
      )}
    </>
  );
}

function StartChoice() {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const shown = moment.value;
  const { storedAt } = draft.value;
  const starts: readonly (readonly [StartKind, string])[] = [
    ["newest", t("forecast.start-now")],
    ...(shown === null
      ? []
      : [["cursor", t("forecast.start-cursor", { time: formatMoment(shown.atMs, zone) })] as const]),
    ...(storedAt === null
      ? []
      : [["stored", t("forecast.start-stored", { time: formatMoment(Date.parse(storedAt), zone) })] as const]),
  ];
  if (starts.length === 1) return null;
  const chosen = startOf(draft.value);
  return (
    <fieldset class="forecast-start">
      <legend>{t("forecast.start")}</legend>
      {starts.map(([start, text]) => (
        <label key={start}>
          <input
            type="radio"
            name="forecast-start"
            checked={chosen === start}
            onChange={() => changeDraft({ start })}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

/** Empty while it is being written. */
function shownNumber(value: number): string {
  return Number.isNaN(value) ? "" : String(value);
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
            <li key={problem}>{reasonInWords(problem)}</li>
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
