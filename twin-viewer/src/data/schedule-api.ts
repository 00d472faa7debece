/** Schedules of the edge; times RFC 3339 (docs/api.md). */
import type { ScheduleActuals } from "../../../edge/contracts/schedule/actuals.ts";
import type {
  CheckedMoves,
  ClosedTimes,
  PlanEvents,
  PlantPlan,
  ScheduleFormat,
  ScheduleMove,
  ScheduleRow,
  WholeSchedule,
} from "../../../edge/contracts/schedule/schedules.ts";
import type { Language } from "../../../edge/contracts/words/language.ts";
import { ask, jsonOf, type Span } from "./api.ts";
import { EdgeRefusal } from "./problem.ts";

/** Learning minutes for a piece from a long record takes a while. */
const PLANT_WITHIN_MS = 60_000;
/** Reading a large plan and finding everything that is wrong with it takes a while. */
const ASK_WITHIN_MS = 60_000;
/** So does reading what became of some weeks. */
const ACTUALS_WITHIN_MS = 60_000;

export async function fetchSchedules(): Promise<readonly ScheduleRow[]> {
  return (await ask<{ schedules: readonly ScheduleRow[] }>("/api/v1/schedules")).schedules;
}

/** Null where there is none, or none any more. */
export async function fetchSchedule(uid: string): Promise<WholeSchedule | null> {
  try {
    return await ask(pathOf(uid));
  } catch (error) {
    if (error instanceof EdgeRefusal && error.status === 404) return null;
    throw error;
  }
}

/** What became of its operations. */
export function fetchActuals(uid: string): Promise<ScheduleActuals> {
  return ask(`${pathOf(uid)}/actuals`, { signal: AbortSignal.timeout(ACTUALS_WITHIN_MS) });
}

/** When its machines do not work in a stretch of time. */
export function fetchClosed(uid: string, { fromMs, toMs }: Span): Promise<ClosedTimes> {
  const [from, to] = [fromMs, toMs].map((ms) => encodeURIComponent(new Date(ms).toISOString()));
  return ask(`${pathOf(uid)}/closed?from=${from}&to=${to}`);
}

/** The work plan of the plant as it is, and what is not known of it. */
export function fetchPlantPlan(): Promise<PlantPlan> {
  return ask("/api/v1/schedules/plant", { signal: AbortSignal.timeout(PLANT_WITHIN_MS) });
}

/** A plan as its file has it, which the edge checks, with the orders of a planning system. */
export interface NewSchedule {
  readonly name: string;
  readonly seconds: number;
  readonly plan: unknown;
  readonly orders?: { readonly format: "csv" | "b2mml"; readonly text: string };
}

/** A schedule made again from a stored one. */
export interface ScheduleAgain {
  readonly name: string;
  readonly seconds: number;
  readonly from: string;
  readonly freezeUntil?: string;
  readonly locks: readonly ScheduleMove[];
  readonly events: PlanEvents;
}

export function askSchedule(question: NewSchedule | ScheduleAgain): Promise<ScheduleRow> {
  return ask("/api/v1/schedules", { ...jsonOf("POST", question), signal: AbortSignal.timeout(ASK_WITHIN_MS) });
}

/** What moved operations would become, and what stands against it; stores nothing. */
export function checkMoves(uid: string, moves: readonly ScheduleMove[]): Promise<CheckedMoves> {
  return ask(`${pathOf(uid)}/check`, jsonOf("POST", { moves }));
}

export function deleteSchedule(uid: string): Promise<unknown> {
  return ask(pathOf(uid), { method: "DELETE" });
}

/** Address of a schedule as a file; a table has its reasons in the language. */
export function scheduleFile(uid: string, format: ScheduleFormat, language: Language): string {
  return `${pathOf(uid)}/export?format=${format}&language=${language}`;
}

function pathOf(uid: string): string {
  return `/api/v1/schedules/${encodeURIComponent(uid)}`;
}
