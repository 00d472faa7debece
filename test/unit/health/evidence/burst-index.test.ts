import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { femto } from "../../../../edge/evaluation/data-sets/femto.ts";
import { BurstIndex, type BurstIndexState } from "../../../../edge/health/evidence/burst-index.ts";
import { dataSet } from "../../../run/needs.ts";
import { randomOf } from "../../../run/seed.ts";

const COLUMNS = 14;
const FEMTO = dataSet("femto");

/** Bursts a minute apart, with noise of 10 %; `gain` of the first `risen` columns at burst `at`. */
class Unit {
  readonly index: BurstIndex;
  readonly #random: () => number;
  readonly #levels = new Float64Array(COLUMNS);
  bursts = 0;

  constructor(name: string, index = new BurstIndex(COLUMNS)) {
    this.index = index;
    this.#random = randomOf(name);
  }

  run(count: number, { speed = 3000, base = 1, gain = 1, risen = 7 } = {}): this {
    for (let i = 0; i < count; i++) {
      for (let column = 0; column < COLUMNS; column++) {
        const noise = Math.exp(0.1 * Math.sqrt(3) * (2 * this.#random() - 1));
        this.#levels[column] = base * noise * (column < risen ? gain : 1);
      }
      this.index.observe(this.#levels, speed, ++this.bursts * 60e6);
    }
    return this;
  }
}

it("[WF8] the reference is the unit's own first hundred bursts at that speed; another speed has its own", () => {
  const unit = new Unit("speeds").run(99);
  expect(unit.index.index).toBeNaN();
  unit.run(30);
  expect(Math.abs(unit.index.index)).toBeLessThan(1);
  // Four times as loud at another speed: learned apart, and compared apart.
  unit.run(130, { speed: 6000, base: 4 });
  expect(unit.index.level).toBe("normal");
  expect(unit.index.index).toBeLessThan(1);
  expect(unit.index.usual(0)?.[0]).toBeGreaterThan(2);
  unit.run(30);
  expect(unit.index.level).toBe("normal");
  expect(unit.index.usual(0)?.[1]).toBeLessThan(2);
  unit.run(30, { speed: 6000, base: 4, gain: 5 });
  expect(unit.index.level).toBe("act");
});

it("[WF8] the index counts the six largest levels: one level that rises alone moves it by a sixth", () => {
  const alone = new Unit("alone").run(130).run(40, { gain: 2.5, risen: 1 });
  const many = new Unit("many").run(130).run(40, { gain: 2, risen: 6 });
  expect(alone.index.mark(0)).toBeGreaterThan(4);
  expect(alone.index.index).toBeLessThan(4);
  expect(many.index.index).toBeGreaterThan(4);
});

it("[WF9] three bursts in a row reach a level, and a hundred below three quarters of it leave it", () => {
  const unit = new Unit("levels").run(150);
  unit.run(1, { gain: 9 });
  expect(unit.index.level).toBe("normal");
  unit.run(100);
  expect(unit.index.level).toBe("normal");
  unit.run(20, { gain: 2.1 });
  expect(unit.index.level).toBe("warn");
  unit.run(12, { gain: 5 });
  expect(unit.index.level).toBe("act");
  expect(unit.index.hoursToAct).toBe(0);
  unit.run(60);
  expect(unit.index.level).toBe("act");
  unit.run(200);
  expect(unit.index.level).toBe("normal");
});

it("[WF9] the trend says when a rising index reaches the second level", () => {
  const unit = new Unit("trend").run(150);
  for (let step = 0; step < 100; step++) unit.run(1, { gain: Math.exp(0.005 * step) });
  const { perHour, hoursToAct, index } = unit.index;
  // 0.5 % a burst is 0.3 an hour in the logarithm, of a deviation of about 0.12.
  expect(perHour).toBeGreaterThan(1.5);
  expect(perHour).toBeLessThan(4);
  expect(hoursToAct).toBeCloseTo((8 - index) / perHour, 9);
});

it("[WF10] bursts without levels change nothing, and levels that are never known do not count", () => {
  const unit = new Unit("unknown").run(150);
  const before = unit.index.snapshot();
  unit.index.observe(new Float64Array(COLUMNS).fill(Number.NaN), 3000, 1e12);
  expect(unit.index.snapshot()).toEqual(before);
  const index = new BurstIndex(8);
  for (let burst = 0; burst < 150; burst++)
    index.observe(
      Float64Array.from({ length: 8 }, (_, at) => (at > 5 ? Number.NaN : 1)),
      Number.NaN,
      burst * 1e6,
    );
  expect(index.index).toBe(0);
  expect(index.usual(7)).toBeUndefined();
});

it("[WF11] a restored index continues to the same bits, while it learns and after", () => {
  for (const cut of [40, 110, 170, 205]) {
    const steps = (unit: Unit, count: number): Unit => {
      for (let i = 0; i < count; i++)
        unit.run(1, { speed: unit.bursts % 3 === 0 ? 6000 : 3000, gain: unit.bursts > 180 ? 2.5 : 1 });
      return unit;
    };
    const whole = steps(new Unit("cut"), 260);
    const first = steps(new Unit("cut"), cut);
    const stored = JSON.parse(JSON.stringify(first.index.snapshot())) as BurstIndexState;
    const rest = new Unit("cut");
    steps(rest, cut);
    const restored = BurstIndex.restored(stored);
    Object.assign(rest, { index: restored });
    steps(rest, 260 - cut);
    expect(restored.snapshot()).toEqual(whole.index.snapshot());
    expect(restored.level).toBe(whole.index.level);
    expect(restored.perHour).toBe(whole.index.perHour);
  }
});

it.runIf(FEMTO !== "")("[WF12] every PRONOSTIA bearing reaches `act` before its end, none in its first tenth", () => {
  const out = mkdtempSync(join(tmpdir(), "gemba-femto-"));
  try {
    const lines = femto.score?.({ data: FEMTO, out, seed: 1 }) ?? [];
    const [, before = 0, all = -1, early = -1] = (
      /act before the end on (\d+) of (\d+) bearings, in the first 10 % of life on (\d+)/.exec(lines[0] ?? "") ?? []
    ).map(Number);
    expect(before).toBe(all);
    expect(early / all).toBeLessThanOrEqual(0.1);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
