import { useState } from "preact/hooks";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { newUid } from "../../../data/new-uid.ts";
import { actOnResponse, type EventAnswer, type StepAnswer } from "../../../data/responses-api.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { Field, TextField } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";
import { Failure, useSending } from "../../../panels/work-items/sending.tsx";

const RESULTS = [
  ["done", "rs.done"],
  ["not-possible", "rs.not-possible"],
] as const;
type Result = (typeof RESULTS)[number][0];

interface StepsProps {
  readonly event: EventAnswer;
  readonly isRunning: boolean;
  readonly onDone: () => void;
}

/** The steps of the plan. A tick is shown when the edge has it on disk, and never before. */
export function StepsList({ event, isRunning, onDone }: StepsProps) {
  const [noting, setNoting] = useState<number | null>(null);
  const { steps, work } = event;
  const ticked = steps.filter(({ result }) => result !== null).length;
  const step = noting === null ? undefined : steps[noting];
  const mayTick = isRunning && work.may.includes("tick");
  return (
    <section aria-label={t("rs.steps")}>
      <h3>
        {t("rs.steps")} <small>{t("rs.steps-done", { done: ticked, count: steps.length })}</small>
      </h3>
      {noting === null || step === undefined ? null : (
        <StepForm
          key={noting}
          {...{ itemUid: work.itemUid, step, at: noting, onDone }}
          onClose={() => setNoting((now) => (now === noting ? null : now))}
        />
      )}
      <ol class="rs-steps">
        {steps.map((one, at) => (
          <Step key={one.do.en} {...{ event, step: one, at, mayTick, onDone }} onNote={() => setNoting(at)} />
        ))}
      </ol>
    </section>
  );
}

interface StepProps {
  readonly event: EventAnswer;
  readonly step: StepAnswer;
  readonly at: number;
  readonly mayTick: boolean;
  readonly onNote: () => void;
  readonly onDone: () => void;
}

function Step({ event, step, at, mayTick, onNote, onDone }: StepProps) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { failure, isSending, send } = useSending<unknown>(onDone);
  const { do: text, role, result, by, at: time, note } = step;
  const named = event.roles.find(({ id }) => id === role);
  const name = (act: string) => t("rs.tick-on", { act, step: local(text) });
  const tick = () =>
    send(() => actOnResponse(event.work.itemUid, { actUid: newUid(), kind: "tick", step: { at, result: "done" } }));
  return (
    <li class={result === null ? "" : `is-${result}`}>
      <p class="rs-do">
        {local(text)}
        {named === undefined ? null : (
          <small>
            {" "}
            {local(named.name)}
            {named.person === null ? "" : ` · ${named.person}`}
          </small>
        )}
      </p>
      <p class="rs-said">
        {result === null ? (
          t("rs.open-step")
        ) : (
          <>
            <strong>{t(`rs.${result}`)}</strong>
            {by === null || time === null
              ? ""
              : ` · ${t("rs.by", { who: by, time: clockOrMoment(Date.parse(time), zone, edgeNowMs()) })}`}
            {note === null ? "" : ` · ${note}`}
          </>
        )}
      </p>
      {mayTick ? (
        <p class="work-acts">
          {result === "done" ? null : (
            <ActButton asks="operate" class="button" disabled={isSending} name={name(t("rs.done"))} onAct={tick}>
              {t("rs.done")}
            </ActButton>
          )}
          <ActButton
            asks="operate"
            class="button"
            disabled={isSending}
            name={name(`${t("rs.not-possible")} / ${t("rs.with-note")}`)}
            onAct={onNote}
          >
            {t("rs.not-possible")} / {t("rs.with-note")}
          </ActButton>
        </p>
      ) : null}
      <Failure reason={failure} />
    </li>
  );
}

interface FormProps {
  readonly itemUid: string;
  readonly step: StepAnswer;
  readonly at: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function StepForm({ itemUid, step, at, onClose, onDone }: FormProps) {
  const [actUid] = useState(newUid);
  const [result, setResult] = useState<Result>("not-possible");
  const [note, setNote] = useState("");
  const said = note.trim();
  const onSend = () =>
    actOnResponse(itemUid, { actUid, kind: "tick", step: { at, result }, ...(said === "" ? {} : { note: said }) });
  return (
    <SendDialog label={local(step.do)} act={t("rs.tick")} {...{ onSend, onClose, onDone }}>
      <Field name={t("rs.result")}>
        {(id) => (
          <select id={id} value={result} onChange={(event) => setResult(event.currentTarget.value as Result)}>
            {RESULTS.map(([value, text]) => (
              <option key={value} value={value}>
                {t(text)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextField
        name={t(result === "done" ? "rs.note" : "rs.why")}
        value={note}
        most={500}
        isNeeded={result === "not-possible"}
        onSet={setNote}
      />
    </SendDialog>
  );
}
