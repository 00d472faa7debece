import { expect, it } from "vitest";
import { reachedResources, waysOut } from "../../../../edge/safety/response/event-view.ts";
import { Walking } from "../../../../edge/safety/response/walking.ts";
import { WalkingFields } from "../../../../edge/safety/response/walking-fields.ts";
import { Walkways } from "../../../../edge/safety/response/walkways.ts";
import { judgeDrills } from "../../../fakes/safety/judge-drill.ts";
import { exactWayM, randomHall } from "../../../fakes/safety/random-halls.ts";
import { seeded } from "../../../reliability/random.ts";
import { SEED } from "../../../run/seed.ts";

const FLOOR = { width: 60, depth: 40 };

it("[RE1] finds ways within a tenth of the shortest, and the distance of each place", () => {
  const random = seeded(SEED);
  for (let trial = 0; trial < 6; trial++) {
    const hall = randomHall(random, FLOOR, 12);
    const walkways = Walkways.of(hall.plant, []);
    const exits = [hall.place(), hall.place()];
    const walking = new Walking(walkways, exits);
    for (let n = 0; n < 5; n++) {
      const from = hall.place();
      const exact = Math.min(...exits.map((exit) => exactWayM(hall, from, exit)));
      const way = walking.wayFrom(from);
      // Half a cell at each end is what the raster cannot see.
      expect(way?.lengthM).toBeLessThanOrEqual(1.1 * exact + walkways.cellM);
      expect(way?.lengthM).toBeGreaterThanOrEqual(exact - 4 * walkways.cellM);
      expect(Math.abs((walking.distanceM(from) ?? 0) - exact)).toBeLessThanOrEqual(0.1 * exact + 4 * walkways.cellM);
      expect([way?.points[0], way?.points.at(-1)]).toEqual([from, exits[way?.target ?? -1]]);
    }
  }
});

it("[RE1] no way leads through a machine, a fenced cell or a wall, and one that does not exist is not made up", () => {
  const zones = [
    {
      id: "cell",
      kind: "robot-zone",
      safeguard: "fence-interlock",
      name: { zh: "格", en: "Cell" },
      polygon: box(10, 0, 12, 19),
    },
  ] as const;
  const plant = { floor: { width: 30, depth: 20 }, assets: [], zones };
  const exit = { x: 29, y: 10 };
  const from = { x: 1, y: 10 };
  const open = new Walking(Walkways.of(plant, []), [exit]).wayFrom(from);
  expect(Math.max(...(open?.points ?? []).map(({ y }) => y))).toBeGreaterThan(19);
  const walled = Walkways.of(plant, [
    [
      [20, 0],
      [20, 20],
    ],
  ]);
  expect(new Walking(walled, [exit]).wayFrom(from)).toBeUndefined();
  expect(new Walking(walled, [exit]).distanceM(from)).toBeUndefined();
  expect(new Walking(walled, []).wayFrom(from)).toBeUndefined();
  expect(new Walking(walled, [exit]).wayFrom({ x: Number.NaN, y: 0 })).toBeUndefined();
});

it("[RE2] a blocked exit is left out and a blocked part of the floor is walked around", () => {
  const plant = { floor: { width: 40, depth: 20 }, assets: [], zones: [] };
  const walkways = Walkways.of(plant, []);
  const [near, far] = [
    { x: 30, y: 10 },
    { x: 1, y: 10 },
  ];
  const from = { x: 20, y: 10 };
  expect(new Walking(walkways, [near, far]).wayFrom(from)?.target).toBe(0);
  expect(new Walking(walkways, [far]).wayFrom(from)).toMatchObject({ target: 0, lengthM: expect.closeTo(19, 0) });
  const blocked = walkways.without([{ x: 25, y: 10, radiusM: 3 }]);
  const around = new Walking(blocked, [near]).wayFrom(from);
  expect(around?.lengthM).toBeGreaterThan(10.5);
  expect(around?.lengthM).toBeLessThan(13);
  // The floor itself is not changed.
  expect(new Walking(walkways, [near]).wayFrom(from)?.lengthM).toBeCloseTo(10, 0);
});

it("[RE1] [RE2] [RE10] drills: new ways after an exit is blocked, and counts that equal the access record", () => {
  const asked = { drills: 20, floor: FLOOR, machines: 12, isExact: true };
  const { overShortest, wrongWays, wrongCounts } = judgeDrills(seeded(SEED + 1), asked);
  expect({ wrongWays, wrongCounts }).toEqual({ wrongWays: 0, wrongCounts: 0 });
  // The raster does not see gaps narrower than its cells: 6 of 1,674 drills go round one that the shortest way takes.
  // Three of twenty have a probability of 5e-5.
  expect(overShortest.length).toBe(20);
  expect(overShortest.filter((share) => share > 0.1).length).toBeLessThan(3);
});

it("[RE2] no way to an assembly point outside leads through an exit that is blocked", () => {
  const walls = [
    [
      [10, 0],
      [10, 9],
    ],
    [
      [10, 11],
      [10, 29],
    ],
    [
      [10, 31],
      [10, 40],
    ],
  ] as const;
  const fields = new WalkingFields(Walkways.of({ floor: FLOOR, assets: [], zones: [] }, walls));
  const of = (id: string, kind: string, x: number, y: number) => ({ id, kind, place: { position: { x, y } } });
  const resources = [of("EX-1", "exit", 10, 10), of("EX-2", "exit", 10, 30), of("AP", "assembly-point", 2, 10)];
  const ways = (exits: string[]) =>
    waysOut({ resources } as never, { x: 20, y: 10 }, { fields, blocked: { exits, places: [] } });
  expect(ways([]).map(({ resource, lengthM }) => [resource, Math.round(lengthM)])).toEqual([
    ["EX-1", 10],
    ["AP", 18],
  ]);
  const [exit, point] = ways(["EX-1"]);
  expect([exit?.resource, point?.resource]).toEqual(["EX-2", "AP"]);
  expect(Math.max(...(point?.points ?? []).map(({ y }) => y))).toBeGreaterThan(28);
  expect(ways(["EX-1", "EX-2"])).toEqual([]);
});

it("[RE16] an exit that is reported as blocked is listed wherever it lies, beside the two nearest", () => {
  const fields = new WalkingFields(Walkways.of({ floor: FLOOR, assets: [], zones: [] }, []));
  const resources = [5, 15, 25, 35].map((x, n) => ({
    ...{ id: `EX-${n + 1}`, kind: "exit", place: { position: { x, y: 10 } } },
  }));
  const listed = (exits: string[]) =>
    reachedResources({ resources } as never, [], {
      ...{ place: { position: { x: 2, y: 10 } }, fields, blocked: { exits, places: [] } },
    }).map(({ resource }) => resource.id);
  expect(listed([])).toEqual(["EX-1", "EX-2"]);
  expect(listed(["EX-4"])).toEqual(["EX-1", "EX-2", "EX-4"]);
  expect(listed(["EX-1"]).toSorted()).toEqual(["EX-1", "EX-2", "EX-3"]);
});

it("[RE13] the field of a place is computed once, anew where more is blocked, and the oldest makes room", () => {
  const fields = new WalkingFields(Walkways.of({ floor: FLOOR, assets: [], zones: [] }, []));
  const place = { x: 1, y: 20 };
  const first = fields.to([place], []);
  expect(fields.to([{ ...place }], [])).toBe(first);
  const blocked = [{ x: 20, y: 20, radiusM: 10 }];
  const around = fields.to([place], blocked);
  expect(around.distanceM({ x: 40, y: 20 })).toBeGreaterThan((first.distanceM({ x: 40, y: 20 }) ?? 0) + 2);
  expect(fields.to([place], blocked)).toBe(around);
  expect(fields.to([place], [])).toBe(first);
  for (let x = 2; x < 50; x++) fields.to([{ x, y: 20 }], []);
  const again = fields.to([place], []);
  expect(again).not.toBe(first);
  expect(again.distanceM({ x: 40, y: 20 })).toBe(first.distanceM({ x: 40, y: 20 }));
});

function box(west: number, south: number, east: number, north: number) {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ] as const;
}
