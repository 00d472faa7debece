import { expect, it, vi } from "vitest";
import type { PlantIsland } from "../../../simulators/kernel/contract.ts";
import type { PlantEvent } from "../../../simulators/kernel/events.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { STANDARD_VARIANTS } from "../../../simulators/plants/machining/products/variant.ts";
import { readScenario } from "../../../simulators/scenario/read.ts";
import { FIRST_ISLANDS } from "../../../simulators/speak/mqtt/cell-controller.ts";
import { SEED } from "../../run/seed.ts";

vi.setConfig({ testTimeout: 300_000 });

const START_MS = Date.UTC(2026, 2, 2, 1);
const MINUTE = 60_000;
/** CNC-102 and CNC-202 go over to the large housings, and the family PH-65 to the small ones. */
const MOVED: readonly PlantIsland[] = [
  { id: "small", machines: ["CNC-101", "CNC-201", "CNC-204"], variants: ["PH-40*", "PH-50*", "PH-65*"] },
  {
    id: "large",
    machines: ["CNC-102", "CNC-103", "CNC-104", "CNC-202", "CNC-203", "CNC-206", "CNC-205"],
    variants: ["PH-80*"],
  },
];

/** Small orders of all eight variants, one pallet each, so that all are under way together. */
function mixedPlant(seed: number): Plant {
  const healthy = readScenario("healthy");
  const list = Array.from({ length: 40 }, (_, at) => ({
    variant: STANDARD_VARIANTS[at % STANDARD_VARIANTS.length]?.name as string,
    quantity: 8,
    priority: 2,
    dueS: 3600 + 60 * at,
  }));
  const scenario = { ...healthy, orders: { ...healthy.orders, list, rule: "due" as const } };
  return createPlant({ seed, scenario, startMs: START_MS, warmUpS: 300 });
}

type Begun = Extract<PlantEvent, { type: "operation-started" }>;

function begunBy(plant: Plant): Begun[] {
  const events: Begun[] = [];
  plant.onEvent((event) => {
    if (event.type === "operation-started" && /^CNC/.test(event.station)) events.push(event);
  });
  return events;
}

function mayMake(plant: Plant, { station, variant }: Begun): boolean {
  const found = STANDARD_VARIANTS.find(({ name }) => name === variant);
  return found !== undefined && plant.islands.makes(station, found);
}

/** Pieces in machine tools and in grippers of robots. */
function taken(plant: Plant): ReadonlySet<string | undefined> {
  const holders = [...plant.machines.values()] as { piece?: { id: string } | null; gripped?: { id: string } | null }[];
  return new Set(holders.map(({ piece, gripped }) => (piece ?? gripped)?.id));
}

/** Variants of the pieces that have left the store. */
function inProcess(plant: Plant): ReadonlySet<string> {
  const arrived = plant.snapshot().filter((event) => event.type === "piece-arrived");
  return new Set(arrived.flatMap(({ place, variant }) => (place.id.startsWith("RCK") ? [] : [variant])));
}

function demandConserved({ book, insideCount }: Plant, seed: number): void {
  const { received, shipped, scrapped } = book;
  expect(received, `seed ${seed}`).toBe(insideCount + shipped + scrapped);
}

it("[PM65] without islands every machine tool makes every variant, and the same plant runs as before", () => {
  const [one, other] = [mixedPlant(3), mixedPlant(3)];
  const [first, second] = [begunBy(one), begunBy(other)];
  expect(other.islands.assign([])).toBeUndefined();
  for (const plant of [one, other]) plant.advanceTo(START_MS + 5 * MINUTE);
  expect(second).toEqual(first);
  expect(first.length).toBeGreaterThan(10);
});

it("[PM65] 8 variants mixed while machines and variants move: no piece is lost or doubled, in 20 seeds", () => {
  for (let run = 0; run < 20; run++) {
    const seed = (SEED + run) % 2 ** 31;
    const plant = mixedPlant(seed);
    const begun = begunBy(plant);
    const forMinutes = (minutes: number): void => {
      for (let at = 0; at < minutes * 6; at++) {
        plant.advanceTo(plant.nowMs + 10_000);
        demandConserved(plant, seed);
      }
    };
    expect(plant.islands.assign(FIRST_ISLANDS)).toBeUndefined();
    forMinutes(3);
    const held = taken(plant);
    const before = begun.length;
    expect(inProcess(plant).size, `seed ${seed}`).toBe(8);
    expect(plant.islands.assign(MOVED)).toBeUndefined();
    demandConserved(plant, seed);
    forMinutes(3);
    // Pieces in machines and grippers end where they are; all others go by the new islands.
    const strange = begun.slice(before).filter((one) => !mayMake(plant, one) && !held.has(one.piece));
    expect(strange, `seed ${seed}`).toEqual([]);
    const operations = begun.map(({ piece, operation }) => `${piece} ${operation}`);
    expect(new Set(operations).size, `seed ${seed}`).toBe(operations.length);
  }
});

it("[PM65] the controller refuses islands in which a variant has no machine, and changes nothing", () => {
  const plant = mixedPlant(1);
  plant.islands.assign(FIRST_ISLANDS);
  const [small, large] = FIRST_ISLANDS as [PlantIsland, PlantIsland];
  for (const [list, why] of [
    [[{ ...small, machines: ["OVN-01"] }], "OVN-01 is no machine tool of this controller"],
    [[small, { ...large, machines: ["CNC-101"] }], "CNC-101 is in two islands"],
    [[{ ...small, variants: [] }, { ...large, machines: [...large.machines] }, lathes(small)], "CNC-101 is in two"],
    [
      [
        { id: "a", machines: ["CNC-101", "CNC-102", "CNC-103", "CNC-104"], variants: ["PH-40*"] },
        { id: "b", machines: ["CNC-201"], variants: ["PH-80*"] },
      ],
      "PH-80A would have no machine for OP10",
    ],
  ] as const)
    expect(plant.islands.assign(list)).toContain(why);
  expect(plant.islands.list).toBe(FIRST_ISLANDS);
});

function lathes({ machines }: PlantIsland): PlantIsland {
  return { id: "again", machines: machines.filter((machine) => machine.startsWith("CNC-1")), variants: [] };
}
