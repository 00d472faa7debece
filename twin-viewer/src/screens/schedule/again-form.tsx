import { useState } from "preact/hooks";
import { formatClock } from "../../data/format.ts";
import { type Failure, failureOf } from "../../data/problem.ts";
import { askSchedule } from "../../data/schedule-api.ts";
import { openSchedule } from "../../data/schedule-link.ts";
import { liveNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { showLink } from "./chart-keys.ts";
import { againName, EVENT_KINDS, type EventDraft, eventsOf, isComplete, MOST_SECONDS, newEvent } from "./draft.ts";
import { EventForm } from "./event-form.tsx";
import { isMoved, type Lock, moveOf, wireTime, withoutLock } from "./moves.ts";
import { keyOf, type PlanView } from "./plan-view.ts";
import { Refusal } from "./refusal.tsx";
import { conflicts, edits } from "./state.ts";
import { momentOf } from "./words.ts";

const MOST_EVENTS = 20;
const HOUR_MS = 3_600_000;

/** Makes the schedule again: with what is locked, and with what has changed since. */
export function AgainForm({ plan, name, seconds: usual }: { plan: PlanView; name: string; seconds: number }) {
  const [events, setEvents] = useState<readonly EventDraft[]>([]);
  const [seconds, setSeconds] = useState(usual);
  const [freezeH, setFreezeH] = useState(0);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [isSending, setSending] = useState(false);
  const { locks } = edits.value;
  const send = async (): Promise<void> => {
    if (!events.every(isComplete)) {
      setFailure({ reason: t("schedules.incomplete"), problems: [] });
      return;
    }
    setFailure(undefined);
    setSending(true);
    try {
      const { uid } = await askSchedule({
        name: againName(name, formatClock(liveNowMs(), plan.timeZone, false)),
        seconds,
        from: plan.uid,
        ...(freezeH > 0 ? { freezeUntil: wireTime(Math.max(liveNowMs(), plan.span.fromMs) + freezeH * HOUR_MS) } : {}),
        locks: locks.map(moveOf),
        events: eventsOf(events),
      });
      openSchedule.value = uid;
    } catch (error) {
      setFailure(failureOf(error));
      setSending(false);
    }
  };
  return (
    <form
      class="card schedule-form"
      aria-label={t("schedules.again")}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="card-head">
        <h2>{t("schedules.again")}</h2>
      </div>
      <Locks plan={plan} locks={locks} />
      {events.map((event, at) => (
        <EventForm
          key={at}
          plan={plan}
          event={event}
          onChange={(next) => setEvents(events.map((one, i) => (i === at ? next : one)))}
          onRemove={() => setEvents(events.filter((_, i) => i !== at))}
        />
      ))}
      {events.length >= MOST_EVENTS ? null : (
        <div class="schedule-acts">
          {EVENT_KINDS.map((kind) => (
            <button
              key={kind}
              type="button"
              class="button small"
              onClick={() => setEvents([...events, newEvent(kind, liveNowMs())])}
            >
              {t(`schedules.add-${kind}`)}
            </button>
          ))}
        </div>
      )}
      <div class="schedule-fields">
        <NumberField
          text={t("schedules.seconds")}
          value={seconds}
          least={1}
          most={MOST_SECONDS}
          onChange={setSeconds}
        />
        <NumberField text={t("schedules.freeze")} value={freezeH} least={0} most={720} onChange={setFreezeH} />
      </div>
      <Refusal failure={failure} />
      <ActButton asks="schedule" type="submit" class="button primary" disabled={isSending}>
        {t("schedules.plan-again")}
      </ActButton>
    </form>
  );
}

interface NumberProps {
  readonly text: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ text, value, least, most, onChange }: NumberProps) {
  return (
    <label class="field">
      {text}
      <input
        type="number"
        min={least}
        max={most}
        step={1}
        required
        value={Number.isNaN(value) ? "" : value}
        onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
    </label>
  );
}

/** What is locked, each with what stands against it and a way to take it back. */
function Locks({ plan, locks }: { plan: PlanView; locks: readonly Lock[] }) {
  if (locks.length === 0) return <p class="empty">{t("schedules.no-locks")}</p>;
  return (
    <>
      <p>{t("schedules.locks", { count: locks.length })}</p>
      {conflicts.value.size === 0 ? null : (
        <p class="gantt-conflict">{t("schedules.with-conflicts", { count: conflicts.value.size })}</p>
      )}
      <ul class="schedule-locks">
        {locks.map((lock) => {
          const key = keyOf(lock);
          const planned = plan.byKey.get(key);
          const place = { machine: lock.machine, time: momentOf(lock.startMs) };
          const moved = planned !== undefined && isMoved(planned, lock);
          return (
            <li key={key}>
              <button type="button" class="link" onClick={() => showLink(key)}>
                {lock.order} {lock.step}
              </button>
              <span>
                {conflicts.value.has(key) ? `✗ ${t("gantt.conflict")} · ` : ""}
                {t(moved ? "schedules.moved-to" : "schedules.stays", place)}
              </span>
              <button
                type="button"
                class="button small"
                aria-label={t("schedules.unlock-named", { name: `${lock.order} ${lock.step}` })}
                onClick={() => (edits.value = withoutLock(edits.value, lock))}
              >
                {t("gantt.unlock")}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
