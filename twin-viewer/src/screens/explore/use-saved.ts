import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { isAtEdge } from "../../data/carried.ts";
import { fetchSaved } from "../../data/explore-api.ts";
import { calculated, notes, shownSpan } from "./state.ts";

/** Annotations are read for spans in steps of this share, so that a span that moves does not ask all the time. */
const STEP = 0.1;
const SETTLE_MS = 200;

/** Keeps the annotations of the shown span; `again` reads them after a change. */
export function useNotes(): { readonly failure: string; readonly again: () => void } {
  const [version, setVersion] = useState(0);
  const [failure, setFailure] = useState("");
  const { fromMs, toMs } = shownSpan.value;
  const step = Math.max(1_000, (toMs - fromMs) * STEP);
  const [from, to] = [Math.floor(fromMs / step), Math.ceil(toMs / step)];
  useEffect(() => {
    const timer = setTimeout(
      () =>
        void fetchSaved("annotations", { fromMs: from * step, toMs: to * step }).then(
          (found) => {
            notes.value = found;
            setFailure("");
          },
          (error: unknown) => setFailure(wordsOf(error)),
        ),
      SETTLE_MS,
    );
    return () => clearTimeout(timer);
  }, [from, to, version]);
  return { failure, again: () => setVersion((before) => before + 1) };
}

/** Reads the calculated tags. A failure leaves the list as it was: their curves say why they have no figures. */
export function readCalculated(): void {
  if (!isAtEdge()) return;
  void fetchSaved("calculated-tags").then(
    (found) => {
      calculated.value = found;
    },
    () => undefined,
  );
}
