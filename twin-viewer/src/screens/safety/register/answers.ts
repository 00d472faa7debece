import { signal } from "@preact/signals";
import type { PermitsAnswer } from "../../../data/permits-api.ts";
import type { DangersAnswer, InspectionsAnswer, RegisterAnswer } from "../../../data/safety-api.ts";
import type { Question } from "../../../data/use-question.ts";

/** What the room has asked for. */
export interface SafetyAnswers {
  readonly register: RegisterAnswer | undefined;
  readonly dangers: Question<DangersAnswer>;
  readonly inspections: InspectionsAnswer | undefined;
  readonly permits: Question<PermitsAnswer>;
}

/** For cards in other places of the room, which do not ask again; null while it is closed. */
export const safetyAnswers = signal<SafetyAnswers | null>(null);
