/** Answers a study from the record of pieces, anew or from the runs that it has: the one way of command and edge. */

import { createHash } from "node:crypto";
import { EdgeError } from "../contracts/errors.ts";
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
  /** The record, and the instant to start from; undefined asks for the newest. Throws EdgeError `bad-request`. */
  startFrom(at: Micros | undefined): { readonly history: PlantHistory; readonly at: Micros };
}

interface Means {
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onProgress: Progress;
  /** Hears the levels of the best variant so far. */
  leads?(levels: Levels): void;
  readonly kept?: KeptRuns | undefined;
  /** Called with the marks that differ, when the stored runs belong to another study and are discarded. */
  anew?(changed: readonly Mark[]): void;
}

export type Mark = keyof StudyMarks;

interface Prepared {
  readonly start: StudyStart;
  readonly modelError: number;
  readonly trials: number;
  readonly marks: StudyMarks;
}

/** Goes on with the runs of the same study. Throws `ImpossiblePlant`, and EdgeError as `startFrom`. */
export async function answerStudy(asked: AskedStudy, means: Means): Promise<StudyAnswer> {
  const { kept, anew, onProgress, ...others } = means;
  const begun = kept?.marks;
  const prepared = (begun === undefined ? undefined : sameInstant(asked, begun)) ?? prepare(asked, asked.at);
  const { start, marks, ...error } = prepared;
  if (begun !== undefined) {
    // Where no instant was asked for, another one follows from what else has changed.
    const changed = changedIn(begun, marks).filter((mark) => mark !== "at" || asked.at !== undefined);
    if (changed.length > 0) anew?.(changed);
  }
  kept?.begin(marks);
  try {
    return await study(asked.file, start, {
      ...others,
      told: onProgress,
      ...error,
      ...(kept === undefined ? {} : { through: (threads: Runner) => keptRunner(threads, kept) }),
    });
  } finally {
    kept?.close();
  }
}

/** From the instant of a study that was begun; undefined where that is another study. */
function sameInstant(asked: AskedStudy, begun: StudyMarks): Prepared | undefined {
  if (asked.at !== undefined && asked.at !== begun.at) return undefined;
  try {
    const prepared = prepare(asked, begun.at);
    return changedIn(begun, prepared.marks).length === 0 ? prepared : undefined;
  } catch (error) {
    // The record does not have that instant any more.
    if (error instanceof EdgeError && error.code === "bad-request") return undefined;
    throw error;
  }
}

function prepare({ file, description, program, startFrom }: AskedStudy, from: Micros | undefined): Prepared {
  const { history, at } = startFrom(from);
  const { seed, ...rest } = file;
  const horizonS = 3600 * file.hours;
  const flow = flowOf(description);
  const known = knownAt(history, at);
  const sources = { description, flow, learnt: learn(known, flow) };
  const tried = trialsOf(known, sources, { at, horizonS, seed });
  const start = { sources, snapshot: snapshotAt(known, flow, at), horizonS, seed };
  const marks = { file: digestOf(rest), seed, data: digestOf([start, tried]), program, at };
  return { start, modelError: modelError(tried), trials: triedIn(tried), marks };
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
