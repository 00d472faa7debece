/** Address spaces of servers, and how the source follows their changes. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { GapRecord } from "../../edge/contracts/path/event-batch.ts";
import { ChangingServer, type ChangingServerOptions } from "../fakes/opcua/changing-server.ts";
import { OpcuaRig, type TagSpec } from "../fakes/opcua/session.ts";

let pki: string;

beforeAll(async () => {
  pki = await mkdtemp(join(tmpdir(), "gemba-opcua-pki-"));
});

afterAll(async () => {
  await rm(pki, { recursive: true, force: true });
});

const SOON = { timeout: 30_000, interval: 20 };
const PATIENT = { timeout: 30_000, interval: 50 };

async function rigOf(
  server: ChangingServer,
  tags: readonly TagSpec[],
  namespaces: readonly (readonly [string, string])[] = [],
): Promise<OpcuaRig> {
  return OpcuaRig.of({
    tags,
    config: { endpoint: server.endpoint },
    namespaces: [["own", "urn:gemba:test"], ...namespaces],
  });
}

async function changing(options: ChangingServerOptions = {}): Promise<ChangingServer> {
  const server = await ChangingServer.start(pki, options);
  server.count("A", "a-1");
  server.count("B", "b-1");
  return server;
}

const TAGS: TagSpec[] = [
  { path: "own:A", every: 0 },
  { path: "own:B", every: 0 },
];

const gapsOf = (rig: OpcuaRig) =>
  rig.inlet.events.filter(({ type }) => type === "gap.declared").map(({ payload }) => payload as unknown as GapRecord);

/** Asserts that no value of this tag is missing or repeated, because the server counts. */
function expectWhole(rig: OpcuaRig, ref: number): void {
  const values = rig.inlet.samples(ref).map(({ value }) => value);
  expect(values.length).toBeGreaterThan(5);
  expect(values).toEqual(values.map((_, n) => (values[0] as number) + n));
}

it.concurrent("[K18] structures, arrays and matrices are spread over tags; only their types are read", async () => {
  await using server = await changing();
  server.addStructures();
  const tags: (TagSpec & { value?: number; text?: string })[] = [
    { path: "own:Station", field: "Spindle.Number", value: 1 },
    { path: "own:Station", field: "Spindle.Grip", type: "enum", value: 5 },
    { path: "own:Station", field: "Magazine[1].Name", type: "text", text: "T3" },
    { path: "own:Station", field: "Magazine[0].Wear[1]", value: 0.4 },
    { path: "own:Station", field: "Cycle", value: 2 ** 32 + 2 },
    { path: "own:Station", field: "Since", type: "text", text: "2026-01-02T03:04:05.000Z" },
    { path: "own:Tools", index: 1, field: "Number", value: 5 },
    { path: "own:Grip", type: "enum", value: 5 },
    { path: "own:Frame", index: [1, 2], value: 5 },
    { path: "own:Frame", index: [0, 1], value: 1 },
  ];
  await using rig = await rigOf(server, [
    ...tags,
    { path: "own:Channels", type: "waveform", index: 2, waveform: { rate: 100, stamp: "last-point", context: {} } },
  ]);
  await rig.run();
  await vi.waitFor(() => expect(new Set(rig.inlet.samples().map(({ ref }) => ref)).size).toBe(tags.length), PATIENT);
  tags.forEach(({ path, field, value, text }, ref) => {
    expect(rig.inlet.latest(ref), `${path} ${field}`).toMatchObject({
      value: value ?? Number.NaN,
      status: 0,
      ...(text === undefined ? {} : { text }),
    });
  });
  await vi.waitFor(() => expect(rig.inlet.waveforms).toHaveLength(1), SOON);
  expect([...(rig.inlet.waveforms[0]?.points ?? [])]).toEqual(Array.from({ length: 20 }, (_, i) => 40 + i));
  expect(rig.warnings()).toEqual([]);
  // Only the three needed types of the server's hundreds were read.
  expect(server.calls.get("BrowseRequest") ?? 0).toBeLessThan(40);
  // On a slow machine a hundred of the reads are of the server's clock.
  expect(server.calls.get("ReadRequest") ?? 0).toBeLessThan(40 + 100);
});

it.concurrent("[K18] structures are read even if the server does not give the type of an encoding", async () => {
  await using server = await changing({ hidesEncodings: true });
  server.addStructures();
  await using rig = await rigOf(server, [{ path: "own:Station", field: "Spindle.Grip", type: "enum" }]);
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.latest(0)).toMatchObject({ value: 5, status: 0 }), PATIENT);
});

it.concurrent("[C7] [F16] a path that leads to another node is read there; other tags lose nothing", async () => {
  await using server = await changing();
  await using rig = await rigOf(server, TAGS);
  const { ended } = await rig.run();
  let end: string | undefined;
  void ended.then((reason) => (end = reason));
  await vi.waitFor(() => expect(rig.inlet.samples(1).length).toBeGreaterThan(5), SOON);
  // The old node keeps counting: only its path has changed.
  server.hide("a-1");
  server.count("A", "a-2");
  const before = rig.inlet.samples(0).length;
  server.announce("GeneralModelChangeEventType");
  await vi.waitFor(
    () =>
      expect(rig.log).toContainEqual(
        expect.objectContaining({ msg: expect.stringContaining("address space changed"), moved: 1, gone: 0 }),
      ),
    SOON,
  );
  server.remove("a-1");
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(before + 20), SOON);
  expect(rig.inlet.samples(0).filter(({ status }) => status !== 0)).toEqual([]);
  expectWhole(rig, 1);
  // Two counters, the model change events, the namespace array.
  expect(server.monitoredItems).toBe(5);
  expect(end).toBeUndefined();
  expect(rig.counters.named.get("missingNodes")).toBe(0);
});

it.concurrent("[F27] missing samples of a moved tag are declared, including those queued in its old item", async () => {
  await using server = await changing();
  await using rig = await rigOf(server, TAGS);
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(5), SOON);
  server.hide("a-1");
  server.count("A", "a-2");
  server.announce("GeneralModelChangeEventType");
  await vi.waitFor(
    () =>
      expect(gapsOf(rig)).toMatchObject([
        { tagUid: expect.stringContaining("signal-0"), reason: "source_down_no_history" },
      ]),
    SOON,
  );
});

it.concurrent("[F27] after a transfer a model change causes no undeclared gap", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "gemba-opcua-moved-"));
  await using server = await changing({ transfers: true });
  const again = () =>
    OpcuaRig.of({
      tags: TAGS,
      config: { endpoint: server.endpoint },
      namespaces: [["own", "urn:gemba:test"]],
      dataDir,
    });
  const gaps: GapRecord[] = [];
  for (const life of [1, 2, 3]) {
    await using rig = await again();
    await rig.run();
    const before = server.calls.get("TranslateBrowsePathsToNodeIdsRequest");
    if (life > 1)
      expect(rig.log).toContainEqual(expect.objectContaining({ msg: "OPC UA server connected", resumed: true }));
    if (life === 3)
      await vi.waitFor(
        () => expect(server.calls.get("TranslateBrowsePathsToNodeIdsRequest")).toBeGreaterThan(before ?? 0),
        PATIENT,
      );
    server.announce("GeneralModelChangeEventType");
    const known = rig.inlet.samples(0).length;
    await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(known + 40), PATIENT);
    if (life === 2) await vi.waitFor(() => expect(gapsOf(rig)).toHaveLength(TAGS.length), PATIENT);
    if (life === 3)
      expect(rig.log).not.toContainEqual(
        expect.objectContaining({ msg: expect.stringContaining("address space changed") }),
      );
    gaps.push(...gapsOf(rig));
  }
  expect(gaps).toHaveLength(TAGS.length);
  await rm(dataDir, { recursive: true, force: true });
});

it.concurrent("[C7] [F16] a node that disappears is Bad and counted, and read again once it is back", async () => {
  await using server = await changing();
  await using rig = await rigOf(server, TAGS);
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(5), SOON);
  server.hide("a-1");
  server.announce("GeneralModelChangeEventType");
  await vi.waitFor(() => expect(rig.inlet.latest(0)?.status).toBe(0x80340000), SOON);
  expect(rig.counters.named.get("missingNodes")).toBe(1);
  expect(rig.warnings().join()).toMatch(/own:A.*no node at this path/);
  server.count("A", "a-2");
  server.announce("GeneralModelChangeEventType");
  await vi.waitFor(() => expect(rig.inlet.latest(0)?.status).toBe(0), SOON);
  expect(rig.counters.named.get("missingNodes")).toBe(0);
  expectWhole(rig, 1);
});

it.concurrent("[C7] [F16] a new namespace of a running server is noticed, and its tags are read", async () => {
  await using server = await changing({ isSilent: true });
  await using rig = await rigOf(server, [...TAGS, { path: "late:C", every: 0 }], [["late", "urn:gemba:late"]]);
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(1).length).toBeGreaterThan(5), SOON);
  expect(rig.warnings().join()).toContain("the server has no namespace urn:gemba:late");
  server.addNamespace("urn:gemba:late").count("C");
  await vi.waitFor(() => expect(rig.inlet.samples(2).length).toBeGreaterThan(5), PATIENT);
  expectWhole(rig, 1);
});

it.concurrent("[C7] [F16] a server without change events is checked periodically", async () => {
  await using server = await changing({ isSilent: true });
  await using rig = await rigOf(server, TAGS);
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(5), SOON);
  server.hide("a-1");
  server.count("A", "a-2");
  await vi.waitFor(() => expect(rig.log).toContainEqual(expect.objectContaining({ moved: 1 })), PATIENT);
  expectWhole(rig, 1);
});

it.concurrent("[C7] [F16] if the server does not list its items, a moved node leads to a new session", async () => {
  await using server = await changing({ hidesItems: true });
  await using rig = await rigOf(server, TAGS);
  const running = rig.keepRunning();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(5), SOON);
  server.hide("a-1");
  server.count("A", "a-2");
  server.announce("GeneralModelChangeEventType");
  await vi.waitFor(() => expect(rig.ends.join()).toContain("does not report which items it monitors"), SOON);
  const before = rig.inlet.samples(0).length;
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(before + 5), SOON);
  expect(server.monitoredItems).toBe(5);
  await rig.stop();
  await running;
});

it.concurrent("[F16] a unit that changes on the server changes the conversion, also of a constant value", async () => {
  await using server = await changing();
  server.length(1.5, "MTR");
  await using rig = await rigOf(server, [...TAGS, { path: "own:Stroke", unit: "mm", fromUnit: "server", every: 0 }]);
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.latest(2)?.value).toBe(1500), SOON);
  // Value and time stay: only their meaning changes.
  server.length(1.5, "MMT");
  server.announce("SemanticChangeEventType");
  await vi.waitFor(() => expect(rig.inlet.latest(2)?.value).toBe(1.5), SOON);
  server.length(2, "MTR");
  server.flagSemantics(2);
  await vi.waitFor(() => expect(rig.inlet.latest(2)?.value).toBe(2000), SOON);
});
