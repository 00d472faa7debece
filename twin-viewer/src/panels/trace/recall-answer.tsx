import { useState } from "preact/hooks";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { saveFile } from "../../charts/save-file.ts";
import { usePlant } from "../../data/context.ts";
import { formatClock, formatNumber } from "../../data/format.ts";
import { fetchRecallFile, RECALL_FILES, type RecallAnswer, type RecallCriteria } from "../../data/trace-api.ts";
import { t } from "../../i18n/language.ts";
import { Failure, useSending } from "../work-items/sending.tsx";
import { CustomerTable, InsideTable, OrderTable, ShipmentTable } from "./recall-tables.tsx";

/** An answer with what was asked, how long it took from question to answer, and when it came. */
export interface Recalled {
  readonly criteria: RecallCriteria;
  readonly answer: RecallAnswer;
  readonly tookMs: number;
  readonly atMs: number;
}

/** How many pieces, who got them, where the rest is, and the files to save. */
export function RecallAnswerPart({ recalled, focus }: { recalled: Recalled; focus: (uid: AssetUid) => void }) {
  const { answer } = recalled;
  return (
    <>
      <Summary recalled={recalled} />
      <Doubts answer={answer} />
      {answer.total === 0 ? (
        <p class="empty">{t("recall.none")}</p>
      ) : (
        <>
          <SaveRecall recalled={recalled} />
          <div class="recall-columns">
            <CustomerTable answer={answer} />
            <ShipmentTable answer={answer} />
            <InsideTable answer={answer} focus={focus} />
            <OrderTable answer={answer} />
          </div>
        </>
      )}
    </>
  );
}

function Summary({ recalled: { answer, tookMs, atMs } }: { recalled: Recalled }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { total, inside, shipped, scrapped, counts, record } = answer;
  const facts = [
    [t("recall.customers"), counts.customers],
    [t("recall.shipments"), counts.shipments],
    [t("recall.inside"), inside],
    [t("recall.shipped"), shipped],
    [t("recall.scrapped"), scrapped],
  ] as const;
  return (
    <div class="recall-summary" role="status">
      <strong>{t("recall.total", { count: total })}</strong>
      {facts.map(([name, count]) => (
        <span key={name}>
          {name} <b>{formatNumber(count, 0)}</b>
        </span>
      ))}
      <small>
        {record.entry === null
          ? t("recall.not-recorded")
          : t("recall.recorded", { entry: record.entry, hash: record.hash.slice(0, 12) })}
      </small>
      <small>{t("recall.took", { s: formatNumber(tookMs / 1000, 2), time: formatClock(atMs, zone) })}</small>
    </div>
  );
}

/** What the reader must know before relying on the numbers. */
function Doubts({ answer: { simulated, isCurrent, unresolved, withoutCustomer } }: { answer: RecallAnswer }) {
  const doubts = [
    simulated ? t("recall.simulated") : "",
    isCurrent ? "" : t("recall.catching-up"),
    unresolved > 0 ? t("recall.unresolved", { count: unresolved }) : "",
    withoutCustomer > 0 ? t("recall.unknown-customer", { count: withoutCustomer }) : "",
  ].filter((one) => one !== "");
  return (
    <>
      {doubts.map((one) => (
        <p key={one} class="trace-warning">
          {one}
        </p>
      ))}
      <p class="answer-note">{t("recall.errs")}</p>
    </>
  );
}

function saveNamed(file: File): void {
  saveFile(file.name, file);
}

function SaveRecall({ recalled: { criteria } }: { recalled: Recalled }) {
  const [isCopied, setCopied] = useState(false);
  const { failure, isSending, send } = useSending<void>(() => undefined);
  const copy = () => void navigator.clipboard?.writeText(window.location.href).then(() => setCopied(true));
  return (
    <p class="trace-actions">
      {RECALL_FILES.map((format) => (
        <button
          key={format}
          type="button"
          class="button small"
          disabled={isSending}
          onClick={() => send(async () => saveNamed(await fetchRecallFile(criteria, format)))}
        >
          {t("recall.save", { format: format.toUpperCase() })}
        </button>
      ))}
      <button type="button" class="button small" onClick={copy}>
        {t(isCopied ? "recall.copied" : "recall.link")}
      </button>
      <Failure reason={failure} />
    </p>
  );
}
