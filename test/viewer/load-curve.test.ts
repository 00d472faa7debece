import { expect, it } from "vitest";
import { curveBars } from "../../twin-viewer/src/data/load-api.ts";

it("[TF18] the load curve has a bar for each known quarter of an hour, as high as its share of the highest", () => {
  const point = (kW: number | null, band: string) => ({ start: "2026-01-05T00:00:00Z", kW, band });
  const { bars, mostKw } = curveBars([
    point(100, "valley"),
    point(null, "valley"),
    point(200, "peak"),
    point(50, "peak"),
  ]);
  expect(mostKw).toBe(200);
  expect(bars).toEqual([
    { x: 0, width: 0.25, height: 0.5, band: "valley" },
    { x: 0.5, width: 0.25, height: 1, band: "peak" },
    { x: 0.75, width: 0.25, height: 0.25, band: "peak" },
  ]);
  expect(curveBars([])).toEqual({ bars: [], mostKw: 0 });
  expect(curveBars([point(0, "flat")]).bars).toEqual([]);
});
