import { describe, expect, it } from "vitest";
import { Shelf } from "../../../edge/asked/shelf.ts";
import { Forecasts } from "../../../edge/futures/book.ts";
import { FORECASTS } from "../../../edge/futures/head-of.ts";
import type { FutureResult } from "../../../edge/futures/task.ts";
import {
  answering,
  DONE,
  folder,
  LOG,
  NOW_US,
  opened,
  QUESTION,
  type Run,
  settled,
  turns,
  until,
} from "../../fakes/forecast-book.ts";

describe("scores", () => {
  const scored = (result: Extract<FutureResult, { kind: "score" }>): Run => {
    return async (task) => (task.kind === "score" ? result : DONE);
  };
  async function scoreOf(result: Extract<FutureResult, { kind: "score" }>) {
    const { book, clock } = opened(folder(), scored(result));
    const { uid } = await book.ask(QUESTION, "li");
    await settled(book, uid);
    book.tick();
    expect(book.list()[0]?.score).toBeNull();
    clock.now += 9 * 3600e6;
    book.tick();
    await until(() => book.list()[0]?.score !== null);
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

  it("[FK52] what cannot be known is unknown and never 0", async () => {
    expect(await scoreOf({ kind: "score", happened: null, unknown: "gap", source: "turning" })).toMatchObject({
      happened: null,
      isInside: null,
      unknown: "gap",
    });
  });

  const LATER = { kind: "score", happened: null, unknown: "later", source: null } as const;

  it("[FK52] a silent source may say more later: one look in ten minutes for all, for a week", async () => {
    let scores = 0;
    const { book, clock } = opened(folder(), async (task) => {
      if (task.kind !== "score") return DONE;
      expect(task.counted).toEqual({ left: ["PCK-1"], entered: [] });
      scores++;
      return LATER;
    });
    const asked = [await book.ask(QUESTION, "li"), await book.ask(QUESTION, "wang")];
    for (const { uid } of asked) await settled(book, uid);
    clock.now += 9 * 3600e6;
    book.tick();
    await until(() => scores === 1);
    for (let second = 0; second < 5; second++) {
      clock.now += 1e6;
      book.tick();
      await turns();
    }
    expect(scores).toBe(1);
    clock.now += 601e6;
    book.tick();
    await until(() => scores === 2);
    await turns();
    expect(book.list().map(({ score }) => score)).toEqual([null, null]);
    clock.now += 7 * 86_400e6;
    book.tick();
    await until(() => book.list().every(({ score }) => score !== null));
    expect(book.list()[0]?.score).toMatchObject({ happened: null, isInside: null, unknown: "silent" });
    await book.close();
  });

  it("[FK52] an edge that has just started waits a minute, and one that was off for long looks twice", async () => {
    const dir = folder();
    const first = opened(dir, answering).book;
    const { uid } = await first.ask(QUESTION, "li");
    await settled(first, uid);
    await first.close();
    let scores = 0;
    const { shelf, heads } = Shelf.open(dir, FORECASTS, LOG);
    const clock = { now: NOW_US + 30 * 86_400e6 };
    const book = new Forecasts({
      ...{ shelf, heads, log: LOG, lostIn: async () => [], now: () => clock.now++ },
      run: async () => {
        scores++;
        return LATER;
      },
    });
    book.tick();
    await turns();
    expect(scores).toBe(0);
    clock.now += 61e6;
    book.tick();
    await until(() => scores === 1);
    await turns();
    expect(book.list()[0]?.score).toBeNull();
    clock.now += 601e6;
    book.tick();
    await until(() => book.list()[0]?.score !== null);
    expect(book.list()[0]?.score?.unknown).toBe("silent");
    await book.close();
  });
});
