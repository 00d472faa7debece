import { useState } from "preact/hooks";
import { whyNot } from "../../../data/may.ts";
import { newUid } from "../../../data/new-uid.ts";
import {
  DANGER_DAYS,
  type DangerAnswer,
  type DangersAnswer,
  dangersFile,
  type HazardAnswer,
} from "../../../data/safety-api.ts";
import type { Question } from "../../../data/use-question.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { TableFiles } from "../../../panels/table-files.tsx";
import { DangerCard } from "./danger-card.tsx";
import { DangerForm, type FormKind } from "./danger-form.tsx";
import { ReportForm } from "./report-form.tsx";

const STEPS = [
  { name: "sr.found", states: ["reported"] },
  { name: "sr.graded", states: ["planned"] },
  { name: "sr.rectifying", states: ["in-progress"] },
  { name: "sr.to-verify", states: ["finished"] },
  { name: "sr.ended", states: ["closed", "rejected"] },
] as const;
/** Ended dangers that are shown. */
const MOST_ENDED = 10;

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
  // Not in the card, which a new answer may move to another column.
  const [form, setForm] = useState<Form | null>(null);
  const { answer } = question;
  return (
    <section class="card" aria-labelledby="dangers-title">
      <div class="card-head">
        <h2 id="dangers-title">{t("sr.dangers")}</h2>
        <ActButton asks="operate" onAct={() => setReporting(newUid())}>
          {t("sr.report")}
        </ActButton>
        {whyNot("audit") === null ? <TableFiles name={t("sr.dangers")} address={dangersFile} /> : null}
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
            {STEPS.map(({ name, states }) => (
              <Column
                key={name}
                name={t(name)}
                dangers={answer.dangers.filter(({ work }) => (states as readonly string[]).includes(work.state))}
                most={name === "sr.ended" ? MOST_ENDED : Number.POSITIVE_INFINITY}
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
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone. */}
          <section class="sr-scroll" tabIndex={0} aria-label={t("sr.by-area")}>
            <table class="table">
              <thead>
                <tr>
                  <th>{t("sr.area")}</th>
                  {(["opened", "major", "repeated", "closed", "in-time", "open", "overdue"] as const).map((column) => (
                    <th key={column} class="is-number">
                      {t(`sr.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {areas.map((one) => (
                  <tr key={one.areaId}>
                    <td>{local(one.area)}</td>
                    {[one.opened, one.major, one.repeated, one.closed, one.closedInTime, one.open, one.overdue].map(
                      (figure, at) => (
                        <td key={at} class="is-number">
                          {figure}
                        </td>
                      ),
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </details>
      )}
    </>
  );
}

interface ColumnProps {
  readonly name: string;
  readonly dangers: readonly DangerAnswer[];
  readonly most: number;
  readonly onForm: (form: Form) => void;
  readonly onDone: () => void;
}

function Column({ name, dangers, most, onForm, onDone }: ColumnProps) {
  // Overdue and major ones first; of a step the edge gives the newest first.
  const rank = ({ work }: DangerAnswer) => Number(work.isOverdue) * 2 + Number(work.danger.isMajor);
  const shown = dangers.toSorted((a, b) => rank(b) - rank(a)).slice(0, most);
  return (
    <section class="work-column" aria-label={name}>
      <h3>
        {name} <small>{dangers.length}</small>
      </h3>
      {dangers.length === 0 ? <p class="empty">{t("sr.none")}</p> : null}
      <ul>
        {shown.map((danger) => (
          <li key={danger.work.itemUid}>
            <DangerCard danger={danger} onForm={(kind) => onForm({ danger, kind })} onDone={onDone} />
          </li>
        ))}
      </ul>
      {dangers.length > shown.length ? <small>{t("sr.more", { count: dangers.length - shown.length })}</small> : null}
    </section>
  );
}
