import type { ForecastRow } from "../../data/forecast-api.ts";
import { openForecast } from "../../data/forecast-link.ts";
import { formatAge } from "../../data/format.ts";
import { liveNowMs } from "../../data/signals.ts";
import type { Question } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { roundText } from "./figures.ts";

/** Stored forecasts, newest first; those whose time is over say what happened. */
export function StoredList({ question }: { question: Question<readonly ForecastRow[]> }) {
  const rows = question.answer;
  return (
    <section class="card" aria-label={t("forecast.stored")}>
      <div class="card-head">
        <h2>{t("forecast.stored")}</h2>
      </div>
      <AnswerNote question={question} isCurrent={undefined} isOfNow />
      {rows?.length === 0 ? <p class="empty">{t("forecast.stored-none")}</p> : null}
      <ul class="forecast-list">
        {(rows ?? []).map((row) => (
          <li key={row.uid}>
            <button
              type="button"
              class="forecast-row"
              aria-current={openForecast.value === row.uid ? "true" : undefined}
              onClick={() => (openForecast.value = row.uid)}
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

function stateText({ state, progress, good, score }: ForecastRow): string {
  if (state === "working") return t("forecast.state-working", { percent: Math.floor(100 * progress) });
  if (state !== "done" || good === null) return t(`forecast.state-${state}`);
  const said = `◇ ${roundText(good.middle)}`;
  if (score === null) return said;
  if (score.happened === null) return `${said} · ${t("forecast.short-unknown")}`;
  const judged = score.isInside === true ? `✓ ${t("forecast.short-inside")}` : `✗ ${t("forecast.short-outside")}`;
  return `${said} · ${roundText(score.happened)} ${judged}`;
}
