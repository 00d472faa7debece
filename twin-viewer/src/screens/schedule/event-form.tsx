import { t } from "../../i18n/language.ts";
import { TimeField } from "../../panels/time-field.tsx";
import type { EventDraft } from "./draft.ts";
import type { PlanView } from "./plan-view.ts";

interface EventProps<Kind extends EventDraft["kind"] = EventDraft["kind"]> {
  readonly plan: PlanView;
  readonly event: Extract<EventDraft, { kind: Kind }>;
  readonly onChange: (event: EventDraft) => void;
}

/** One thing that has changed: a machine that is down, material that comes late, an order that came in between. */
export function EventForm({ plan, event, onChange, onRemove }: EventProps & { readonly onRemove: () => void }) {
  return (
    <fieldset class="schedule-event">
      <legend>{t(`schedules.event-${event.kind}`)}</legend>
      {event.kind === "breakdown" ? (
        <Breakdown plan={plan} event={event} onChange={onChange} />
      ) : event.kind === "material" ? (
        <Material plan={plan} event={event} onChange={onChange} />
      ) : (
        <Rush plan={plan} event={event} onChange={onChange} />
      )}
      <button type="button" class="button small" onClick={onRemove}>
        {t("schedules.remove-event")}
      </button>
    </fieldset>
  );
}

function Breakdown({ plan, event, onChange }: EventProps<"breakdown">) {
  return (
    <>
      <Choice
        text={t("gantt.machine")}
        value={event.machine}
        choices={plan.machines.map(({ id }) => id)}
        onChoice={(machine) => onChange({ ...event, machine })}
      />
      <Time
        plan={plan}
        text={t("schedules.down-from")}
        ms={event.fromMs}
        onMs={(fromMs) => onChange({ ...event, fromMs })}
      />
      <Time plan={plan} text={t("schedules.down-to")} ms={event.toMs} onMs={(toMs) => onChange({ ...event, toMs })} />
    </>
  );
}

function Material({ plan, event, onChange }: EventProps<"material">) {
  const steps = plan.operations.flatMap(({ order, step }) => (order === event.order ? [step] : []));
  return (
    <>
      <Choice
        text={t("gantt.order")}
        value={event.order}
        choices={[...plan.orders.keys()]}
        onChoice={(order) => onChange({ ...event, order, step: "" })}
      />
      <Choice
        text={t("gantt.step")}
        value={event.step}
        choices={steps}
        onChoice={(step) => onChange({ ...event, step })}
      />
      <Time
        plan={plan}
        text={t("schedules.there-from")}
        ms={event.fromMs}
        onMs={(fromMs) => onChange({ ...event, fromMs })}
      />
    </>
  );
}

function Rush({ plan, event, onChange }: EventProps<"rush">) {
  const variants = [...new Set([...plan.orders.values()].map(({ variant }) => variant))].sort();
  return (
    <>
      <label class="field">
        {t("gantt.order")}
        <input
          value={event.order}
          maxLength={100}
          onInput={({ currentTarget }) => onChange({ ...event, order: currentTarget.value })}
        />
      </label>
      <label class="field">
        {t("gantt.variant")}
        <input
          value={event.variant}
          maxLength={100}
          list="schedule-variants"
          onInput={({ currentTarget }) => onChange({ ...event, variant: currentTarget.value })}
        />
        {/* The plan may have variants that no order of the schedule is of. */}
        <datalist id="schedule-variants">
          {variants.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </label>
      <label class="field">
        {t("schedules.column-quantity")}
        <input
          type="number"
          min={1}
          step={1}
          value={Number.isNaN(event.quantity) ? "" : event.quantity}
          onInput={({ currentTarget }) => onChange({ ...event, quantity: currentTarget.valueAsNumber })}
        />
      </label>
      <Time plan={plan} text={t("gantt.due")} ms={event.dueMs} onMs={(dueMs) => onChange({ ...event, dueMs })} />
    </>
  );
}

interface ChoiceProps {
  readonly text: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly onChoice: (value: string) => void;
}

function Choice({ text, value, choices, onChoice }: ChoiceProps) {
  return (
    <label class="field">
      {text}
      <select value={value} onChange={({ currentTarget }) => onChoice(currentTarget.value)}>
        <option value="">—</option>
        {choices.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TimeProps {
  readonly plan: PlanView;
  readonly text: string;
  readonly ms: number;
  readonly onMs: (ms: number) => void;
}

/** A time of the plant's clocks. */
function Time({ plan, text, ms, onMs }: TimeProps) {
  return (
    <div class="field">
      {text}
      <TimeField looks="schedule-time" label={text} ms={ms} zone={plan.timeZone} onChange={onMs} />
    </div>
  );
}
