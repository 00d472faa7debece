/** Loads the table of causes apart from the page, because no page needs it for its first picture (rule PG28). */
import { signal } from "@preact/signals";

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
    ({ causeInWords, causeOf, isKnownCode, missingReason, sentence }) => {
      causeWords.value = { causeInWords, causeOf, isKnownCode, missingReason, sentence };
    },
    () => {
      setTimeout(() => {
        loading = undefined;
      }, AGAIN_MS);
    },
  );
  return loading;
}

/** Before a failure is shown: waits for its words, but not for long. */
export async function awaitCauseWords(): Promise<void> {
  if (causeWords.peek() !== undefined) return;
  await Promise.race([loadCauseWords(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
