import { signal } from "@preact/signals";
import type { DangersAnswer, InspectionsAnswer, RegisterAnswer } from "../../../data/safety-api.ts";
import type { Question } from "../../../data/use-question.ts";

/** What the room has asked for, so that cards in other places of it do not ask again; null while it is closed. */
export const safetyAnswers = signal<{
  readonly register: RegisterAnswer | undefined;
  readonly dangers: Question<DangersAnswer>;
  readonly inspections: InspectionsAnswer | undefined;
} | null>(null);
