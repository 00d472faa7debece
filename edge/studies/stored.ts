import type { Study, StudyHead } from "../contracts/forecast/studies.ts";

/** What lists have of a study. */
export function headOf({
  question: _question,
  problems: _problems,
  failure: _failure,
  answer: _answer,
  counted: _counted,
  attempts: _attempts,
  ...head
}: Study): StudyHead {
  return head;
}

/** How studies are kept on their shelf, each with the runs that it has. */
export const STUDIES = { name: "study", headOf, beside: "runs" } as const;
