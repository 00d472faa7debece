import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { breaksOf, namedGaps } from "../../twin-viewer/src/charts/chart-gaps.ts";
import { fetchSeries } from "../../twin-viewer/src/charts/trend-series.ts";
import { loadCauseWords } from "../../twin-viewer/src/i18n/causes-later.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { fakeTag } from "../fakes/source/tags.ts";

const T0 = Date.UTC(2026, 10, 27, 9, 0, 0);
const HOUR = 3_600_000;
const iso = (seconds: number) => new Date(T0 + seconds * 1000).toISOString();

beforeAll(loadCauseWords);
beforeEach(() => {
  language.value = "en";
});

describe("[AV12] a trend does not continue across declared gaps", () => {
  it("breaks a held value from the beginning of a gap to the next sample, or to the end of the axis", () => {
    const times = [0, 10, 20, 30, 40];
    const values = [1, 2, null, 4, 5];
    expect(breaksOf(times, values, [{ fromS: 12 }], 60)).toEqual([[12, 30]]);
    expect(breaksOf(times, values, [{ fromS: 45 }, { fromS: 5 }], 60)).toEqual([
      [5, 10],
      [45, 60],
    ]);
  });

  it("joins gaps before one sample, so that ranges do not overlap", () => {
    expect(breaksOf([0, 100], [1, 2], [{ fromS: 20 }, { fromS: 50 }, { fromS: 100 }], 120)).toEqual([
      [20, 100],
      [100, 120],
    ]);
    expect(breaksOf([], [], [], 60)).toEqual([]);
  });

  it("requests each span once, gives curves their own gaps, and moves those of a pinned instant", async () => {
    const tag = fakeTag(1, { source: "milling" });
    const other = fakeTag(2, { source: "turning" });
    const asked: string[] = [];
    vi.stubGlobal("fetch", (path: string) => {
      const url = new URL(path, "http://edge");
      const isGaps = url.pathname.endsWith("/gaps");
      if (isGaps) asked.push(url.searchParams.get("from") ?? "");
      const isNow = url.searchParams.get("from") === iso(0);
      const gap = { source: "milling", tagUid: null, reason: "link_lost", lost: null };
      const gaps = [{ ...gap, from: iso(isNow ? 60 : -3540), to: iso(isNow ? 90 : -3530) }];
      const trend = { times: [iso(0)], min: [1], max: [1], mean: [1], last: [1], doubtful: [false] };
      return Promise.resolve(new Response(JSON.stringify(isGaps ? { gaps } : trend)));
    });
    const series = [
      { tag, shiftMs: 0 },
      { tag: other, shiftMs: 0 },
      { tag, shiftMs: HOUR },
    ];
    const table = await fetchSeries(series, { fromMs: T0, toMs: T0 + 600_000 }, 100);
    vi.unstubAllGlobals();
    expect(asked).toEqual([iso(0), iso(-3600)]);
    expect(table.gaps.map(({ curve, fromS, toS }) => [curve, fromS - T0 / 1000, toS - T0 / 1000])).toEqual([
      [0, 60, 90],
      [2, 60, 70],
    ]);
    expect(namedGaps(table.gaps, "UTC")).toEqual([
      "▨ Data missing 09:01:00–09:01:30: milling, link lost",
      "▨ Data missing 08:01:00–08:01:10: milling, link lost",
    ]);
    language.value = "zh";
    expect(namedGaps(table.gaps, "Asia/Shanghai")[0]).toContain("▨ 数据缺失 17:01:00–17:01:30：milling");
  });
});
