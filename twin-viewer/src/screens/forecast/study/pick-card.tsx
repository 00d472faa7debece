import { useState } from "preact/hooks";
import { MOST_HOURS } from "../../../../../edge/contracts/forecast/forecasts.ts";
import type { Outcome, StudyAnswer, VariantFigures } from "../../../../../edge/contracts/forecast/study-answer.ts";
import { OUTCOMES } from "../../../../../edge/contracts/forecast/study-answer.ts";
import { wordsOf } from "../../../data/api.ts";
import { usePlant } from "../../../data/context.ts";
import { openStudy } from "../../../data/forecast-link.ts";
import { formatMoment, formatNumber } from "../../../data/format.ts";
import { liveNowMs } from "../../../data/signals.ts";
import { recommendStudy, type WholeStudy } from "../../../data/study-api.ts";
import { t } from "../../../i18n/language.ts";
import { reasonInWords } from "../../../i18n/reasons.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { draftFrom, MOST_CHANGES, USUAL_RUNS } from "../draft.ts";
import { ForecastMark } from "../futures-table.tsx";
import { AdviceOnRecord } from "./advice-on-record.tsx";
import { PickIslands } from "./pick-islands.tsx";
import { figureText, gainText, outcomeText, variantText } from "./study-words.ts";

interface PickProps {
  readonly study: WholeStudy;
  readonly answer: StudyAnswer;
  readonly onChanged: () => void;
}

/** What follows from a study, and what people may do with it. */
export function PickCard({ study, answer, onChanged }: PickProps) {
  const [isShown, setShown] = useState(false);
  const { picked, islands, confirmed } = answer;
  const pick = picked === null ? undefined : answer.variants[picked];
  const isLarge = study.hours > MOST_HOURS || (answer.changes ?? []).length > MOST_CHANGES;
  return (
    <section class="card study-pick" aria-label={t("study.pick")}>
      <div class="card-head">
        <h2>{t("study.pick")}</h2>
        <ForecastMark />
      </div>
      <p class="study-picked">{pickText(answer, pick)}</p>
      <Certainty answer={answer} />
      {confirmed === null ? null : <Confirmed answer={answer} confirmed={confirmed} />}
      <ul class="forecast-notes">
        <li>{errorText(answer)}</li>
        <li>{t("study.not-known")}</li>
      </ul>
      {pick === undefined || picked === 0 ? null : (
        <div class="forecast-acts">
          <Recommend study={study} answer={answer} onChanged={onChanged} />
          <button
            type="button"
            class="button small"
            {...(isLarge
              ? { disabled: true, title: t("study.too-large", { hours: MOST_HOURS, changes: MOST_CHANGES }) }
              : {})}
            onClick={() => asForecast(study, answer, pick)}
          >
            {t("study.as-forecast")}
          </button>
          {islands === null ? null : (
            <button type="button" class="button small" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
              {t("study.islands")}
            </button>
          )}
        </div>
      )}
      {study.adviceUid === null ? null : (
        <AdviceOnRecord adviceUid={study.adviceUid} what={variantText(pick?.levels ?? {})} />
      )}
      {isShown && islands !== null ? <PickIslands islands={islands} /> : null}
    </section>
  );
}

function pickText({ design, isComplete, picked, variants }: StudyAnswer, pick: VariantFigures | undefined): string {
  if (design === "screening") return t("study.screened");
  if (!isComplete) return t("study.early");
  if (pick === undefined)
    return t(variants.every(({ fate }) => fate.kind === "breaks") ? "study.none-keeps" : "study.no-pick");
  return picked === 0 ? t("study.keep-it") : variantText(pick.levels);
}

function Certainty({
  answer: { isComplete, failure, isSure, confidence, within, design, picked },
}: {
  answer: StudyAnswer;
}) {
  if (failure !== null)
    return (
      <p class="forecast-problem" role="alert">
        ▲ {t("study.failed", { reason: reasonInWords(failure.reason) })}
      </p>
    );
  if (!isComplete || design === "screening") return null;
  if (!isSure || picked === null) return <p class="card-note">{t("study.unsure")}</p>;
  const said = { share: `${Math.round(100 * confidence)} %`, within: figureText(within) };
  return <p class="card-note">{t(design === "search" ? "study.sure-search" : "study.sure", said)}</p>;
}

function Confirmed({ answer, confirmed }: { answer: StudyAnswer; confirmed: NonNullable<StudyAnswer["confirmed"]> }) {
  const { runs, outcomes, isBetter, better } = confirmed;
  const effect = answer.recommendation?.effect;
  return (
    <>
      {effect === undefined ? null : (
        <p class="study-effect">
          {t("study.expected", {
            outcome: outcomeText(effect.quantity as Outcome),
            gain: gainText({ mean: effect.expected, low: effect.low, high: effect.high }),
          })}
        </p>
      )}
      {isBetter ? null : (
        <p class="forecast-problem">
          ▲ {t("study.no-gain", { runs })}
          {answer.variants[0]?.fate.kind === "breaks" ? null : ` ${t("study.leave-it")}`}
        </p>
      )}
      <p class="card-note">{t("study.confirmed", { runs, better: Math.round(better * runs) })}</p>
      <dl class="forecast-figures">
        {OUTCOMES.map((outcome) => (
          <>
            <dt key={`${outcome} name`}>{outcomeText(outcome)}</dt>
            <dd key={outcome}>{gainText(outcomes[outcome])}</dd>
          </>
        ))}
      </dl>
    </>
  );
}

function errorText({ modelError, trials }: StudyAnswer): string {
  const error = `${formatNumber(100 * modelError, 1)} %`;
  return trials > 0 ? t("study.error", { error, trials }) : t("study.error-assumed", { error });
}

/** Puts the pick into the book of recommendations; where no gain was shown there is no button. */
function Recommend({ study: { uid, adviceUid }, answer: { recommendation, confirmed }, onChanged }: PickProps) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState("");
  if (recommendation === null || confirmed?.isBetter !== true || adviceUid !== null) return null;
  const untilMs = recommendation.validUntil / 1000;
  if (untilMs < liveNowMs())
    return <span class="card-note">{t("study.over", { time: formatMoment(untilMs, zone) })}</span>;
  const send = (): void => {
    setSending(true);
    setFailure("");
    void recommendStudy(uid).then(
      () => {
        setSending(false);
        onChanged();
      },
      (error: unknown) => {
        setSending(false);
        setFailure(wordsOf(error));
      },
    );
  };
  return (
    <>
      <ActButton asks="forecast" class="button small primary" disabled={isSending} onAct={send}>
        {t("study.recommend")}
      </ActButton>
      {failure === "" ? null : (
        <span class="forecast-problem" role="alert">
          ▲ {reasonInWords(failure)}
        </span>
      )}
    </>
  );
}

/** The pick as a question of forecasts, from the same instant. */
function asForecast({ name, at, hours }: WholeStudy, { changes, seed }: StudyAnswer, { levels }: VariantFigures): void {
  const future = { name: variantText(levels).slice(0, 80), changes: changes ?? [] };
  draftFrom({ name, hours, replications: USUAL_RUNS, seed, at, futures: [future] }, []);
  openStudy.value = "";
  document.querySelector(".forecast-form")?.scrollIntoView();
}
