import "./capability.css";
import { useState } from "preact/hooks";
import { USUAL_CPK } from "../../../../edge/contracts/quality/capability-row.ts";
import { formatNumber } from "../../data/format.ts";
import {
  CAPABILITY_DAYS,
  type CapabilitiesAnswer,
  capabilityFile,
  fetchCapabilityTable,
} from "../../data/quality-api.ts";
import { moment } from "../../data/signals.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { TableFiles } from "../../panels/table-files.tsx";
import { type CapabilityOrder, fittingRows, isBelow, sortedRows } from "./capability-rows.ts";
import { CapabilityTable } from "./capability-table.tsx";

/** Capabilities change slowly, and cost the edge more than a list. */
const REFRESH_MS = 300_000;
/** With more charts the table is asked for only when somebody opens it. */
const MOST_AT_ONCE = 40;

/** Capability of all features in one table, least Cpk first. Nothing without a chart. */
export function CapabilityCard({ charts }: { charts: number }) {
  const [asked, setAsked] = useState(false);
  if (charts === 0) return null;
  return (
    <section class="card" aria-labelledby="capability-title">
      <div class="card-head">
        <h2 id="capability-title">{t("capability.title")}</h2>
        <span class="card-note">{t("spc.last-days", { days: CAPABILITY_DAYS })}</span>
      </div>
      {asked || charts <= MOST_AT_ONCE ? (
        <Asked />
      ) : (
        <button type="button" class="button small" onClick={() => setAsked(true)}>
          {t("spc.table-show", { count: charts })}
        </button>
      )}
    </section>
  );
}

function Asked() {
  const atMs = askedAtMs();
  const question = useQuestion(`capability table ${atMs ?? "now"}`, () => fetchCapabilityTable(atMs), REFRESH_MS);
  const { answer } = question;
  return (
    <>
      <AnswerNote question={question} isCurrent={answer?.isCurrent} />
      {moment.value === null ? null : <p class="answer-note">{t("spc.table-past")}</p>}
      {answer === undefined ? null : <Answer answer={answer} />}
    </>
  );
}

function Answer({ answer }: { answer: CapabilitiesAnswer }) {
  const [words, setWords] = useState("");
  const [isBelowOnly, setBelowOnly] = useState(false);
  const [order, setOrder] = useState<CapabilityOrder>({ column: "cpk", isDown: false });
  const { rows, count } = answer;
  const found = sortedRows(fittingRows(rows, { words, isBelowOnly }), order, language.value);
  const demanded = rows.some(({ requiredCpk }) => requiredCpk !== null);
  const required = formatNumber(USUAL_CPK, 2);
  return (
    <>
      <div class="loop-filters">
        <input
          type="search"
          class="page-search"
          placeholder={t("spc.find")}
          aria-label={t("spc.table-find")}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <label class="spc-by">
          <input
            type="checkbox"
            checked={isBelowOnly}
            onChange={(event) => setBelowOnly(event.currentTarget.checked)}
          />{" "}
          {t("spc.table-below", { count: rows.filter(isBelow).length })}
        </label>
        <TableFiles name={t("capability.title")} address={(written) => capabilityFile(answer, written)} />
      </div>
      <p class="room-advisory">{t(demanded ? "spc.table-demanded" : "spc.table-usual", { required })}</p>
      {found.length === 0 ? (
        <p class="empty">{t(rows.length === 0 ? "spc.capability-none" : "spc.not-found")}</p>
      ) : (
        <CapabilityTable rows={found} order={order} onOrder={setOrder} />
      )}
      {rows.length < count ? (
        <p class="room-advisory">{t("spc.table-beyond", { count: count - rows.length, shown: rows.length })}</p>
      ) : null}
    </>
  );
}
