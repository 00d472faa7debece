import { useEffect, useState } from "preact/hooks";
import type { WorkState } from "../../../data/maintenance-api.ts";
import { whyNot } from "../../../data/may.ts";
import { newUid } from "../../../data/new-uid.ts";
import {
  DANGER_DAYS,
  type DangerAnswer,
  type DangersAnswer,
  dangersFile,
  type HazardAnswer,
  SAFETY_FILES,
} from "../../../data/safety-api.ts";
import { dangerAt } from "../../../data/safety-link.ts";
import type { Question } from "../../../data/use-question.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { ScrolledTable } from "../../../panels/scrolled-table.tsx";
import { TableFiles } from "../../../panels/table-files.tsx";
import { BoardColumn } from "../../../panels/work-items/board-column.tsx";
import { DangerCard } from "./danger-card.tsx";
import { DangerForm, type FormKind } from "./danger-form.tsx";
import { keptDraft } from "./report-draft.ts";
import { ReportForm } from "./report-form.tsx";

/** Columns of the board, in the order of the loop. */
const STEPS = ["sr.found", "sr.graded", "sr.rectifying", "sr.to-verify", "sr.ended"] as const;
type Step = (typeof STEPS)[number];
const STEP_OF: Readonly<Record<WorkState, Step>> = {
  reported: "sr.found",
  planned: "sr.graded",
  "in-progress": "sr.rectifying",
  finished: "sr.to-verify",
  closed: "sr.ended",
  rejected: "sr.ended",
};
/** Ended dangers that are shown. */
const MOST_ENDED = 10;
/** Figures of an area, each under its head. */
const COLUMNS = [
  ["sr.opened", "opened"],
  ["sr.major", "major"],
  ["sr.repeated", "repeated"],
  ["sr.closed", "closed"],
  ["sr.in-time", "closedInTime"],
  ["sr.open", "open"],
  ["sr.overdue", "overdue"],
] as const;

/** A step whose facts a person is asked for. */
interface Form {
  readonly danger: DangerAnswer;
  readonly kind: FormKind;
}

interface BoardProps {
  readonly question: Question<DangersAnswer>;
  readonly hazards: readonly HazardAnswer[];
  readonly onDone: () => void;
}

/** Hidden dangers by the step in which they wait. */
export function DangersBoard({ question, hazards, onDone }: BoardProps) {
  useSecond();
  // The uid of the danger that is being reported.
  const [reporting, setReporting] = useState<string | null>(null);
  // A label at a place leads to its report; what was written before the page was closed is not lost.
  useEffect(() => {
    if (dangerAt.value !== "" || keptDraft() !== undefined) setReporting(keptDraft()?.itemUid ?? newUid());
  }, []);
  // Not in the card, which a new answer may move to another column.
  const [form, setForm] = useState<Form | null>(null);
  const { answer } = question;
  return (
    <section class="card" aria-labelledby="dangers-title">
      <div class="card-head">
        <h2 id="dangers-title">{t("sr.dangers")}</h2>
        <ActButton asks="operate" onAct={() => setReporting(keptDraft()?.itemUid ?? newUid())}>
          {t("sr.report")}
        </ActButton>
        {whyNot("audit") === null ? (
          <TableFiles name={t("sr.dangers")} address={dangersFile} formats={SAFETY_FILES} />
        ) : null}
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      {/* An answer that comes after the user has closed a form must not close the next one. */}
      {reporting === null ? null : (
        <ReportForm
          key={reporting}
          itemUid={reporting}
          hazards={hazards}
          onClose={() => setReporting((now) => (now === reporting ? null : now))}
          onDone={onDone}
        />
      )}
      {form === null ? null : (
        <DangerForm
          key={`${form.danger.work.itemUid} ${form.kind}`}
          danger={form.danger}
          kind={form.kind}
          onClose={() => setForm((now) => (now === form ? null : now))}
          onDone={onDone}
        />
      )}
      {answer === undefined ? null : (
        <>
          <Figures answer={answer} />
          <div class="sr-board">
            {STEPS.map((step) => (
              <Column
                key={step}
                step={step}
                dangers={answer.dangers.filter(({ work }) => STEP_OF[work.state] === step)}
                onForm={setForm}
                onDone={onDone}
              />
            ))}
          </div>
        </>
      )}
    </section>
  );
}

function Figures({ answer: { plant, areas, count, dangers } }: { answer: DangersAnswer }) {
  const { opened, repeated, closed, closedInTime, open, overdue } = plant;
  return (
    <>
      <p class="room-advisory">
        {t("sr.figures", { days: DANGER_DAYS, opened, repeated, closed, inTime: closedInTime, open, overdue })}
      </p>
      {count > dangers.length ? <p class="room-advisory">{t("sr.cut", { count, shown: dangers.length })}</p> : null}
      {areas.length === 0 ? null : (
        <details class="sr-details">
          <summary>{t("sr.by-area")}</summary>
          <ScrolledTable label={t("sr.by-area")}>
            <thead>
              <tr>
                <th>{t("sr.area")}</th>
                {COLUMNS.map(([text]) => (
                  <th key={text} class="is-number">
                    {t(text)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {areas.map((one) => (
                <tr key={one.areaId}>
                  <td>{local(one.area)}</td>
                  {COLUMNS.map(([text, figure]) => (
                    <td key={text} class="is-number">
                      {one[figure]}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </ScrolledTable>
        </details>
      )}
    </>
  );
}

interface ColumnProps {
  readonly step: Step;
  readonly dangers: readonly DangerAnswer[];
  readonly onForm: (form: Form) => void;
  readonly onDone: () => void;
}

function Column({ step, dangers, onForm, onDone }: ColumnProps) {
  const shown =
    step === "sr.ended"
      ? dangers.toSorted((a, b) => endedMs(b) - endedMs(a)).slice(0, MOST_ENDED)
      : dangers.toSorted((a, b) => rank(b) - rank(a));
  return (
    <BoardColumn name={t(step)} count={dangers.length}>
      <ul>
        {shown.map((danger) => (
          <li key={danger.work.itemUid}>
            <DangerCard danger={danger} onForm={(kind) => onForm({ danger, kind })} onDone={onDone} />
          </li>
        ))}
      </ul>
      {dangers.length > shown.length ? <small>{t("sr.more", { count: dangers.length - shown.length })}</small> : null}
    </BoardColumn>
  );
}

/** Overdue and major ones first; of a step the edge gives the newest first. */
function rank({ work }: DangerAnswer): number {
  return Number(work.isOverdue) * 2 + Number(work.danger.isMajor);
}

function endedMs({ work: { endedAt } }: DangerAnswer): number {
  return endedAt === null ? 0 : Date.parse(endedAt);
}
