import { signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import type { Dashboard, Panel } from "../../../../edge/contracts/dashboards/dashboard.ts";
import type { PanelPlace } from "../../../../edge/contracts/dashboards/grid.ts";
import { zoomOf } from "../../data/wall-text.ts";
import { t } from "../../i18n/language.ts";
import { placeStyle } from "./dashboard-grid.tsx";
import { inside, placed, readingOrder, rowsOf } from "./grid.ts";
import { PanelFrame, titleOf } from "./panel-frame.tsx";
import type { PanelContext } from "./scope.ts";
import { changePanels, chosen } from "./state.ts";

/** Free rows below the lowest panel, to drag panels into. */
const SPARE_ROWS = 4;
const GAP_PX = 10;
const COLUMNS = 12;

/** The newest place that a panel was moved to, for screen readers. */
const said = signal("");

interface Drag {
  readonly at: number;
  readonly kind: "move" | "size";
  readonly fromX: number;
  readonly fromY: number;
  readonly cellX: number;
  readonly cellY: number;
  readonly place: PanelPlace;
}

/** The panels of a draft. Mouse and arrow keys move them, with Shift they change the size; Delete removes. */
export function EditGrid({ dashboard, context }: { dashboard: Dashboard; context: PanelContext }) {
  const host = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const { panels } = dashboard;
  const preview = drag === null ? panels : (placed(panels, drag.at, drag.place) ?? panels);
  const begin = (event: PointerEvent, at: number, kind: Drag["kind"]) => {
    const grid = host.current;
    if (grid === null || event.button !== 0) return;
    chosen.value = at;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const rows = rowsOf(panels) + SPARE_ROWS;
    const zoom = zoomOf(grid);
    const [cellX, cellY] = [
      ((grid.clientWidth + GAP_PX) / COLUMNS) * zoom,
      ((grid.clientHeight + GAP_PX) / rows) * zoom,
    ];
    const { place } = { place: (panels[at] as Panel).at };
    setDrag({ at, kind, fromX: event.clientX, fromY: event.clientY, cellX, cellY, place });
  };
  const move = (event: PointerEvent) => {
    if (drag === null) return;
    const origin = (panels[drag.at] as Panel).at;
    const dx = Math.round((event.clientX - drag.fromX) / drag.cellX);
    const dy = Math.round((event.clientY - drag.fromY) / drag.cellY);
    setDrag({ ...drag, place: steppedBy(origin, drag.kind, [dx, dy]) });
  };
  const end = () => {
    if (drag !== null) moveTo(drag.at, drag.place);
    setDrag(null);
  };
  return (
    <>
      <div ref={host} class="dash-grid is-edited" style={`--rows:${rowsOf(panels) + SPARE_ROWS}`}>
        {readingOrder(panels).map((i) => (
          <EditItem
            key={`${i} ${(panels[i] as Panel).kind}`}
            at={i}
            panel={preview[i] as Panel}
            context={context}
            isMoving={drag?.at === i}
            pointer={{ begin, move, end, cancel: () => setDrag(null) }}
          />
        ))}
      </div>
      <p class="visually-hidden" aria-live="polite">
        {said.value}
      </p>
      <p id="dash-keys" class="visually-hidden">
        {t("dashboards.keys")}
      </p>
    </>
  );
}

interface Pointer {
  begin(event: PointerEvent, at: number, kind: Drag["kind"]): void;
  move(event: PointerEvent): void;
  end(): void;
  cancel(): void;
}

function EditItem({
  at,
  panel,
  context,
  isMoving,
  pointer,
}: {
  at: number;
  panel: Panel;
  context: PanelContext;
  isMoving: boolean;
  pointer: Pointer;
}) {
  const title = titleOf(panel, context);
  const isChosen = chosen.value === at;
  const handlers = { onPointerMove: pointer.move, onPointerUp: pointer.end, onPointerCancel: pointer.cancel };
  return (
    <div
      class={`dash-item${isChosen ? " is-chosen" : ""}${isMoving ? " is-moving" : ""}`}
      style={placeStyle(panel.at)}
      data-panel={at}
    >
      <div class="dash-inert" inert>
        <PanelFrame panel={panel} context={context} />
      </div>
      <button
        type="button"
        class="dash-cover"
        aria-label={t("dashboards.panel-at", { title, place: placeWords(panel.at) })}
        aria-describedby="dash-keys"
        aria-pressed={isChosen}
        onClick={() => (chosen.value = at)}
        onKeyDown={(event) => panelKeys(event, at, panel.at)}
        onPointerDown={(event) => pointer.begin(event, at, "move")}
        {...handlers}
      />
      <span
        class="dash-size"
        aria-hidden="true"
        onPointerDown={(event) => pointer.begin(event, at, "size")}
        {...handlers}
      />
    </div>
  );
}

const STEPS = new Map<string, readonly [number, number]>([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
]);

function panelKeys(event: KeyboardEvent, at: number, place: PanelPlace): void {
  const step = STEPS.get(event.key);
  if (step !== undefined) moveTo(at, steppedBy(place, event.shiftKey ? "size" : "move", step));
  else if (event.key === "Delete" || event.key === "Backspace") removePanel(at);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function steppedBy(place: PanelPlace, kind: Drag["kind"], [dx, dy]: readonly [number, number]): PanelPlace {
  const { x, y, w, h } = place;
  return kind === "move"
    ? inside({ x: x + dx, y: y + dy, w, h })
    : { ...inside({ x, y, w: Math.min(COLUMNS - x, w + dx), h: h + dy }), x, y };
}

function moveTo(at: number, place: PanelPlace): void {
  changePanels((panels) => {
    const before = (panels[at] as Panel).at;
    const isSame = before.x === place.x && before.y === place.y && before.w === place.w && before.h === place.h;
    return isSame ? panels : (placed(panels, at, place) ?? panels);
  });
  said.value = placeWords(place);
}

export function removePanel(at: number): void {
  changePanels((panels) => panels.filter((_, i) => i !== at));
  chosen.value = null;
  said.value = t("dashboards.removed");
}

function placeWords({ x, y, w, h }: PanelPlace): string {
  return t("dashboards.place", { x: x + 1, y: y + 1, w, h });
}
