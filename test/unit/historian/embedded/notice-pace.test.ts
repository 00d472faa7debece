import { expect, it } from "vitest";
import { NoticePace } from "../../../../edge/historian/embedded/notice-pace.ts";

it("[D21] few new items wait for a second since the last notice; many, and those of a question, do not", () => {
  const pace = new NoticePace();
  expect(pace.sendsNow(500, 1_000, false)).toBe(true);
  expect(pace.sendsNow(500, 9_000, true)).toBe(false);
  expect(pace.sendsNow(600, 1_999, false)).toBe(false);
  expect(pace.sendsNow(600, 1_999, true)).toBe(true);
  expect(pace.sendsNow(10_599, 2_000, false)).toBe(false);
  expect(pace.sendsNow(10_600, 2_000, false)).toBe(true);
  expect(pace.sendsNow(10_601, 3_000, false)).toBe(true);
});

it("[D21] a new process of the historian is notified at once", () => {
  const pace = new NoticePace();
  pace.sendsNow(500, 1_000, false);
  pace.restart();
  expect(pace.sendsNow(500, 1_001, false)).toBe(true);
});
