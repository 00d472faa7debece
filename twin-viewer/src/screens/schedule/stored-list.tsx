import type { ScheduleRow } from "../../../../edge/contracts/schedule/schedules.ts";
import { usePlant } from "../../data/context.ts";
import { formatAge, formatMoment, formatNumber } from "../../data/format.ts";
import { openSchedule } from "../../data/schedule-link.ts";
import { liveNowMs } from "../../data/signals.ts";
import type { Question } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";

/** Stored schedules, newest first. */
export function StoredList({ question }: { question: Question<readonly ScheduleRow[]> }) {
  const rows = question.answer;
  return (
    <section class="card" aria-label={t("schedules.stored")}>
      <div class="card-head">
        <h2>{t("schedules.stored")}</h2>
      </div>
      <AnswerNote question={question} isCurrent={undefined} isOfNow />
      {rows?.length === 0 ? <p class="empty">{t("schedules.stored-none")}</p> : null}
      <ul class="schedule-list">
        {(rows ?? []).map((row) => (
          <li key={row.uid}>
            <button type="button" class="schedule-row" onClick={() => (openSchedule.value = row.uid)}>
              <span class="schedule-row-name">{row.name}</span>
              <StateText row={row} />
              <span class="schedule-row-age">
                {t("schedules.age", { age: formatAge(liveNowMs() - Date.parse(row.askedAt)), user: row.by })} ·{" "}
                {t("schedules.size", { orders: row.orders, operations: row.operations })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function StateText({ row: { state, progress, late, end, score } }: { row: ScheduleRow }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  if (state !== "done" || late === null || end === null)
    return <span>{t(`schedules.state-${state}`, { percent: formatNumber(100 * progress, 0) })}</span>;
  const until = t("schedules.until", { end: formatMoment(Date.parse(end), zone, false) });
  return (
    <span>
      {late === 0 ? (
        t("schedules.none-late")
      ) : (
        <strong class="gantt-late">▲ {t("schedules.late", { count: late })}</strong>
      )}{" "}
      · {until}
      {score === null || score.onTime.judged === 0 ? "" : ` · ${t("scored.row", { ...score.onTime })}`}
    </span>
  );
}
