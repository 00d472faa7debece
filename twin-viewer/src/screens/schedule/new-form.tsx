import { useState } from "preact/hooks";
import type { PlantPlan } from "../../../../edge/contracts/schedule/schedules.ts";
import { usePlant } from "../../data/context.ts";
import { formatDate } from "../../data/format.ts";
import { type Failure, failureOf } from "../../data/problem.ts";
import { askSchedule } from "../../data/schedule-api.ts";
import { openSchedule } from "../../data/schedule-link.ts";
import { liveNowMs } from "../../data/signals.ts";
import type { Question } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { FileButton } from "../../panels/file-button.tsx";
import { changeDraft, draft, MOST_SECONDS, questionOf } from "./draft.ts";
import { Refusal } from "./refusal.tsx";

const SOURCES = ["plant", "file"] as const;
/** As large as the edge takes a request. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A new schedule, of the plant as it is or of a plan file, with the orders of a planning system. */
export function NewForm({ plant, onAsked }: { plant: Question<PlantPlan>; onAsked: () => void }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const { name, seconds, source } = draft.value;
  const usualName = t("schedules.name-usual", { day: formatDate(liveNowMs(), zone) });
  const send = async (): Promise<void> => {
    setFailure(undefined);
    setSending(true);
    try {
      const { uid } = await askSchedule(await questionOf(draft.value, plant.answer, usualName));
      openSchedule.value = uid;
      onAsked();
    } catch (error) {
      setFailure(failureOf(error));
    }
    setSending(false);
  };
  const lacksPlan = source === "plant" ? (plant.answer?.plan ?? null) === null : draft.value.planFile === undefined;
  return (
    <form
      class="card schedule-form"
      aria-label={t("schedules.new")}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="card-head">
        <h2>{t("schedules.new")}</h2>
      </div>
      <fieldset class="schedule-source">
        <legend>{t("schedules.source")}</legend>
        {SOURCES.map((one) => (
          <label key={one} class="gantt-check">
            <input
              type="radio"
              name="schedule-source"
              checked={source === one}
              onChange={() => changeDraft({ source: one })}
            />
            {t(`schedules.source-${one}`)}
          </label>
        ))}
      </fieldset>
      {source === "plant" ? <PlantNote plant={plant} /> : <PlanFile onFailure={setFailure} />}
      <OrdersFile onFailure={setFailure} />
      <div class="schedule-fields">
        <label class="field">
          {t("schedules.name")}
          <input
            value={name}
            maxLength={80}
            placeholder={usualName}
            onInput={({ currentTarget }) => changeDraft({ name: currentTarget.value })}
          />
        </label>
        <label class="field">
          {t("schedules.seconds")}
          <input
            type="number"
            min={1}
            max={MOST_SECONDS}
            step={1}
            required
            value={Number.isNaN(seconds) ? "" : seconds}
            onInput={({ currentTarget }) => changeDraft({ seconds: currentTarget.valueAsNumber })}
          />
        </label>
      </div>
      <Refusal failure={failure} />
      <ActButton asks="schedule" type="submit" class="button primary" disabled={isSending || lacksPlan}>
        {t("schedules.make")}
      </ActButton>
    </form>
  );
}

/** What the plant as it is has to plan, and what of it is not known. */
function PlantNote({ plant }: { plant: Question<PlantPlan> }) {
  const plan = plant.answer?.plan ?? null;
  const missing = plant.answer?.missing ?? [];
  return (
    <>
      <AnswerNote question={plant} isCurrent={undefined} isOfNow />
      {plan === null ? null : (
        <p>
          {t("schedules.plant-has", {
            machines: plan.machines.length,
            variants: plan.variants.length,
            orders: plan.orders.length,
          })}
        </p>
      )}
      {missing.length === 0 ? null : (
        <div class="schedule-missing" role="status">
          {t(plan === null ? "schedules.impossible" : "schedules.missing")}
          <ul>
            {missing.map((one) => (
              <li key={one.en}>{local(one)}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function PlanFile({ onFailure }: { onFailure: (failure: Failure | undefined) => void }) {
  const { planFile } = draft.value;
  return (
    <p class="schedule-file">
      <FileButton
        accept=".yaml,.yml,.json"
        isBlocked={false}
        onFile={(file) =>
          void readInto(file, onFailure, (text) => changeDraft({ planFile: { name: file.name, text } }))
        }
      >
        {t("schedules.plan-file")}
      </FileButton>
      <span>{planFile?.name ?? t("schedules.plan-file-none")}</span>
    </p>
  );
}

function OrdersFile({ onFailure }: { onFailure: (failure: Failure | undefined) => void }) {
  const { orders } = draft.value;
  return (
    <p class="schedule-file">
      <FileButton
        accept=".csv,.tsv,.txt,.xml"
        isBlocked={false}
        onFile={(file) => void readInto(file, onFailure, (text) => changeDraft({ orders: { name: file.name, text } }))}
      >
        {t("schedules.orders-file")}
      </FileButton>
      <span>{orders?.name ?? t("schedules.orders-file-none")}</span>
      {orders === undefined ? null : (
        <button type="button" class="button small" onClick={() => changeDraft({ orders: undefined })}>
          {t("schedules.orders-file-remove")}
        </button>
      )}
    </p>
  );
}

async function readInto(
  file: File,
  onFailure: (failure: Failure | undefined) => void,
  onText: (text: string) => void,
): Promise<void> {
  if (file.size > MOST_BYTES) {
    onFailure({ reason: t("schedules.too-large", { file: file.name, most: MOST_BYTES / 1024 / 1024 }), problems: [] });
    return;
  }
  onFailure(undefined);
  onText(await file.text());
}
