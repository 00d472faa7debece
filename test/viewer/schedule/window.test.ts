import { describe, expect, it } from "vitest";
import { fitted, panned, showing, zoomed } from "../../../twin-viewer/src/screens/schedule/window.ts";

const HOUR = 3_600_000;
const plan = { fromMs: 0, toMs: 100 * HOUR };
const lengthOf = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => toMs - fromMs;

describe("the time that the chart of schedules shows", () => {
  it("[SD33] all of the plan with some room; also a plan of no length", () => {
    expect(fitted(plan)).toEqual({ fromMs: -2 * HOUR, toMs: 102 * HOUR });
    expect(lengthOf(fitted({ fromMs: 5, toMs: 5 }))).toBeGreaterThan(0);
  });

  it("[SD33] zooming keeps the moment under the pointer, and goes back to where it began", () => {
    const window = { fromMs: 20 * HOUR, toMs: 60 * HOUR };
    const atMs = 30 * HOUR;
    const near = zoomed(window, plan, { atMs, factor: 0.5 });
    expect(near).toEqual({ fromMs: 25 * HOUR, toMs: 45 * HOUR });
    expect(zoomed(near, plan, { atMs, factor: 2 })).toEqual(window);
  });

  it("[SD33] no window is narrower than five minutes, or longer than the plan and what may be behind it", () => {
    let window = fitted(plan);
    for (let i = 0; i < 100; i++) window = zoomed(window, plan, { atMs: 50 * HOUR, factor: 0.5 });
    expect(lengthOf(window)).toBeCloseTo(5 * 60_000, 0);
    for (let i = 0; i < 100; i++) window = zoomed(window, plan, { atMs: 99 * HOUR, factor: 2 });
    expect(window.fromMs).toBeCloseTo(-2 * HOUR, 0);
    expect(window.toMs).toBeCloseTo(150 * HOUR, 0);
    const far = panned({ fromMs: 0, toMs: HOUR }, plan, 1e12);
    expect(far.toMs).toBe(150 * HOUR);
    expect(panned(far, plan, -1e12).fromMs).toBe(-2 * HOUR);
    expect(lengthOf(far)).toBe(HOUR);
  });

  it("[SD34] what keys reach is brought into sight, and the window rests where it is in sight already", () => {
    const window = { fromMs: 0, toMs: 10 * HOUR };
    expect(showing(window, plan, { fromMs: 3 * HOUR, toMs: 4 * HOUR })).toBe(window);
    for (const fromMs of [-1, 12, 40, 99].map((hours) => hours * HOUR)) {
      const seen = showing(window, plan, { fromMs, toMs: fromMs + HOUR });
      expect(seen.fromMs).toBeLessThanOrEqual(Math.max(fromMs, -2 * HOUR));
      expect(seen.toMs).toBeGreaterThanOrEqual(fromMs + HOUR);
      expect(lengthOf(seen)).toBe(10 * HOUR);
    }
  });
});
