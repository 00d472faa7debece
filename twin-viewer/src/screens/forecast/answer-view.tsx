import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { deleteForecast, fetchForecast, type WholeForecast } from "../../data/forecast-api.ts";
import { openForecast } from "../../data/forecast-link.ts";
import { formatAge, formatMoment } from "../../data/format.ts";
import { liveNowMs } from "../../data/signals.ts";
import { useLastAnswer, useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { draftFrom } from "./draft.ts";
import { roundText } from "./figures.ts";
import { ForecastMark, FuturesTable } from "./futures-table.tsx";
import { OrdersTable } from "./orders-table.tsx";
import { TrialsCard } from "./trials-card.tsx";

const WORKING_MS = 1_000;
const REFRESH_MS = 60_000;
/** A start that is older says so. */
const OLD_MS = 3600_000;

/** The open forecast, as far as it is. */
export function AnswerView({ uid, onChanged }: { uid: string; onChanged: () => void }) {
  const [isOpen, setOpen] = useState(true);
  const asked = useQuestion(`forecast ${uid} ${isOpen}`, () => fetchForecast(uid), isOpen ? WORKING_MS : REFRESH_MS);
  const question = useLastAnswer(asked);
  const forecast = question.answer?.uid === uid ? question.answer : undefined;
  const state = forecast?.state;
  useEffect(() => setOpen(true), [uid]);
  useEffect(() => {
    if (state === undefined || state === "waiting" || state === "working") return;
    setOpen(false);
    onChanged();
    // The remedy stands at the change that caused it.
    if (forecast !== undefined && state === "refused") draftFrom(forecast.question, forecast.problems);
  }, [uid, state]);
  if (forecast === undefined) return <AnswerNote question={asked} isCurrent={undefined} />;
  return (
    <>
      <Head forecast={forecast} onChanged={onChanged} />
      <Body forecast={forecast} />
    </>
  );
}

function Head({ forecast, onChanged }: { forecast: WholeForecast; onChanged: () => void }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const [failure, setFailure] = useState("");
  const { uid, name, state, at, hours, progress, question, answer } = forecast;
  const isRunning = state === "waiting" || state === "working";
  const remove = () =>
    void deleteForecast(uid).then(
      () => {
        openForecast.value = "";
        onChanged();
      },
      (error: unknown) => setFailure(wordsOf(error)),
    );
  const endMs = at === null ? Number.NaN : Date.parse(at) + hours * 3600_000;
  const text = {
    from: at === null ? "" : formatMoment(Date.parse(at), zone),
    hours: String(hours),
    runs: question.replications,
  };
  return (
    <section class="card forecast-head" aria-label={name}>
      <div class="card-head">
        <h2>{name}</h2>
        <ForecastMark />
      </div>
      {answer === null ? null : (
        <p class="card-note">{t(endMs > liveNowMs() ? "forecast.span" : "forecast.span-past", text)}</p>
      )}
      <ScoreNote forecast={forecast} endMs={endMs} zone={zone} />
      {isRunning ? (
        <p class="forecast-progress" role="status">
          <progress value={progress} max={1} aria-label={t("forecast.mark")} />
          {state === "waiting" ? t("forecast.waiting") : t("forecast.working", { percent: Math.floor(100 * progress) })}
        </p>
      ) : null}
      <div class="forecast-acts">
        {isRunning ? (
          <ActButton asks="forecast" onAct={remove}>
            {t("forecast.cancel")}
          </ActButton>
        ) : (
          <>
            <button type="button" class="button small" onClick={() => draftFrom(question, forecast.problems)}>
              {t("forecast.again")}
            </button>
            <CopyLink />
            <DeleteButton name={name} onDelete={remove} />
          </>
        )}
      </div>
      {failure === "" ? null : (
        <p class="forecast-problem" role="alert">
          ▲ {failure}
        </p>
      )}
    </section>
  );
}

/** The address has the uid, so it is the link. */
function CopyLink() {
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard?.writeText(window.location.href).then(() => setCopied(true));
  return (
    <>
      <button type="button" class="button small" onClick={copy}>
        {t("live.copy")}
      </button>
      <span role="status">{isCopied ? t("forecast.copied") : ""}</span>
    </>
  );
}

/** It is everybody's, so it asks once more. */
function DeleteButton({ name, onDelete }: { name: string; onDelete: () => void }) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <ActButton asks="forecast" name={t("forecast.delete-named", { name })} onAct={() => setAsking(true)}>
        {t("forecast.delete")}
      </ActButton>
    );
  return (
    <>
      <span>{t("forecast.delete-sure")}</span>
      <ActButton asks="forecast" name={t("forecast.delete-named", { name })} onAct={onDelete}>
        {t("forecast.delete")}
      </ActButton>
      <button type="button" class="button small" onClick={() => setAsking(false)}>
        {t("forecast.keep")}
      </button>
    </>
  );
}

/** What happened, once the time is over; before that, when it will be known, and how old the start is. */
function ScoreNote({ forecast, endMs, zone }: { forecast: WholeForecast; endMs: number; zone: string }) {
  const { state, score, at } = forecast;
  if (state !== "done" || at === null) return null;
  if (score !== null) {
    const { happened, isInside, unknown, source } = score;
    const count = roundText(happened ?? 0);
    if (happened === null)
      return (
        <p class="forecast-score">
          ? {t(`forecast.unknown-${unknown ?? "gap"}`, { source: source ?? t("forecast.several") })}
        </p>
      );
    return (
      <p class={`forecast-score${isInside === true ? "" : " is-outside"}`}>
        {isInside === true ? "✓ " : "✗ "}
        {t(isInside === true ? "forecast.inside" : "forecast.outside", { count })}
      </p>
    );
  }
  const ageMs = liveNowMs() - Date.parse(at);
  return (
    <p class="card-note">
      {t("forecast.not-scored", { time: formatMoment(endMs, zone) })}
      {ageMs > OLD_MS ? ` ${t("forecast.old-start", { age: formatAge(ageMs) })}` : ""}
    </p>
  );
}

function Body({ forecast }: { forecast: WholeForecast }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { state, problems, failure, answer, score } = forecast;
  if (state === "refused")
    return (
      <section class="card forecast-refused" role="alert">
        <p>▲ {t("forecast.refused")}</p>
        <ul>
          {problems.map(({ future, change, reason }) => (
            <li key={`${future} ${change} ${reason}`}>
              {future === null || change === null
                ? t("forecast.failed", { reason })
                : t("forecast.refused-at", { future, number: change + 1, reason })}
            </li>
          ))}
        </ul>
      </section>
    );
  if (failure !== null)
    return (
      <p class="card forecast-problem" role="alert">
        ▲ {t("forecast.failed", { reason: failure })}
      </p>
    );
  if (answer === null) return null;
  return (
    <>
      <FuturesTable answer={answer} score={score} />
      <OrdersTable futures={answer.futures} />
      <TrialsCard answer={answer} zone={zone} />
    </>
  );
}
