/** Loads the table of causes apart from the page, because no page needs it for its first picture (rule PG28). */
import { effect, signal } from "@preact/signals";
import { language } from "./chosen.ts";

type CauseWords = typeof import("./cause-words.ts");

/** A failed request waits for the table at most this long. */
const PATIENCE_MS = 2_000;
/** While the edge is out of reach, the table is asked for no more often than this. */
const AGAIN_MS = 5_000;

/** Undefined until it has come; then every text that was shown without it is said again. */
export const causeWords = signal<CauseWords | undefined>(undefined);
let loading: Promise<void> | undefined;

/** Resolves when the table is there, or cannot come now. Never rejects. */
export function loadCauseWords(): Promise<void> {
  loading ??= import("./cause-words.ts").then(
    (words) => {
      causeWords.value = words;
    },
    () => {
      setTimeout(() => {
        loading = undefined;
      }, AGAIN_MS);
    },
  );
  return loading;
}

/** Before a failure is shown: a Chinese page waits for its words, an English one has those of the edge. */
export async function awaitCauseWords(): Promise<void> {
  if (language.peek() !== "zh" || causeWords.peek() !== undefined) return;
  await Promise.race([loadCauseWords(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

/**
 * Loads the table of a Chinese page while it has nothing else to do, so that failures are in Chinese without the edge.
 * An English page shows the edge's own words meanwhile.
 */
export function loadCauseWordsSoon(): void {
  const later = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 1000));
  effect(() => {
    if (language.value === "zh") later(() => void loadCauseWords());
  });
}
