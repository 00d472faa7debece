import "../../../i18n/response-catalogue.ts";
import "./response.css";
import { useEffect, useState } from "preact/hooks";
import { isOpenState } from "../../../../../edge/contracts/records/work-cycle.ts";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { newUid } from "../../../data/new-uid.ts";
import { fetchResponses, type ResponseAnswer } from "../../../data/responses-api.ts";
import { planAlert } from "../../../data/safety-link.ts";
import { edgeNowMs, moment } from "../../../data/signals.ts";
import { useLastAnswer, useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { EventCard } from "./event-card.tsx";
import { OpenForm } from "./open-form.tsx";

const REFRESH_MS = 3_000;
/** Past ones that are listed. */
const MOST_PAST = 20;

/** Plans that were opened, the running one on top of the room: known for now alone. */
export function ResponsePart() {
  return moment.value === null ? <PresentResponses /> : null;
}

function PresentResponses() {
  // What this page did is shown at once.
  const [round, setRound] = useState(0);
  const [opening, setOpening] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const question = useLastAnswer(useQuestion(`responses ${round}`, fetchResponses, REFRESH_MS));
  const onDone = () => setRound((before) => before + 1);
  useEffect(() => {
    if (planAlert.value !== "") setOpening(newUid());
  }, [planAlert.value]);
  const close = () => {
    setOpening((now) => (now === opening ? null : now));
    planAlert.value = "";
  };
  const all = question.answer ?? [];
  const running = all.filter(isRunning);
  const past = all.filter((one) => !isRunning(one));
  // A real event comes before a drill, and what the user chose before both.
  const first = running.find(({ isDrill }) => !isDrill) ?? running[0];
  const shown = all.find(({ work }) => work.itemUid === chosen) ?? first;
  return (
    <>
      {shown === undefined ? null : (
        <EventCard
          key={shown.work.itemUid}
          itemUid={shown.work.itemUid}
          isRunning={isRunning(shown)}
          onClose={isRunning(shown) ? null : () => setChosen(null)}
          onDone={onDone}
        />
      )}
      <section class="card rs-list" aria-labelledby="responses-title">
        <div class="card-head">
          <h2 id="responses-title">{t("rs.title")}</h2>
          <ActButton asks="operate" onAct={() => setOpening(newUid())}>
            {t("rs.open")}
          </ActButton>
        </div>
        <AnswerNote question={question} isCurrent={undefined} />
        {/* An answer that comes after the user has closed a form must not close the next one. */}
        {opening === null ? null : (
          <OpenForm
            key={opening}
            itemUid={opening}
            because={planAlert.value}
            onClose={close}
            onDone={() => {
              setChosen(opening);
              onDone();
            }}
          />
        )}
        {question.answer !== undefined && running.length === 0 ? <p class="empty">{t("rs.none")}</p> : null}
        {running.length > 1 ? <Lines label={t("rs.running")} list={running} {...{ shown, setChosen }} /> : null}
        {past.length === 0 ? null : (
          <details>
            <summary>{t("rs.past", { count: past.length })}</summary>
            <Lines
              label={t("rs.past", { count: past.length })}
              list={past.slice(0, MOST_PAST)}
              {...{ shown, setChosen }}
            />
          </details>
        )}
      </section>
    </>
  );
}

function isRunning({ work }: ResponseAnswer): boolean {
  return isOpenState(work.state);
}

interface LinesProps {
  readonly label: string;
  readonly list: readonly ResponseAnswer[];
  readonly shown: ResponseAnswer | undefined;
  readonly setChosen: (itemUid: string) => void;
}

function Lines({ label, list, shown, setChosen }: LinesProps) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return (
    <ul class="rs-lines" aria-label={label}>
      {list.map(({ isDrill, place, work }) => (
        <li key={work.itemUid}>
          <span>
            <strong class={isDrill ? "rs-drill" : "rs-event"}>{t(isDrill ? "rs.drill" : "rs.event")}</strong>{" "}
            {local(work.title)} · {local(place.name)}
          </span>
          <small>
            {work.reportedAt === null ? "" : `${clockOrMoment(Date.parse(work.reportedAt), zone, edgeNowMs())} · `}
            {t(`rs.state-${work.state}`)}
          </small>
          <button
            type="button"
            class="button small"
            aria-pressed={work.itemUid === shown?.work.itemUid}
            aria-label={t("rs.show-of", { title: local(work.title) })}
            onClick={() => setChosen(work.itemUid)}
          >
            {t("rs.show")}
          </button>
        </li>
      ))}
    </ul>
  );
}
