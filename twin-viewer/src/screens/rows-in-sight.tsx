import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** The rows [first, last) that a scrolled list draws. */
interface Sight {
  readonly first: number;
  readonly last: number;
}

/**
 * The visible rows of a list scrolled to `top`, with some beyond both ends so that scrolling shows no hole.
 */
export function windowOf({
  top,
  height,
  rowHeight,
  count,
}: {
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}): Sight {
  const spare = 8;
  const first = Math.max(0, Math.min(count, Math.floor(top / rowHeight)) - spare);
  return { first, last: Math.min(count, Math.ceil((top + height) / rowHeight) + spare) };
}

/** Draws of a long list only the rows in sight. All rows have one height, in pixels. */
export function useRowsInSight(
  rowHeight: number,
  count: number,
): Sight & { readonly scroller: RefObject<HTMLElement | null> } {
  const scroller = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return { scroller, ...windowOf({ ...view, rowHeight, count }) };
}

/** A placeholder for rows out of sight. */
export function Gap({
  rows,
  rowHeight,
  columns,
}: {
  readonly rows: number;
  readonly rowHeight: number;
  readonly columns: number;
}) {
  if (rows <= 0) return null;
  return (
    <tr>
      <td colSpan={columns} style={{ height: `${rows * rowHeight}px`, padding: 0 }} />
    </tr>
  );
}
