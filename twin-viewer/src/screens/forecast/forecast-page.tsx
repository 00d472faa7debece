import "../../i18n/forecasts-catalogue.ts";
import "./forecast.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { fetchForecastChoices, fetchForecasts } from "../../data/forecast-api.ts";
import { openForecast } from "../../data/forecast-link.ts";
import { useLastAnswer, useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { AnswerView } from "./answer-view.tsx";
import { QuestionForm } from "./question-form.tsx";
import { StoredList } from "./stored-list.tsx";

const CHOICES_MS = 60_000;
const LIST_MS = 10_000;

/** The question and the stored forecasts on the left, the answer on the right. */
export function ForecastPage() {
  const [changes, setChanges] = useState(0);
  const choices = useQuestion("forecast choices", fetchForecastChoices, CHOICES_MS);
  const stored = useLastAnswer(useQuestion(`forecasts ${changes}`, fetchForecasts, LIST_MS));
  const uid = openForecast.value;
  const right = useRef<HTMLDivElement>(null);
  const before = useRef(uid);
  useEffect(() => {
    // Its buttons are gone: without this, keys would begin at the top of the page again.
    if (uid === "" && before.current !== "") right.current?.focus();
    before.current = uid;
    // On a phone the answer is below the question.
    if (uid !== "" && window.matchMedia("(max-width: 900px)").matches) right.current?.scrollIntoView();
  }, [uid]);
  const onChanged = () => setChanges((before) => before + 1);
  return (
    <section class="page forecast-page" aria-label={t("screen.forecast")}>
      <div class="forecast-left">
        <AnswerNote question={choices} isCurrent={undefined} isOfNow />
        <QuestionForm choices={choices.answer} onAsked={onChanged} />
        <StoredList question={stored} />
      </div>
      <div class="forecast-right" ref={right} tabIndex={-1}>
        {uid === "" ? (
          <p class="empty">{t("forecast.choose")}</p>
        ) : (
          <AnswerView key={uid} uid={uid} onChanged={onChanged} />
        )}
      </div>
    </section>
  );
}
