import { COMPARED_DASH, colourOf, dashOf } from "../../charts/panes/palette.ts";

/** A piece of a curve's line, for legends. */
export function Swatch({ slot, isCompared = false }: { slot: number; isCompared?: boolean }) {
  const dash = isCompared ? COMPARED_DASH : dashOf(slot);
  return (
    <svg class="explore-swatch" width="24" height="8" aria-hidden="true">
      <line
        x1="0"
        x2="24"
        y1="4"
        y2="4"
        stroke-dasharray={dash.join(" ")}
        style={{ stroke: `var(${colourOf(slot)})` }}
      />
    </svg>
  );
}
