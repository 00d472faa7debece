import { actualTexts } from "./actual-words.ts";
import { labelWidth, xOf } from "./picture.ts";
import { keyOf, type PlanView } from "./plan-view.ts";
import { RULER_PX } from "./rows.ts";
import { conflicts, hovered, movingBar, placedAt, rows, scroll, shownSpan } from "./state.ts";
import { conflictTexts, marksOf, stretchOf, whyOf } from "./words.ts";

const WIDTH_PX = 280;
const ABOVE_PX = 150;

interface HoverNoteProps {
  readonly plan: PlanView;
  readonly size: { readonly width: number; readonly height: number };
}

/** What is under the pointer, or is being moved, beside its bar. */
export function HoverNote({ plan, size: { width, height } }: HoverNoteProps) {
  const bar = movingBar.value ?? placedAt(hovered.value);
  if (bar === undefined) return null;
  conflicts.value;
  const index = rows.value.at.get(rows.value.by === "machines" ? bar.machine : bar.order);
  const row = index === undefined ? undefined : rows.value.list[index];
  if (row === undefined) return null;
  const labelPx = labelWidth(width);
  const x = xOf({ width, labelPx, span: shownSpan.value }, bar.start);
  const y = row.top - scroll.value.top + RULER_PX;
  const isAbove = y + row.height + ABOVE_PX > height && y > ABOVE_PX;
  const planned = plan.byKey.get(keyOf(bar));
  return (
    <div
      class={`gantt-note${conflicts.value.has(keyOf(bar)) ? " is-bad" : ""}`}
      aria-hidden="true"
      style={{
        left: `${Math.max(4, Math.min(x, width - WIDTH_PX - 8))}px`,
        ...(isAbove ? { bottom: `${height - y + 6}px` } : { top: `${y + row.height + 4}px` }),
      }}
    >
      <strong>
        {bar.order} · {bar.step} · {bar.machine}
      </strong>
      <span>{stretchOf(bar.start, bar.end)}</span>
      {marksOf(bar).map((mark) => (
        <span key={mark} class="gantt-mark">
          {mark}
        </span>
      ))}
      {conflictTexts(bar).map((text) => (
        <span key={text} class="gantt-conflict">
          {text}
        </span>
      ))}
      {movingBar.value !== undefined
        ? null
        : actualTexts(bar).map((text) => (
            <span key={text} class="gantt-mark">
              {text}
            </span>
          ))}
      {movingBar.value !== undefined || planned === undefined ? null : <span>{whyOf(planned)}</span>}
    </div>
  );
}
