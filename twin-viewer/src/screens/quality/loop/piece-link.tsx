import { openPiece } from "../../../data/piece-focus.ts";
import { screen } from "../../../data/signals.ts";

/** A piece by its name; a click shows its life in the material room. */
export function PieceLink({ piece }: { piece: string }) {
  const open = () => {
    openPiece.value = piece;
    screen.value = "material";
  };
  return (
    <button type="button" class="link" onClick={open}>
      {piece}
    </button>
  );
}
