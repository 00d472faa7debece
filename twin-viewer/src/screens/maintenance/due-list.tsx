import { usePlant } from "../../data/context.ts";
import { type DueAnswer, fetchDue } from "../../data/due-api.ts";
import { lastText, meterText, partText, stopText, whenText, windowText } from "../../data/due-words.ts";
import { edgeNowMs, moment, openAlert } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { componentName } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote, NowOnly } from "../../panels/answer-note.tsx";
import { AssetLink } from "../../panels/asset-link.tsx";
import { TableLink } from "../../panels/table-link.tsx";

const REFRESH_MS = 30_000;
/** Entries that are shown at once; the others are folded. */
const FIRST = 10;
/** Entries that are read; the table has all. */
const MOST = 100;

/** Upkeep by plans, predictions and open work in one list. */
export function DueList() {
  const question = useQuestion("due", () => fetchDue(MOST), REFRESH_MS);
  const { answer } = question;
  const entries = answer?.entries ?? [];
  const isShown = answer !== undefined && moment.value === null;
  const rest = entries.slice(FIRST);
  return (
    <section class="card" aria-labelledby="due-title">
      <div class="card-head">
        <h2 id="due-title">{t("due.title")}</h2>
        <span class="card-note">
          {isShown ? t("due.count", { urgent: answer.urgentCount, count: answer.count }) : ""}
        </span>
        <TableLink path="/api/v1/maintenance-due.csv" name={t("due.title")} />
      </div>
      <p class="room-advisory">{t("due.advisory")}</p>
      {moment.value === null ? <AnswerNote question={question} isCurrent={undefined} /> : <NowOnly />}
      {!isShown ? null : (
        <>
          {entries.length === 0 ? <p class="empty">{t("due.none")}</p> : <Rows entries={entries.slice(0, FIRST)} />}
          {rest.length === 0 ? null : (
            <details class="room-folded">
              <summary>{t("due.more", { count: rest.length })}</summary>
              <Rows entries={rest} />
            </details>
          )}
          {answer.count <= entries.length ? null : (
            <p class="room-advisory">{t("due.beyond", { count: answer.count - entries.length })}</p>
          )}
        </>
      )}
    </section>
  );
}

function Rows({ entries }: { entries: readonly DueAnswer[] }) {
  return (
    <ul class="room-list">
      {entries.map((one) => (
        <li key={one.key} class={`due-row is-${one.state}`}>
          <Row one={one} />
        </li>
      ))}
    </ul>
  );
}

function Row({ one }: { one: DueAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { source, assetUid, component, title, state, alertUid, work, responsible } = one;
  return (
    <>
      <div class="due-cell due-what">
        <strong>{local(title)}</strong>
        <span>
          <AssetLink uid={assetUid} />
          {component === null ? "" : ` · ${local(componentName(component))}`}
        </span>
        <small>
          {t(`due.from-${source}`)}
          {work === null || source === "work-item"
            ? ""
            : ` · ${t("due.has-work", { state: t(`due.work-${work.state}`) })}`}
          {responsible === null ? "" : ` · ${responsible}`}
        </small>
        {source !== "prediction" || alertUid === null ? null : (
          <button type="button" class="link" onClick={() => (openAlert.value = { alertUid })}>
            {t("room.open-alert")}
          </button>
        )}
      </div>
      <div class="due-cell">
        <span class="due-state">{t(`due.state-${state}`)}</span>
        <span class={source === "prediction" ? "pred" : ""}>{whenText(one, zone, edgeNowMs())}</span>
        {one.criteria.map((criterion) => (
          <small key={criterion.by}>{meterText(criterion)}</small>
        ))}
        {one.stop === null ? null : <small>{stopText(one)}</small>}
        {one.lastDone === null ? null : <small>{lastText(one.lastDone, zone)}</small>}
      </div>
      <Parts parts={one.parts} zone={zone} />
      <div class="due-cell">
        <small>{t("due.window")}</small>
        <span>{windowText(one, zone, edgeNowMs())}</span>
      </div>
    </>
  );
}

function Parts({ parts, zone }: { parts: DueAnswer["parts"]; zone: string }) {
  return (
    <div class="due-cell">
      <small>{t("due.parts")}</small>
      {parts.length === 0 ? <span class="unknown">—</span> : null}
      {parts.map((one) => (
        <span key={one.part} class={one.short > 0 ? "is-short" : ""} title={one.part}>
          {partText(one, zone)}
        </span>
      ))}
    </div>
  );
}
