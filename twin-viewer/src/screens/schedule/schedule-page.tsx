import "../../i18n/schedules-catalogue.ts";
import "./schedule.css";
import "./gantt.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { fetchPlantPlan, fetchSchedules } from "../../data/schedule-api.ts";
import { openSchedule } from "../../data/schedule-link.ts";
import { useLastAnswer, useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { NewForm } from "./new-form.tsx";
import { OpenView } from "./open-view.tsx";
import { StoredList } from "./stored-list.tsx";

const PLANT_MS = 60_000;
const LIST_MS = 5_000;

/** Stored schedules and a new one; or the open schedule over the whole width. */
export function SchedulePage() {
  const uid = openSchedule.value;
  const page = useRef<HTMLElement>(null);
  const before = useRef(uid);
  useEffect(() => {
    // What had the focus is gone: without this, keys would begin at the top of the page again.
    if (uid !== before.current) page.current?.focus();
    before.current = uid;
  }, [uid]);
  return (
    <section class="page schedule-page" aria-label={t("screen.schedule")} ref={page} tabIndex={-1}>
      {uid === "" ? <Stored /> : <OpenView key={uid} uid={uid} />}
    </section>
  );
}

function Stored() {
  const [asked, setAsked] = useState(0);
  const plant = useQuestion("schedule plant", fetchPlantPlan, PLANT_MS);
  const stored = useLastAnswer(useQuestion(`schedules ${asked}`, fetchSchedules, LIST_MS));
  return (
    <div class="schedule-start">
      <NewForm plant={plant} onAsked={() => setAsked((count) => count + 1)} />
      <StoredList question={stored} />
    </div>
  );
}
