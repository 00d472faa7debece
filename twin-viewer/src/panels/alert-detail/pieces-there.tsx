import type { AlertRecord } from "../../data/alert-record.ts";
import { usePlant } from "../../data/context.ts";
import { openPiece } from "../../data/piece-focus.ts";
import { fetchPieces } from "../../data/production-api.ts";
import { screen } from "../../data/signals.ts";
import { openRecord } from "../../data/trace-focus.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";

const MOST = 5;
const REFRESH_MS = 60_000;

/** Pieces that were in the machine when the alert was raised, each with its life and its record. */
export function PiecesThere({ alert: { assetUid, raisedMs } }: { alert: AlertRecord }) {
  const place = usePlant()?.asset(assetUid)?.label;
  const ask = async () =>
    place === undefined
      ? { pieces: [], total: 0 }
      : await fetchPieces({ atMs: raisedMs, text: "", place, limit: MOST });
  const { answer } = useQuestion(`pieces ${place ?? ""} ${raisedMs}`, ask, REFRESH_MS);
  if (answer === undefined || answer.pieces.length === 0) return null;
  const show = (piece: string) => {
    openPiece.value = piece;
    screen.value = "material";
  };
  return (
    <section aria-label={t("alerts.pieces")}>
      <h3>{t("alerts.pieces")}</h3>
      <ul class="detail-list is-short">
        {answer.pieces.map(({ piece, variant }) => (
          <li key={piece}>
            <button type="button" class="link" onClick={() => show(piece)}>
              {piece}
            </button>
            <small>{variant}</small>
            <button
              type="button"
              class="link"
              aria-label={`${t("record.open")} ${piece}`}
              onClick={() => openRecord(piece)}
            >
              {t("record.open")}
            </button>
          </li>
        ))}
      </ul>
      {answer.total > answer.pieces.length ? (
        <p class="drawer-note">{t("alerts.pieces-more", { count: answer.total - answer.pieces.length })}</p>
      ) : null}
    </section>
  );
}
