/** What the thread of forecasts is asked, and what it says. */
import type { WhatIfAnswer } from "../contracts/forecast/answer.ts";
import type {
  CountedPlaces,
  ForecastChoices,
  ForecastProblem,
  ForecastQuestion,
  UnknownReason,
} from "../contracts/forecast/forecasts.ts";
import type { GapReason } from "../contracts/path/event-batch.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { RecordedPlant } from "./record-of-pieces.ts";

/** A loss of a source: of the whole source or link, by its name. */
export interface Lost {
  readonly source: string;
  readonly from: Micros;
  readonly to: Micros;
  /** Null for events that a source says are missing. */
  readonly reason: GapReason | null;
}

/** `gap`: more was declared as lost than can be read. `forgotten`: declarations of that time are not kept any more. */
export type Losses = readonly Lost[] | "gap" | "forgotten";

/** `dataDir`: data folder of the edge. */
export type FutureTask = { readonly dataDir: string; readonly description: RecordedPlant } & (
  | { readonly kind: "answer"; readonly question: ForecastQuestion }
  | { readonly kind: "choices" }
  | {
      readonly kind: "score";
      readonly at: Micros;
      readonly horizonS: number;
      /** Where the forecast counted; null: not known. */
      readonly counted: CountedPlaces | null;
      /** Declared losses that reach into the span, or why they are not known. */
      readonly lost: Losses;
    }
);

export interface AnsweredQuestion {
  readonly answer: WhatIfAnswer;
  readonly counted: CountedPlaces;
  /** One run of each future step by step, as `packStates` writes it. */
  readonly states: Uint8Array<ArrayBuffer>;
  readonly statesStepS: number;
}

export type FutureResult =
  | ({ readonly kind: "answer" } & AnsweredQuestion)
  | { readonly kind: "refused"; readonly problems: readonly ForecastProblem[] }
  /** With a remedy. */
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "choices"; readonly choices: ForecastChoices }
  /** `later`: a source that reports pieces is silent, or the record has not come to the end of the span yet. */
  | {
      readonly kind: "score";
      readonly happened: number | null;
      readonly unknown: UnknownReason | "later" | null;
      readonly source: string | null;
    };

export type FutureMessage = { readonly kind: "progress"; readonly done: number; readonly of: number } | FutureResult;
