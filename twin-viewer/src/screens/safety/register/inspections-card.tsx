import { useState } from "preact/hooks";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import type { InspectionAnswer, InspectionsAnswer, TaskAnswer } from "../../../data/safety-api.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import type { Question } from "../../../data/use-question.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { InspectionForm } from "./inspection-form.tsx";

/** Open inspections that are listed at once; the rest can be unfolded. */
const SHOWN = 12;

interface CardProps {
  readonly question: Question<InspectionsAnswer>;
  readonly onDone: () => void;
}

/** Inspections that are to be done, and how often each task was done and missed. */
export function InspectionsCard({ question, onDone }: CardProps) {
  useSecond();
  const [doing, setDoing] = useState<InspectionAnswer | null>(null);
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const at = (time: string) => clockOrMoment(Date.parse(time), zone, edgeNowMs());
  const { answer } = question;
  if (answer !== undefined && answer.tasks.length === 0 && answer.count === 0) return null;
  return (
    <section class="card" aria-labelledby="inspections-title">
      <div class="card-head">
        <h2 id="inspections-title">{t("sr.inspections")}</h2>
        <a class="button small" href="./phone.html#/inspections">
          {t("inspect.phone")}
        </a>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : (
        <>
          <h3 class="sr-due">
            {t("sr.due-now")} <small>{answer.count}</small>
          </h3>
          {answer.open.length === 0 ? <p class="empty">{t("sr.none")}</p> : null}
          <OpenOnes inspections={answer.open.slice(0, SHOWN)} at={at} onAct={setDoing} />
          {answer.open.length > SHOWN ? (
            <details class="sr-details">
              <summary>{t("sr.more", { count: answer.open.length - SHOWN })}</summary>
              <OpenOnes inspections={answer.open.slice(SHOWN)} at={at} onAct={setDoing} />
            </details>
          ) : null}
          {answer.count > answer.open.length ? (
            <small>{t("sr.unlisted", { count: answer.count - answer.open.length })}</small>
          ) : null}
          <Tasks tasks={answer.tasks} at={at} />
        </>
      )}
      {doing === null ? null : (
        <InspectionForm
          key={doing.work.itemUid}
          inspection={doing}
          state={answer?.open.find(({ work }) => work.itemUid === doing.work.itemUid)?.work.state ?? doing.work.state}
          // An answer that comes after the user has closed the form must not close the next one.
          onClose={() => setDoing((now) => (now === doing ? null : now))}
          onDone={onDone}
        />
      )}
    </section>
  );
}

interface OpenProps {
  readonly inspections: readonly InspectionAnswer[];
  readonly at: (time: string) => string;
  readonly onAct: (inspection: InspectionAnswer) => void;
}

function OpenOnes({ inspections, at, onAct }: OpenProps) {
  return (
    <ul class="room-list">
      {inspections.map((one) => {
        const isLate = Date.parse(one.to) < edgeNowMs();
        return (
          <li key={one.work.itemUid} class="sr-inspection">
            <span>
              {local(one.work.title)} <small>{t(`level.${one.level}`)}</small>
            </span>
            <small class={isLate ? "is-late" : ""}>
              {t("sr.until", { time: at(one.to) })} · {t("sr.items", { count: one.items.length })}
              {isLate ? ` · ${t("sr.late")}` : ""}
            </small>
            <ActButton
              asks="operate"
              name={t("sr.act-on", { act: t("sr.inspect"), title: local(one.work.title) })}
              onAct={() => onAct(one)}
            >
              {t("sr.inspect")}
            </ActButton>
          </li>
        );
      })}
    </ul>
  );
}

function Tasks({ tasks, at }: { tasks: readonly TaskAnswer[]; at: (time: string) => string }) {
  return (
    <details class="sr-details">
      <summary>
        {t("sr.tasks")} ({tasks.length})
      </summary>
      <ul class="room-list">
        {tasks.map(({ id, name, level, everyDays, responsible, doneAt, done, missed, incomplete }) => (
          <li key={id} class="sr-inspection">
            <span>
              {local(name)} <small>{t(`level.${level}`)}</small>
            </span>
            <small>
              {t("sr.every", { days: everyDays })}
              {responsible === null ? "" : ` · ${responsible}`} ·{" "}
              {doneAt === null ? t("sr.never") : t("sr.last", { time: at(doneAt) })} ·{" "}
              {t("sr.counts", { done, missed, incomplete })}
            </small>
          </li>
        ))}
      </ul>
    </details>
  );
}
