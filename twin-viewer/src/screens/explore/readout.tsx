import { valueAt } from "../../charts/panes/columns.ts";
import { placeOf } from "../../charts/panes/paint-panes.ts";
import { paneAt } from "../../charts/panes/pane-layout.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { nameOf, sayValue } from "./names.ts";
import { board, calculated, layout, loaded, pointed, shownSpan } from "./state.ts";
import { Swatch } from "./swatch.tsx";

const MOST_LINES = 12;
const WIDTH = 260;

/** The values of a pane at the instant under the pointer, in a box beside it. */
export function Readout() {
  const index = usePlant();
  const at = pointed.value;
  if (at === null) return null;
  const { left, right, panes } = layout.value;
  const pane = paneAt(layout.value, at.y);
  const curves = board.value.curves.filter((curve) => curve.pane === pane && !curve.isHidden);
  if (curves.length === 0) return null;
  const zone = index?.plant.site.timeZone ?? "UTC";
  const { x: place } = placeOf(layout.value, shownSpan.value);
  const x = place(at.ms);
  const isLeft = x > (left + right) / 2;
  return (
    <div
      class="explore-readout"
      aria-hidden="true"
      style={{
        left: `${isLeft ? x - WIDTH - 12 : x + 12}px`,
        top: `${(panes[pane]?.top ?? 0) + 8}px`,
        width: `${WIDTH}px`,
      }}
    >
      <strong>{formatMoment(at.ms, zone)}</strong>
      {curves.slice(0, MOST_LINES).map((curve) => {
        const found = loaded.value.curves.get(curve.id);
        const value = found === undefined ? Number.NaN : valueAt(found.columns, at.ms);
        return (
          <p key={curve.id}>
            <Swatch slot={curve.slot} />
            <span class="explore-readout-name">{nameOf(curve, { index, calculated: calculated.value })}</span>
            <span>{sayValue(value, found)}</span>
          </p>
        );
      })}
    </div>
  );
}
