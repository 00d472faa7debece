import { usePlant } from "../../data/context.ts";
import { formatAge, formatClock } from "../../data/format.ts";
import { type BackwardAnswer, fetchGenealogy, type LifeAnswer } from "../../data/genealogy.ts";
import { openPiece } from "../../data/piece-focus.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { openRecord } from "../../data/trace-focus.ts";
import { useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { PieceEnergy } from "./piece-energy.tsx";

const REFRESH_MS = 5_000;
const MOST_STAYS = 12;

/** The open piece: lot, order, operations and places, up to the page's time. */
export function PieceHistory() {
  return openPiece.value === null ? null : <History key={openPiece.value} piece={openPiece.value} />;
}

function History({ piece }: { piece: string }) {
  useSecond();
  const question = useQuestion(piece, () => fetchGenealogy("piece", piece), REFRESH_MS);
  const life = question.answer?.life ?? undefined;
  return (
    <section class="card" aria-label={t("material.history")}>
      <div class="card-head">
        <h2>
          {t("material.history")} · {piece}
        </h2>
        <span class="card-actions">
          <button type="button" class="button small" onClick={() => openRecord(piece)}>
            {t("record.open")}
          </button>
          <button
            type="button"
            class="button small icon"
            aria-label={t("material.close")}
            onClick={() => (openPiece.value = null)}
          >
            ×
          </button>
        </span>
      </div>
      <AnswerNote question={question} isCurrent={question.answer?.isCurrent} />
      {life?.backward == null ? null : <Story life={life} backward={life.backward} />}
      <PieceEnergy piece={piece} />
    </section>
  );
}

function Story({
  life: { variant, order, holes },
  backward: { lot, operations, stays },
}: {
  life: LifeAnswer;
  backward: BackwardAnswer;
}) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const nowMs = edgeNowMs();
  const isPast = (time: string | null): boolean => time === null || Date.parse(time) <= nowMs;
  const been = stays.filter(({ from }) => isPast(from)).reverse();
  const done = operations.filter(({ start, end }) => isPast(start ?? end)).reverse();
  const clock = (time: string | null): string => (time === null ? "…" : formatClock(Date.parse(time), zone));
  return (
    <>
      <p class="trail">
        {[variant, order, lot === null ? t("record.lot-unknown") : `${lot.lot} · ${lot.supplier}`]
          .filter(Boolean)
          .join(" · ")}
        {holes === 0 ? "" : ` · ${t("record.holes", { count: holes })}`}
      </p>
      {done.slice(0, MOST_STAYS).map(({ operation, name, station, start, end, verdict }) => (
        <div key={`${station} ${start ?? end}`} class="life-row">
          <span>
            {operation} {name === null ? "" : local(name)}
            {verdict === "rework" || verdict === "scrap" ? <strong> {t(`record.${verdict}`)}</strong> : null}
          </span>
          <span>{station}</span>
          <span>{clock(start ?? end)}</span>
          <span class="piece-age">
            {end === null || !isPast(end)
              ? t("record.under-way")
              : start === null
                ? ""
                : formatAge(Date.parse(end) - Date.parse(start))}
          </span>
        </div>
      ))}
      <h4>{t("record.places")}</h4>
      {been.slice(0, MOST_STAYS).map(({ place, slot, carrier, from, to, isInferred }) => (
        <div key={`${place} ${from}`} class="life-row">
          <span>
            {slot === null ? place : `${place}:${slot}`}
            {isInferred ? <em> · {t("record.inferred")}</em> : null}
          </span>
          <span>{carrier ?? ""}</span>
          <span>{clock(from)}</span>
          <span class="piece-age">
            {from === null ? "" : formatAge((to !== null && isPast(to) ? Date.parse(to) : nowMs) - Date.parse(from))}
          </span>
        </div>
      ))}
      {been.length > MOST_STAYS ? (
        <p class="empty">{t("material.earlier", { count: been.length - MOST_STAYS })}</p>
      ) : null}
    </>
  );
}
