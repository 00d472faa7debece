import { describe, expect, it } from "vitest";
import { isNews, orderOf, type SourceClock } from "../../../../edge/contracts/path/source-clock.ts";

const T = 1_764_000_000_000_000;
const clock = (offsetUs: number, uncertaintyUs: number, kind: SourceClock["kind"] = "estimated"): SourceClock => ({
  offsetUs,
  uncertaintyUs,
  kind,
});

describe("[T3] the order of two events", () => {
  it("is known if they are further apart than their joint uncertainty, and not at its limit", () => {
    const a = { time: T, clock: clock(0, 300) };
    expect(orderOf(a, { time: T + 501, clock: clock(0, 200) })).toBe("before");
    expect(orderOf(a, { time: T - 501, clock: clock(0, 200) })).toBe("after");
    expect(orderOf(a, { time: T + 500, clock: clock(0, 200) })).toBe("same time");
  });

  it("subtracts the known offsets first: a fast clock does not make an event later", () => {
    const ahead = { time: T + 2_000_000, clock: clock(2_000_000, 100) };
    expect(orderOf(ahead, { time: T, clock: clock(0, 100) })).toBe("same time");
    expect(orderOf(ahead, { time: T + 1_000, clock: clock(0, 100) })).toBe("before");
  });

  it("is never known for an unknown clock", () => {
    expect(orderOf({ time: T, clock: clock(0, 0, "unknown") }, { time: T + 1e12 })).toBe("same time");
  });

  it("of two times by the edge's own clock is the order of the times", () => {
    expect(orderOf({ time: T }, { time: T + 1 })).toBe("before");
    expect(orderOf({ time: T }, { time: T })).toBe("same time");
  });
});

describe("[T3] a new estimate is kept", () => {
  it("if it is the first, of another kind, or contradicts the previous one", () => {
    expect(isNews(undefined, clock(0, 100))).toBe(true);
    expect(isNews(clock(0, 100), clock(0, 100, "ntp"))).toBe(true);
    expect(isNews(clock(0, 100), clock(201, 100))).toBe(true);
  });

  it("and ignored while the intervals agree", () => {
    expect(isNews(clock(0, 100), clock(200, 100))).toBe(false);
  });
});
