import { expect, it, vi } from "vitest";
import type { PlantEvent } from "../../../simulators/kernel/events.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { IS_FULL } from "../../run/long-sets.ts";

vi.setConfig({ testTimeout: 300_000 });

const HEAD = "scenario: 1\ntitle: { zh: 测试, en: Test }\n";
const START_MS = Date.UTC(2026, 2, 2, 0);

function plantOf(text: string, seed = 11, warmUpS?: number): Plant {
  return createPlant({
    seed,
    scenario: parseScenario(HEAD + text, "test.yaml"),
    startMs: START_MS,
    ...(warmUpS === undefined ? {} : { warmUpS }),
  });
}

function advance(plant: Plant, seconds: number, each: () => void = () => {}): void {
  for (let second = 0; second < seconds; second++) {
    plant.advanceTo(plant.nowMs + 1000);
    each();
  }
}

/** Pieces that enter and leave the line between the first operation and packing. */
class Flow {
  readonly #inMs = new Map<string, number>();
  readonly times: number[] = [];
  #wip = 0;
  #lastMs: number;
  integral = 0;
  enteredAfter = 0;

  constructor(plant: Plant) {
    this.#lastMs = plant.nowMs;
    plant.onEvent((event) => this.#hear(event));
  }

  #count(timeMs: number, change: number): void {
    this.integral += (this.#wip * (timeMs - this.#lastMs)) / 1000;
    this.#lastMs = timeMs;
    this.#wip += change;
  }

  #hear(event: PlantEvent): void {
    if (event.type === "operation-started" && event.operation === "OP10" && !this.#inMs.has(event.piece)) {
      this.#inMs.set(event.piece, event.timeMs);
      this.enteredAfter++;
      this.#count(event.timeMs, 1);
    }
    const left =
      (event.type === "operation-completed" && event.operation === "OP130") ||
      (event.type === "piece-arrived" && event.place.kind === "scrap");
    if (left && this.#inMs.has(event.piece)) {
      this.times.push((event.timeMs - (this.#inMs.get(event.piece) as number)) / 1000);
      this.#inMs.delete(event.piece);
      this.#count(event.timeMs, -1);
    }
  }

  /** Ends the account: pieces that are still inside count until now. */
  end(nowMs: number): { readonly integral: number; readonly sum: number; readonly wip: number } {
    this.#count(nowMs, 0);
    const inside = [...this.#inMs.values()].reduce((sum, inMs) => sum + (nowMs - inMs) / 1000, 0);
    return { integral: this.integral, sum: this.times.reduce((a, b) => a + b, 0) + inside, wip: this.#wip };
  }
}

it.runIf(IS_FULL)("the integral of WIP is the sum of times in system, and L = lambda W", () => {
  const plant = plantOf("orders: { rule: setup, pallets: [8, 16] }\n");
  advance(plant, 3600);
  const flow = new Flow(plant);
  // A mean flow time is about 33 minutes: more than ten of them after the cut.
  const seconds = 8 * 3600;
  const cuts: { entered: number; integral: number; left: number; at: number }[] = [];
  advance(plant, seconds, () => {
    if (cuts.length === 0 && (plant.nowMs - START_MS) / 1000 >= 2.5 * 3600)
      cuts.push({ entered: flow.enteredAfter, integral: flow.integral, left: flow.times.length, at: plant.nowMs });
  });
  const account = flow.end(plant.nowMs);
  expect(account.sum / account.integral).toBeCloseTo(1, 3);
  // After the warm-up of the account itself: mean WIP, rate of departures, mean time of those that left.
  const cut = cuts[0] as (typeof cuts)[number];
  const lastsS = (plant.nowMs - cut.at) / 1000;
  const times = flow.times.slice(cut.left);
  const meanTime = times.reduce((a, b) => a + b, 0) / times.length;
  expect(lastsS / meanTime).toBeGreaterThan(10);
  const wip = (account.integral - cut.integral) / lastsS;
  expect(wip / ((times.length / lastsS) * meanTime)).toBeGreaterThan(0.95);
  expect(wip / ((times.length / lastsS) * meanTime)).toBeLessThan(1.05);
});

it("no piece is lost and each is in one place, through stopping faults, breaks and ends of shifts", () => {
  const plant = plantOf(`calendar:
  shifts: [{ name: early, start: "08:00", hours: 2 }]
  breaks: [{ after: 30 min, lasts: 10 min }]
faults:
  - { kind: tool-breakage, asset: CNC-101, at: 10 min, every: 40 min }
  - { kind: power-sag, asset: plant, at: 20 min, lasts: 3 s, with: { depth: 0.4 } }
  - { kind: emergency-stop, asset: PRS-01, at: 15 min, lasts: 5 min }
  - { kind: person-in-cell, asset: ROB-01, at: 12 min, lasts: 4 min }
  - { kind: bearing-wear, asset: CNC-205, at: 5 min, growth: { over: 10 min }, repair: { after: 30 min, takes: 8 min } }
  - { kind: localisation-loss, asset: AGV-03, at: 25 min, lasts: 6 min }
  - { kind: porous-castings, asset: plant, at: 0 s }
`);
  const at = new Map<string, string>();
  for (const event of plant.snapshot()) if (event.type === "piece-arrived") at.set(event.piece, event.place.id);
  plant.onEvent((event) => {
    if (event.type === "piece-departed") {
      expect(at.get(event.piece)).toBe(event.place.id);
      at.delete(event.piece);
    } else if (event.type === "piece-arrived") {
      expect(at.has(event.piece)).toBe(false);
      at.set(event.piece, event.place.id);
    }
  });
  const causes = new Set<string>();
  plant.onEvent((event) => {
    if (event.type === "machine-state") causes.add(event.cause);
  });
  advance(plant, 3 * 3600, () => {
    const { received, shipped, scrapped } = plant.book;
    if (received !== plant.insideCount + shipped + scrapped)
      throw new Error(`${received} received, ${plant.insideCount} inside, ${shipped} shipped, ${scrapped} scrapped`);
  });
  expect([...at.values()].filter((place) => place !== "scrap")).toHaveLength(plant.insideCount);
  expect(plant.book.scrapped).toBeGreaterThan(3);
  for (const cause of [
    "setup",
    "failure",
    "repair",
    "emergency-stop",
    "protective-stop",
    "break",
    "off-shift",
    "blocked",
    "starved",
  ])
    expect(causes, cause).toContain(cause);
});

it("orders run from castings to the last piece, jobs with them, and set-up comes with another family", () => {
  const plant = plantOf(`orders:
  list:
    - { variant: PH-40A, quantity: 16, priority: 1, due: 2 h }
    - { variant: PH-80B, quantity: 16, priority: 1, due: 3 h }
`);
  const states = new Map<string, string[]>();
  const jobs = new Map<string, string>();
  const setups: string[] = [];
  plant.onEvent((event) => {
    if (event.type === "order-changed") {
      const seen = states.get(event.order) ?? [];
      if (seen.at(-1) !== event.state) states.set(event.order, [...seen, event.state]);
      expect(event.good + event.scrapped).toBeLessThanOrEqual(event.quantity);
    } else if (event.type === "job-changed") jobs.set(`${event.station} ${event.job}`, event.state);
    else if (event.type === "setup-completed") setups.push(`${event.station} ${event.from} ${event.to}`);
  });
  advance(plant, 3 * 3600);
  const ended = [...states].filter(([, seen]) => seen.at(-1) === "Ended");
  expect(ended.length).toBeGreaterThan(1);
  for (const [order, seen] of ended) {
    expect(["AllowedToStart", "Running", "NotAllowedToStart", "Ended"]).toContain(seen[0]);
    for (const [job, state] of jobs) if (job.includes(`${order}/`)) expect(state).toBe("Ended");
  }
  expect(setups.length).toBeGreaterThan(5);
  for (const setup of setups) expect(setup.split(" ")[1]).not.toBe(setup.split(" ")[2]);
});

it("castings of an order that is too large for one lorry arrive on several", () => {
  const plant = plantOf("orders:\n  list:\n    - { variant: PH-65A, quantity: 640, priority: 1, due: 8 h }\n", 11, 0);
  const first = plant.snapshot().find((event) => event.type === "order-changed" && event.quantity === 640);
  const order = first?.type === "order-changed" ? first.order : "";
  let castings = plant.snapshot().filter((event) => event.type === "piece-arrived" && event.order === order).length;
  plant.onEvent((event) => {
    if (event.type === "piece-arrived" && event.order === order && event.place.kind === "store")
      castings += event.place.id < "RCK-03" ? 1 : 0;
  });
  expect(castings).toBeLessThan(640);
  advance(plant, 5 * 3600);
  expect(castings).toBe(640);
});

it("runs 113 variants as data: routes with and without coating, programs, sampling", () => {
  const variants = Array.from(
    { length: 113 },
    (_, at) =>
      `  - { name: V-${at}, family: F-${at % 9}, work: ${0.7 + (at % 11) * 0.05}, weightKg: ${4 + (at % 13)},
      boreMm: ${40 + (at % 50)}, coated: ${at % 4 !== 0}, measureEvery: ${1 + (at % 20)} }`,
  ).join("\n");
  const plant = plantOf(`orders: { pallets: [1, 1] }\nvariants:\n${variants}\n`);
  const packed = new Map<string, Set<string>>();
  const route = new Map<string, Set<string>>();
  plant.onEvent((event) => {
    if (event.type !== "operation-completed") return;
    expect(event.program).toBe(`${event.variant}-${event.operation}`);
    const seen = route.get(event.piece) ?? new Set();
    route.set(event.piece, seen.add(event.operation));
    if (event.operation === "OP130") packed.set(event.piece, new Set([event.variant]));
  });
  advance(plant, (IS_FULL ? 5 : 3) * 3600, () => {
    if (plant.book.received !== plant.insideCount + plant.book.shipped + plant.book.scrapped)
      throw new Error("a piece was lost");
  });
  const made = new Set([...packed.values()].flatMap((names) => [...names]));
  expect(made.size).toBeGreaterThan(IS_FULL ? 20 : 10);
  for (const [piece, names] of packed) {
    const operations = route.get(piece) as Set<string>;
    if (!operations.has("OP10")) continue;
    const [variant] = names;
    const isCoated = Number(variant?.slice(2)) % 4 !== 0;
    expect(operations.has("OP80"), `${variant}`).toBe(isCoated);
    expect(operations.has("OP90"), `${variant}`).toBe(isCoated);
    for (const operation of ["OP20", "OP30", "OP60", "OP70", "OP100", "OP110", "OP120"])
      expect(operations).toContain(operation);
  }
});

it.runIf(IS_FULL)("quality has causes: a shift of tool offsets is visible in bore, press force and scrap", () => {
  const forces = (text: string): number => {
    const plant = plantOf(`wear: 40\n${text}`, 4);
    const values: number[] = [];
    plant.onEvent((event) => {
      if (event.type === "operation-completed" && event.operation === "OP100" && plant.nowMs > START_MS + 5400_000)
        values.push(event.features[0]?.value ?? 0);
    });
    advance(plant, 3 * 3600);
    return values.reduce((a, b) => a + b, 0) / values.length;
  };
  const shifted = ["CNC-101", "CNC-102", "CNC-103", "CNC-104"]
    .map((id) => `  - { kind: quality-shift, asset: ${id}, at: 0 s, with: { mm: 0.012 } }`)
    .join("\n");
  // 12 um of 50 um interference are 24 % of the force.
  const ratio = forces(`faults:\n${shifted}\n`) / forces("");
  expect(ratio).toBeGreaterThan(0.7);
  expect(ratio).toBeLessThan(0.88);
});
