import { t } from "../../i18n/language.ts";
import { PieceLink } from "./loop/piece-link.tsx";

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
          <PieceLink piece={piece} />
        </span>
      ))}
      {rest > 0 ? ` ${t("spc.pieces-more", { count: rest })}` : ""}
    </>
  );
}
