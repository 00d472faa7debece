import { expect, it } from "vitest";
import { fleetRides } from "../../fakes/moved-fleet.ts";
import { SEED } from "../../run/seed.ts";

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

it("probe", async () => {
  for (const nodes of [{}, { N20: [79.5, 56] as const }]) {
    const t0 = performance.now();
    const rides = await fleetRides(SEED, { hours: 2, everyS: 480, nodes });
    const lanes = Map.groupBy(rides, ({ from, to }) => `${from} ${to}`);
    console.log(
      performance.now() - t0,
      [...lanes]
        .map(
          ([k, all]) => `${k} n=${all.length} med=${median(all.map(({ pickS, dropS }) => dropS - pickS)).toFixed(1)}`,
        )
        .join("\n"),
    );
  }
  expect(1).toBe(1);
}, 300_000);
