import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { FutureFigures, WhatIfAnswer } from "../../../edge/contracts/forecast/answer.ts";
import type { ForecastQuestion } from "../../../edge/contracts/forecast/forecasts.ts";
import { type BookParts, Forecasts, MOST_STORED, MOST_WAITING } from "../../../edge/futures/book.ts";
import { ForecastShelf } from "../../../edge/futures/shelf.ts";
import type { FutureResult } from "../../../edge/futures/task.ts";
import { createLog } from "../../../edge/observe/log.ts";

const LOG = createLog({ level: "silent" });
const NOW_US = Date.UTC(2026, 2, 2, 8) * 1000;
const QUESTION: ForecastQuestion = { name: "next shift", hours: 8, replications: 5, seed: 1, at: null, futures: [] };
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
  futures: [{ name: "baseline", good: { low: 90, middle: 100, high: 110 } } as FutureFigures],
};
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "gemba-futures-test-"));
  folders.push(made);
  return made;
}

type Run = BookParts["run"];

/** A book whose threads are `run`. `clock` may be moved. */
function opened(dir: string, run: Run, lostIn: BookParts["lostIn"] = async () => []) {
  const clock = { now: NOW_US };
  const { shelf, forecasts } = ForecastShelf.open(dir, LOG);
  const book = new Forecasts({ shelf, stored: forecasts, run, lostIn, log: LOG, now: () => clock.now++ });
  return { book, clock, dir };
}

const answering: Run = async () => ({ kind: "answer", answer: ANSWER });

/** A thread that answers when it is told to, and ends when it is aborted. */
function held() {
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

async function settled(book: Forecasts, uid: string): Promise<void> {
  while (["waiting", "working"].includes(book.list().find((one) => one.uid === uid)?.state ?? ""))
    await new Promise(setImmediate);
}

describe("questions", () => {
  it("[FK45] are answered one at a time, and refused when too many wait", async () => {
    const { run, answers, most } = held();
    const { book } = opened(folder(), run);
    const asked = [];
    for (let at = 0; at <= MOST_WAITING; at++) asked.push(await book.ask({ ...QUESTION, name: `q${at}` }, "li"));
    expect(book.list().map(({ state }) => state)).toEqual([...Array(MOST_WAITING).fill("waiting"), "working"]);
    await expect(book.ask(QUESTION, "li")).rejects.toMatchObject({ code: "unavailable" });
    for (const { uid } of asked) {
      while (answers.length === 0) await new Promise(setImmediate);
      answers.shift()?.({ kind: "answer", answer: ANSWER });
      await settled(book, uid);
    }
    expect(most()).toBe(1);
    expect(new Set(book.list().map(({ state }) => state))).toEqual(new Set(["done"]));
    await book.close();
  });

  it("[FK45] a thread that dies leaves a clear failure, and the next question is answered", async () => {
    let asked = 0;
    const { book } = opened(folder(), async (task, options) => {
      if (asked++ === 0) throw new EdgeError("unavailable", "The forecast could not be made: its thread ended with 1");
      return await answering(task, options);
    });
    const [first, second] = [await book.ask(QUESTION, "li"), await book.ask(QUESTION, "li")];
    await settled(book, second.uid);
    expect(await book.find(first.uid)).toMatchObject({ state: "failed", failure: /its thread ended with 1/ });
    expect(await book.find(second.uid)).toMatchObject({ state: "done", answer: { pieces: 9 } });
    await book.close();
  });

  it("[FK48] a question that a stop left is answered at the next start, from the disk", async () => {
    const dir = folder();
    const { run } = held();
    const first = opened(dir, run).book;
    const [working, waiting] = [await first.ask(QUESTION, "li"), await first.ask(QUESTION, "wang")];
    await first.close();
    const { book } = opened(dir, answering);
    expect(book.list().map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    book.tick();
    await settled(book, waiting.uid);
    expect(await book.find(working.uid)).toMatchObject({ state: "done", by: "li", good: { middle: 100 } });
    await book.close();
  });

  it("[FK48] a file that cannot be read, or that a newer edge wrote, stays and is not listed", async () => {
    const dir = folder();
    const { book } = opened(dir, answering);
    const { uid } = await book.ask(QUESTION, "li");
    await settled(book, uid);
    await book.close();
    const text = readFileSync(join(dir, `${uid}.json`), "utf8");
    const [torn, newer] = ["00000000-0000-4000-8000-000000000001.json", "00000000-0000-4000-8000-000000000002.json"];
    writeFileSync(join(dir, torn), text.slice(0, 40));
    writeFileSync(join(dir, newer), text.replace('"format":1', '"format":2'));
    const again = opened(dir, answering).book;
    expect(again.list().map((one) => one.uid)).toEqual([uid]);
    expect(readdirSync(dir)).toEqual(expect.arrayContaining([torn, newer]));
    await again.close();
  });

  it("[FK49] are stored in a bounded number: refused ones make room, and else a new one is refused", async () => {
    const dir = folder();
    const refusing: Run = async () => ({ kind: "refused", problems: [{ future: "a", change: 0, reason: "no" }] });
    const first = opened(dir, refusing).book;
    const { uid } = await first.ask(QUESTION, "li");
    await settled(first, uid);
    expect((await first.find(uid))?.problems).toEqual([{ future: "a", change: 0, reason: "no" }]);
    await first.close();
    const text = readFileSync(join(dir, `${uid}.json`), "utf8");
    for (let at = 1; at < MOST_STORED; at++) {
      const other = `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
      const done = text.replaceAll(uid, other).replace('"state":"refused"', '"state":"done"');
      writeFileSync(join(dir, `${other}.json`), done);
    }
    const { book } = opened(dir, answering);
    const { uid: last } = await book.ask(QUESTION, "li");
    await settled(book, last);
    expect(await book.find(uid)).toBeUndefined();
    await expect(book.ask(QUESTION, "li")).rejects.toThrow("200 forecasts are stored. Delete one");
    expect(await book.remove(last)).toBe(true);
    await book.ask(QUESTION, "li");
    await book.close();
    expect(readdirSync(dir)).toHaveLength(MOST_STORED);
  });

  it("[FK53] one that is removed while it is answered ends, and leaves no file", async () => {
    const dir = folder();
    const { run } = held();
    const { book } = opened(dir, run);
    const { uid } = await book.ask(QUESTION, "li");
    expect(await book.remove(uid)).toBe(true);
    expect(await book.remove(uid)).toBe(false);
    expect([book.list(), readdirSync(dir)]).toEqual([[], []]);
    await book.close();
  });
});

describe("scores", () => {
  const scored = (result: Extract<FutureResult, { kind: "score" }>): Run => {
    return async (task, options) => (task.kind === "score" ? result : await answering(task, options));
  };
  async function scoreOf(result: Extract<FutureResult, { kind: "score" }>) {
    const { book, clock } = opened(folder(), scored(result));
    const { uid } = await book.ask(QUESTION, "li");
    await settled(book, uid);
    book.tick();
    expect(book.list()[0]?.score).toBeNull();
    clock.now += 9 * 3600e6;
    book.tick();
    for (let turn = 0; turn < 100 && book.list()[0]?.score === null; turn++) await new Promise(setImmediate);
    await book.close();
    return book.list()[0]?.score;
  }

  it("[FK51] what happened stands beside the baseline once its time is over: inside the interval or not", async () => {
    expect(await scoreOf({ kind: "score", happened: 110, unknown: null, source: null })).toMatchObject({
      isInside: true,
    });
    expect(await scoreOf({ kind: "score", happened: 111, unknown: null, source: null })).toMatchObject({
      isInside: false,
    });
  });

  it("[FK52] what cannot be known is unknown and never 0; a silent source may say more later", async () => {
    expect(await scoreOf({ kind: "score", happened: null, unknown: "gap", source: "turning" })).toMatchObject({
      happened: null,
      isInside: null,
      unknown: "gap",
    });
    expect(await scoreOf({ kind: "score", happened: null, unknown: "later", source: null })).toBeNull();
  });
});
