/**
 * Messages between the edge and the process of the embedded historian. Samples never cross in bulk: that process
 * reads the log's segments itself.
 */
import type { EdgeErrorCode } from "../../contracts/errors.ts";
import type {
  AggregateQuestion,
  EventQuestion,
  TrendQuestion,
  TrendsQuestion,
} from "../../contracts/path/historian.ts";
import type { LendQuestion } from "../../contracts/path/lent-history.ts";
import type { StretchQuestion } from "../../contracts/path/replay.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformsQuestion } from "../../contracts/path/waveform-reader.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { DictionaryEntry } from "../log/rare-blocks.ts";
import type { HistorianConfig } from "./config.ts";

/** Options of the child process, as JSON in its first argument. */
export interface ChildOptions {
  readonly databasePath: string;
  readonly logDir: string;
  readonly logUid: string;
  readonly memoryLimitMb: number;
  /** Absent: samples stay until the disk is used. */
  readonly retentionHours?: number;
  readonly rollupDays: HistorianConfig["rollupDays"];
  readonly maxBytes: number;
}

export interface RawQuestion {
  readonly ref: TagRef;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

export interface RawAnswer {
  times: number[];
  values: (number | null)[];
  texts: (string | null)[];
  statuses: number[];
  /** When each sample had arrived at the latest; null where that is not known. */
  arrivedBy: (number | null)[];
}

/** Recorded history from `from` to `to` for the store. */
export interface RecordingPlace {
  readonly dir: string;
  /** Start of the recording. */
  readonly start: Micros;
  readonly from: Micros;
  readonly to: Micros;
  readonly flags: number;
  readonly tags: readonly DictionaryEntry[];
}

export type Question =
  | { readonly kind: "trend"; readonly question: TrendQuestion }
  | { readonly kind: "trends"; readonly question: TrendsQuestion }
  | { readonly kind: "raw"; readonly question: RawQuestion }
  | { readonly kind: "aggregates"; readonly question: AggregateQuestion }
  | {
      readonly kind: "durations";
      readonly ref: TagRef;
      readonly from: Micros;
      readonly to: Micros;
      readonly now: Micros;
    }
  | {
      readonly kind: "aligned";
      readonly refs: readonly TagRef[];
      readonly from: Micros;
      readonly to: Micros;
      readonly step: Micros;
    }
  | { readonly kind: "keyframe"; readonly at: Micros }
  | { readonly kind: "stretch"; readonly question: StretchQuestion }
  | { readonly kind: "range" }
  | { readonly kind: "events"; readonly question: EventQuestion }
  | { readonly kind: "waveforms"; readonly question: WaveformsQuestion }
  | { readonly kind: "waveform"; readonly ref: TagRef; readonly start: number }
  | { readonly kind: "lend"; readonly question: LendQuestion }
  | { readonly kind: "place"; readonly recording: RecordingPlace }
  | { readonly kind: "count" };

/** Questions that change nothing. */
export type StoreQuestion = Exclude<Question, { readonly kind: "place" }>;

export type ToChild =
  /** `deletionTime`: the believed time, from which age counts; undefined while nothing may be deleted for its age. */
  | { readonly kind: "committed"; readonly position: LogPosition; readonly deletionTime: Micros | undefined }
  | {
      readonly kind: "ask";
      readonly id: number;
      readonly ask: Question;
      readonly tail: SampleBatch;
      readonly position: LogPosition;
      readonly deletionTime: Micros | undefined;
      /** The tail does not continue what the process has, so the process must first read up to `position`. */
      readonly isBehind: boolean;
    }
  /** The client has left. */
  | { readonly kind: "cancel"; readonly id: number }
  | { readonly kind: "close" };

export type FromChild =
  /** The log must be kept from `keepFrom` on, because later items are in that process's memory alone. */
  | { readonly kind: "ready"; readonly position: LogPosition; readonly keepFrom: LogPosition }
  | {
      readonly kind: "ingested";
      readonly position: LogPosition;
      readonly keepFrom: LogPosition;
      readonly samples: number;
      readonly lost: number;
    }
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly code: EdgeErrorCode; readonly message: string };

/** Why the child ended by itself. */
export const ChildExit = { closed: 0, failed: 1, damaged: 3, blocked: 4 } as const;
