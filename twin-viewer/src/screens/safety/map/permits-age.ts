import type { PermitsAnswer } from "../../../data/permits-api.ts";
import { liveNowMs } from "../../../data/signals.ts";
import type { Question } from "../../../data/use-question.ts";

/** Whether so many answers stayed away that what was said of conflicts may be otherwise by now. */
export function isOldAnswer({ answer, gotMs, everyMs }: Question<PermitsAnswer>): boolean {
  return answer !== undefined && liveNowMs() - gotMs > 3 * everyMs;
}
