import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type Box,
  isInPicture,
  type LabelField,
  type LabelPlace,
  placeLabels,
  type Wanted,
} from "../../twin-viewer/src/scene/label-places.ts";

const FIELD: LabelField = { width: 990, height: 560, obstacles: [] };

const field = fc.record({
  width: fc.integer({ min: 300, max: 3840 }),
  height: fc.integer({ min: 200, max: 2000 }),
  obstacles: fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 1800 }), fc.nat(400), fc.nat(200))
      .map(([left, top, width, height]) => ({ left, top, right: left + width, bottom: top + height })),
    { maxLength: 6 },
  ),
});
const wanted = fc.uniqueArray(
  fc.record({
    key: fc.string({ minLength: 1, maxLength: 4 }),
    x: fc.double({ min: -19, max: 3840, noNaN: true }),
    y: fc.double({ min: -19, max: 2000, noNaN: true }),
    width: fc.integer({ min: 30, max: 460 }),
    height: fc.integer({ min: 18, max: 50 }),
  }),
  { selector: ({ key }) => key, maxLength: 30 },
);

function label(key: string, x: number, y: number, width = 120): Wanted {
  return { key, x, y, width, height: 22 };
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

function spotsOf(labels: readonly Wanted[], places: readonly (LabelPlace | undefined)[]): Map<string, number> {
  return new Map(places.flatMap((place, i) => (place === undefined ? [] : [[labels[i]?.key ?? "", place.spot]])));
}

it("[SL5] whatever is asked for, no label covers another, an obstacle or an edge, in the next picture neither", () => {
  fc.assert(
    fc.property(field, wanted, fc.double({ min: -40, max: 40, noNaN: true }), (around, labels, move) => {
      const first = placeLabels(labels, around);
      const moved = labels.map((one) => ({ ...one, x: one.x + move, y: one.y - move }));
      for (const places of [first, placeLabels(moved, around, spotsOf(labels, first))]) {
        const placed = places.filter((place) => place !== undefined);
        for (const [i, place] of placed.entries()) {
          expect([place.left, place.top].every(Number.isInteger)).toBe(true);
          expect(place.left >= 0 && place.top >= 0).toBe(true);
          expect(place.right <= around.width && place.bottom <= around.height).toBe(true);
          expect([...around.obstacles, ...placed.slice(0, i)].some((other) => overlaps(place, other))).toBe(false);
        }
      }
    }),
    { numRuns: 300 },
  );
});

it("[SL5] the more urgent label has the nearest place, and what finds none is left to the count", () => {
  const crowd = Array.from({ length: 60 }, (_, i) => label(`M-${i}`, 500, 280, 300));
  const places = placeLabels(crowd, FIELD);
  expect(places[0]).toMatchObject({ spot: 0, left: 482, bottom: 260 });
  expect(places.slice(0, 8).every((place) => place !== undefined)).toBe(true);
  expect(places.at(-1)).toBeUndefined();
  // A place that is too narrow for it is none.
  expect(placeLabels([label("M-1", 100, 100, 400)], { ...FIELD, width: 390 })).toEqual([undefined]);
});

it("[SL5] over a foot at the upper edge there is no room: its label is below", () => {
  const [place] = placeLabels([label("M-1", 500, 12)], FIELD);
  expect(place?.top).toBe(32);
  expect(isInPicture({ x: 500, y: -10 }, FIELD)).toBe(true);
  expect(isInPicture({ x: 500, y: -30 }, FIELD)).toBe(false);
});

it("[SL6] a label keeps its spot while it is free, also when its first choice becomes free beside it", () => {
  const both = [label("A", 400, 300), label("B", 410, 300)];
  const before = placeLabels(both, FIELD);
  const spots = spotsOf(both, before);
  expect(spots.get("B")).toBeGreaterThan(0);
  for (let step = 1; step <= 5; step++) {
    const moved = both.map((one) => ({ ...one, x: one.x + step, y: one.y + step / 2 }));
    expect(spotsOf(moved, placeLabels(moved, FIELD, spots))).toEqual(spots);
  }
  const alone = [both[1] as Wanted];
  expect(placeLabels(alone, FIELD, spots)[0]?.spot).toBe(spots.get("B"));
  // Far away from its foot it comes back.
  expect(placeLabels(alone, FIELD, new Map([["B", 20]]))[0]?.spot).toBe(0);
});
