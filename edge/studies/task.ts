/** What the thread of studies is asked, and what it says. */
import type { CountedPlaces } from "../contracts/forecast/forecasts.ts";
import type { StudyProgress, StudyQuestion } from "../contracts/forecast/studies.ts";
import type { StudyAnswer } from "../contracts/forecast/study-answer.ts";
import type { RecordedPlant } from "../futures/record-of-pieces.ts";

export interface StudyTask {
  /** Data folder of the edge. */
  readonly dataDir: string;
  readonly description: RecordedPlant;
  readonly question: StudyQuestion;
  /** File of the runs that it has; they are kept there. */
  readonly runs: string;
  /** Version of the program. */
  readonly program: string;
}

export type StudyResult =
  | { readonly kind: "answer"; readonly answer: StudyAnswer; readonly counted: CountedPlaces }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

export type StudyMessage =
  | { readonly kind: "progress"; readonly progress: StudyProgress }
  /** For the log. */
  | { readonly kind: "note"; readonly text: string }
  /** With a remedy. */
  | { readonly kind: "failed"; readonly reason: string }
  | StudyResult;
