import { usePlant } from "../data/context.ts";
import { formatAge, formatClock } from "../data/format.ts";
import { liveNowMs, moment, second } from "../data/signals.ts";
import { askedAtMs, type Question } from "../data/use-question.ts";
import { t } from "../i18n/language.ts";

interface AnswerNoteProps {
  readonly question: Question<unknown>;
  readonly isCurrent: boolean | undefined;
  /** The answer is of now, also while the page shows the past. */
  readonly isOfNow?: boolean;
}

/**
 * A note about an answer of the edge, where needed: its time, a record that is behind, a failed request.
 */
export function AnswerNote({ question, isCurrent, isOfNow = false }: AnswerNoteProps) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  second.value;
  const { answer, gotMs, failure, everyMs } = question;
  const ageMs = liveNowMs() - gotMs;
  const isPast = moment.value !== null && !isOfNow;
  const isOld = answer !== undefined && !isPast && ageMs > 3 * everyMs;
  const notes = [
    failure === undefined ? "" : t("answer.failed", { reason: failure }),
    answer === undefined && failure === undefined ? t("answer.asking") : "",
    isOld ? t("answer.age", { age: formatAge(ageMs) }) : "",
    isCurrent === false ? t("answer.catching-up") : "",
    answer === undefined || !isPast ? "" : t("answer.past", { time: formatClock(askedAtMs() ?? 0, zone) }),
  ].filter((note) => note !== "");
  if (notes.length === 0) return null;
  return (
    <p
      class={`answer-note${failure !== undefined || isOld || isCurrent === false ? " is-doubtful" : ""}`}
      role={failure === undefined ? undefined : "status"}
    >
      {notes.join(" · ")}
    </p>
  );
}

/** States that a figure is known only for now, instead of showing a figure of another time than the page's. */
export function NowOnly() {
  return moment.value === null ? null : <p class="empty">{t("answer.now-only")}</p>;
}
