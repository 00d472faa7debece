import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { SampleFlag } from "../../edge/contracts/path/sample-batch.ts";
import { DOUBLES, OpcuaTestServer, OWN_NAMESPACE } from "../fakes/opcua/server.ts";
import { OpcuaRig, type TagSpec } from "../fakes/opcua/session.ts";

let server: OpcuaTestServer;
let pki: string;

beforeAll(async () => {
  pki = await mkdtemp(join(tmpdir(), "gemba-opcua-pki-"));
  server = await OpcuaTestServer.start(pki);
});

afterAll(async () => {
  await server.kill();
  await rm(pki, { recursive: true, force: true });
});

const SOON = { timeout: 8000, interval: 50 };

it("300 tags arrive with source time, simulated flag, and every received sample is counted", async () => {
  const tags = Array.from({ length: DOUBLES }, (_, i): TagSpec => ({ path: `own:Double${i}`, every: 0 }));
  await using rig = await OpcuaRig.of({ tags, config: { endpoint: server.endpoint } });
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples().length).toBeGreaterThan(DOUBLES * 10), SOON);
  const now = Date.now() * 1000;
  for (let ref = 0; ref < DOUBLES; ref++) {
    const samples = rig.inlet.samples(ref);
    // The server gives node i the values i * 1e6 + n, one more each time.
    samples.forEach((sample, n) => {
      expect(sample.value).toBe((samples[0]?.value ?? 0) + n);
      expect(sample.value - ref * 1_000_000).toBeGreaterThan(0);
      expect(sample.flags).toBe(SampleFlag.simulated);
      expect(sample.status).toBe(0);
      expect(Math.abs(sample.time - now)).toBeLessThan(20_000_000);
    });
  }
  expect(rig.counters.received).toBe(rig.inlet.samples().length);
  expect(rig.counters.dropped).toBe(0);
  expect(rig.warnings()).toEqual([]);
});

it("each kind of value becomes the number or text of its tag, static ones with their old source time", async () => {
  const tags: (TagSpec & { value?: number; text?: string; status?: number })[] = [
    { path: "own:Text", type: "text", text: "铸件 A-17" },
    { path: "own:Localized", type: "text", text: "Running" },
    { path: "own:Flag", type: "boolean", value: 1 },
    { path: "own:Mode", type: "enum", value: 2 },
    { path: "own:Big", value: -5_000_000_000 },
    { path: "own:Huge", value: 5_000_000_000 },
    { path: "own:Axes", index: 2, value: 3.5 },
    { path: "own:Axes", index: 0, value: 1.5 },
    { path: "own:Blocks", type: "text", text: "N10 G0\nN20 M3" },
    { path: "own:Broken", value: Number.NaN, status: 0x808c0000 },
    { path: "own:Doubtful", value: 43, status: 0x40900000 },
    { path: "own:State", type: "text", text: "nsu=urn:gemba:test;i=7" },
    { path: "own:Started", type: "text", text: "2020-01-01T00:00:00.000Z" },
    { path: "own:Position", field: "ActPos", value: 12.25 },
    { path: "own:Position", field: "remDist", value: 0.25 },
    { path: "own:Stroke", unit: "mm", fromUnit: "server", value: 1500 },
    { path: "own:Stroke", unit: "cm", fromUnit: "m", value: 150 },
    { path: "cnc:Feed", unit: "mm/min", fromUnit: "server", value: 2000 },
    { path: "own:Huge", unit: "mm", fromUnit: "server", value: Number.NaN, status: 0x80890000 },
    { path: "own:Text", type: "number", value: Number.NaN, status: 0x80740000 },
    { path: "own:Axes", index: 7, value: Number.NaN, status: 0x80740000 },
  ];
  const namespaces = [["own", OWN_NAMESPACE] as const, ["cnc", "http://opcfoundation.org/UA/CNC"] as const];
  await using rig = await OpcuaRig.of({ tags, config: { endpoint: server.endpoint }, namespaces });
  await rig.run();
  // Reading the types of structures takes a busy machine seconds.
  await vi.waitFor(() => expect(new Set(rig.inlet.samples().map(({ ref }) => ref)).size).toBe(tags.length), {
    timeout: 30_000,
    interval: 50,
  });
  tags.forEach(({ path, value, text, status }, ref) => {
    const sample = rig.inlet.latest(ref);
    expect(sample, path).toMatchObject({
      value: value ?? Number.NaN,
      status: status ?? 0,
      flags: SampleFlag.simulated,
      time: Date.UTC(2024, 1, 3, 4, 5, 6, 7) * 1000,
    });
    expect(sample?.text, path).toBe(text);
  });
  expect(rig.warnings()).toHaveLength(3);
});

it("[C8] a bad path, an unknown prefix and a wrong root are each named, and the other tags run", async () => {
  const tags: TagSpec[] = [
    { path: "own:Double1" },
    { path: "own:Nowhere" },
    { path: "other:Double1" },
    { path: "own:Double1", root: "/Objects/own:Gone" },
    { path: "own:Double2" },
  ];
  await using rig = await OpcuaRig.of({ tags, config: { endpoint: server.endpoint } });
  await rig.run();
  await vi.waitFor(
    () => expect(new Set(rig.inlet.samples().map(({ ref }) => Number(ref)))).toEqual(new Set([0, 4])),
    SOON,
  );
  const said = rig.warnings().join("\n");
  expect(said).toContain("own:Nowhere");
  expect(said).toContain('prefix \\"other\\"');
  expect(said).toContain("/Objects/own:Gone was not found");
});

it("a machine with another identity than the config's is named, and still read", async () => {
  await using right = await OpcuaRig.of({ tags: [{ path: "own:Double1" }], config: { endpoint: server.endpoint } });
  await using wrong = await OpcuaRig.of({
    tags: [{ path: "own:Double1" }],
    config: { endpoint: server.endpoint },
    assetUid: "urn:test:machine:2",
    name: "other",
  });
  await right.run();
  await wrong.run();
  await vi.waitFor(
    () => expect(wrong.warnings().join()).toMatch(/another one.*urn:test:machine:1|urn:test:machine:1.*another one/),
    SOON,
  );
  await vi.waitFor(() => expect(wrong.inlet.samples(0).length).toBeGreaterThan(3), SOON);
  expect(right.warnings()).toEqual([]);
});

it("a wrong password is refused with a message that does not contain it", async () => {
  await using rig = await OpcuaRig.of({
    tags: [{ path: "own:Double1" }],
    config: { endpoint: server.endpoint, user: { name: "operator", password: "secret-1234" } },
  });
  const error: Error = await rig.run().then(
    () => new Error("connected"),
    (reason: Error) => reason,
  );
  expect(error.message).toContain("operator");
  expect(error.message).not.toContain("secret-1234");
  expect(JSON.stringify(rig.log)).not.toContain("secret-1234");
});

it("[C12] an unknown server certificate is refused, and accepted once an operator trusted it", async () => {
  await using rig = await OpcuaRig.of({
    tags: [{ path: "own:Double1" }],
    config: {
      endpoint: server.endpoint,
      security: { mode: "sign-and-encrypt", policy: "Basic256Sha256", insecure: false },
    },
  });
  await expect(rig.run()).rejects.toThrow(/not trusted.*gemba pki trust/);
  const { rename, readdir } = await import("node:fs/promises");
  const [rejected, ...none] = await readdir(join(rig.dataDir, "pki/rejected"));
  expect(none).toEqual([]);
  await rename(
    join(rig.dataDir, "pki/rejected", rejected as string),
    join(rig.dataDir, "pki/trusted/certs", rejected as string),
  );
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(3), SOON);
});

it("connecting to a closed port fails at once with the reason", async () => {
  // Longer than the test may last, so that waiting for it would fail.
  await using rig = await OpcuaRig.of({
    tags: [{ path: "own:Double1" }],
    config: { endpoint: "opc.tcp://127.0.0.1:9", connectTimeoutMs: 600_000 },
  });
  await expect(rig.run()).rejects.toThrow(/127\.0\.0\.1:9: nothing listens there/);
});

it("[C9] lower grants are named per tag and counted; a tag whose dead-band is refused is read without it", async () => {
  const tags: TagSpec[] = [
    { path: "own:Text", type: "text", every: 20 },
    { path: "own:Double1", every: 0, deadband: { absolute: 9.5 } },
    { path: "own:Double2", every: 0, deadband: { percent: 10 } },
  ];
  await using rig = await OpcuaRig.of({ tags, config: { endpoint: server.endpoint } });
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(1).length).toBeGreaterThan(2), SOON);
  const steps = (ref: number) =>
    rig.inlet.samples(ref).flatMap(({ value }, i, all) => (i === 0 ? [] : [value - (all[i - 1]?.value ?? 0)]));
  expect(steps(1).every((step) => step === 10)).toBe(true);
  expect(steps(2).every((step) => step === 1)).toBe(true);
  expect(rig.log).toContainEqual(
    expect.objectContaining({
      msg: "tag is sampled slower than asked",
      path: "/Objects/own:Machine/own:Text",
      askedMs: 20,
      grantedMs: 50,
    }),
  );
  expect(rig.counters.named.get("sampledSlower")).toBe(1);
  expect(rig.warnings().join()).toMatch(/own:Double2.*takes no dead-band/);
});

it("[C7] a node whose NodeId changes is found again by its path, and other tags are not affected", async () => {
  await using rig = await OpcuaRig.of({
    tags: [
      { path: "own:Double5", every: 0 },
      { path: "own:Double6", every: 0 },
    ],
    config: { endpoint: server.endpoint },
  });
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(3), SOON);
  server.renumber();
  await vi.waitFor(() => expect(rig.inlet.latest(0)?.status).toBe(0x80330000), SOON);
  await vi.waitFor(() => expect(rig.inlet.latest(0)?.status).toBe(0), { timeout: 20_000, interval: 50 });
  expect(rig.warnings().join()).toMatch(/own:Double5.*the node of a tag is gone/);
  const values = rig.inlet.samples(1).map(({ value }) => value);
  expect(values).toEqual(values.map((_, n) => (values[0] as number) + n));
});
