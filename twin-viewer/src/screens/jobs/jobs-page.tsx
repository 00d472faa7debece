import "../../i18n/jobs-catalogue.ts";
import "./jobs.css";
import { useState } from "preact/hooks";
import type { Dispatch } from "../../../../edge/contracts/production/dispatch.ts";
import { fetchDispatch } from "../../data/dispatch-api.ts";
import { useLastAnswer, useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { ChangeoverCard } from "./changeover-card.tsx";
import { ConsentDialog, type GivenJobs } from "./consent-dialog.tsx";
import { InForceCard } from "./in-force-card.tsx";
import { StationsCard } from "./stations-card.tsx";

const EVERY_MS = 5_000;

/** The schedule in force, what each station makes next, and how long changeovers take. */
export function JobsPage() {
  const [asked, setAsked] = useState(0);
  const question = useLastAnswer(useQuestion(`dispatch ${asked}`, fetchDispatch, EVERY_MS));
  const [giving, setGiving] = useState<GivenJobs | undefined>(undefined);
  const again = () => setAsked((count) => count + 1);
  const dispatch = question.answer;
  return (
    <section class="page jobs-page" aria-label={t("screen.jobs")}>
      <AnswerNote question={question} isCurrent={undefined} isOfNow />
      {dispatch === undefined ? null : (
        <>
          <InForceCard dispatch={dispatch} onChange={again} />
          <Notes dispatch={dispatch} />
          {dispatch.stations.length === 0 ? null : (
            <StationsCard dispatch={dispatch} onGive={setGiving} onChange={again} />
          )}
        </>
      )}
      <ChangeoverCard />
      {giving === undefined ? null : (
        <ConsentDialog
          {...giving}
          onClose={() => {
            setGiving(undefined);
            again();
          }}
        />
      )}
    </section>
  );
}

/** What keeps the page from being whole. */
function Notes({ dispatch: { inForce, recordWhy, stations } }: { dispatch: Dispatch }) {
  if (inForce === null) return null;
  const notes = [
    ...(stations.some(({ next }) => next.length > 0) ? [] : [t("jobs.no-stations")]),
    ...(stations.some(({ control }) => control !== "by-hand") ? [] : [t("jobs.no-write-back")]),
    ...(recordWhy === null ? [] : [t("jobs.record-unknown", { reason: local(recordWhy) })]),
  ];
  return (
    <>
      {notes.map((note) => (
        <p class="room-advisory" key={note}>
          {note}
        </p>
      ))}
    </>
  );
}
