import { expect, it } from "vitest";
import { withSpan } from "../../../../../edge/sources/opcua/subscribe/owed-spans.ts";
import type { Span } from "../../../../../edge/sources/opcua/subscribe/span.ts";

const span = (from: number, to: number, refs?: readonly number[]): Span => ({
  from,
  to,
  reason: "source_queue_overflow",
  lost: 1,
  ...(refs === undefined ? {} : { refs }),
});

function after(spans: readonly Span[], busy = 0): readonly Span[] {
  return spans.reduce<readonly Span[]>((open, one) => withSpan(open, one, busy), []);
}

it("[F19] spans of several tags stay apart, those of one tag that touch become one", () => {
  expect(after([span(1, 2, [1]), span(5, 6, [2]), span(2, 9, [1])])).toMatchObject([
    { from: 1, to: 9, refs: [1], lost: 2 },
    { from: 5, to: 6, refs: [2], lost: 1 },
  ]);
});

it("[F19] a bounded number of spans waits, and none is forgotten", () => {
  const many = Array.from({ length: 500 }, (_, i) => span(10 * i, 10 * i + 1, [i % 40]));
  const open = after(many);
  expect(open.length).toBeLessThanOrEqual(16);
  expect(
    many.every(({ from, to, refs }) =>
      open.some(
        (one) =>
          one.from <= from && to <= one.to && (one.refs === undefined || refs?.every((ref) => one.refs?.includes(ref))),
      ),
    ),
  ).toBe(true);
  expect(open.reduce((sum, { lost = 0 }) => sum + lost, 0)).toBe(500);
});

it("[F19] a span that is being filled stays unchanged", () => {
  expect(withSpan([span(1, 5, [1])], span(2, 9, [1]), 1)).toMatchObject([
    { from: 1, to: 5 },
    { from: 2, to: 9 },
  ]);
});
