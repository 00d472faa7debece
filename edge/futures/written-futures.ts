import type { WrittenFuture } from "../contracts/forecast/forecasts.ts";
import { checkQuestion, type NamedChanges } from "../forecast/whatif/question.ts";

/** Futures as a question writes them, checked. Throws EdgeError `bad-request` with all problems. */
export function writtenFutures(futures: readonly WrittenFuture[]): readonly NamedChanges[] {
  if (futures.length === 0) return [];
  // A copy, because defaults are filled in.
  return checkQuestion({ "gemba-whatif": 1, futures: structuredClone(futures) }, "the question");
}
