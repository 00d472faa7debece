import type { ReportCell, ReportDocument, ReportTable } from "../../../../edge/contracts/reports/document.ts";
import { fetchBrief } from "../../data/reports-api.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { BriefDecision } from "./brief-decision.tsx";

/** A brief asks all books: it is good for ten minutes. */
const REFRESH_MS = 600_000;

/** The shift brief as a list to decide on; the paper is a press away. */
export function BriefPage({ address, onPaper }: { address: string; onPaper: () => void }) {
  const question = useQuestion(`brief ${address}`, () => fetchBrief(address), REFRESH_MS);
  const { answer } = question;
  return (
    <div class="brief">
      <div class="card-head">
        <h2>{answer?.title ?? t("reports.kind-brief")}</h2>
        <button type="button" class="button small" onClick={onPaper}>
          {t("brief.paper")}
        </button>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : <Lines brief={answer} />}
    </div>
  );
}

function Lines({ brief: { spanText, notes, sections } }: { brief: ReportDocument }) {
  const blocks = sections[0]?.blocks ?? [];
  const table = blocks.find((block) => block.kind === "table");
  const remarks = blocks.flatMap((block) => (block.kind === "note" ? [block.text] : []));
  return (
    <>
      <p class="card-note">{spanText}</p>
      {table === undefined || table.rows.length === 0 ? <p class="empty">{table?.empty}</p> : <Rows table={table} />}
      {remarks.map((text) => (
        <p key={text} class="brief-remark">
          {text}
        </p>
      ))}
      <ul class="brief-notes">
        {notes.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}

function Rows({ table: { rows, advice } }: { table: ReportTable }) {
  return (
    <ol class="brief-lines">
      {rows.map((cells, i) => (
        <Line key={advice?.[i]?.adviceUid ?? i} cells={cells} advice={advice?.[i] ?? null} />
      ))}
    </ol>
  );
}

/** Cells are rank, place, what, why and steps, as on paper. */
function Line({
  cells: [rank, where, what, why, look],
  advice,
}: {
  cells: readonly ReportCell[];
  advice: NonNullable<ReportTable["advice"]>[number];
}) {
  return (
    <li class={`brief-line is-${advice?.urgency ?? "watch"}`}>
      <p class="brief-where">
        <span class="brief-rank">{rank?.text}</span>
        {where?.link === undefined ? (
          <span>{where?.text}</span>
        ) : (
          <a class="link" href={new URL(where.link).hash}>
            {where.text}
          </a>
        )}
      </p>
      <p class="brief-what">{what?.text}</p>
      <p class="brief-why">{why?.text}</p>
      {look?.text ? (
        <p>
          <strong>{t("brief.steps")}</strong> {look.text}
        </p>
      ) : null}
      {advice === null ? null : <BriefDecision advice={advice} what={what?.text ?? ""} />}
    </li>
  );
}
