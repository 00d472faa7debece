import "../../../i18n/reports-catalogue.ts";
import { fetchAdvice } from "../../../data/study-api.ts";
import { useLastAnswer, useQuestion } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { BriefDecision } from "../../reports/brief-decision.tsx";

const REFRESH_MS = 10_000;

/** The recommendation that was made of a study, with what people decide about it. */
export function AdviceOnRecord({ adviceUid, what }: { adviceUid: string; what: string }) {
  const question = useLastAnswer(useQuestion(`advice ${adviceUid}`, () => fetchAdvice(adviceUid), REFRESH_MS));
  const { answer } = question;
  return (
    <div class="study-advice">
      <p>{t("study.on-record")}</p>
      <AnswerNote question={question} isCurrent={undefined} isOfNow />
      {answer === undefined ? null : <BriefDecision advice={{ adviceUid, state: answer.state }} what={what} />}
    </div>
  );
}
