import "../../i18n/trace-catalogue.ts";
import { useState } from "preact/hooks";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { PlaceView } from "../../../../edge/contracts/production/material.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatAge } from "../../data/format.ts";
import { assetOfPlace, openPiece, openPlace } from "../../data/piece-focus.ts";
import { fetchPieces, type PieceAnswer } from "../../data/production-api.ts";
import { edgeNowMs, moment, selected } from "../../data/signals.ts";
import { openRecall, traceText } from "../../data/trace-focus.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { HeardNote, workingAssets } from "../../panels/heard-note.tsx";

const MOST = 14;
const HOUR_MS = 3_600_000;
const REFRESH_MS = 4_000;
/**
 * A move from one place to the next takes less time, because vehicles and belts are places too. A piece that is nowhere
 * for longer has an unknown place.
 */
const MOVE_MS = 60_000;

/** Place of every piece at the page's time, from the material twin's record. */
export function PieceCard({
  focus,
  places,
}: {
  focus: (uid: AssetUid) => void;
  places: readonly PlaceView[] | undefined;
}) {
  const session = useSession();
  const [words, setWords] = useState("");
  useSecond();
  const atMs = askedAtMs();
  const [text, place] = [words.trim(), openPlace.value];
  const question = useQuestion(
    `${atMs ?? "now"} ${place ?? ""} ${text}`,
    () => fetchPieces({ atMs, text, place, limit: MOST }),
    REFRESH_MS,
  );
  const { pieces = [], total = 0, isCurrent } = question.answer ?? {};
  // Machines are known by their labels; a buffer has a name only.
  const nameOf = (id: string) => {
    const name = places?.find((one) => one.place === id)?.name ?? null;
    return name === null ? id : local(name);
  };
  return (
    <section class="card" aria-label={t("material.pieces")}>
      <div class="card-head">
        <h2>{t("material.pieces")}</h2>
        <span class="card-note">{question.answer === undefined ? "" : t("material.known", { count: total })}</span>
      </div>
      <div class="piece-bar">
        <input
          type="search"
          class="page-search"
          maxLength={64}
          placeholder={t("material.find")}
          aria-label={t("material.find")}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        {place === null ? null : (
          <button
            type="button"
            class="button small"
            onClick={() => (openPlace.value = null)}
            aria-label={t("material.all-places")}
          >
            {nameOf(place)} ×
          </button>
        )}
        <button type="button" class="button small" onClick={() => session.replay(edgeNowMs() - HOUR_MS)}>
          {t("material.hour-ago")}
        </button>
        {moment.value === null ? null : (
          <button type="button" class="button small" onClick={() => session.live()}>
            {t("time.live")}
          </button>
        )}
      </div>
      <div class="piece-bar">
        <button type="button" class="button small" onClick={() => openRecall()}>
          {t("trace.recall")}
        </button>
        <button type="button" class="button small" onClick={() => (traceText.value = "check")}>
          {t("trace.check")}
        </button>
      </div>
      <AnswerNote question={question} isCurrent={isCurrent} />
      <HeardNote of={workingAssets} />
      {question.answer !== undefined && pieces.length === 0 ? <p class="empty">{t("material.none")}</p> : null}
      {pieces.map((piece) => (
        <PieceRow key={piece.piece} piece={piece} nameOf={nameOf} focus={focus} />
      ))}
      {total > pieces.length ? <p class="empty">{t("material.more", { count: total - pieces.length })}</p> : null}
    </section>
  );
}

function PieceRow({
  piece: { piece, place, slot, carrier, state, since, order, isInferred },
  nameOf,
  focus,
}: {
  piece: PieceAnswer;
  nameOf: (place: string) => string;
  focus: (uid: AssetUid) => void;
}) {
  const index = usePlant();
  const asset = assetOfPlace(index, place);
  const isUnknown =
    place === null && state === "inside" && (since === null || edgeNowMs() - Date.parse(since) > MOVE_MS);
  const gone = isUnknown
    ? "material.place-unknown"
    : state === "inside"
      ? "material.between"
      : (`record.${state}` as const);
  const where = place === null ? t(gone) : slot === null ? nameOf(place) : `${nameOf(place)}:${slot}`;
  return (
    <button
      type="button"
      class={`piece${isUnknown ? " is-unknown" : ""}`}
      aria-pressed={openPiece.value === piece}
      title={[place, order, carrier, isInferred ? t("record.inferred-note") : ""].filter(Boolean).join(" · ")}
      onClick={() => {
        openPiece.value = openPiece.value === piece ? null : piece;
        if (asset === undefined) return;
        selected.value = asset;
        focus(asset);
      }}
    >
      <span class="piece-id">{piece}</span>
      <span class="piece-place">
        {where}
        {isInferred ? <em> · {t("record.inferred")}</em> : null}
      </span>
      <span class="piece-age">
        {since === null ? t("material.since-before") : formatAge(edgeNowMs() - Date.parse(since))}
      </span>
    </button>
  );
}
