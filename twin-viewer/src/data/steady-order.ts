import { useRef, useState } from "preact/hooks";

/** The rows of `next` in their earlier order; new rows come last. */
export function keepOrder<T>(next: readonly T[], before: readonly string[], idOf: (row: T) => string): readonly T[] {
  const places = new Map(before.map((id, place) => [id, place]));
  return next
    .map((row, i) => ({ row, place: places.get(idOf(row)) ?? before.length + i }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
}

interface SteadyRows<T> {
  readonly rows: readonly T[];
  /** The pointer keeps rows away from their usual places. */
  readonly isHeld: boolean;
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
}

/** While the pointer is over a list its rows stay in place, so that no row slides under a press. */
export function useSteadyOrder<T>(sorted: readonly T[], idOf: (row: T) => string): SteadyRows<T> {
  const [isOver, setOver] = useState(false);
  const shown = useRef<readonly string[]>([]);
  const rows = isOver ? keepOrder(sorted, shown.current, idOf) : sorted;
  shown.current = rows.map(idOf);
  return {
    rows,
    isHeld: rows.some((row, i) => row !== sorted[i]),
    onPointerEnter: () => setOver(true),
    onPointerLeave: () => setOver(false),
  };
}
