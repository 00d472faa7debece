/** Looking at agents and controllers, and reading values before they are saved, by the kinds of sources themselves. */
import { expect, it } from "vitest";
import { createDiscovery } from "../../../../edge/compose/sources/discovery.ts";
import type { ProposedTag } from "../../../../edge/contracts/path/proposed-config.ts";
import { connectEdits, machinesOf } from "../../../../edge/contracts/plant/connect-plan.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { FakeAgent } from "../../../fakes/mtconnect/agent.ts";
import { ITEMS } from "../../../fakes/mtconnect/mill.ts";
import { fakePlc } from "../../../fakes/s7/plc.ts";

const EDGE = { dataDir: "/nowhere", edgeId: "edge-1" };
const SITE = { site: { enterprise: "acme", id: "one" } };
const HERE = createDiscovery(plugins.sources, { ...EDGE, networks: ["127.0.0.0/8"] }, new AbortController().signal);
const NOWHERE = createDiscovery(plugins.sources, { ...EDGE, networks: [] }, new AbortController().signal);

const tag = (binding: object, more: Partial<ProposedTag> = {}): ProposedTag => ({
  ...{ signal: "v", name: { zh: "v", en: "v" }, type: "number", unit: "1" },
  ...{ binding: binding as ProposedTag["binding"], ...more },
});

it("[CE31] values of a controller: read, refused by it, or bound to what it cannot be", async () => {
  await using plc = await fakePlc();
  plc.set("DB7", Buffer.from([0, 42, 1, 0]));
  const { values, reason, problem } = await HERE.values({
    namespaces: {},
    source: { name: "plc", kind: "s7", host: "127.0.0.1", port: plc.port },
    address: { db: 7 },
    tags: [
      tag({ at: "DBW0", type: "int" }),
      tag({ at: "DBX2.0" }, { type: "boolean" }),
      tag({ at: "DB9.DBW0", type: "int" }),
      tag({ at: "nonsense" }),
    ],
  });
  expect([reason, problem]).toEqual([undefined, undefined]);
  expect(values.slice(0, 3)).toEqual([
    { value: "42", status: "Good" },
    { value: "true", status: "Good" },
    { status: "BadNotReadable" },
  ]);
  expect(values[3]?.problem?.en).toMatch(/nonsense/);
  expect(values[3]?.problem?.zh).toMatch(/[一-鿿]/);
  expect([...plc.functions].sort((a, b) => a - b)).toEqual([0x04, 0xf0]);
});

it("[CE31] a wrong source is named, one that does not answer gives a reason, and other kinds are refused", async () => {
  const request = { namespaces: {}, address: {}, tags: [tag({ at: "MW0", type: "int" })] };
  const wrong = await HERE.values({ ...request, source: { name: "plc", kind: "s7", host: "a b", slots: 1 } });
  expect(wrong.problem?.en).toMatch(/slots|host/);
  await using plc = await fakePlc();
  plc.greeting = "refuse";
  const silent = await HERE.values({
    ...request,
    source: { name: "plc", kind: "s7", host: "127.0.0.1", port: plc.port },
  });
  expect(silent.reason).toMatch(/refuses the connection/);
  await expect(HERE.values({ ...request, source: { name: "x", kind: "vda5050" } })).rejects.toMatchObject({
    code: "bad-request",
  });
});

it("[CE10] [CE31] addresses in no network of the config are refused before anything is sent", async () => {
  await using plc = await fakePlc();
  await using mill = await FakeAgent.start();
  const source = { name: "plc", kind: "s7", host: "127.0.0.1", port: plc.port };
  const forbidden = { code: "forbidden" };
  await expect(
    NOWHERE.values({ namespaces: {}, source, address: {}, tags: [tag({ at: "MB0", type: "byte" })] }),
  ).rejects.toMatchObject(forbidden);
  for (const endpoint of [mill.url, `s7://127.0.0.1:${plc.port}`])
    await expect(NOWHERE.discover({ endpoint, insecure: false })).rejects.toMatchObject(forbidden);
  expect([plc.connections, mill.requests]).toEqual([0, []]);
});

it("[MT14] [CE31] an agent: machines with tags and parts, their values, and the edits that add them", async () => {
  await using mill = await FakeAgent.start();
  mill.observe(ITEMS.x, "12.5");
  mill.observe(ITEMS.exec, "ACTIVE");
  const { proposal, product, reason } = await HERE.discover({ endpoint: mill.url, insecure: false });
  expect([reason, product]).toEqual([undefined, expect.stringContaining("MTConnect agent")]);
  if (proposal === undefined) throw new Error("no proposal");
  const [machine] = proposal.machines;
  const position = proposal.types[0]?.tags.find(({ role }) => role === "axis-x");
  const state = proposal.types[0]?.tags.find(({ role }) => role === "item-state");
  const { values } = await HERE.values({
    ...{ namespaces: {}, source: proposal.source, address: machine?.address ?? {} },
    tags: [position, state, { ...position, unit: "in" }] as ProposedTag[],
  });
  expect(values.map(({ value }) => Number(value).toFixed(3))).toEqual(["12.500", "3.000", expect.any(String)]);
  const machines = machinesOf(proposal, SITE);
  const edits = connectEdits(SITE, { proposal, machines, types: proposal.types });
  expect(edits.map(({ path }) => path.join("."))).toEqual(["sources.0", "types.vmc-type", "assets.0"]);
  expect(edits[1]).toMatchObject({ value: { components: [{ id: "x", kind: "axis" }] } });
  expect(edits[2]).toMatchObject({ value: { uid: "vmc-1", address: { device: "vmc-1" }, source: "mtconnect" } });
  // A part whose tags were all taken out goes with them.
  const kept = proposal.types.map((type) => ({
    ...type,
    tags: type.tags.filter(({ component }) => component !== "x"),
  }));
  expect(JSON.stringify(connectEdits(SITE, { proposal, machines, types: kept }))).not.toContain('"axis"');
  expect((await HERE.discover({ endpoint: "http://127.0.0.1:1", insecure: false })).reason).toMatch(/nothing listens/);
});

it("[SC7] [CE31] a controller: what files declare, the blocks without a number, and whether it answers", async () => {
  await using plc = await fakePlc();
  const endpoint = `s7://127.0.0.1:${plc.port}?slot=2`;
  const files = [
    { name: "p.db", text: 'DATA_BLOCK "Press"\nSTRUCT\n f : REAL;\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n' },
  ];
  const look = (more: object = {}) => HERE.discover({ endpoint, insecure: false, ...more });
  const empty = await look();
  expect(empty).toMatchObject({ product: "S7, PDU 240", unnumbered: [], proposal: { machines: [] } });
  const without = await look({ files });
  expect(without).toMatchObject({ unnumbered: ["Press"], leftOut: 1, proposal: { machines: [] } });
  const { proposal } = await look({ files, blocks: ["Press=12"] });
  if (proposal === undefined) throw new Error("no proposal");
  expect(proposal).toMatchObject({
    source: { kind: "s7", host: "127.0.0.1", port: plc.port, slot: 2 },
    types: [{ name: "press", tags: [{ signal: "f", binding: { at: "DBD0", type: "real" } }] }],
    machines: [{ label: "Press", address: { db: 12 } }],
  });
  // The plant's own source for this controller is used, also where it leaves out what is the default.
  const plant = { ...SITE, sources: [{ name: "press-plc", kind: "s7", host: "127.0.0.1", port: plc.port, slot: 2 }] };
  const edits = connectEdits(plant, { proposal, machines: machinesOf(proposal, plant), types: proposal.types });
  expect(edits.map(({ path }) => path.join("."))).toEqual(["types.press", "assets.0"]);
  await expect(look({ files: [{ name: "x", text: "hello" }] })).rejects.toMatchObject({ code: "bad-request" });
  await plc.stop();
  const away = await look({ files, blocks: ["Press=12"] });
  expect(away.reason).toMatch(/127\.0\.0\.1/);
  expect(away.proposal?.machines).toHaveLength(1);
});
