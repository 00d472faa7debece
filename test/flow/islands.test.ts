/** Islands of the simulated plant's cell controller over a real broker, read and written by the edge's source. */
import { afterEach, expect, it, vi } from "vitest";
import { mqttJsonSource } from "../../edge/sources/mqtt/json/plugin.ts";
import { createPlant } from "../../simulators/plants/machining/plant.ts";
import { FIRST_ISLANDS } from "../../simulators/speak/mqtt/cell-controller.ts";
import { startMqttSimulators } from "../../simulators/speak/mqtt/start.ts";
import { island, islandBook } from "../fakes/islands.ts";
import { demoBroker } from "../fakes/mqtt/brokers.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";

vi.setConfig({ testTimeout: 60_000 });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const LI = { by: "li", seen: [] };
const NAMED = FIRST_ISLANDS.map(({ id, machines, variants }) => island(id, machines, variants));
const LABELS = [1, 2]
  .flatMap((row) => [1, 2, 3, 4, 5, 6].map((at) => `CNC-${row}0${at}`))
  .filter((one) => one < "CNC-105" || one > "CNC-200");
const FACTS = {
  assets: [...LABELS, "CNC-999"],
  steps: [
    { name: "OP10", machines: [...LABELS.slice(0, 4), "CNC-999"] },
    { name: "OP20", machines: LABELS.slice(4) },
  ],
  variants: [],
  canMake: () => true,
};

async function bench(writeBack: "off" | "islands") {
  const broker = await demoBroker();
  cleanups.push(() => broker.kill());
  const plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.now(), warmUpS: 10 });
  const abort = new AbortController();
  const { closed } = startMqttSimulators({ plant, url: broker.url, seed: 1, signal: abort.signal });
  cleanups.push(async () => {
    abort.abort();
    await closed;
  });
  const own = islandBook(NAMED, FACTS);
  cleanups.push(() => own[Symbol.dispose]());
  const book = own.open();
  const { context } = fakeContext([], { name: "cells" });
  const topics = { report: "binjiang/bj1/cells/islands", set: "binjiang/bj1/cells/islands/set" };
  const config = { url: broker.url, keepAliveS: 5, keepSessionS: 60, uptimeTopic: "", droppedTopic: "" };
  const ticking = setInterval(() => book.tick(own.clock.at), 100);
  cleanups.push(() => clearInterval(ticking));
  const source = mqttJsonSource.create({ ...config, expectEveryMs: 10_000, islands: topics, writeBack }, {
    ...context,
    islands: book,
  } as never);
  const stopping = new AbortController();
  const ended = keepRunning(source, new FakeInlet(), stopping.signal, { pauseMs: 50 });
  cleanups.push(async () => {
    stopping.abort();
    await ended;
  });
  return { plant, book, own };
}

it("[IS8] [PM65] a change reaches the cell controller, is read back, and the machines follow", async () => {
  const { plant, book } = await bench("islands");
  await vi.waitFor(() => expect(book.plant).toMatchObject({ mayWrite: true, isOnline: true }), 20_000);
  expect(book.now.version).toBe(1);
  const [small, large] = NAMED as [(typeof NAMED)[0], (typeof NAMED)[0]];
  const moved = [
    { ...small, machines: small.machines.filter((machine) => machine !== "CNC-102") },
    { ...large, machines: [...large.machines, "CNC-102"] },
  ];
  book.change({ version: 1, islands: moved, reason: "rush order" }, LI);
  expect(book.now.pending?.state).toBe("asked");
  await vi.waitFor(() => expect(book.now).toMatchObject({ inForce: { version: 2 }, pending: null }), 20_000);
  expect(plant.islands.list.find(({ id }) => id === "large")?.machines).toContain("CNC-102");
  // A machine that the edge knows and this controller does not have.
  book.change({ version: 2, islands: [...moved, island("new", ["CNC-999"], [])], reason: "r" }, LI);
  await vi.waitFor(() => expect(book.now.pending?.state).toBe("refused"), 20_000);
  expect(book.now.pending?.said).toBe("CNC-999 is no machine tool of this controller");
  expect(book.now.inForce.version).toBe(2);
});

it("[IS9] without writeBack the plant's islands are shown, and a change is refused", async () => {
  const { plant, book } = await bench("off");
  await vi.waitFor(() => expect(book.plant?.source).toBe("cells"), 20_000);
  expect(() => book.change({ version: 1, islands: [], reason: "r" }, LI)).toThrow(/writeBack: islands/);
  expect(plant.islands.list).toEqual(FIRST_ISLANDS);
});
