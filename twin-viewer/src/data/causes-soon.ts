import { loadCauseWords } from "../i18n/causes-later.ts";
import { whenIdle } from "./when-idle.ts";

/** Loads the words of causes while the page has nothing else to do, so that failures are in words without the edge. */
export function loadCauseWordsSoon(): void {
  whenIdle(() => void loadCauseWords());
}
