import { openRecord } from "../../../data/trace-focus.ts";

/** A piece by its name; a click opens its record. */
export function PieceLink({ piece }: { piece: string }) {
  return (
    <button type="button" class="link" onClick={() => openRecord(piece)}>
      {piece}
    </button>
  );
}
