/** What the thread of forecasts is asked, and what it says. */
import type { WhatIfAnswer } from "../contracts/forecast/answer.ts";
import type {
  ForecastChoices,
  ForecastProblem,
  ForecastQuestion,
  UnknownReason,
} from "../contracts/forecast/forecasts.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { RecordedPlant, RecordPlace } from "./record-of-pieces.ts";

/** A loss of a source: of the whole source or link, by its name. */
export interface Lost {
  readonly source: string;
  readonly from: Micros;
  readonly to: Micros;
}

export type FutureTask = { readonly place: RecordPlace; readonly description: RecordedPlant } & (
  | { readonly kind: "answer"; readonly question: ForecastQuestion }
  | { readonly kind: "choices" }
  | {
      readonly kind: "score";
      readonly at: Micros;
      readonly horizonS: number;
      /** Declared losses that reach into the span; null: more than could be read. */
      readonly lost: readonly Lost[] | null;
    }
);

export type FutureResult =
  | { readonly kind: "answer"; readonly answer: WhatIfAnswer }
  | { readonly kind: "refused"; readonly problems: readonly ForecastProblem[] }
  | { readonly kind: "choices"; readonly choices: ForecastChoices }
  /** `later`: a source that reports pieces is silent, so that its losses are not declared yet. */
  | {
      readonly kind: "score";
      readonly happened: number | null;
      readonly unknown: UnknownReason | "later" | null;
      readonly source: string | null;
    };

export type FutureMessage = { readonly kind: "progress"; readonly done: number; readonly of: number } | FutureResult;
