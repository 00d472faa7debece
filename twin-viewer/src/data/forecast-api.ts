/** Forecasts of the edge; times RFC 3339 (docs/api.md). */
import type {
  ChangedTime,
  FutureFigures,
  LivesTold,
  MachinesTold,
  Range,
} from "../../../edge/contracts/forecast/answer.ts";
import type {
  ForecastProblem,
  ForecastScore,
  ForecastState,
  WrittenChange,
  WrittenFuture,
} from "../../../edge/contracts/forecast/forecasts.ts";
import type { ForeseenState, FutureStates } from "../../../edge/contracts/forecast/states.ts";
import { ask, jsonOf } from "./api.ts";
import { EdgeRefusal } from "./problem.ts";

export interface ForecastRow {
  readonly uid: string;
  readonly name: string;
  readonly by: string;
  readonly askedAt: string;
  readonly state: ForecastState;
  readonly progress: number;
  readonly at: string | null;
  readonly hours: number;
  readonly futures: readonly string[];
  readonly good: Range | null;
  readonly score: (Omit<ForecastScore, "scoredAt"> & { readonly scoredAt: string }) | null;
}

export interface ForecastAnswer {
  readonly at: string;
  readonly learntFrom: string;
  readonly pieces: number;
  readonly horizonS: number;
  readonly machines: MachinesTold | null;
  /** Absent at an older edge. */
  readonly lives?: (Omit<LivesTold, "knownFrom"> & { readonly knownFrom: string | null }) | null;
  readonly metered?: { readonly with: readonly string[]; readonly without: readonly string[] } | null;
  readonly changed: readonly (Omit<ChangedTime, "since"> & { readonly since: string })[];
  readonly unplaced: readonly { readonly place: string; readonly pieces: number }[];
  readonly replications: number;
  readonly trials: readonly {
    readonly at: string;
    readonly foreseen: number;
    readonly happened: number;
    /** Null in answers of an older edge. */
    readonly horizonS: number | null;
  }[];
  readonly futures: readonly FutureFigures[];
}

export interface ForecastQuestionEntry {
  readonly name: string;
  readonly hours: number;
  readonly replications: number;
  readonly seed: number;
  readonly at: string | null;
  readonly futures: readonly WrittenFuture[];
}

export interface WholeForecast extends ForecastRow {
  readonly question: ForecastQuestionEntry;
  readonly problems: readonly ForecastProblem[];
  readonly failure: string | null;
  readonly answer: ForecastAnswer | null;
  /** Seconds between the steps of its states; null where nothing was kept to play. */
  readonly statesStepS: number | null;
}

/** One run of a future step by step; seconds from the start of the forecast. */
export interface StatesAnswer extends Omit<FutureStates, "stops"> {
  readonly stateNames: readonly ForeseenState[];
  readonly stops: readonly { readonly label: string; readonly node: string | null }[];
}

export interface ForecastChoicesAnswer {
  readonly record: { readonly from: string; readonly to: string } | null;
  readonly leastS: number;
  readonly plan: {
    readonly machines: readonly string[];
    readonly belts: readonly string[];
    readonly places: readonly { readonly label: string; readonly capacity: number | null }[];
    readonly lanes: readonly { readonly from: string; readonly load: number }[];
    readonly spots: readonly { readonly label: string; readonly x: number; readonly y: number }[];
    readonly vehicles: number;
    readonly variants: readonly string[];
    /** Absent at an older edge. */
    readonly crews?: readonly string[];
    readonly lives?: readonly { readonly machine: string; readonly component: string }[];
    readonly orders: readonly { readonly order: string; readonly due: string | null; readonly isBegun: boolean }[];
  } | null;
  readonly problems: readonly string[];
}

/** Copying and learning from a long record takes a while. */
const CHOICES_WITHIN_MS = 60_000;

export async function fetchForecasts(): Promise<readonly ForecastRow[]> {
  return (await ask<{ forecasts: readonly ForecastRow[] }>("/api/v1/forecasts")).forecasts;
}

/** Null where there is none, or none any more. */
export async function fetchForecast(uid: string): Promise<WholeForecast | null> {
  try {
    return await ask(`/api/v1/forecasts/${encodeURIComponent(uid)}`);
  } catch (error) {
    if (error instanceof EdgeRefusal && error.status === 404) return null;
    throw error;
  }
}

/** Throws `EdgeRefusal` with the reason where nothing was kept of it. */
export function fetchStates(uid: string, future: number): Promise<StatesAnswer> {
  return ask(`/api/v1/forecasts/${encodeURIComponent(uid)}/states?future=${future}`);
}

export function fetchForecastChoices(): Promise<ForecastChoicesAnswer> {
  return ask("/api/v1/forecasts/choices", { signal: AbortSignal.timeout(CHOICES_WITHIN_MS) });
}

/** A question as the page asks it; `at`: absent to start at the newest reports. */
export interface AskedForecast {
  readonly name: string;
  readonly hours: number;
  readonly replications: number;
  /** Absent for the usual one. */
  readonly seed?: number;
  readonly at?: string;
  readonly futures: readonly { readonly name: string; readonly changes: readonly WrittenChange[] }[];
}

export function askForecast(question: AskedForecast): Promise<ForecastRow> {
  return ask("/api/v1/forecasts", jsonOf("POST", question));
}

export function deleteForecast(uid: string): Promise<unknown> {
  return ask(`/api/v1/forecasts/${encodeURIComponent(uid)}`, { method: "DELETE" });
}
