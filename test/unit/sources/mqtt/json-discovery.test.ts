import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../../edge/config/load.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { JsonSurvey } from "../../../../edge/sources/mqtt/discovery/json-survey.ts";
import { plantOf } from "../../../../edge/sources/mqtt/discovery/plant.ts";
import { type Proposal, TypeCollector } from "../../../../edge/sources/mqtt/discovery/proposal.ts";
import type { JsonAddress, JsonBinding, JsonConfig } from "../../../../edge/sources/mqtt/json/config.ts";
import { JsonReader } from "../../../../edge/sources/mqtt/json/reader.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import { plantFiles } from "../../../../edge/sources/proposed-plant.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** The proposal after these messages, one every 100 ms, as topic and payload. */
function proposed(messages: readonly (readonly [topic: string, payload: unknown])[]): Proposal {
  const survey = new JsonSurvey();
  const startMs = Date.now();
  for (const [n, [topic, payload]] of messages.entries())
    survey.take(topic, Buffer.from(JSON.stringify(payload)), { retained: false, nowMs: startMs + 100 * n });
  const types = new TypeCollector();
  const labels = new Set<string>();
  return { ...survey.propose(types, labels), types: types.types };
}

async function loaded(proposal: Proposal) {
  const folder = await mkdtemp(join(tmpdir(), "gemba-discover-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of plantFiles(plantOf(proposal, { url: "mqtt://127.0.0.1:1" }))) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return await loadConfig(folder, plugins);
}

it("topics are silent after more than their longest pause; topics of one pace share a source", () => {
  const survey = new JsonSurvey();
  const hear = (topic: string, timesMs: readonly number[]) => {
    for (const nowMs of timesMs)
      survey.take(topic, Buffer.from(JSON.stringify({ [topic]: nowMs })), { retained: false, nowMs });
  };
  hear("positions", [0, 500, 1_000, 1_500]);
  hear("lamps", [0, 100, 750]);
  hear("scales", [0, 500, 2_500]);
  hear("listings", [0]);
  const { sources, assets } = survey.propose(new TypeCollector(), new Set());
  const paceOf = (topic: string) => {
    const source = assets.find(({ address }) => (address as { topic: string }).topic === topic)?.source;
    return (sources.find(({ name }) => name === source) as { expectEveryMs?: number } | undefined)?.expectEveryMs;
  };
  expect(["positions", "lamps", "scales", "listings"].map(paceOf)).toEqual([1_000, 1_000, 5_000, 300_000]);
  expect(sources).toHaveLength(3);
});

const NOW = Date.now();
const entry = (id: string, v: unknown, q = true, t = NOW) => ({ id, v, q, t });
const gateway = (...values: object[]) => ({ timestamp: NOW, values });

describe("Kepware's IoT Gateway", () => {
  const messages = [
    ["iotgateway", gateway(entry("Channel1.Press.Force", 4.2), entry("Channel1.Press.Running", true))],
    [
      "iotgateway",
      gateway(
        entry("Channel1.Oven.Temperature", 81.5),
        entry("Channel1.Press.Program", "A7"),
        entry("Channel1.Oven.Broken", null, false),
      ),
    ],
  ] as const;

  const proposal = proposed(messages);
  let config: Awaited<ReturnType<typeof loaded>>;
  beforeAll(async () => {
    config = await loaded(proposal);
  });

  it("is proposed device by device, from all messages, and entries without a value are counted", () => {
    expect(proposal.sources).toMatchObject([
      { samplesPointer: "/values", keyPointer: "/id", timePointer: "/t", qualityPointer: "/q" },
    ]);
    expect(proposal.leftOut).toEqual(["1 entries without a value yet (such as iotgateway Channel1.Oven.Broken)"]);
    const { assets } = config;
    expect(assets.map(({ label, address }) => [label, address])).toEqual([
      ["Press", { topic: "iotgateway" }],
      ["Oven", { topic: "iotgateway" }],
    ]);
    expect(assets[0]?.tags.map(({ binding, shape }) => [(binding as JsonBinding).entry, shape.type])).toEqual([
      ["Channel1.Press.Force", "number"],
      ["Channel1.Press.Running", "boolean"],
      ["Channel1.Press.Program", "text"],
    ]);
  });

  it("takes the message's time where entries have none", () => {
    const values = [
      { tag: "Force", value: 1 },
      { tag: "Speed", value: 2 },
    ];
    expect(proposed([["gateway", { ts: NOW, data: values }]]).sources).toMatchObject([
      { samplesPointer: "/data", keyPointer: "/tag", timePointer: "/ts" },
    ]);
  });

  it("[Q12] is read with each entry's time and quality; entries without a tag are counted", async () => {
    const { assets, sources } = config;
    const wanted = assets.flatMap(({ address, tags }) =>
      tags.map(({ binding, shape }) => ({
        address: address as JsonAddress,
        binding: binding as JsonBinding,
        tag: { type: shape.type },
      })),
    );
    const fake = fakeContext<JsonAddress, JsonBinding>(wanted);
    const outlet = new Outlet();
    const inlet = new FakeInlet();
    outlet.open(inlet);
    const reader = new JsonReader(fake.context, outlet, sources[0]?.config as JsonConfig);
    await reader.message(
      "iotgateway",
      Buffer.from(
        JSON.stringify(
          gateway(
            entry("Channel1.Press.Force", 5, false, NOW - 1000),
            entry("Channel1.Oven.Temperature", 82),
            entry("Channel1.New.One", 1),
          ),
        ),
      ),
      false,
    );
    outlet.flush();
    expect(
      inlet.samples().map(({ ref, value, time, status }) => [wanted[ref]?.binding.entry, value, time, status]),
    ).toEqual([
      ["Channel1.Press.Force", 5, (NOW - 1000) * 1000, 0x80000000],
      ["Channel1.Oven.Temperature", 82, NOW * 1000, 0],
    ]);
    expect(fake.context.counters.named.get("unreadEntries")).toBe(1);
    for (const [q, status] of [
      ["good", 0],
      [192, 0],
      [64, 0x4000_0000],
      [null, 0x4000_0000],
      ["Bad", 0x8000_0000],
      [0, 0x8000_0000],
    ] as const) {
      await reader.message(
        "iotgateway",
        Buffer.from(JSON.stringify(gateway({ id: "Channel1.Press.Force", v: 1, q, t: NOW }))),
        false,
      );
      outlet.flush();
      expect([q, inlet.latest(0)?.value, inlet.latest(0)?.status]).toEqual([q, 1, status]);
    }
  });
});

describe("topics that come and go", () => {
  const guid = (n: number) => `0198c000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  it("are one asset with a wildcard, whose value is a tag: GUIDs, dates, long numbers and order numbers", async () => {
    const proposal = proposed([
      ...Array.from(
        { length: 20 },
        (_, n) => [`erp/orders/ORD-${10_000 + n}`, { quantity: n, state: "Running" }] as const,
      ),
      ...[1, 2, 3].map((n) => [`line/1/jobs/${guid(n)}/result`, { ok: true }] as const),
      ["line/1/log/2026-11-27", { lines: 3 }],
      ["line/1/batch/000010004711", { parts: 3 }],
    ]);
    const { assets } = await loaded(proposal);
    expect(assets.map(({ label, address }) => [label, (address as JsonAddress).topic])).toEqual([
      ["result", "line/1/jobs/{id}/result"],
      ["log", "line/1/log/{id}"],
      ["batch", "line/1/batch/{id}"],
      ["orders", "erp/orders/{id}"],
    ]);
    expect(
      assets.at(-1)?.tags.map(({ binding }) => (binding as JsonBinding).pointer ?? (binding as JsonBinding).expression),
    ).toEqual(["/quantity", "/state", "$id"]);
  });

  it("machines stay apart, however they are numbered, and so do topics of other shapes", () => {
    const machines = Array.from({ length: 30 }, (_, n) => [`hall/press-${1000 + n}/state`, { on: true }] as const);
    const busy = Array.from({ length: 9 }, (_, n) => [`hall/cell-${10_000 + n}`, { on: true }] as const);
    expect(proposed([...machines, ...busy, ...busy, ["hall/cell-10009", { other: 1 }]]).assets).toHaveLength(40);
  });
});

it("labels are the fewest last levels that distinguish a topic from the others", () => {
  const { assets } = proposed([
    ["hall/press-1/state", { on: true }],
    ["hall/press-2/state", { on: true }],
    ["north/press-2/state", { on: true }],
    ["hall/oven", 21.5],
  ]);
  expect(assets.map(({ label }) => label)).toEqual([
    "press-1-state",
    "hall-press-2-state",
    "north-press-2-state",
    "oven",
  ]);
});

it("everything that is dropped is counted: arrays, null, depth, braces and texts that are not JSON", () => {
  const survey = new JsonSurvey();
  const nowMs = Date.now();
  const message = {
    currents: [1, 2, 3],
    burst: Array(100).fill(1),
    parts: [{ a: 1 }],
    gone: null,
    deep: { a: { b: { c: { d: { e: 1 } } } } },
    "{x}": 1,
  };
  survey.take("cell", Buffer.from(JSON.stringify(message)), { retained: false, nowMs });
  survey.take("cell", Buffer.from("<xml/>"), { retained: false, nowMs });
  survey.take("a{x}", Buffer.from("1"), { retained: false, nowMs });
  const types = new TypeCollector();
  const { leftOut } = survey.propose(types, new Set());
  expect(types.types[0]?.tags.map(({ binding }) => binding["pointer"])).toEqual([
    "/currents/0",
    "/currents/1",
    "/currents/2",
  ]);
  for (const words of [
    "1 long arrays of numbers",
    "1 arrays of objects",
    "1 values that were null",
    "1 objects deeper",
    "1 values whose names have braces",
    "1 messages that are no JSON",
    "1 topics with braces",
  ])
    expect(leftOut.join("\n")).toContain(words);
});
