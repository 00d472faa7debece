import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepClosedKnown } from "../../../twin-viewer/src/screens/schedule/closed-in-sight.ts";
import { openPlan, shownSpan, timesInSight } from "../../../twin-viewer/src/screens/schedule/state.ts";
import { madePlan } from "./plans.ts";

const HOUR_MS = 3_600_000;
const PLAN = madePlan();
const { fromMs: START_MS } = PLAN.span;

/** Requests in the order in which they came: start of the asked stretch, and how to answer with what it has. */
let asked: { readonly fromMs: number; answer(): void }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal("fetch", (path: string) => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const from = new URL(path, "http://edge").searchParams.get("from") ?? "";
    asked.push({
      fromMs: Date.parse(from),
      answer: () =>
        resolve(Response.json({ machines: [{ id: from, closed: [], unavailable: [] }], closedUntil: null })),
    });
    return promise;
  });
  openPlan(undefined);
  openPlan({ ...PLAN, closedUntilMs: START_MS + HOUR_MS });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("[SD66] an answer that comes after the window has moved on does not replace that of the window", async () => {
  shownSpan.value = { fromMs: START_MS + 2 * HOUR_MS, toMs: START_MS + 3 * HOUR_MS };
  const stop = keepClosedKnown({ ...PLAN, closedUntilMs: START_MS + HOUR_MS });
  await vi.advanceTimersByTimeAsync(300);
  shownSpan.value = { fromMs: START_MS + 8 * HOUR_MS, toMs: START_MS + 9 * HOUR_MS };
  await vi.advanceTimersByTimeAsync(300);
  expect(asked.map(({ fromMs }) => fromMs)).toEqual([START_MS + 1.5 * HOUR_MS, START_MS + 7.5 * HOUR_MS]);
  asked[1]?.answer();
  await vi.advanceTimersByTimeAsync(1);
  asked[0]?.answer();
  await vi.advanceTimersByTimeAsync(1);
  const held = [...(timesInSight.value?.machineOf.keys() ?? [])];
  expect(held).toEqual([new Date(START_MS + 7.5 * HOUR_MS).toISOString()]);
  stop();
  expect(timesInSight.value).toBeUndefined();
});
