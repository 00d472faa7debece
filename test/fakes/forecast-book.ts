/** A book of forecasts whose threads are functions. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { Shelf } from "../../edge/asked/shelf.ts";
import type { FutureFigures, WhatIfAnswer } from "../../edge/contracts/forecast/answer.ts";
import type { ForecastQuestion } from "../../edge/contracts/forecast/forecasts.ts";
import type { FutureStates } from "../../edge/contracts/forecast/states.ts";
import { Forecasts } from "../../edge/futures/book.ts";
import type { BookParts } from "../../edge/futures/book-parts.ts";
import { FORECASTS } from "../../edge/futures/head-of.ts";
import { packStates } from "../../edge/futures/packed-states.ts";
import type { FutureResult } from "../../edge/futures/task.ts";
import { createLog } from "../../edge/observe/log.ts";

export const LOG = createLog({ level: "silent" });
export const NOW_US = Date.UTC(2026, 2, 2, 8) * 1000;
export const QUESTION: ForecastQuestion = {
  name: "next shift",
  hours: 8,
  replications: 5,
  seed: 1,
  at: null,
  futures: [],
};
const NONE = { low: 0, middle: 0, high: 0 };
const BASELINE: FutureFigures = {
  ...{ name: "baseline", scrapped: NONE, wip: NONE, late: NONE, orders: [], bottlenecks: [], against: null },
  good: { low: 90, middle: 100, high: 110 },
};
const ANSWER: WhatIfAnswer = {
  at: NOW_US,
  learntFrom: 0,
  pieces: 9,
  machines: null,
  unplaced: {},
  horizonS: 8 * 3600,
  replications: 5,
  seed: 1,
  trials: [],
  futures: [BASELINE],
};
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "gemba-futures-test-"));
  folders.push(made);
  return made;
}

export type Run = BookParts["run"];

/** A book whose threads are `run`. `clock` may be moved. */
export function opened(dir: string, run: Run, lostIn: BookParts["lostIn"] = async () => []) {
  const clock = { now: NOW_US };
  const { shelf, heads } = Shelf.open(dir, FORECASTS, LOG);
  const book = new Forecasts({ shelf, heads, run, lostIn, log: LOG, now: () => clock.now++ });
  return { book, clock, dir, shelf };
}

const NO_RIDES = { vehicle: [], from: [], to: [], pieces: [], sentS: [], loadedS: [], unloadedS: [] };
/** One step of the only future. */
export const STATES: FutureStates = {
  ...{ name: "baseline", stepS: 60, horizonS: 8 * 3600, replication: 0, good: [0], scrapped: [0], carried: [0] },
  places: [{ label: "BUF-1", capacity: 4, pieces: Uint16Array.of(3) }],
  machines: [{ label: "CNC-1", states: Uint8Array.of(1) }],
  ...{ vehicles: 0, stops: [], rides: NO_RIDES, ridesUntilS: 8 * 3600 },
};
export const DONE: FutureResult = {
  kind: "answer",
  answer: ANSWER,
  counted: { left: ["PCK-1"], entered: [] },
  states: packStates([STATES], {}),
  statesStepS: 60,
};
export const answering: Run = async () => DONE;

/** A thread that answers when it is told to, and ends when it is aborted. */
export function held() {
  const answers: ((result: FutureResult) => void)[] = [];
  let running = 0;
  let most = 0;
  const run: Run = async (_task, { signal }) => {
    signal.throwIfAborted();
    most = Math.max(most, ++running);
    const { promise, resolve, reject } = Promise.withResolvers<FutureResult>();
    answers.push(resolve);
    signal.addEventListener("abort", () => reject(signal.reason));
    return await promise.finally(() => running--);
  };
  return { run, answers, most: () => most };
}

export async function settled(book: Forecasts, uid: string): Promise<void> {
  while (["waiting", "working"].includes(book.list().find((one) => one.uid === uid)?.state ?? ""))
    await new Promise(setImmediate);
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

/** Long enough for what needs no disk. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
}
