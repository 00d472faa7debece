import { formatAge } from "../../data/format.ts";
import { fetchReconciliation, type MismatchAnswer } from "../../data/production-api.ts";
import { edgeNowMs, moment } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote, NowOnly } from "../../panels/answer-note.tsx";

const REFRESH_MS = 5_000;
const MOST_OVER = 5;

/** Agreement of record and observation: number of places, and both sides of each mismatch. */
export function AgreementCard() {
  useSecond();
  const question = useQuestion("reconciliation", fetchReconciliation, REFRESH_MS);
  const { places = 0, agreeing = 0, mismatches = [], repaired = 0, holes = 0, isCurrent } = question.answer ?? {};
  const nowMs = edgeNowMs();
  const begun = mismatches.filter(({ since }) => Date.parse(since) <= nowMs);
  const isOpen = ({ endedAt }: MismatchAnswer) => endedAt === null || Date.parse(endedAt) > nowMs;
  return (
    <section class="card" aria-label={t("production.agreement")}>
      <div class="card-head">
        <h2>{t("production.agreement")}</h2>
        <span class="card-note">
          {question.answer === undefined || moment.value !== null
            ? ""
            : places === 0
              ? t("production.nobody-sees")
              : t("production.agreeing", { agreeing, places })}
        </span>
      </div>
      <AnswerNote question={question} isCurrent={isCurrent} />
      {moment.value === null && question.answer !== undefined ? (
        <p class="answer-note">{t("production.repaired", { repaired, holes })}</p>
      ) : (
        <NowOnly />
      )}
      {question.answer !== undefined && !begun.some(isOpen) ? <p class="empty">{t("production.no-mismatch")}</p> : null}
      <ul class="mismatches">
        {[...begun.filter(isOpen), ...begun.filter((one) => !isOpen(one)).slice(0, MOST_OVER)].map((mismatch) => (
          <Mismatch key={mismatch.id} mismatch={mismatch} isOpen={isOpen(mismatch)} nowMs={nowMs} />
        ))}
      </ul>
    </section>
  );
}

function Mismatch({
  mismatch: { place, piece, since, record, observed },
  isOpen,
  nowMs,
}: {
  mismatch: MismatchAnswer;
  isOpen: boolean;
  nowMs: number;
}) {
  return (
    <li class={isOpen ? "" : "is-over"}>
      <strong>
        {place}
        {piece === null ? "" : ` · ${piece}`}
      </strong>
      <span class="piece-age">
        {isOpen
          ? t("production.since", { age: formatAge(nowMs - Date.parse(since)) })
          : t("production.over", { age: formatAge(nowMs - Date.parse(since)) })}
      </span>
      <span>{t("production.record", { text: local(record) })}</span>
      <span>{t("production.observed", { text: local(observed) })}</span>
    </li>
  );
}
