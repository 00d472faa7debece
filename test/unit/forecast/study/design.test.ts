import { expect, it } from "vitest";
import { sizeOf, variantsOf } from "../../../../edge/forecast/study/design/design.ts";
import { foldedOver } from "../../../../edge/forecast/study/design/plackett-burman.ts";
import type { Factor } from "../../../../edge/forecast/study/factors.ts";

function factorsOf(...counts: readonly number[]): readonly Factor[] {
  return counts.map((count, factor) => ({
    name: `F${factor}`,
    levels: Array.from({ length: count }, (_, level) => ({
      name: `${level}`,
      changes: level === 0 ? [] : [{ kind: "vehicles", add: level }],
    })),
  }));
}

it("[ST4] a screening design is balanced and orthogonal, and free of interactions, for 1 to 40 factors", () => {
  for (let count = 1; count <= 40; count++) {
    const rows = foldedOver(count);
    expect(rows.length).toBeLessThanOrEqual(Math.max(8, 2 * (count + 8)));
    const dot = (...columns: readonly number[]): number =>
      rows.reduce((sum, row) => sum + columns.reduce((product, at) => product * (row[at] as number), 1), 0);
    for (let a = 0; a < count; a++) {
      expect(dot(a)).toBe(0);
      for (let b = a + 1; b < count; b++) {
        expect(dot(a, b)).toBe(0);
        // A main effect and an interaction of two others.
        expect(dot(a, b, (a + b) % count)).toBe(0);
      }
    }
  }
});

it("[ST4] the design of 12 runs for 11 factors is that of the paper, up to order and signs", () => {
  const rows = foldedOver(11).slice(0, 12);
  expect(rows.map((row) => row.filter((sign) => sign > 0).length).toSorted()).toEqual(
    [11, ...Array(11).fill(5)].toSorted(),
  );
});

it("[ST4] designs have the variants that they say, each once, the plant as it is first", () => {
  const factors = factorsOf(2, 3, 4);
  for (const [design, count] of [
    ["all", 24],
    ["one-at-a-time", 7],
    ["screening", 8],
  ] as const) {
    const variants = variantsOf(design, factors);
    expect(variants[0]).toEqual({ levels: [0, 0, 0], changes: [] });
    expect(new Set(variants.map(({ levels }) => levels.join())).size).toBe(count);
    expect([variants.length, sizeOf(design, factors)]).toEqual([count, count]);
  }
  const without = factors.map(({ name, levels }) => ({ name, levels: levels.slice(1) })).slice(1);
  expect(variantsOf("all", without)[0]).toEqual({ levels: [-1, -1], changes: [] });
  expect(sizeOf("all", without)).toBe(variantsOf("all", without).length);
});
