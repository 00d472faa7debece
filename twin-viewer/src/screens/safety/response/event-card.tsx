import { useState } from "preact/hooks";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { whyNot } from "../../../data/may.ts";
import { type EventAnswer, fetchEvent, RESPONSE_FILES, responseFile } from "../../../data/responses-api.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { useLastAnswer, useQuestion } from "../../../data/use-question.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { TableFiles } from "../../../panels/table-files.tsx";
import { EventActs } from "./event-acts.tsx";
import { EventTimeline } from "./event-timeline.tsx";
import { GasBox } from "./gas-box.tsx";
import { MusterBox } from "./muster-box.tsx";
import { PeopleBox } from "./people-box.tsx";
import { ReachedTable } from "./reached-table.tsx";
import { StepsList } from "./steps-list.tsx";
import { WaysBox } from "./ways-box.tsx";

/** A running one is followed; a past one changes no more. */
const RUNNING_MS = 2_000;
const PAST_MS = 60_000;

interface EventProps {
  readonly itemUid: string;
  readonly isRunning: boolean;
  /** Null where it cannot be put away: it runs. */
  readonly onClose: (() => void) | null;
  readonly onDone: () => void;
}

/** Everything about one event or drill, the posted escape plan first. */
export function EventCard({ itemUid, isRunning, onClose, onDone }: EventProps) {
  useSecond();
  const [round, setRound] = useState(0);
  const every = isRunning ? RUNNING_MS : PAST_MS;
  const question = useLastAnswer(useQuestion(`${itemUid} ${round} ${every}`, () => fetchEvent(itemUid), every));
  const event = question.answer;
  const done = () => {
    setRound((before) => before + 1);
    onDone();
  };
  if (event === undefined)
    return (
      <section class="card" aria-label={t("rs.title")}>
        <AnswerNote question={question} isCurrent={undefined} />
      </section>
    );
  return (
    <section
      class={`card rs-card ${event.isDrill ? "is-drill" : "is-event"}${isRunning ? " is-running" : ""}`}
      aria-labelledby="event-title"
    >
      <Head event={event} onClose={onClose} />
      <Posted event={event} />
      <AnswerNote question={question} isCurrent={undefined} />
      <Opened event={event} />
      <EventActs event={event} onDone={done} />
      <StepsList event={event} isRunning={isRunning} onDone={done} />
      <Roles event={event} />
      <PeopleBox people={event.people} isRunning={isRunning} />
      <GasBox gas={event.gas} isRunning={isRunning} />
      <MusterBox event={event} onDone={done} />
      <ReachedTable event={event} />
      <WaysBox event={event} isRunning={isRunning} onDone={done} />
      <Dangers event={event} isRunning={isRunning} />
      <EventTimeline event={event} />
    </section>
  );
}

function Head({ event: { isDrill, work, place }, onClose }: { event: EventAnswer; onClose: (() => void) | null }) {
  const name = t("rs.report");
  return (
    <>
      <div class="card-head">
        <h2 id="event-title">
          <strong class={isDrill ? "rs-drill" : "rs-event"}>{t(isDrill ? "rs.drill" : "rs.event")}</strong>{" "}
          {local(work.title)} · {local(place.name)}
        </h2>
        {whyNot("audit") === null ? (
          <TableFiles name={name} address={(asked) => responseFile(work.itemUid, asked)} formats={RESPONSE_FILES} />
        ) : null}
        {onClose === null ? null : (
          <button type="button" class="button small" aria-label={t("map.close")} onClick={onClose}>
            ×
          </button>
        )}
      </div>
      {isDrill ? <p class="rs-drill-says">{t("rs.drill-says")}</p> : null}
    </>
  );
}

/** Never behind anything else: signs on site are verified, and what is computed is not. */
function Posted({ event: { posted, call } }: { event: EventAnswer }) {
  return (
    <div class="rs-first">
      <p class="rs-posted">
        <strong>{t("rs.posted")}</strong>
        <span>{posted === null ? t("rs.posted-unknown") : local(posted)}</span>
      </p>
      {call.length === 0 ? (
        <p>{t("rs.call-none")}</p>
      ) : (
        <ul class="rs-call" aria-label={t("rs.call")}>
          {call.map(({ who, number }) => (
            <li key={number}>
              <a class="button" href={`tel:${number.replaceAll(/[^+\d]/g, "")}`}>
                {local(who)} <strong>{number}</strong>
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Opened({ event: { work, alertUid, alertText } }: { event: EventAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { reportedAt, reportedBy, state } = work;
  const time = reportedAt === null ? "" : clockOrMoment(Date.parse(reportedAt), zone, edgeNowMs());
  const alert = alertText === null ? t("rs.alert-gone") : t("rs.by-alert", { text: local(alertText) });
  return (
    <>
      <p>
        {t(`rs.state-${state}`)} · {t("rs.since", { time, who: reportedBy.name })}
      </p>
      {alertUid === null ? null : <p>{alert}</p>}
      <p class="room-advisory">{t("rs.advisory")}</p>
    </>
  );
}

function Roles({ event: { roles, lead } }: { event: EventAnswer }) {
  return (
    <section aria-label={t("rs.roles")}>
      <h3>{t("rs.roles")}</h3>
      <p>{lead === null ? t("rs.no-lead") : t("rs.lead", { who: lead })}</p>
      {roles.length === 0 ? null : (
        <dl class="sr-five">
          {roles.map(({ id, name, person }) => (
            <div key={id}>
              <dt>{local(name)}</dt>
              <dd>{person ?? t("rs.nobody")}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Dangers({ event: { dangers }, isRunning }: { event: EventAnswer; isRunning: boolean }) {
  if (dangers.length === 0) return isRunning ? <p class="room-advisory">{t("rs.dangers-later")}</p> : null;
  return (
    <section aria-label={t("rs.dangers")}>
      <h3>{t("rs.dangers")}</h3>
      <ul class="rs-lines">
        {dangers.map(({ itemUid, title, isMajor }) => (
          <li key={itemUid}>
            <span>{local(title)}</span>
            <small>{t(isMajor ? "danger.major" : "danger.general")}</small>
            <button type="button" class="link" onClick={toBoard}>
              {t("rs.to-danger")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function toBoard(): void {
  document.getElementById("dangers-title")?.scrollIntoView();
}
