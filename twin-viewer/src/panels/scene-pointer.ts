import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { dragAsset } from "../data/explore-link.ts";
import { hovered, selected } from "../data/signals.ts";
import type { Stage } from "../scene/stage.ts";
import { wantedPoint } from "./register-map.ts";

const CLICK_PX = 5;
/** A machine that takes more of the picture is not dragged out of it: there would be nowhere to turn the picture. */
const MOST_OF_PICTURE = 1 / 3;

/** Selects, flies and hovers by pointer, and lets the selected machine be dragged out of the picture. */
export function listenToPointer(canvas: HTMLCanvasElement, stage: Stage, signal: AbortSignal): void {
  let down = { x: 0, y: 0 };
  const place = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const on = <K extends keyof HTMLElementEventMap>(
    kind: K,
    does: (event: HTMLElementEventMap[K]) => void,
    { capture = false } = {},
  ) => canvas.addEventListener(kind, does, { signal, capture });
  on(
    "pointerdown",
    (event) => {
      down = place(event);
      // What is dragged out of the picture must not turn it; the camera listens after this.
      if (canvas.draggable && event.button === 0) event.stopImmediatePropagation();
    },
    { capture: true },
  );
  on("click", (event) => {
    const at = place(event);
    if (Math.hypot(at.x - down.x, at.y - down.y) > CLICK_PX) return;
    const ask = wantedPoint.value;
    if (ask === null) {
      selected.value = stage.pick(at.x, at.y);
      return;
    }
    const floor = floorAt(stage.view.ray(at.x, at.y));
    if (floor !== undefined) ask(floor);
  });
  on("dblclick", (event) => {
    const at = place(event);
    const uid = stage.pick(at.x, at.y);
    if (uid !== null) stage.focus(uid);
  });
  on("pointermove", (event) => {
    if (event.buttons !== 0) return;
    const at = place(event);
    const uid = stage.pick(at.x, at.y);
    const isSelected = uid !== null && uid === selected.value;
    canvas.draggable = isSelected && event.pointerType === "mouse" && hasRoomAround(uid, stage, canvas);
    if (uid === hovered.value) return;
    hovered.value = uid;
    canvas.style.cursor = uid === null ? "grab" : "pointer";
  });
  on("pointerleave", () => {
    hovered.value = null;
  });
  on("dragstart", (event) => {
    if (selected.value === null) return event.preventDefault();
    dragAsset(event, { asset: selected.value });
    const label = canvas.parentElement?.querySelector(".chip-selected");
    // Without a picture of its own the whole canvas would follow the pointer.
    event.dataTransfer?.setDragImage(label ?? new Image(), 0, 0);
  });
}

type Ray = ReturnType<Stage["view"]["ray"]>;

/** Where a ray meets the floor; undefined for one that looks up. */
function floorAt({ origin: [x, y, z], direction: [dx, dy, dz] }: Ray): readonly [number, number] | undefined {
  if (dz >= 0) return undefined;
  return [x - (dx * z) / dz, y - (dy * z) / dz];
}

function hasRoomAround(uid: AssetUid, { plant, view }: Stage, canvas: HTMLCanvasElement): boolean {
  const figure = plant.actors.find(({ asset }) => asset.assetUid === uid)?.figure;
  if (figure === undefined) return false;
  const size = Math.max(Math.hypot(...figure.foot), figure.top);
  return size / view.metresPerPixel < canvas.clientHeight * MOST_OF_PICTURE;
}
