import { expect, it } from "vitest";
import { MachineShop, SHOP } from "../../../bench/forecast/machine-shop.ts";
import { PlainShop } from "../../../bench/forecast/plain-shop.ts";
import { SEED } from "../../run/seed.ts";

const SEEDS = Array.from({ length: 20 }, (_, at) => (SEED + at) | 0);
/** Parts of each machine after four weeks in the published run. */
const PUBLISHED = [3251, 3273, 3242, 3343, 3387, 3244, 3269, 3185, 3302, 3279];

it("[FK11] the machine shop makes what the published run made, within its spread over seeds", () => {
  const totals = SEEDS.map((seed) => {
    const shop = new MachineShop(seed);
    shop.run(4 * SHOP.week);
    return sum([...shop.parts]);
  });
  const mean = sum(totals) / totals.length;
  const deviation = Math.sqrt(sum(totals.map((total) => (total - mean) ** 2)) / (totals.length - 1));
  // One run against the mean of 20: at 5 sigma of a t with 19 degrees of freedom, 8 of 10^5 seeds could fail.
  expect(Math.abs(sum(PUBLISHED) - mean)).toBeLessThan(5 * deviation * Math.sqrt(1 + 1 / totals.length));
  expect(mean).toBeGreaterThan(0.95 * sum(PUBLISHED));
  expect(mean).toBeLessThan(1.05 * sum(PUBLISHED));
});

it("[FK11] it makes the same parts as the shop without the kernel, event for event", () => {
  for (const seed of SEEDS) {
    const shop = new MachineShop(seed);
    const plain = new PlainShop(seed);
    for (let week = 0; week < 4; week++) {
      expect(shop.run(SHOP.week)).toBe(plain.run(SHOP.week));
      expect([...shop.parts]).toEqual(plain.machines.map(({ parts }) => parts));
      expect(shop.jobs).toBe(plain.jobs);
    }
  }
});

it("[FK11] two runs of one seed are equal, and another seed gives another run", () => {
  const [one, two, other] = [SEED, SEED, (SEED + 1) | 0].map((seed) => {
    const shop = new MachineShop(seed);
    return [shop.run(4 * SHOP.week), shop.jobs, ...shop.parts];
  });
  expect(two).toEqual(one);
  expect(other).not.toEqual(one);
});

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
