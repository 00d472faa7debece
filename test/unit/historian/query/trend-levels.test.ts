import { expect, it } from "vitest";
import { trendLevelFor } from "../../../../edge/contracts/path/trend-levels.ts";

it("[D24] a distance that is rounded up to whole buckets of its level has whole buckets of its level", () => {
  expect([19e6, 20e6, 2 * 60e6, 20 * 60e6, 2 * 3600e6].map((step) => trendLevelFor(step)?.name)).toEqual([
    undefined,
    "10s",
    "1min",
    "10min",
    "1h",
  ]);
  for (let asked = 15e6; asked < 86_400e6; asked = asked * 1.013 + 1) {
    const unit = trendLevelFor(asked)?.us ?? 1e5;
    const step = Math.ceil(asked / unit) * unit;
    expect(step % (trendLevelFor(step)?.us ?? 1e5), String(asked)).toBe(0);
  }
});
