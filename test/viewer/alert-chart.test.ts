import { describe, expect, it } from "vitest";
import { chartShape } from "../../twin-viewer/src/charts/alert-chart.tsx";
import { gapsOf } from "../../twin-viewer/src/data/gaps-of.ts";
import { spanAround } from "../../twin-viewer/src/panels/alert-detail/trend-around.tsx";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 27, 9, 0, 0);

describe("the curve around a raising", () => {
  const times = [0, 1, 2, 3, 60, 61].map((s) => new Date(NOW + s * 1000).toISOString());
  const values = [80, 81, 82, 86, 87, 88];
  const answer = { times, min: values, max: values, mean: values, last: values, doubtful: [] };

  it("breaks where data are missing, and keeps the limit visible", () => {
    const shape = chartShape({
      answer,
      span: { fromMs: NOW, toMs: NOW + 62_000 },
      raisedMs: NOW + 3000,
      limit: 95,
      gaps: [],
      width: 360,
    });
    expect(shape?.path.match(/M/g)).toHaveLength(2);
    expect(shape?.limitY).toBeGreaterThan(0);
    expect([shape?.low, shape?.high]).toEqual([80, 88]);
    const empty = { ...answer, times: [], min: [], max: [], mean: [] };
    expect(
      chartShape({ answer: empty, span: { fromMs: 0, toMs: 1 }, raisedMs: 0, limit: undefined, gaps: [], width: 360 }),
    ).toBeUndefined();
  });

  it("[AV11] hatches declared gaps of the tag, its source or its device, not those of others, and breaks there", () => {
    const at = (s: number) => new Date(NOW + s * 1000).toISOString();
    const gap = (source: string, tagUid: string | null, from: number, to: number) => ({
      source,
      tagUid,
      from: at(from),
      to: at(to),
      reason: "link_lost",
      lost: null,
    });
    const span = { fromMs: NOW, toMs: NOW + 62_000 };
    const listed = [
      gap("line/dev-1", null, 2, 2.5),
      gap("line", null, 61, 70),
      gap("line", "urn:t", 0, 1),
      gap("line", "urn:other", 1, 2),
      gap("liner", null, 1, 2),
      gap("line", null, 90, 99),
    ];
    const gaps = gapsOf(listed as never, { tagUid: "urn:t" as never, source: "line" }, span);
    expect(gaps.map(({ fromMs, toMs }) => [fromMs - NOW, toMs - NOW])).toEqual([
      [0, 1000],
      [2000, 2500],
      [61_000, 70_000],
    ]);
    const shape = chartShape({ answer, span, raisedMs: NOW + 3000, limit: 95, gaps, width: 620 });
    expect(shape?.gaps).toEqual([
      { x: 0, width: 10 },
      { x: 20, width: 5 },
      { x: 610, width: 10 },
    ]);
    // The curve breaks after the first and the third sample, and at the pause.
    expect(shape?.path.match(/M/g)).toHaveLength(4);
  });

  it("reaches from before the raising to the newest data", () => {
    expect(spanAround({ raisedMs: NOW }, NOW + 5 * MINUTE)).toEqual({
      fromMs: NOW - 10 * MINUTE,
      toMs: NOW + 5 * MINUTE,
    });
    expect(spanAround({ raisedMs: NOW }, NOW + 500 * MINUTE)).toEqual({
      fromMs: NOW - 10 * MINUTE,
      toMs: NOW + 20 * MINUTE,
    });
  });
});
