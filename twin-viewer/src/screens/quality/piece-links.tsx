import { openRecord } from "../../data/trace-focus.ts";
import { t } from "../../i18n/language.ts";

/** Pieces that are named; the rest is counted. */
const MOST = 5;

/** The pieces of a subgroup; each opens its record. */
export function PieceLinks({ pieces }: { pieces: readonly string[] }) {
  const rest = pieces.length - MOST;
  return (
    <>
      {t("spc.point-pieces")}
      {pieces.slice(0, MOST).map((piece) => (
        <span key={piece}>
          {" "}
          <button type="button" class="link" onClick={() => openRecord(piece)}>
            {piece}
          </button>
        </span>
      ))}
      {rest > 0 ? ` ${t("spc.pieces-more", { count: rest })}` : ""}
    </>
  );
}
