import { useState } from "preact/hooks";
import { usePlant, useSession } from "../../data/context.ts";
import { formatAge } from "../../data/format.ts";
import { type PlacedPiece, placedPieces } from "../../data/pieces.ts";
import { edgeNowMs, moment, selected } from "../../data/signals.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { t } from "../../i18n/language.ts";

const MOST = 60;
const HOUR_MS = 3_600_000;

/** Where every piece and pallet is, as the machines, grippers and vehicles say at the page's time. */
export function PieceCard({ focus }: { focus: (uid: PlacedPiece["asset"]["assetUid"]) => void }) {
  const index = usePlant();
  const session = useSession();
  const [words, setWords] = useState("");
  useSecond();
  const wanted = words.trim().toLowerCase();
  const all = index === null ? [] : placedPieces(index, session.mirror);
  const found = all.filter(({ id }) => id.toLowerCase().includes(wanted));
  return (
    <section class="card" aria-label={t("material.pieces")}>
      <div class="card-head">
        <h2>{t("material.pieces")}</h2>
        <span class="card-note">{t("material.known", { count: all.length })}</span>
      </div>
      <div class="piece-bar">
        <input type="search" class="page-search" placeholder={t("material.find")} aria-label={t("material.find")} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
        <button type="button" class="button small" onClick={() => session.replay(edgeNowMs() - HOUR_MS)}>
          {t("material.hour-ago")}
        </button>
        {moment.value === null ? null : (
          <button type="button" class="button small" onClick={() => session.live()}>
            {t("time.live")}
          </button>
        )}
      </div>
      {found.length === 0 ? <p class="empty">{t("material.none")}</p> : null}
      {found.slice(0, MOST).map((piece) => (
        <button
          key={`${piece.id}|${piece.tag.ref}`}
          type="button"
          class={`piece${piece.isLive ? "" : " row-stale"}`}
          onClick={() => {
            selected.value = piece.asset.assetUid;
            focus(piece.asset.assetUid);
          }}
        >
          <span class="piece-id">{piece.id}</span>
          <span>{piece.asset.label}</span>
          <span class="piece-age">{piece.isLive ? formatAge(edgeNowMs() - piece.since / 1000) : t("material.last-seen")}</span>
        </button>
      ))}
      {found.length > MOST ? <p class="empty">{t("material.more", { count: found.length - MOST })}</p> : null}
    </section>
  );
}
