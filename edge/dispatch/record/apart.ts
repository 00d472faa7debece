/** Reads the record of pieces in a thread of its own, because it may have days of a large plant. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Changeovers } from "../../contracts/production/changeovers.ts";
import type { RecordedPlant } from "../../futures/record-of-pieces.ts";
import { askThread } from "../../observe/ask-thread.ts";
import type { MadePieces, Routes } from "./made-pieces.ts";

const THREAD = new URL("./thread.ts", import.meta.url);
const HEAP_MB = 1_024;
const WITHIN_MS = 60_000;

interface Place {
  readonly dataDir: string;
  readonly description: RecordedPlant;
}

export type RecordTask = Place &
  (
    | { readonly kind: "made"; readonly since: Micros; readonly at: Micros; readonly routes: Routes }
    | {
        readonly kind: "changeovers";
        readonly from: Micros;
        readonly to: Micros;
        /** Set-up family by variant, where it is another name. */
        readonly families: readonly (readonly [variant: string, family: string])[];
      }
  );

/** Undefined where no piece has been seen. */
export type RecordAnswer =
  | { readonly kind: "made"; readonly made: MadePieces | undefined }
  | { readonly kind: "changeovers"; readonly found: Changeovers | undefined }
  | { readonly kind: "failed"; readonly reason: string };

type Kind = RecordTask["kind"];
type AnswerOf<K extends Kind> = Extract<RecordAnswer, { readonly kind: K }>;

/** Throws EdgeError `unavailable` where the record cannot be read or it takes too long. */
export async function readApart<K extends Kind>(
  task: Extract<RecordTask, { readonly kind: K }>,
  signal: AbortSignal,
): Promise<AnswerOf<K>> {
  const question = {
    ...{ name: "dispatch record", data: task, heapMb: HEAP_MB, signal, withinMs: WITHIN_MS },
    failed: "The record of pieces could not be read",
    ended: "the edge stops",
  };
  return await askThread<RecordAnswer, AnswerOf<K>>(THREAD, question, (message, { answer, fail }) => {
    if (message.kind === "failed") fail(message.reason);
    else answer(message as AnswerOf<K>);
  });
}
