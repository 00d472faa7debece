import { expect, it } from "vitest";
import { ChangePoints } from "../../../../../edge/health/evidence/multivariate/change-points.ts";
import { randomOf } from "../../../../run/seed.ts";

const LEARN = 400;
const SEEDS = 20;

function rowsOf(name: string, count: number, level: (row: number, channel: number) => number): Float64Array[] {
  const random = randomOf(name);
  return Array.from({ length: count }, (_, row) =>
    Float64Array.from({ length: 3 }, (_value, channel) => {
      const noise = Array.from({ length: 6 }, () => random() - 0.5).reduce((sum, part) => sum + part);
      return 100 * channel + noise + level(row, channel);
    }),
  );
}

it("[MV10] a change is reported at the start and end of a disturbance, with its channel, and not in between", () => {
  const points = new ChangePoints(3, LEARN);
  const found = rowsOf("both", 1200, (row, channel) => (channel === 1 && row >= 600 && row < 900 ? 8 : 0)).flatMap(
    (values, row) => (points.observe(row * 1e6, values) ? [{ row, channel: points.channel }] : []),
  );
  // A random change just before can delay the report by 30 rows.
  for (const at of [600, 900])
    expect(found.some(({ row, channel }) => row >= at && row < at + 35 && channel === 1)).toBe(true);
  // The averages of a large step settle in some 70 rows.
  expect(found.filter(({ row }) => row > 720 && row < 900).length).toBeLessThan(7);
});

it("[MV10] reports few changes in normal running, none while it learns, and none for a missing value", () => {
  let all = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const points = new ChangePoints(3, LEARN);
    let changes = 0;
    for (const [row, values] of rowsOf(`none ${seed}`, 3000, () => 0).entries()) {
      if (row > 500 && row % 7 === 0) values[2] = Number.NaN;
      if (points.observe(row * 1e6, values)) changes++;
      if (row < LEARN) expect(changes).toBe(0);
    }
    all += changes;
  }
  // Of 1,000 runs the mean is 21.5 with a deviation of 9.4: the limit is 7 standard errors above it.
  expect(all / SEEDS).toBeLessThan(3000 / 83);
});

it("[MV9] change points continue from a snapshot bit for bit", () => {
  const points = new ChangePoints(3, LEARN);
  let copy = new ChangePoints(3, LEARN);
  for (const [row, values] of rowsOf("copy", 700, (at) => (at > 600 ? 3 : 0)).entries()) {
    if (row % 100 === 50) {
      const next = new ChangePoints(3, LEARN);
      next.restore(copy.snapshot());
      copy = next;
    }
    expect(copy.observe(row * 1e6, values)).toBe(points.observe(row * 1e6, values));
  }
  expect(copy.snapshot()).toEqual(points.snapshot());
});
