import { useState } from "preact/hooks";
import { changingStock } from "../../data/maintenance-focus.ts";
import { moment } from "../../data/signals.ts";
import { fetchSpares, type SpareAnswer, withStockChanges } from "../../data/spares-api.ts";
import { useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { AnswerNote, NowOnly } from "../../panels/answer-note.tsx";
import { StockChangeText } from "../../panels/work-items/stock-change-text.tsx";

const REFRESH_MS = 30_000;
/** Parts that are shown at once; the others are folded, and found by the search. */
const FIRST = 6;
/** Rows that are drawn at most. */
const MOST = 200;

/** Spare parts with their stock, those below their minimum first. Nothing where the plant keeps none. */
export function SparesCard() {
  const [words, setWords] = useState("");
  const question = useQuestion("spares", fetchSpares, REFRESH_MS);
  const { answer, askedMs } = question;
  if (answer === undefined || answer.length === 0) return null;
  const spares = withStockChanges(answer, askedMs);
  const low = spares.filter(({ isLow }) => isLow).length;
  const found = spares.filter((spare) => fits(spare, words)).slice(0, MOST);
  const rest = found.slice(FIRST);
  return (
    <section class="card" aria-labelledby="spares-title">
      <div class="card-head">
        <h2 id="spares-title">{t("spares.title")}</h2>
        <span class="card-note">{moment.value === null ? t("spares.count", { low, count: spares.length }) : ""}</span>
      </div>
      {moment.value === null ? <AnswerNote question={question} isCurrent={undefined} /> : <NowOnly />}
      {moment.value !== null ? null : (
        <>
          {spares.length <= FIRST ? null : (
            <input
              type="search"
              class="page-search"
              placeholder={t("spares.find")}
              aria-label={t("spares.find")}
              value={words}
              onInput={(event) => setWords(event.currentTarget.value)}
            />
          )}
          {found.length === 0 ? <p class="empty">{t("spares.not-found")}</p> : <Rows spares={found.slice(0, FIRST)} />}
          {rest.length === 0 ? null : (
            <details class="room-folded" open={words.trim() !== ""}>
              <summary>{t("due.more", { count: rest.length })}</summary>
              <Rows spares={rest} />
            </details>
          )}
        </>
      )}
    </section>
  );
}

/** By part number and name, in both languages. */
function fits({ part, name: { zh, en } }: SpareAnswer, words: string): boolean {
  const text = `${part} ${zh} ${en}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function Rows({ spares }: { spares: readonly SpareAnswer[] }) {
  return (
    <ul class="room-list">
      {spares.map((spare) => (
        <li key={spare.part} class={`due-row spare-row${spare.isLow ? " is-overdue" : ""}`}>
          <Row spare={spare} />
        </li>
      ))}
    </ul>
  );
}

function Row({ spare }: { spare: SpareAnswer }) {
  const { part, name, onHand, minimum, leadDays, isLow, lastChange } = spare;
  return (
    <>
      <div class="due-cell">
        <strong>{local(name)}</strong>
        <small>{part}</small>
      </div>
      <div class="due-cell">
        <small>{t("spares.on-hand")}</small>
        <strong>{onHand}</strong>
        <small class={isLow ? "is-short" : ""}>
          {isLow ? `${t("spares.low")} · ` : ""}
          {t("spares.minimum", { count: minimum })}
        </small>
      </div>
      <div class="due-cell">
        <small>{t("spares.lead")}</small>
        <span>{leadDays === null ? "—" : t("spares.lead-days", { days: leadDays })}</span>
      </div>
      <div class="due-cell">
        <small>{t("spares.last")}</small>
        <StockChangeText change={lastChange} />
      </div>
      <ActButton
        asks="stock"
        name={t("spares.change-of", { name: `${local(name)} ${part}` })}
        onAct={() => {
          changingStock.value = spare;
        }}
      >
        {t("spares.change")}
      </ActButton>
    </>
  );
}
