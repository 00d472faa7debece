import { expect, it, vi } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { Questions } from "../../../../edge/historian/embedded/questions.ts";
import { checkAligned, checkEdges, checkRaw, checkTrend } from "../../../../edge/historian/query/check-question.ts";

const at = (check: () => void): string => {
  try {
    check();
    return "taken";
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const NOBODY = { send: () => undefined, cancel: () => undefined };
const rising = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

it.each<[string, (size: number) => void, number]>([
  ["samples of one tag", (limit) => checkRaw(0, 1, limit), 1_000_000],
  ["columns of a trend", (width) => checkTrend({ ref: 0 as TagRef, from: 0, to: 1, width }), 4_000],
  ["intervals of an aggregate", (count) => checkEdges(rising(count + 1)), 4_000],
  ["tags side by side", (count) => checkAligned(rising(count), { from: 0, to: 1, step: 1 }), 20],
])("[S14] %s: a query may ask for the limit and not for one more", (_, check, most) => {
  expect([at(() => check(most)), at(() => check(most + 1))]).toEqual(["taken", "bad-request"]);
});

it("[row 17] a late query, or one whose client left, is cancelled where it runs, once", async () => {
  const questions = new Questions("the historian");
  const sent: number[] = [];
  const cancelled: number[] = [];
  const asking = { send: (id: number) => void sent.push(id), cancel: (id: number) => void cancelled.push(id) };
  const leaving = new AbortController();
  const late = questions.add({ ...asking, withinMs: 5 });
  const left = questions.add({ ...asking, signal: leaving.signal });
  const answered = questions.add({ ...asking, signal: leaving.signal });
  questions.answer(3, "heard");
  await expect(late).rejects.toMatchObject({ code: "unavailable" });
  expect(cancelled).toEqual([1]);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: "unavailable" });
  await expect(answered).resolves.toBe("heard");
  await expect(questions.add({ ...asking, signal: leaving.signal })).rejects.toMatchObject({ code: "unavailable" });
  expect([sent, cancelled]).toEqual([
    [1, 2, 3],
    [1, 2],
  ]);
});

it("[S14] a query waits 10 s for its answer, and 64 may wait", async () => {
  vi.useFakeTimers();
  try {
    const questions = new Questions("the historian");
    const answers = Array.from({ length: 64 }, () => questions.add(NOBODY));
    await expect(questions.add(NOBODY)).rejects.toMatchObject({ code: "unavailable" });
    questions.answer(1, "in time");
    await vi.advanceTimersByTimeAsync(9_999);
    questions.answer(2, "just in time");
    const late = Promise.allSettled(answers.slice(2));
    await vi.advanceTimersByTimeAsync(1);
    expect(await Promise.all(answers.slice(0, 2))).toEqual(["in time", "just in time"]);
    expect((await late).map(({ status }) => status)).toEqual(Array(62).fill("rejected"));
  } finally {
    vi.useRealTimers();
  }
});
