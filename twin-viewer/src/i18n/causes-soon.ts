import { loadCauseWords } from "./causes-later.ts";

/** Loads the words of causes while the page has nothing else to do, so that failures are in words without the edge. */
export function loadCauseWordsSoon(): void {
  const later = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 1000));
  later(() => void loadCauseWords());
}
