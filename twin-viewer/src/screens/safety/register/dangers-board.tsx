import { useState } from "preact/hooks";
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
import { DangerCard } from "./danger-card.tsx";
import { ReportForm } from "./report-form.tsx";
import { TableFiles } from "./table-files.tsx";

const STEPS = [
  { name: "sr.found", states: ["reported"] },
  { name: "sr.graded", states: ["planned"] },
  { name: "sr.rectifying", states: ["in-progress"] },
  { name: "sr.to-verify", states: ["finished"] },
  { name: "sr.ended", states: ["closed", "rejected"] },
] as const;
/** Ended dangers that are shown. */
const MOST_ENDED = 10;

interface BoardProps {
  readonly question: Question<DangersAnswer>;
  readonly hazards: readonly HazardAnswer[];
  readonly onDone: () => void;
}

/** Hidden dangers by the step in which they wait. */
export function DangersBoard({ question, hazards, onDone }: BoardProps) {
  useSecond();
  const [isReporting, setReporting] = useState(false);
  const { answer } = question;
  return (
    <section class="card" aria-labelledby="dangers-title">
      <div class="card-head">
        <h2 id="dangers-title">{t("sr.dangers")}</h2>
        <ActButton asks="operate" onAct={() => setReporting(true)}>
          {t("sr.report")}
        </ActButton>
        <TableFiles name={t("sr.dangers")} address={dangersFile} />
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      {isReporting ? <ReportForm hazards={hazards} onClose={() => setReporting(false)} onDone={onDone} /> : null}
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
        <details>
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
  readonly onDone: () => void;
}

function Column({ name, dangers, most, onDone }: ColumnProps) {
  // Overdue and major ones first; the edge gives the newest first.
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
            <DangerCard danger={danger} onDone={onDone} />
          </li>
        ))}
      </ul>
      {dangers.length > shown.length ? <small>{t("sr.more", { count: dangers.length - shown.length })}</small> : null}
    </section>
  );
}
