import { useEffect, useState } from "preact/hooks";
import { usePlant } from "../../data/context.ts";
import { fetchForecast, type WholeForecast } from "../../data/forecast-api.ts";
import { openForecast } from "../../data/forecast-link.ts";
import { useLastAnswer, useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { showProblems } from "./draft.ts";
import { ForecastHead } from "./forecast-head.tsx";
import { FuturesTable } from "./futures-table.tsx";
import { OrdersTable } from "./orders-table.tsx";
import { refusalText } from "./refusal-text.ts";
import { TrialsCard } from "./trials-card.tsx";

const WORKING_MS = 1_000;
const REFRESH_MS = 60_000;

/** The open forecast, as far as it is. */
export function AnswerView({ uid, onChanged }: { uid: string; onChanged: () => void }) {
  const [isOpen, setOpen] = useState(true);
  const asked = useQuestion(`forecast ${uid} ${isOpen}`, () => fetchForecast(uid), isOpen ? WORKING_MS : REFRESH_MS);
  const question = useLastAnswer(asked);
  const forecast = question.answer;
  const state = forecast === null ? "gone" : forecast?.state;
  useEffect(() => {
    if (state === undefined || state === "waiting" || state === "working") return;
    setOpen(false);
    onChanged();
    // The remedy stands at the change that caused it.
    if (state === "refused") showProblems(uid, forecast?.problems ?? []);
  }, [state]);
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} isOfNow />
      {forecast === undefined ? null : forecast === null ? (
        <Gone />
      ) : (
        <>
          <ForecastHead forecast={forecast} onChanged={onChanged} />
          <Body forecast={forecast} />
        </>
      )}
    </>
  );
}

/** Somebody else deleted it, or the link is wrong. */
function Gone() {
  return (
    <section class="card" role="status">
      <p class="empty">{t("forecast.gone")}</p>
      <button type="button" class="button small" onClick={() => (openForecast.value = "")}>
        {t("forecast.close")}
      </button>
    </section>
  );
}

function Body({ forecast }: { forecast: WholeForecast }) {
  const { state, problems, failure, answer } = forecast;
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  if (state === "refused")
    return (
      <section class="card forecast-refused" role="alert">
        <p>▲ {t("forecast.refused")}</p>
        <ul>
          {problems.map((problem) => (
            <li key={`${problem.future} ${problem.change} ${problem.reason}`}>{refusalText(problem)}</li>
          ))}
        </ul>
      </section>
    );
  if (failure !== null)
    return (
      <p class="card forecast-problem" role="alert">
        ▲ {refusalText({ future: null, change: null, reason: failure })}
      </p>
    );
  if (answer === null) return null;
  return (
    <>
      <FuturesTable forecast={forecast} answer={answer} />
      <OrdersTable futures={answer.futures} />
      <TrialsCard answer={answer} zone={zone} />
    </>
  );
}
