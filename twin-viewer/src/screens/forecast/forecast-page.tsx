import "../../i18n/forecasts-catalogue.ts";
import "./forecast.css";
import "./study/study.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { fetchForecastChoices, fetchForecasts } from "../../data/forecast-api.ts";
import { openForecast, openStudy } from "../../data/forecast-link.ts";
import { fetchStudies } from "../../data/study-api.ts";
import { useLastAnswer, useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { AnswerView } from "./answer-view.tsx";
import { QuestionForm } from "./question-form.tsx";
import { StoredList } from "./stored-list.tsx";
import { StudyCard } from "./study/study-card.tsx";
import { StudyView } from "./study/study-view.tsx";

const CHOICES_MS = 60_000;
const LIST_MS = 10_000;

/** The question and the stored forecasts on the left, the answer on the right. */
export function ForecastPage() {
  const [changes, setChanges] = useState(0);
  const choices = useQuestion("forecast choices", fetchForecastChoices, CHOICES_MS);
  const stored = useLastAnswer(useQuestion(`forecasts ${changes}`, fetchForecasts, LIST_MS));
  const studies = useLastAnswer(useQuestion(`studies ${changes}`, fetchStudies, LIST_MS));
  const [forecast, study] = [openForecast.value, openStudy.value];
  const uid = study === "" ? forecast : study;
  const right = useRef<HTMLDivElement>(null);
  const before = useRef(uid);
  useEffect(() => {
    // Its buttons are gone: without this, keys would begin at the top of the page again.
    if (uid === "" && before.current !== "") right.current?.focus();
    before.current = uid;
    // On a phone the answer is below the question.
    if (uid !== "" && window.matchMedia("(max-width: 900px)").matches) right.current?.scrollIntoView();
  }, [uid]);
  // The one that was opened last is shown; the other one is closed.
  useEffect(() => {
    if (forecast !== "") openStudy.value = "";
  }, [forecast]);
  useEffect(() => {
    if (study !== "") openForecast.value = "";
  }, [study]);
  const onChanged = () => setChanges((before) => before + 1);
  return (
    <section class="page forecast-page" aria-label={t("screen.forecast")}>
      <div class="forecast-left">
        <AnswerNote question={choices} isCurrent={undefined} isOfNow />
        <QuestionForm choices={choices.answer} onAsked={onChanged} />
        <StoredList question={stored} />
        <StudyCard question={studies} onAsked={onChanged} />
      </div>
      <div class="forecast-right" ref={right} tabIndex={-1}>
        {uid === "" ? (
          <p class="empty">{t("forecast.choose")}</p>
        ) : study !== "" ? (
          studies.answer && (
            <StudyView key={uid} uid={uid} row={studies.answer.find((one) => one.uid === uid)} onChanged={onChanged} />
          )
        ) : (
          <AnswerView key={uid} uid={uid} onChanged={onChanged} />
        )}
      </div>
    </section>
  );
}
