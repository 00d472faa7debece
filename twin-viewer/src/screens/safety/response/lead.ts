import type { ResponseActAnswer } from "../../../data/responses-api.ts";

/** Who leads the response, or led it to its end; undefined before somebody takes the lead, and after a hand-over. */
export function leadOf(acts: readonly Pick<ResponseActAnswer, "kind" | "by">[]): string | undefined {
  const last = acts.findLast(({ kind }) => kind === "start" || kind === "interrupt" || kind === "return");
  return last?.kind === "start" ? last.by.name : undefined;
}
