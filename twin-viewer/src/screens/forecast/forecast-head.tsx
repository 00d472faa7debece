import { useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { deleteForecast, type WholeForecast } from "../../data/forecast-api.ts";
import { openForecast } from "../../data/forecast-link.ts";
import { formatAge, formatMoment } from "../../data/format.ts";
import { liveNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { AskTwice } from "../../panels/ask-twice.tsx";
import { draftFrom } from "./draft.ts";
import { roundText } from "./figures.ts";
import { ForecastMark } from "./futures-table.tsx";

/** A start that is older says so. */
const OLD_MS = 3600_000;

/** What was asked, how far its answer is, what happened, and what may be done with it. */
export function ForecastHead({ forecast, onChanged }: { forecast: WholeForecast; onChanged: () => void }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const [failure, setFailure] = useState("");
  const { uid, name, state, at, hours, progress, problems, question, answer } = forecast;
  const isRunning = state === "waiting" || state === "working";
  const remove = () => {
    setFailure("");
    void deleteForecast(uid).then(
      () => {
        openForecast.value = "";
        onChanged();
      },
      (error: unknown) => setFailure(wordsOf(error)),
    );
  };
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
      <p class="card-note">
        {t(answer === null ? "forecast.asked" : endMs > liveNowMs() ? "forecast.span" : "forecast.span-past", text)}
      </p>
      <ScoreNote forecast={forecast} endMs={endMs} zone={zone} />
      {isRunning ? (
        <p class="forecast-progress" role="status">
          <progress value={progress} max={1} aria-label={t("forecast.mark")} />
          {state === "waiting" ? t("forecast.waiting") : t("forecast.working", { percent: Math.floor(100 * progress) })}
        </p>
      ) : null}
      <div class="forecast-acts">
        {isRunning ? null : (
          <>
            <button type="button" class="button small" onClick={() => draftFrom(question, problems)}>
              {t("forecast.again")}
            </button>
            <CopyLink />
          </>
        )}
        <AskTwice
          asks="forecast"
          text={t(isRunning ? "forecast.cancel" : "forecast.delete")}
          name={t(isRunning ? "forecast.cancel-named" : "forecast.delete-named", { name })}
          question={t(isRunning ? "forecast.cancel-sure" : "forecast.delete-sure")}
          sure={t(isRunning ? "forecast.cancel-yes" : "forecast.delete")}
          keep={t("forecast.keep")}
          onAct={remove}
        />
      </div>
      {failure === "" ? null : (
        <p class="forecast-problem" role="alert">
          ▲ {t("forecast.not-deleted", { reason: failure })}
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

interface ScoreNoteProps {
  readonly forecast: WholeForecast;
  /** End of the time that was forecast. */
  readonly endMs: number;
  readonly zone: string;
}

/** What happened, once the time is over; before that, when it will be known, and how old the start is. */
function ScoreNote({ forecast: { state, score, at }, endMs, zone }: ScoreNoteProps) {
  if (state !== "done" || at === null) return null;
  if (score === null) {
    const nowMs = liveNowMs();
    if (endMs <= nowMs) return <p class="card-note">{t("forecast.over")}</p>;
    const ageMs = nowMs - Date.parse(at);
    return (
      <p class="card-note">
        {t("forecast.not-scored", { time: formatMoment(endMs, zone) })}
        {ageMs > OLD_MS ? ` ${t("forecast.old-start", { age: formatAge(ageMs) })}` : ""}
      </p>
    );
  }
  const { happened, isInside, unknown, source } = score;
  if (happened === null)
    return (
      <p class="forecast-score">
        ? {t(`forecast.unknown-${unknown ?? "gap"}`, { source: source ?? t("forecast.several") })}
      </p>
    );
  return (
    <p class={`forecast-score${isInside === true ? "" : " is-outside"}`}>
      {isInside === true ? "✓ " : "✗ "}
      {t(isInside === true ? "forecast.inside" : "forecast.outside", { count: roundText(happened) })}
    </p>
  );
}
