/** Islands of a running edge, end to end: what counts from which instant, and for whom (rules IS4, IS6, IS7). */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Operator } from "../../bench/dispatch/operator.ts";
import { loadConfig } from "../../edge/config/load.ts";
import type { PlantHistory } from "../../edge/contracts/forecast/history.ts";
import { FORESEEN_STATES } from "../../edge/contracts/forecast/states.ts";
import type { IslandChange, IslandsNow } from "../../edge/contracts/production/islands.ts";
import type { PlantPlan } from "../../edge/contracts/schedule/schedules.ts";
import { plugins } from "../../edge/plugins.ts";
import { type RunningEdge, startEdge } from "../../edge/runtime.ts";
import { SMALL_CONFIG, smallHistory } from "../fakes/forecast-history.ts";
import { recordPlant } from "../fakes/recorded-plant.ts";
import { randomOf } from "../run/seed.ts";

vi.setConfig({ testTimeout: 180_000 });

/** The record reaches so far beyond the start of the edge, so that it has instants after the change. */
const BEYOND_US = 600e6;
const ISLAND = { id: "one", name: { zh: "一岛", en: "One" }, variants: ["A", "B"] };
const CONFIG = `${SMALL_CONFIG}islands: ${JSON.stringify({ initial: [{ ...ISLAND, machines: ["CNC-1"] }] })}\n`;

let dir: string;
let edge: RunningEdge | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-islands-in-force-"));
});
afterEach(async () => {
  await edge?.stop();
  edge = undefined;
  rmSync(dir, { recursive: true, force: true });
});

/** The same history, with its newest report at an instant. */
function endingAt(history: PlantHistory, to: number): PlantHistory {
  const by = to - history.to;
  return {
    ...{ from: history.from + by, to },
    pieces: history.pieces.map((piece) => ({
      ...piece,
      stays: piece.stays.map((stay) => ({ ...stay, from: stay.from + by, to: stay.to + by })),
      operations: piece.operations.map((one) => ({ ...one, start: one.start + by, end: one.end + by })),
    })),
    orders: history.orders.map(({ steps, due, ...order }) => ({
      ...{ ...order, due: due + by },
      steps: steps.map((step) => ({ ...step, time: step.time + by })),
    })),
  };
}

async function start(): Promise<Operator> {
  const [config, dataDir] = [join(dir, "plant"), join(dir, "data")];
  for (const folder of [config, dataDir]) mkdirSync(folder);
  const random = randomOf("islands in force");
  recordPlant(dataDir, endingAt(smallHistory(400, random), Date.now() * 1_000 + BEYOND_US));
  writeFileSync(join(config, "gemba.yaml"), CONFIG);
  const options = { dataDir, host: "127.0.0.1", port: 0, log: pino({ level: "silent" }) };
  edge = await startEdge(await loadConfig(config, plugins, { env: {} }), options);
  return await Operator.signIn(edge.address, dataDir, config);
}

/** Lathes that begin work in a forecast from an instant or now, what they had begun before left out. */
async function lathesFrom(operator: Operator, atUs?: number): Promise<readonly string[]> {
  const from = atUs === undefined ? {} : { at: new Date(atUs / 1_000).toISOString() };
  const question = { name: "lathes", hours: 1, replications: 2, ...from };
  const { uid } = await operator.ask<{ uid: string }>("/forecasts", question);
  await vi.waitFor(async () => {
    const { state, failure, problems } = await operator.ask<Record<string, unknown>>(`/forecasts/${uid}`);
    expect([state, failure, problems]).toEqual(["done", null, []]);
  }, 120_000);
  type Machines = readonly { readonly label: string; readonly states: readonly number[] }[];
  const { machines, stepS } = await operator.ask<{ machines: Machines; stepS: number }>(
    `/forecasts/${uid}/states?future=0`,
  );
  const begun = Math.ceil(600 / stepS);
  return machines
    .filter(({ states }) => states.slice(begun).some((one) => FORESEEN_STATES[one] === "working"))
    .flatMap(({ label }) => (label.startsWith("CNC") ? [label] : []));
}

async function lathesOfPlan(operator: Operator): Promise<readonly string[]> {
  const { plan } = await operator.ask<PlantPlan>("/schedules/plant");
  const steps = plan?.variants.flatMap(({ route }) => route.map(({ machines }) => machines)) ?? [];
  return [...new Set(steps.flat().flatMap(({ machine }) => (machine.startsWith("CNC") ? [machine] : [])))];
}

it("[IS4] [IS6] [IS7] [IS17] forecasts use the islands of their instant, and schedules those in force", async () => {
  const operator = await start();
  const before = await operator.ask<IslandsNow>("/islands");
  expect(before.inForce.islands[0]?.machines).toEqual(["CNC-1"]);
  expect(await lathesOfPlan(operator)).toEqual(["CNC-1"]);
  const islands = [{ ...ISLAND, machines: ["CNC-2"] }];
  const wanted = { version: before.version, islands, reason: "CNC-1 is overhauled" };
  const change = await operator.ask<IslandChange>("/islands", wanted);
  const changedAt = Date.parse(String(change.stateAt)) * 1_000;
  expect(await lathesFrom(operator, changedAt - 10_000)).toEqual(["CNC-1"]);
  expect(await lathesFrom(operator, changedAt + 10_000)).toEqual(["CNC-2"]);
  expect(await lathesFrom(operator)).toEqual(["CNC-2"]);
  expect(await lathesOfPlan(operator)).toEqual(["CNC-2"]);
  const then = new Date(changedAt / 1_000 - 10).toISOString();
  const past = await operator.ask<IslandsNow>(`/islands?at=${encodeURIComponent(then)}`);
  expect(past.inForce.islands[0]?.machines).toEqual(["CNC-1"]);
});
