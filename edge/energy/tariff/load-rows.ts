/** Rows of the book of loads that are not in its file yet. */
import type { LoadChanges, StoredWindow } from "./load-store.ts";
import { QUARTER_US } from "./quarter-count.ts";

export type LoadRows = { -readonly [Key in Exclude<keyof LoadChanges, "state">]: LoadChanges[Key][number][] };

export function noRows(): LoadRows {
  return { quarters: [], reactive: [], machines: [], utilities: [], outdoor: [], minutes: [], windows: [] };
}

/** Adds a window that has ended. Of those that end in one quarter of an hour, the highest is kept. */
export function keepHighest(windows: StoredWindow[], window: StoredWindow): void {
  const quarterOf = ({ to }: StoredWindow): number => Math.ceil(to / QUARTER_US);
  const at = windows.findIndex((one) => one.contract === window.contract && quarterOf(one) === quarterOf(window));
  if (at < 0) windows.push(window);
  else if ((windows[at] as StoredWindow).kW < window.kW) windows[at] = window;
}
