import { useEffect, useState } from "preact/hooks";
import { AS_IS, type StudyAnswer } from "../../../../../edge/contracts/forecast/study-answer.ts";
import { wordsOf } from "../../../data/api.ts";
import { usePlant } from "../../../data/context.ts";
import { openStudy } from "../../../data/forecast-link.ts";
import { formatMoment } from "../../../data/format.ts";
import { deleteStudy, fetchStudy, type StudyRow, type WholeStudy } from "../../../data/study-api.ts";
import { useLastAnswer, useQuestion } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";
import { reasonInWords } from "../../../i18n/reasons.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { AskTwice } from "../../../panels/ask-twice.tsx";
import { roundText, shareText } from "../figures.ts";
import { ForecastMark } from "../futures-table.tsx";
import { ParetoPlot } from "./pareto-plot.tsx";
import { PickCard } from "./pick-card.tsx";
import { studyDraft } from "./study-card.tsx";
import { gainText, variantText } from "./study-words.ts";
import { VariantsTable } from "./variants-table.tsx";

const WORKING_MS = 1_000;
/** Megabytes that change with the list's row only. */
const REFRESH_MS = 600_000;

interface ViewProps {
  readonly uid: string;
  /** As the list has it; undefined where it has not. */
  readonly row: StudyRow | undefined;
  readonly onChanged: () => void;
}

/** The open study, as far as it is. */
export function StudyView({ uid, row, onChanged }: ViewProps) {
  const isRunning = row?.state === "waiting" || row?.state === "working";
  const key = ["study", uid, row?.state, row?.score?.scoredAt, row?.adviceUid].join(" ");
  const question = useLastAnswer(useQuestion(key, () => fetchStudy(uid), isRunning ? WORKING_MS : REFRESH_MS));
  const study = question.answer;
  const state = study === null ? "gone" : study?.state;
  useEffect(() => {
    if (state !== undefined && state !== row?.state) onChanged();
  }, [state]);
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} isOfNow />
      {study === undefined ? null : study === null ? (
        <section class="card" role="status">
          <p class="empty">{t("study.gone")}</p>
          <button type="button" class="button small" onClick={() => (openStudy.value = "")}>
            {t("forecast.close")}
          </button>
        </section>
      ) : (
        <>
          <StudyHead study={study} onChanged={onChanged} />
          <Body study={study} onChanged={onChanged} />
        </>
      )}
    </>
  );
}

function StudyHead({ study, onChanged }: { study: WholeStudy; onChanged: () => void }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const [failure, setFailure] = useState("");
  const { uid, name, state, at, hours, question, answer } = study;
  const isRunning = state === "waiting" || state === "working";
  const remove = (): void => {
    setFailure("");
    void deleteStudy(uid).then(
      () => {
        openStudy.value = "";
        onChanged();
      },
      (error: unknown) => setFailure(wordsOf(error)),
    );
  };
  const again = (): void => {
    const { study: file, minutes } = question;
    const text = typeof file === "string" ? file : JSON.stringify(file, null, 2);
    studyDraft.value = { text, minutes, isOpen: true };
  };
  return (
    <section class="card forecast-head" aria-label={name}>
      <div class="card-head">
        <h2>{name}</h2>
        <ForecastMark />
      </div>
      <p class="card-note">
        {at === null
          ? t("study.asked", { hours })
          : t("study.span", { from: formatMoment(Date.parse(at), zone), hours })}
        {answer === null ? null : ` ${runsText(answer)}`}
      </p>
      <ScoreNote study={study} />
      {isRunning ? <Progress study={study} /> : null}
      <div class="forecast-acts">
        {isRunning ? null : (
          <button type="button" class="button small" onClick={again}>
            {t("study.again")}
          </button>
        )}
        <AskTwice
          asks="forecast"
          text={t(isRunning ? "study.cancel" : "study.delete")}
          name={t(isRunning ? "study.cancel-named" : "study.delete-named", { name })}
          question={t("study.delete-sure")}
          sure={t("study.delete")}
          keep={t("forecast.keep")}
          onAct={remove}
        />
      </div>
      {failure === "" ? null : (
        <p class="forecast-problem" role="alert">
          ▲ {reasonInWords(failure)}
        </p>
      )}
    </section>
  );
}

function Progress({ study: { state, progress } }: { study: WholeStudy }) {
  if (state === "waiting" || progress === null)
    return (
      <p class="forecast-progress" role="status">
        {t(state === "waiting" ? "study.waiting" : "study.learning")}
      </p>
    );
  const { runs, most, variants, best } = progress;
  return (
    <p class="forecast-progress" role="status">
      <progress value={runs} max={most} aria-label={t("study.title")} />
      {t("study.working", { runs, most, variants })}
      {best === null ? null : ` ${t("study.best-so-far", { variant: variantText(best) })}`}
    </p>
  );
}

function runsText({ variants, runs, runsOfAll, searched }: StudyAnswer): string {
  const saved = shareText(Math.max(0, 1 - runs / runsOfAll));
  const said = t("study.runs-of", { variants: variants.length, runs, saved, all: runsOfAll });
  return searched === null
    ? said
    : `${t("study.searched", { variants: searched.variants, runs: searched.runs })} ${said}`;
}

/** What happened, once the time is over. */
function ScoreNote({ study: { score, good, pickedGood, answer } }: { study: WholeStudy }) {
  if (score === null) return null;
  if (score.happened === null)
    return (
      <p class="forecast-score">
        ? {t(`forecast.unknown-${score.unknown ?? "gap"}`, { source: score.source ?? t("forecast.several") })}
      </p>
    );
  const { happened } = score;
  const text = (range: WholeStudy["good"]): string => {
    if (range === null) return "–";
    const isInside = happened >= range.low && happened <= range.high;
    return `${roundText(range.low)} … ${roundText(range.high)} ${isInside ? "✓" : "✗"}`;
  };
  return (
    <p class="forecast-score">
      {t("study.happened", { count: roundText(happened), asIs: text(good) })}
      {(answer?.picked ?? 0) === 0 ? null : ` ${t("study.happened-picked", { picked: text(pickedGood) })}`}
    </p>
  );
}

function Body({ study, onChanged }: { study: WholeStudy; onChanged: () => void }) {
  const [chosen, setChosen] = useState(-1);
  const { state, problems, failure, answer } = study;
  if (state === "refused")
    return (
      <section class="card forecast-refused" role="alert">
        <p>▲ {t("study.refused")}</p>
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{reasonInWords(problem)}</li>
          ))}
        </ul>
      </section>
    );
  if (failure !== null)
    return (
      <p class="card forecast-problem" role="alert">
        ▲ {reasonInWords(failure)}
      </p>
    );
  if (answer === null) return null;
  const [across, up] = answer.pareto;
  return (
    <>
      <PickCard study={study} answer={answer} onChanged={onChanged} />
      {answer.effects.length === 0 ? null : <Effects answer={answer} />}
      {answer.design === "screening" ? null : (
        <section class="card" aria-label={t("study.variants")}>
          <div class="card-head">
            <h2>{t("study.variants")}</h2>
            <ForecastMark />
          </div>
          <p class="card-note">{t("study.intervals", { share: shareText(answer.intervals) })}</p>
          {across === undefined || up === undefined ? null : (
            <ParetoPlot answer={answer} outcomes={[across, up]} chosen={chosen} onChoose={setChosen} />
          )}
          <VariantsTable answer={answer} chosen={chosen} onChoose={setChosen} />
        </section>
      )}
    </>
  );
}

/** What each level changes, the largest first. */
function Effects({ answer: { effects } }: { answer: StudyAnswer }) {
  return (
    <section class="card" aria-label={t("study.effects")}>
      <div class="card-head">
        <h2>{t("study.effects")}</h2>
      </div>
      <p class="card-note">{t("study.effects-note")}</p>
      <ul class="forecast-notes">
        {effects.map(({ factor, level, against, score, matters }) => (
          <li key={`${factor} ${level}`}>
            {t("study.effect", {
              factor,
              level: variantText({ [factor]: level }),
              against: against === AS_IS ? t("study.mark-as-is") : against,
              gain: gainText(score),
            })}{" "}
            <strong>{t(matters ? "study.matters" : "study.chance")}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
