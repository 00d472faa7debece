import { describe, expect, it } from "vitest";
import { RegimeDrift } from "../../../../edge/health/evidence/regime-drift.ts";

const KNOWN = { inflation: 1, error: 0 };

/** Every fifth value is of the fast regime and far above usual, the others of slow ones and below. */
function partlyRisen(drift: RegimeDrift, values: number): RegimeDrift {
  for (let at = 0; at < values; at++)
    drift.add(at, at % 5 === 0 ? 4 : -3, at % 5 === 0 ? "fast" : `slow ${at % 2}`, KNOWN);
  return drift;
}

describe("evidence over regimes", () => {
  it("[HB19] a rise in one regime is found, whatever the others show, and not where all must show it", () => {
    const alone = partlyRisen(new RegimeDrift({ showsAlone: true }), 40);
    expect(alone.rise).toBeGreaterThanOrEqual(9);
    expect(alone.sinceRise).toBe(0);
    expect(alone.strength).toBeLessThan(0);
    expect(partlyRisen(new RegimeDrift({}), 40).rise).toBeLessThan(3);
  });

  it("[HB19] a regime alone counts less than the sum over all, by its share of the chance of error", () => {
    const [one, two] = [new RegimeDrift({ showsAlone: true }), new RegimeDrift({ showsAlone: true })];
    for (let at = 0; at < 4; at++) {
      one.add(at, 3, "a", KNOWN);
      two.add(at, 3, `${at % 2}`, KNOWN);
    }
    // Both have the same sum; one of two sums over halves of the values, and that of all, have chances to be false.
    expect(one.strength).toBeCloseTo((4 * 2 * 2) / Math.LN10, 9);
    expect(two.strength).toBeCloseTo(one.strength - Math.log10(2), 9);
  });

  it("[HB5] goes on bit for bit after a restart with 64 regimes at most, or from a file of their sum alone", () => {
    const whole = partlyRisen(new RegimeDrift({ showsAlone: true }), 60);
    const rest = new RegimeDrift({ showsAlone: true });
    rest.restore(structuredClone(partlyRisen(new RegimeDrift({ showsAlone: true }), 60).snapshot()));
    for (const drift of [whole, rest]) for (let at = 60; at < 200; at++) drift.add(at, 2, `regime ${at}`, KNOWN);
    expect(rest.snapshot()).toEqual(whole.snapshot());
    expect([rest.strength, rest.sinceRise]).toEqual([whole.strength, whole.sinceRise]);
    expect(whole.snapshot().regimes.length).toBe(64);
    rest.restore(Float64Array.of(7, 0, 3, Number.NaN));
    expect([rest.strength, rest.since]).toEqual([7, 3]);
  });

  it.each([1, -1])("[HB50] what may be a spell counts 8 at most until its time is over (side %s)", (side) => {
    const drift = new RegimeDrift({ slack: 1.5, spellS: 900, showsAlone: true });
    const add = (minute: number, distance: number): number => {
      drift.add(60e6 * minute, side * distance, "", KNOWN);
      return side * drift.strength;
    };
    for (let minute = 0; minute < 15; minute++) expect(add(minute, 4)).toBeLessThanOrEqual(8);
    expect(side * drift.strength).toBe(8);
    const resumed = new RegimeDrift({ slack: 1.5, spellS: 900, showsAlone: true });
    resumed.restore(structuredClone(drift.snapshot()));
    resumed.add(60e6 * 14.9, side * 4, "", KNOWN);
    expect(side * resumed.strength).toBe(8);
    resumed.add(60e6 * 15, side * 4, "", KNOWN);
    expect(side * resumed.strength).toBeGreaterThan(9);
    // What is over adds nothing more; what stays is beyond doubt at once.
    expect(add(15, 0)).toBeLessThan(8);
    expect(add(16, 4)).toBeGreaterThan(9);
    for (let minute = 17; minute < 30; minute++) add(minute, 4);
    expect(side * drift.strength).toBe(20);
    // The clock is set back: what was found stays found.
    expect(add(-600, 4)).toBe(20);
    // The next one begins anew.
    for (let minute = -599; minute < -580; minute++) add(minute, 0);
    expect(drift.strength).toBe(0);
    for (let minute = -580; minute < -566; minute++) expect(add(minute, 4)).toBeLessThanOrEqual(8);
  });

  it.each([1, 20])("[HB50] so does what may be one in a regime alone, after a restart too (minute %s)", (stop) => {
    let drift = new RegimeDrift({ spellS: 900, showsAlone: true });
    for (let minute = 0; minute < 15; minute++) {
      drift.add(60e6 * minute, 4, "fast", KNOWN);
      drift.add(60e6 * minute, -4, "slow", KNOWN);
      expect(drift.rise).toBeLessThanOrEqual(8);
      const restarted = new RegimeDrift({ spellS: 900, showsAlone: true });
      restarted.restore(drift.snapshot());
      if (minute === stop) drift = restarted;
    }
  });
});
