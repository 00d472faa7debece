/** Messages between the edge and the process of the embedded historian. Samples never cross: that process reads the log's segments itself. */
import type { Trend, TrendQuestion } from "../../contracts/historian.ts";
import type { LogPosition } from "../../contracts/source.ts";
import type { TagRef } from "../../contracts/tag.ts";
import type { WaveformBlock } from "../../contracts/waveform-block.ts";
import type { WaveformHead, WaveformsQuestion } from "../../contracts/waveform-reader.ts";

/** How the child process is told what to do, as JSON in its first argument. */
export interface ChildOptions {
  readonly databasePath: string;
  readonly logDir: string;
  readonly logUid: string;
  readonly memoryLimitMb: number;
  readonly retentionHours: number;
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
}

export type Question =
  | { readonly kind: "trend"; readonly question: TrendQuestion }
  | { readonly kind: "raw"; readonly question: RawQuestion }
  | { readonly kind: "waveforms"; readonly question: WaveformsQuestion }
  | { readonly kind: "waveform"; readonly ref: TagRef; readonly start: number }
  | { readonly kind: "count" };

export type Answer = Trend | RawAnswer | readonly WaveformHead[] | WaveformBlock | undefined | number;

export type ToChild =
  | { readonly kind: "committed"; readonly position: LogPosition }
  | { readonly kind: "ask"; readonly id: number; readonly ask: Question; readonly position: LogPosition }
  | { readonly kind: "close" };

export type FromChild =
  | { readonly kind: "ready"; readonly position: LogPosition }
  | { readonly kind: "ingested"; readonly position: LogPosition; readonly samples: number; readonly lost: number }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "failure"; readonly id: number; readonly message: string };

/** Why the child ended by itself. */
export const ChildExit = { closed: 0, failed: 1, damaged: 3, blocked: 4 } as const;
