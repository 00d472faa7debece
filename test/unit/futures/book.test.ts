import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { MOST_WAITING } from "../../../edge/asked/queue.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import { MOST_STORED } from "../../../edge/futures/book.ts";
import type { FutureResult } from "../../../edge/futures/task.ts";
import {
  answering,
  DONE,
  folder,
  held,
  opened,
  QUESTION,
  type Run,
  settled,
  turns,
} from "../../fakes/forecast-book.ts";

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
      answers.shift()?.(DONE);
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
    const { book, shelf } = opened(dir, answering);
    // What cannot be stored makes no room.
    vi.spyOn(shelf, "put").mockRejectedValueOnce(new EdgeError("disk", "the disk is full"));
    await expect(book.ask(QUESTION, "li")).rejects.toMatchObject({ code: "disk" });
    expect(await book.find(uid)).toMatchObject({ state: "refused" });
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

  it("[FK50] a future with the name of the plant as it is is refused", async () => {
    const { book } = opened(folder(), answering);
    const changes = [{ out: "CNC-1", hours: 1 }];
    for (const name of ["baseline", " Baseline", "as it is", "现状"])
      await expect(book.ask({ ...QUESTION, futures: [{ name, changes }] }, "li")).rejects.toMatchObject({
        code: "bad-request",
        message: expect.stringContaining("give another name"),
      });
    expect(book.list()).toEqual([]);
    await book.close();
  });
});

describe("choices", () => {
  const CHOICES = { record: { from: 0, to: 9 }, leastS: 1800, plan: null, problems: ["no ways"] };

  it("[FK54] are made once for all who ask, and again when they are minutes old", async () => {
    const answers: ((result: FutureResult) => void)[] = [];
    const { book, clock } = opened(folder(), async () => {
      const { promise, resolve } = Promise.withResolvers<FutureResult>();
      answers.push(resolve);
      return await promise;
    });
    const both = [book.choices(), book.choices()];
    clock.now += 60e6;
    both.push(book.choices());
    answers[0]?.({ kind: "choices", choices: CHOICES });
    expect(await Promise.all(both)).toEqual([CHOICES, CHOICES, CHOICES]);
    // They count from when they were there.
    clock.now += 170e6;
    await book.choices();
    expect(answers).toHaveLength(1);
    clock.now += 20e6;
    const again = book.choices();
    await turns();
    expect(answers).toHaveLength(2);
    let isClosed = false;
    const closing = book.close().then(() => {
      isClosed = true;
    });
    await turns();
    expect(isClosed).toBe(false);
    answers[1]?.({ kind: "choices", choices: CHOICES });
    await again;
    await closing;
  });

  it("[FK54] no question begins while they are made", async () => {
    const kinds: string[] = [];
    const choosing = Promise.withResolvers<FutureResult>();
    const { book } = opened(folder(), async (task) => {
      kinds.push(task.kind);
      return task.kind === "choices" ? await choosing.promise : DONE;
    });
    const choices = book.choices();
    const { uid } = await book.ask(QUESTION, "li");
    await turns();
    expect(kinds).toEqual(["choices"]);
    choosing.resolve({ kind: "choices", choices: CHOICES });
    await choices;
    book.tick();
    await settled(book, uid);
    expect(kinds).toEqual(["choices", "answer"]);
    await book.close();
  });
});
