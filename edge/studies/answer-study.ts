/** Answers a study from the record of pieces, anew or from the runs that it has: the one way of command and edge. */

import { createHash } from "node:crypto";
import type { PlantDescription } from "../contracts/forecast/description.ts";
import type { PlantHistory } from "../contracts/forecast/history.ts";
import type { Levels } from "../contracts/forecast/studies.ts";
import type { StudyAnswer } from "../contracts/forecast/study-answer.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { learn } from "../forecast/learn/learn.ts";
import { flowOf } from "../forecast/model/flow.ts";
import { snapshotAt } from "../forecast/model/snapshot-at.ts";
import type { StudyFile } from "../forecast/study/file/study-file.ts";
import type { Runner } from "../forecast/study/run/crew.ts";
import type { StudyStart } from "../forecast/study/run/study-plant.ts";
import type { Progress } from "../forecast/study/run/variant-runs.ts";
import { study } from "../forecast/study/study.ts";
import { knownAt } from "../forecast/whatif/answer.ts";
import { trialsOf } from "../forecast/whatif/foresee.ts";
import { modelError, triedIn } from "../forecast/whatif/ranges.ts";
import { changedIn, type KeptRuns, keptRunner, type StudyMarks } from "./kept-runs.ts";

export interface AskedStudy {
  /** Without problems (`studyProblems`). */
  readonly file: StudyFile;
  readonly description: PlantDescription;
  /** Undefined: the newest instant, or that of the study that goes on. */
  readonly at: Micros | undefined;
  /** Version of the program: another one may run otherwise. */
  readonly program: string;
  /** Name of the record of pieces. */
  readonly record: string;
  /** The record, and the instant to start from; undefined asks for the newest. Throws EdgeError `bad-request`. */
  startFrom(at: Micros | undefined): { readonly history: PlantHistory; readonly at: Micros };
}

interface Means {
  readonly workers: number;
  readonly signal: AbortSignal;
  /** How long it may be worked on, with the time before a stop or a kill (rule FK107); default without a limit. */
  readonly withinMs?: number;
  readonly onProgress: Progress;
  /** Hears the levels of the best variant so far. */
  leads?(levels: Levels): void;
  readonly kept?: KeptRuns | undefined;
  /** Called with the marks that differ, when the stored runs belong to another study and are discarded. */
  anew?(changed: readonly Mark[]): void;
}

export type Mark = keyof StudyMarks;

/** What a study rests on. */
interface Prepared {
  readonly at: Micros;
  readonly start: StudyStart;
  readonly modelError: number;
  readonly trials: number;
}

/**
 * Goes on with the runs of the same study, from what was known when it began (rules FK77 and FK106). Throws
 * `ImpossiblePlant`, and EdgeError as `startFrom`.
 */
export async function answerStudy(asked: AskedStudy, means: Means): Promise<StudyAnswer> {
  const { kept, anew, onProgress, signal, withinMs, ...others } = means;
  const begun = kept?.marks;
  const changed = begun === undefined ? [] : changedIn(begun, marksOf(asked, asked.at ?? begun.at));
  if (changed.length > 0) anew?.(changed);
  const known = begun === undefined || changed.length > 0 ? undefined : (kept?.start as Prepared | undefined);
  const prepared = known ?? prepare(asked, asked.at);
  const { start, at, ...error } = prepared;
  kept?.begin(marksOf(asked, at), prepared);
  try {
    return await study(asked.file, start, {
      ...others,
      signal: withinMs === undefined ? signal : within(signal, withinMs - (kept?.usedMs ?? 0)),
      told: onProgress,
      ...error,
      ...(kept === undefined ? {} : { through: (threads: Runner) => keptRunner(threads, kept) }),
    });
  } finally {
    kept?.close();
  }
}

/** What it has to have in common with a study that was begun. */
function marksOf({ file, description, program, record }: AskedStudy, at: Micros): StudyMarks {
  const { seed, ...rest } = file;
  return { file: digestOf(rest), seed, plant: digestOf(description), record, program, at };
}

function within(signal: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([signal, ms > 0 ? AbortSignal.timeout(Math.ceil(ms)) : AbortSignal.abort()]);
}

function prepare({ file, description, startFrom }: AskedStudy, from: Micros | undefined): Prepared {
  const { history, at } = startFrom(from);
  const { seed } = file;
  const horizonS = 3600 * file.hours;
  const flow = flowOf(description);
  const known = knownAt(history, at);
  const sources = { description, flow, learnt: learn(known, flow) };
  const tried = trialsOf(known, sources, { at, horizonS, seed });
  const start = { sources, snapshot: snapshotAt(known, flow, at), horizonS, seed };
  return { at, start, modelError: modelError(tried), trials: triedIn(tried) };
}

/** Of plain values, maps, sets and columns; the same values have the same digest. */
function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value, plain)).digest("hex");
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) return [...value];
  if (ArrayBuffer.isView(value)) return [...(value as Float64Array)];
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
