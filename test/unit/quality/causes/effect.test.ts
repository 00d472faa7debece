import { describe, expect, it } from "vitest";
import { effectOf, fewestPieces } from "../../../../edge/quality/causes/engine/effect.ts";
import { randomOf } from "../../../run/seed.ts";

const check = (before: readonly [number, number], after: readonly [number, number], wanted: number) =>
  effectOf({
    before: { bad: before[0], pieces: before[1] },
    after: { bad: after[0], pieces: after[1] },
    wanted,
    between: 0,
  });

describe("[RC22] the verdict on an action", () => {
  it("waits for the number of pieces that was fixed", () => {
    expect(check([20, 40], [0, 39], 40).verdict).toBe("pending");
    expect(check([20, 40], [0, 40], 40).verdict).toBe("effective");
  });

  it("is by Fisher's exact test: 3 of 10 before, none of 10 after is 2 chances in 19", () => {
    const { p, verdict, difference } = check([3, 10], [0, 10], 10);
    expect(p).toBeCloseTo(2 / 19, 12);
    expect(verdict).toBe("not-shown");
    expect(difference.value).toBeCloseTo(-0.3, 12);
    expect(difference.low < -0.3 && difference.high > -0.3).toBe(true);
  });

  it("says where the share did not fall, also where there was none before", () => {
    expect(check([5, 50], [6, 50], 50).verdict).toBe("not-effective");
    expect(check([5, 50], [5, 50], 50).verdict).toBe("not-effective");
    expect(check([0, 50], [0, 50], 50).verdict).toBe("not-effective");
    expect(check([0, 0], [0, 50], 50).verdict).toBe("not-effective");
  });

  it("knows the fewest pieces that can show an effect, and that none can", () => {
    const fewest = fewestPieces({ bad: 20, pieces: 40 }) ?? 0;
    expect(check([20, 40], [0, fewest], fewest).p).toBeLessThanOrEqual(0.05);
    expect(check([20, 40], [0, fewest - 1], fewest - 1).p).toBeGreaterThan(0.05);
    expect(fewestPieces({ bad: 0, pieces: 40 })).toBeNull();
    expect(fewestPieces({ bad: 1, pieces: 1000 })).not.toBeNull();
    expect(fewestPieces({ bad: 1, pieces: 1 })).toBe(19);
  });

  it("calls an action without effect effective in at most one case of twenty", () => {
    const random = randomOf("effect");
    const runs = 4000;
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const bad = (pieces: number): number => {
        let count = 0;
        for (let piece = 0; piece < pieces; piece++) if (random() < 0.2) count++;
        return count;
      };
      if (check([bad(60), 60], [bad(60), 60], 60).verdict === "effective") found++;
    }
    // Five standard errors above the bound: a chance of 3e-7.
    expect(found / runs).toBeLessThan(0.05 + 5 * Math.sqrt((0.05 * 0.95) / runs));
    expect(found).toBeGreaterThan(0);
  });
});
