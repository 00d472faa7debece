import type { View } from "../scene/view.ts";

const STEP = Math.PI / 24;

/** Arrow keys turn the camera, with Shift they move it, plus and minus zoom. Only while the picture has the focus. */
export function sceneKeys(event: KeyboardEvent, view: View): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const act = actionOf(event, view);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function actionOf({ key, shiftKey }: KeyboardEvent, view: View): (() => void) | undefined {
  switch (key) {
    case "ArrowLeft":
      return () => (shiftKey ? view.pan(-1, 0) : view.orbit(-STEP, 0));
    case "ArrowRight":
      return () => (shiftKey ? view.pan(1, 0) : view.orbit(STEP, 0));
    case "ArrowUp":
      return () => (shiftKey ? view.pan(0, 1) : view.orbit(0, -STEP));
    case "ArrowDown":
      return () => (shiftKey ? view.pan(0, -1) : view.orbit(0, STEP));
    case "+":
    case "=":
      return () => view.zoom(1.25);
    case "-":
      return () => view.zoom(0.8);
    default:
      return undefined;
  }
}
