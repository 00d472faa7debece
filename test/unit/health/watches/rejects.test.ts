import { describe, expect, it } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { PlantHealth } from "../../../../edge/health/plant-health.ts";
import { rejects } from "../../../../edge/health/watches/results/rejects.ts";
import { randomOf } from "../../../run/seed.ts";
import { BenchPlant, batchOf, S, T0 } from "../../detect/bench-plant.ts";

const [PRODUCED, SCRAPPED] = [0, 1] as [TagRef, TagRef];

/** The piece at which porous castings are reported; undefined: never. The share of rejects is given by piece. */
function namedAt(pieces: number, share: (piece: number) => number, name: string): number | undefined {
  const { plant, tags } = new BenchPlant([
    {
      label: "LKT-01",
      kind: "leak-tester",
      tags: [
        { component: "counter", signal: "parts-produced", role: "parts-produced" },
        { component: "counter", signal: "parts-scrapped", role: "parts-scrapped" },
        { component: "result", signal: "leak-rate", unit: "mL/min" },
      ],
    },
  ]);
  const made = (): PlantHealth =>
    new PlantHealth({
      plant,
      tags,
      makers: [rejects],
      onBroken: ({ error }) => {
        throw error;
      },
    });
  let health = made();
  const random = randomOf(name);
  let [produced, scrapped] = [1000, 20];
  for (let piece = 0; piece < pieces; piece++) {
    produced++;
    if (random() < share(piece)) scrapped++;
    const at = T0 + 30 * piece * S;
    health.observe(
      batchOf([
        { ref: PRODUCED, at, value: produced },
        { ref: SCRAPPED, at, value: scrapped },
      ]),
    );
    const [found] = health.second(at + S);
    if (found !== undefined) {
      expect(found).toMatchObject({ component: "result", hypotheses: [{ kind: "porous-castings" }] });
      return piece;
    }
    if (piece % 97 === 0) {
      const states = [...health.parts()].map(({ part }) => structuredClone(part.snapshot()));
      health = made();
      for (const [one, { part }] of [...health.parts()].entries()) part.restore(states[one] as never);
    }
  }
  return undefined;
}

describe("rejects of a leak tester", () => {
  it("[HI9] [HB5] name porous castings when their share rises, over restarts too", () => {
    const at = namedAt(1500, (piece) => (piece < 700 ? 0.013 : 0.2), "pores");
    expect(at).toBeGreaterThan(700);
    expect(at).toBeLessThan(1000);
  });

  it("[HI9] need few pieces where most of them leak: about twenty from half on", () => {
    for (const [share, most] of [
      [0.6, 22],
      [1, 10],
    ] as const) {
      // A single run needs 7 to 35 pieces at 0.6; the median of so many runs is beyond 22 in less than one of 1,000.
      const found = Array.from(
        { length: 25 },
        (_, run) => (namedAt(900, (piece) => (piece < 700 ? 0.013 : share), `${share} ${run}`) ?? 900) - 700,
      );
      expect(found.sort((a, b) => a - b)[12]).toBeLessThanOrEqual(most);
    }
  });

  it("[HI9] raise nothing in 20,000 pieces of a usual share", () => {
    for (const share of [0.005, 0.013, 0.03]) expect(namedAt(7000, () => share, `usual ${share}`)).toBe(undefined);
  });
});
