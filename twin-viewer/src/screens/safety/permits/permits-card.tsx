import "../../../i18n/permits-catalogue.ts";
import "./permits.css";
import { useState } from "preact/hooks";
import type { PermitStage } from "../../../../../edge/contracts/records/permit-acts.ts";
import { whyNot } from "../../../data/may.ts";
import { newUid } from "../../../data/new-uid.ts";
import { type PermitAnswer, type PermitsAnswer, permitsFile } from "../../../data/permits-api.ts";
import { SAFETY_FILES } from "../../../data/safety-api.ts";
import type { Question } from "../../../data/use-question.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { TableFiles } from "../../../panels/table-files.tsx";
import { BoardColumn } from "../../../panels/work-items/board-column.tsx";
import { ApplyForm } from "./apply-form.tsx";
import { PermitCard } from "./permit-card.tsx";
import { PermitForm, type PermitFormKind } from "./permit-form.tsx";

/** Ended permits that are shown. */
const MOST_ENDED = 5;

/** Columns of the board, in the order of a permit's way. */
const STEPS = ["pm.waiting", "pm.ready", "pm.working", "pm.back", "pm.over"] as const;
type Step = (typeof STEPS)[number];
const STEP_OF: Readonly<Record<PermitStage, Step>> = {
  applied: "pm.waiting",
  approved: "pm.ready",
  open: "pm.working",
  suspended: "pm.waiting",
  "handed-back": "pm.back",
  closed: "pm.over",
  refused: "pm.over",
  cancelled: "pm.over",
  expired: "pm.over",
};

interface Form {
  readonly permit: PermitAnswer;
  readonly kind: PermitFormKind;
}

/** Permits to work by how far they have come, with what speaks against each. */
export function PermitsCard({ question, onDone }: { question: Question<PermitsAnswer>; onDone: () => void }) {
  useSecond();
  const [applying, setApplying] = useState<string | null>(null);
  const [form, setForm] = useState<Form | null>(null);
  const { answer } = question;
  // A plant without kinds of permits has none to show.
  if (answer !== undefined && answer.kinds.length === 0 && answer.count === 0) return null;
  return (
    <section class="card" aria-labelledby="permits-title">
      <div class="card-head">
        <h2 id="permits-title">{t("pm.permits")}</h2>
        {answer === undefined || answer.kinds.length === 0 ? null : (
          <ActButton asks="operate" onAct={() => setApplying(newUid())}>
            {t("pm.apply")}
          </ActButton>
        )}
        {whyNot("audit") === null ? (
          <TableFiles name={t("pm.permits")} address={permitsFile} formats={SAFETY_FILES} />
        ) : null}
      </div>
      <p class="room-advisory">{t("pm.advisory")}</p>
      <AnswerNote question={question} isCurrent={undefined} />
      {/* An answer that comes after the user has closed a form must not close the next one. */}
      {applying === null || answer === undefined ? null : (
        <ApplyForm
          key={applying}
          itemUid={applying}
          kinds={answer.kinds}
          onClose={() => setApplying((now) => (now === applying ? null : now))}
          onDone={onDone}
        />
      )}
      {form === null ? null : (
        <PermitForm
          key={`${form.permit.work.itemUid} ${form.kind}`}
          permit={form.permit}
          kind={form.kind}
          onClose={() => setForm((now) => (now === form ? null : now))}
          onDone={onDone}
        />
      )}
      {answer === undefined ? null : <Board answer={answer} onForm={setForm} />}
    </section>
  );
}

function Board({ answer, onForm }: { answer: PermitsAnswer; onForm: (form: Form) => void }) {
  const { permits, count } = answer;
  if (permits.length === 0) return <p class="empty">{t("pm.none")}</p>;
  return (
    <>
      {count > permits.length ? <p class="room-advisory">{t("pm.cut", { count, shown: permits.length })}</p> : null}
      <div class="pm-board">
        {STEPS.map((step) => {
          const all = permits.filter(({ stage }) => STEP_OF[stage] === step);
          const shown = step === "pm.over" ? all.slice(0, MOST_ENDED) : all.toSorted((a, b) => rank(b) - rank(a));
          return (
            <BoardColumn key={step} name={t(step)} count={all.length}>
              <ul>
                {shown.map((permit) => (
                  <li key={permit.work.itemUid}>
                    <PermitCard permit={permit} onForm={(kind) => onForm({ permit, kind })} />
                  </li>
                ))}
              </ul>
              {all.length > shown.length ? <small>{t("pm.more", { count: all.length - shown.length })}</small> : null}
            </BoardColumn>
          );
        })}
      </div>
    </>
  );
}

/** What has conflicts comes first. */
function rank({ conflicts }: PermitAnswer): number {
  return conflicts?.filter(({ isBlocking }) => isBlocking).length ?? 0;
}
