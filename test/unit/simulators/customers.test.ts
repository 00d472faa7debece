import { expect, it } from "vitest";
import { Random } from "../../../simulators/kernel/random.ts";
import { customerOf } from "../../../simulators/plants/machining/planning/customers.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

it("[TC18] an order has one of six customers, by seed and order alone", () => {
  const random = new Random(SEED);
  const orders = Array.from({ length: 600 }, (_, at) => `ORD-${at}`);
  const customers = orders.map((order) => customerOf(order, random));
  const next = random.next();
  expect(new Set(customers).size).toBe(6);
  // Neither what was drawn before nor what follows is another.
  expect(orders.toReversed().map((order) => customerOf(order, random))).toEqual(customers.toReversed());
  expect(new Random(SEED).next()).toBe(next);
});

it("[TC18] every change of an order names its customer", () => {
  const scenario = parseScenario("scenario: 1\ntitle: { zh: 测试, en: Test }\n", "test.yaml");
  const plant = createPlant({ seed: SEED, scenario, startMs: Date.UTC(2026, 2, 2), warmUpS: 60 });
  const named = plant.snapshot().flatMap((event) => (event.type === "order-changed" ? [event.customer] : []));
  expect(named.length).toBeGreaterThan(0);
  expect(named).not.toContain("");
});
