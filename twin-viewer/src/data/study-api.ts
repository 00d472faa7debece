/** Studies of the edge; times RFC 3339 (docs/api.md). */
import type { Range } from "../../../edge/contracts/forecast/answer.ts";
import type { ForecastScore, ForecastState } from "../../../edge/contracts/forecast/forecasts.ts";
import type { Levels, StudyProgress } from "../../../edge/contracts/forecast/studies.ts";
import type { Design, StudyAnswer } from "../../../edge/contracts/forecast/study-answer.ts";
import type { RowAdvice } from "../../../edge/contracts/reports/document.ts";
import { ask, jsonOf } from "./api.ts";
import { EdgeRefusal } from "./problem.ts";

export interface StudyRow {
  readonly uid: string;
  readonly name: string;
  readonly by: string;
  readonly askedAt: string;
  readonly state: ForecastState;
  readonly progress: StudyProgress | null;
  readonly at: string | null;
  readonly hours: number;
  readonly design: Design;
  readonly picked: Levels | null;
  readonly good: Range | null;
  readonly pickedGood: Range | null;
  readonly score: (Omit<ForecastScore, "scoredAt"> & { readonly scoredAt: string }) | null;
  readonly adviceUid: string | null;
}

export interface WholeStudy extends StudyRow {
  readonly question: {
    readonly study: string | Readonly<Record<string, unknown>>;
    readonly at: string | null;
    readonly minutes: number;
  };
  readonly problems: readonly string[];
  readonly failure: string | null;
  /** Its numbers are null where they are not finite. */
  readonly answer: StudyAnswer | null;
}

/** A study as the page asks for it. */
export interface AskedStudy {
  readonly study: string;
  readonly minutes: number;
}

export async function fetchStudies(): Promise<readonly StudyRow[]> {
  return (await ask<{ studies: readonly StudyRow[] }>("/api/v1/studies")).studies;
}

/** Null where there is none, or none any more. */
export async function fetchStudy(uid: string): Promise<WholeStudy | null> {
  try {
    return await ask(pathOf(uid));
  } catch (error) {
    if (error instanceof EdgeRefusal && error.status === 404) return null;
    throw error;
  }
}

export function askStudy(question: AskedStudy): Promise<StudyRow> {
  return ask("/api/v1/studies", jsonOf("POST", question));
}

/** Throws `EdgeRefusal` with the reason where nothing is recommended. */
export function recommendStudy(uid: string): Promise<{ readonly adviceUid: string }> {
  return ask(`${pathOf(uid)}/recommendation`, { method: "POST" });
}

export function deleteStudy(uid: string): Promise<unknown> {
  return ask(pathOf(uid), { method: "DELETE" });
}

/** State of the recommendation that was made of a study. */
export function fetchAdvice(adviceUid: string): Promise<Pick<RowAdvice, "adviceUid" | "state">> {
  return ask(`/api/v1/recommendations/${encodeURIComponent(adviceUid)}`);
}

function pathOf(uid: string): string {
  return `/api/v1/studies/${encodeURIComponent(uid)}`;
}
