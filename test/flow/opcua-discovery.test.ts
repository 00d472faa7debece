import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { measureBrowse } from "../../bench/browse.ts";
import { buildLoadServer, startLoadServer } from "../../bench/load/opcua-load.ts";
import { loadConfig } from "../../edge/config/load.ts";
import { plugins } from "../../edge/plugins.ts";
import type { OpcuaAddress, OpcuaBinding } from "../../edge/sources/opcua/config.ts";
import { LINES, STATIONS, startModelServer } from "../fakes/opcua/model-server.ts";
import { OpcuaRig } from "../fakes/opcua/session.ts";
import { has } from "../run/needs.ts";

const MAIN = join(import.meta.dirname, "..", "..", "edge", "main.ts");
const built = await buildLoadServer();
const hasServer = has("path" in built, "reason" in built ? built.reason : "");
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-discover-"));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Runs `gemba …`; resolves with its exit code and output. */
async function gemba(...args: string[]): Promise<{ code: number; text: string }> {
  return promisify(execFile)(process.execPath, [MAIN, ...args, "--data-dir", join(dir, "data")], {
    encoding: "utf8",
  }).then(
    ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      text: error.stdout + error.stderr,
    }),
  );
}

const discover = (...args: string[]) => gemba("discover", ...args);

/** Runs the source of a written config against its server until every tag has a value. */
async function readsEveryTag(folder: string): Promise<Map<string, number>> {
  const config = await loadConfig(folder, plugins);
  const wanted = config.assets.flatMap(({ address, tags }) =>
    tags.map(({ tagUid, shape, binding }) => ({
      tagUid,
      type: shape.type,
      root: (address as OpcuaAddress).root,
      binding: binding as OpcuaBinding,
    })),
  );
  await using rig = await OpcuaRig.of({
    tags: wanted.map(({ type, root, binding }) => ({ ...binding, type, root, every: 100 })),
    config: config.sources[0]?.config as object,
    namespaces: [...config.namespaces],
  });
  await rig.run();
  await vi.waitFor(() => expect(new Set(rig.inlet.samples().map(({ ref }) => ref)).size).toBe(wanted.length), {
    timeout: 20_000,
    interval: 100,
  });
  expect(rig.log.filter(({ msg }) => msg.includes("not found"))).toEqual([]);
  return new Map(rig.inlet.samples().map(({ ref, value }) => [wanted[ref]?.tagUid ?? "", value]));
}

it.runIf(hasServer)(
  "open62541: the proposed config passes the check and runs; --diff shows nodes lost in a restart",
  async () => {
    const first = await startLoadServer({ count: 300, periodMs: 100 });
    const out = join(dir, "plant");
    const found = await discover(first.endpoint, "--insecure", "--out", out);
    expect(found.code, found.text).toBe(0);
    expect(found.text).toMatch(/none +None +level/);
    expect(found.text).toContain("1 assets with 300 tags of 1 types");
    const values = await readsEveryTag(out);
    expect(values.size).toBe(300);
    expect(await discover(first.endpoint, "--insecure", "--diff", out)).toMatchObject({
      code: 0,
      text: expect.stringContaining("The server agrees with the config"),
    });
    expect(await discover(first.endpoint, "--insecure", "--out", out)).toMatchObject({
      code: 2,
      text: expect.stringContaining("is not empty"),
    });
    const live = await gemba("check", out, "--live");
    expect(live.code, live.text).toBe(0);
    expect(live.text).toMatch(/clock offset -?\d+\.\d ms ± \d/);
    expect(live.text.match(/Good +Double +1 +1000 +-?\d+\.\d/g)).toHaveLength(300);
    await first.kill("SIGKILL");
    await using _second = await startLoadServer({ count: 290, periodMs: 100, port: first.port });
    const changed = await discover(first.endpoint, "--insecure", "--diff", out);
    expect(changed.code).toBe(1);
    expect(changed.text.match(/tag-gone .*no node at this path/g)).toHaveLength(10);
    expect(await gemba("check", out, "--live")).toMatchObject({
      code: 1,
      text: expect.stringContaining("10 bindings cannot be read, or read Bad"),
    });
  },
);

it.runIf(hasServer)("a walk browses every node of a large server, over continuation points", async () => {
  const { nodes, browseNodesPerSecond } = await measureBrowse(20_000);
  expect(nodes).toBeGreaterThanOrEqual(20_001);
  expect(browseNodesPerSecond).toBeGreaterThan(0);
});

it("machines are recognised by type or supertype, with units, ranges, names", async () => {
  await using server = await startModelServer(join(dir, "server"));
  const out = join(dir, "plant");
  const found = await discover(server.endpoint, "--insecure", "--out", out);
  expect(found.code, found.text).toBe(0);
  const config = await loadConfig(out, plugins);
  const mill = config.assets.find(({ label }) => label === "Mill 7");
  expect(mill).toMatchObject({ assetUid: "urn:acme:mill:7", kind: "machining-centre" });
  const tag = (asset: typeof mill, path: RegExp) =>
    asset?.tags.find(({ binding }) => path.test((binding as OpcuaBinding).path))?.shape;
  expect(tag(mill, /FeedOverride$/)).toMatchObject({ type: "number", unit: "%", range: [0, 120] });
  expect(tag(mill, /MachineryItemState\/CurrentState\/Id$/)).toMatchObject({
    type: "enum",
    role: "item-state",
    labels: expect.arrayContaining([{ value: 3, zh: "执行中", en: "Executing" }]),
  });
  expect(tag(mill, /MachineTool\/mt:OperationMode$/)).toMatchObject({
    type: "enum",
    labels: expect.arrayContaining([expect.objectContaining({ value: 1, en: "Automatic" })]),
  });
  const plain = config.assets.find(({ label }) => label === "Heizung&Ofen");
  // Its name speaks of an oven.
  expect(plain?.kind).toBe("oven");
  expect(tag(plain, /温度$/)).toMatchObject({
    name: { zh: "炉温", en: "炉温" },
    unit: "Cel",
    range: [0, 300],
    limits: { low: 20, high: 250 },
  });
  expect(
    plain?.tags
      .filter(({ binding }) => /Zones$/.test((binding as OpcuaBinding).path))
      .map(({ binding }) => (binding as OpcuaBinding).index),
  ).toEqual([0, 1, 2]);
  expect(found.text).toMatch(/Mill 7 .*MachineTool, Machinery/);
  // Types known only from a value, or from a property of the data type.
  const station = config.assets.find(({ label }) => label === "Station11");
  const own = (asset: typeof station) =>
    asset?.tags.map(({ shape: { signal, type, isStatic } }) => [signal, type, isStatic === true]);
  expect(own(station)).toEqual([
    ["speed", "number", false],
    ["running", "boolean", false],
    ["program", "text", false],
    ["mode", "enum", false],
    ["setpoint", "number", true],
  ]);
  expect(station?.tags.find(({ shape }) => shape.signal === "mode")?.shape).toMatchObject({
    name: { en: "Mode" },
    labels: ["Off", "Setup", "Run"].map((en, value) => ({ value, zh: en, en })),
  });
  // One type for all of them, each in the place given by its folders.
  const stations = config.assets.filter(({ label }) => label.startsWith("Station"));
  expect(stations.length).toBe(LINES * STATIONS);
  expect(readdirSync(join(out, "types")).sort()).toEqual([
    "heizung-ofen.yaml",
    "machining-centre.yaml",
    "station.yaml",
  ]);
  expect(stations.map(({ equipmentPath }) => equipmentPath).slice(0, 2)).toEqual([
    "enterprise/site/plant/line1/cell-1/station11",
    "enterprise/site/plant/line1/cell-1/station12",
  ]);
  // One state for the mill; variables below conditions are not tags.
  const states = mill?.tags.filter(({ binding }) => /MachineryItemState/.test((binding as OpcuaBinding).path)) ?? [];
  expect(states.map(({ binding }) => (binding as OpcuaBinding).path)).toEqual([
    expect.stringContaining("MachineryItemState/CurrentState/Id"),
  ]);
  expect(found.text).toMatch(/left out \d+: part of an alarm or condition/);
  expect(found.text).toContain("left out 1: the state of an item that another place shows too");
  // Every node is proposed, describes another one, or is left out with a reason.
  expect(found.text).toContain(
    `left out ${LINES * STATIONS}: its data type is abstract, and it has no value now that shows what it holds`,
  );
  expect(found.text).toContain(`left out ${LINES * STATIONS}: its data type has no place in a tag`);
  const [, others, proposed, describing, left] =
    /(\d+) variables and properties: (\d+) proposed, (\d+) describe others \(units, ranges, texts\), (\d+) left out/
      .exec(found.text)
      ?.map(Number) ?? [];
  expect((proposed ?? 0) + (describing ?? 0) + (left ?? 0)).toBe(others);
  const values = await readsEveryTag(out);
  expect(
    values.get(`${plain?.assetUid}#${plain?.tags.find(({ shape }) => shape.name.zh === "炉温")?.shape.signal}`),
  ).toBe(180);
});

it("an untrusted server shows only its endpoints; its certificate is among the rejected", async () => {
  await using server = await startModelServer(join(dir, "server"));
  const found = await discover(server.endpoint);
  expect(found.code, found.text).toBe(1);
  expect(found.text).toMatch(/sign-and-encrypt +Basic256Sha256/);
  expect(found.text).toMatch(/not trusted/);
  expect(readdirSync(join(dir, "data", "pki", "rejected"))).toHaveLength(1);
});
