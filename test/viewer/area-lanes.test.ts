import { expect, it } from "vitest";
import { areaQuestions } from "../../twin-viewer/src/timeline/area-history.ts";
import { lanesOf, stretchesOf } from "../../twin-viewer/src/timeline/area-lanes.tsx";

it("columns of one tone are one segment with the mean of its shares; unknown time does not count", () => {
  const stretches = stretchesOf({ working: [0.9, 0.7, 0.4, 0.1, 0, 0.4], unknown: [0, 0, 0, 0, 0.9, 0.5] });
  expect(stretches.map(({ from, to, tone }) => [from, to, tone])).toEqual([
    [0, 2, "running"],
    [2, 3, "idle"],
    [3, 4, "stopped"],
    [4, 5, "unknown"],
    // Half of the time was observed, and machines worked in four fifths of it.
    [5, 6, "running"],
  ]);
  expect(stretches[0]?.working).toBeCloseTo(0.8);
});

it("more areas than have room are one lane, weighted by their machines", () => {
  const area = (path: string, machines: number, share: number) => ({
    path,
    machines,
    working: [share, share],
    failed: [0, 0],
    unknown: [0, 0],
  });
  const six = Array.from({ length: 6 }, (_, i) => area(`a${i}`, 1, 1));
  expect(lanesOf(six)).toBe(six);
  const [whole, ...others] = lanesOf([...six, area("a6", 6, 0)]);
  expect(others).toEqual([]);
  expect(whole).toMatchObject({ machines: 12, working: [0.5, 0.5] });
});

it("a window is read in pieces within the edge's limit, without holes, and in the same pieces later", () => {
  const HOUR_MS = 3_600_000;
  const toMs = Date.parse("2026-11-24T02:42:07Z");
  expect(areaQuestions({ fromMs: toMs - 48 * HOUR_MS, toMs })).toEqual([
    { span: { fromMs: toMs - 48 * HOUR_MS, toMs }, columns: 120 },
  ]);
  const month = areaQuestions({ fromMs: toMs - 720 * HOUR_MS, toMs });
  expect(month[0]?.span.toMs).toBe(toMs);
  for (const [i, { span, columns }] of month.entries()) {
    expect(span.toMs - span.fromMs).toBeLessThanOrEqual(48 * HOUR_MS);
    // In a month a column is six hours; the newest part ends with the window, so that its columns are a little
    // off.
    if (i > 0) expect((span.toMs - span.fromMs) / columns).toBe(6 * HOUR_MS);
    if (i > 0) expect(span.toMs).toBe(month[i - 1]?.span.fromMs);
  }
  const oldest = month.at(-1)?.span.fromMs ?? 0;
  expect([oldest <= toMs - 720 * HOUR_MS, oldest > toMs - 726 * HOUR_MS]).toEqual([true, true]);
  const later = areaQuestions({ fromMs: toMs - 720 * HOUR_MS + 15_000, toMs: toMs + 15_000 });
  expect(later.slice(1)).toEqual(month.slice(1));
});
