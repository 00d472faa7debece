import { signal } from "@preact/signals";

/** From this width on, in CSS pixels, a screen is taken for a wall until somebody says otherwise. */
const WALL_PX = 3000;

/** Text for reading from five metres; everything can still be used. */
export const wallText = signal(false);

/** The earlier choice in this browser, else by the width of the screen. */
export function readWallText(stored: unknown): boolean {
  return typeof stored === "boolean" ? stored : window.innerWidth >= WALL_PX;
}

/** Pixels of the screen per CSS pixel of an element, which large text changes: pointers are counted in the former. */
export function zoomOf(element: HTMLElement): number {
  return element.offsetWidth === 0 ? 1 : element.getBoundingClientRect().width / element.offsetWidth;
}
