/** Studies of a running edge: rules FK78 to FK83 in docs/rules/forecast.md. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MOST_WAITING } from "../../../edge/asked/queue.ts";
import type { EdgeError } from "../../../edge/contracts/errors.ts";
import type { ConfigRefused } from "../../../edge/contracts/plant/config-text.ts";
import { readChange } from "../../../edge/forecast/whatif/question.ts";
import { writtenChange } from "../../../edge/forecast/whatif/written-change.ts";
import { MOST_STORED } from "../../../edge/studies/book.ts";
import type { StudyResult } from "../../../edge/studies/task.ts";
import {
  answerWith,
  DONE,
  folder,
  type Make,
  NOW_US,
  opened,
  QUESTION,
  settled,
  TEXT,
} from "../../fakes/study-book.ts";

/** A thread that answers when it is told to, and ends when it is aborted. */
function held() {
  const answers: ((result: StudyResult) => void)[] = [];
  const make: Make = async ({ runs }, { signal, progress }) => {
    const { promise, resolve, reject } = Promise.withResolvers<StudyResult>();
    writeFileSync(runs, "kept");
    progress({ runs: 40, most: 200, variants: 2, best: { speed: "1.1" } });
    answers.push(resolve);
    signal.addEventListener("abort", () => reject(signal.reason));
    return await promise;
  };
  return { make, answers };
}

describe("questions", () => {
  it("[FK78] are made one at a time, with their progress, and refused when too many wait", async () => {
    const { make, answers } = held();
    const { book } = opened(folder(), make);
    const asked = [];
    for (let at = 0; at <= MOST_WAITING; at++) asked.push(await book.ask(QUESTION, "li"));
    await expect(book.ask(QUESTION, "li")).rejects.toMatchObject({ code: "unavailable" });
    for (const { uid } of asked) {
      while (answers.length === 0) await new Promise(setImmediate);
      expect(answers).toHaveLength(1);
      expect(book.progressOf(uid)).toEqual({ runs: 40, most: 200, variants: 2, best: { speed: "1.1" } });
      answers.shift()?.(DONE);
      await settled(book, uid);
      expect(book.progressOf(uid)).toBeUndefined();
    }
    expect(await book.find(asked[0]?.uid ?? "")).toMatchObject({
      ...{ name: "lathes", state: "done", hours: 4, by: "li", at: NOW_US, picked: { speed: "1.1" } },
      ...{ good: { middle: 100 }, pickedGood: { middle: 112 }, score: null, adviceUid: null },
    });
    await book.close();
  });

  it("[FK79] name all mistakes of the file with their places, as text and as values", async () => {
    const { book } = opened(folder());
    const refusal = async (study: typeof QUESTION.study) =>
      (await book.ask({ ...QUESTION, study }, "li").catch((error: unknown) => error)) as ConfigRefused;
    const wrong = TEXT.replace("speed: [1.1], at", "sped: [1.1], at").replace("within: 5", "within: 0");
    const text = await refusal(wrong);
    expect([text.code, text.problems.map(({ path, line }) => [path, line])]).toEqual([
      "bad-request",
      expect.arrayContaining([["objective[0].within", 5]]),
    ]);
    expect(text.problems.length).toBeGreaterThan(1);
    const values = await refusal({ "gemba-study": 1, name: "x", factors: [{ name: "a" }], objective: [{ within: 1 }] });
    expect(values.problems.map(({ path }) => path)).toEqual(["study.factors[0]", "study.objective[0]"]);
    expect((await refusal(": : :")).code).toBe("bad-request");
    expect(book.list()).toEqual([]);
    await book.close();
  });

  it("[FK80] a study that a stop left goes on at the next start with the runs that it has", async () => {
    const dir = folder();
    const first = opened(dir, held().make).book;
    const { uid } = await first.ask(QUESTION, "li");
    while (first.progressOf(uid) === undefined) await new Promise(setImmediate);
    await first.close();
    let found = "";
    const { book } = opened(dir, async ({ runs }) => {
      found = readFileSync(runs, "utf8");
      return DONE;
    });
    book.tick();
    await settled(book, uid);
    expect([found, (await book.find(uid))?.state]).toEqual(["kept", "done"]);
    // With the answer on disk, its runs go.
    while (existsSync(join(dir, `${uid}.runs`))) {
      book.tick();
      await new Promise(setImmediate);
    }
    await book.close();
    expect(readdirSync(dir)).toEqual([`${uid}.json`]);
  });

  it("[FK80] a thread that dies and a plant that cannot be leave a clear end", async () => {
    const ends: readonly Make[] = [
      async () => {
        throw new Error("its thread ended with 1");
      },
      async () => ({ kind: "refused", problems: ["CNC-9 is none of the plant's machines"] }),
    ];
    let asked = 0;
    const { book } = opened(folder(), async (task, options) => await (ends[asked++] as Make)(task, options));
    const [one, other] = [await book.ask(QUESTION, "li"), await book.ask(QUESTION, "li")];
    await settled(book, other.uid);
    expect(await book.find(one.uid)).toMatchObject({ state: "failed", failure: /ended with 1/ });
    expect(await book.find(other.uid)).toMatchObject({ state: "refused", problems: [/CNC-9/] });
    await book.close();
  });

  it("[FK81] are stored in a bounded number; one that is removed leaves no file", async () => {
    const dir = folder();
    const first = opened(dir).book;
    const { uid } = await first.ask(QUESTION, "li");
    await settled(first, uid);
    await first.close();
    const text = readFileSync(join(dir, `${uid}.json`), "utf8");
    for (let at = 1; at < MOST_STORED; at++) {
      const other = `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
      writeFileSync(join(dir, `${other}.json`), text.replaceAll(uid, other));
    }
    const { book } = opened(dir, held().make);
    await expect(book.ask(QUESTION, "li")).rejects.toThrow("50 studies are stored. Delete one");
    expect(await book.remove(uid)).toBe(true);
    const { uid: last } = await book.ask(QUESTION, "li");
    while (book.progressOf(last) === undefined) await new Promise(setImmediate);
    expect(await book.remove(last)).toBe(true);
    expect(await book.remove(last)).toBe(false);
    await book.close();
    expect(readdirSync(dir)).toHaveLength(MOST_STORED - 1);
  });
});

describe("what happened", () => {
  it("[FK84] stands beside the plant as it is and beside the pick, once the time is over", async () => {
    const { book, clock } = opened(folder());
    const { uid } = await book.ask(QUESTION, "li");
    await settled(book, uid);
    clock.now = NOW_US + 5 * 3600e6;
    while (book.list()[0]?.score === null) {
      book.tick();
      await new Promise(setImmediate);
    }
    expect(book.list()[0]?.score).toMatchObject({ happened: 105, isInside: true, unknown: null });
    await book.close();
  });
});

describe("the recommendation", () => {
  const { confirmed, variants } = answerWith();
  const BREAKS = {
    confirmed: confirmed && { ...confirmed, isBetter: false, decides: null },
    variants: variants.map((one, at) =>
      at === 0 ? { ...one, fate: { kind: "breaks", number: 0, afterRuns: 10 } as const } : one,
    ),
  };
  async function adviceOf(result: StudyResult, later = 0) {
    const { book, clock } = opened(folder(), async () => result);
    const { uid } = await book.ask(QUESTION, "li");
    await settled(book, uid);
    clock.now += later;
    const advice = await book.advice(uid).catch((error: EdgeError) => error.message);
    await book.close();
    return { uid, advice };
  }
  const withAnswer = (more: Parameters<typeof answerWith>[0]): StudyResult =>
    ({ ...DONE, answer: answerWith(more) }) as StudyResult;

  it("[FK83] has effect, interval, study and seed, and is valid until the end of the study's time", async () => {
    const { uid, advice } = await adviceOf(DONE);
    expect(advice).toMatchObject({
      key: `study ${uid}`,
      effect: { expected: 12, low: 10, high: 14, confidence: 0.9 },
      basis: [{ kind: "study", uid, from: NOW_US, to: NOW_US + 4 * 3600e6 }],
      validUntil: NOW_US + 4 * 3600e6,
      why: { en: expect.stringContaining(`${uid}, seed 1`), zh: expect.stringContaining(`${uid}，随机种子 1`) },
    });
  });

  it.each([
    ["no gain beyond its interval", { recommendation: null }, 0, /do not show a gain beyond its interval/],
    ["ended early", { recommendation: null, isComplete: false }, 0, /ended before its time/],
    [
      "no gain of a plant that breaks a constraint",
      BREAKS,
      0,
      /^30 further runs do not show a gain beyond its interval\.$/,
    ],
    ["best as it is", { recommendation: null, picked: 0 }, 0, /best as it is/],
    ["screening", { recommendation: null, picked: null, design: "screening" as const }, 0, /compares factors/],
    ["over", {}, 4 * 3600e6 + 1e6, /ended at 2026-03-02 12:00 UTC/],
  ])("[FK83] is refused with the reason: %s", async (_name, more, later, reason) => {
    expect((await adviceOf(withAnswer(more), later)).advice).toMatch(reason);
  });
});

it("[FK82] changes of the pick are written as a question of forecasts takes them", () => {
  const changes = [
    { out: "CNC-1", from: 1, hours: 2 },
    { closed: "CNC-*", from: 0, hours: 2 },
    { open: "CNC-*", from: 0, hours: 2 },
    { vehicles: -1 },
    { load: 4, at: "IN" },
    { capacity: 12, at: "MID" },
    { speed: 1.2, at: "CNC-*" },
    { add: "RUSH", variant: "A", pieces: 5, due: 2, first: true },
    { remove: "RUSH" },
    { sequence: "due" },
    { route: "A", over: ["CNC-1", "CNC-2"] },
  ];
  for (const change of changes) expect(writtenChange(readChange(change) as never)).toEqual(change);
});
