import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { FakeAgent } from "../../../fakes/mtconnect/agent.ts";
import { ITEMS } from "../../../fakes/mtconnect/mill.ts";
import { ADDRESS, gapsOf, numbers, runSource, type Want } from "../../../fakes/mtconnect/source.ts";

const UNAVAILABLE = 0x80310000;
let open = new AsyncDisposableStack();

afterEach(async () => {
  const before = open;
  open = new AsyncDisposableStack();
  await before.disposeAsync();
});

async function agent(options: { bufferSize?: number; version?: string } = {}): Promise<FakeAgent> {
  return open.use(await FakeAgent.start(options));
}

function run(...of: Parameters<typeof runSource>): ReturnType<typeof runSource> {
  return open.use(runSource(...of));
}

const enumeration = (dataItem: string, map: Record<string, number>): Want => ({
  address: ADDRESS,
  binding: { dataItem, map },
  tag: { type: "enum" },
});
const text = (dataItem: string): Want => ({ address: ADDRESS, binding: { dataItem }, tag: { type: "text" } });

it.each(["1.2", "1.5", "2.7"])(
  "[MT1] reads the state and then the stream of an agent of version %s",
  async (version) => {
    const mill = await agent({ version });
    mill.observe(ITEMS.avail, "AVAILABLE");
    mill.observe(ITEMS.x, "12.5", { timestamp: "2026-01-02T03:04:05.123456Z" });
    const { inlet, isLive, troubles } = run(mill.url, [numbers("Xact"), text("program")]);
    await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(12.5));
    expect(inlet.latest(0)?.time).toBe(Date.UTC(2026, 0, 2, 3, 4, 5) * 1000 + 123_456);
    expect(inlet.latest(1)).toMatchObject({ status: UNAVAILABLE });
    await vi.waitFor(() => expect(mill.streams).toBe(1));
    mill.observe(ITEMS.x, "-1.5E-2");
    mill.observe(ITEMS.program, "O100 &lt;A&amp;B&gt;");
    await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(-0.015));
    await vi.waitFor(() => expect(inlet.latest(1)?.text).toBe("O100 <A&B>"));
    expect([...isLive.values(), troubles, gapsOf([inlet])]).toEqual([true, [], []]);
  },
);

it("[MT4] values of several numbers, time series, data sets and tables become samples", async () => {
  const mill = await agent();
  const { inlet } = run(mill.url, [
    numbers("path", { index: 2 }),
    enumeration("execution", { READY: 0, ACTIVE: 1 }),
    { address: ADDRESS, binding: { dataItem: "series" }, tag: { type: "number", unit: "m/s2" } },
    { address: ADDRESS, binding: { dataItem: "series" }, tag: { type: "waveform", unit: "m/s2" } },
    { address: ADDRESS, binding: { dataItem: "vars", entry: "b" }, tag: { type: "number", unit: "1" } },
    {
      address: ADDRESS,
      binding: { dataItem: "offsets", entry: "G54", cell: "X" },
      tag: { type: "number", unit: "mm" },
    },
  ]);
  await vi.waitFor(() => expect(mill.streams).toBe(1));
  mill.observe(ITEMS.path, "1 2 3.5");
  mill.observe(ITEMS.exec, "ACTIVE");
  const points = Array.from({ length: 20 }, (_, i) => 1000 * i);
  mill.observe(ITEMS.series, points.join(" "), { attributes: 'sampleCount="20"', timestamp: "2026-01-01T00:00:01Z" });
  mill.observe(ITEMS.vars, '<Entry key="a">1</Entry><Entry key="b">2</Entry>', { attributes: 'count="2"' });
  mill.observe(ITEMS.offsets, '<Entry key="G54"><Cell key="X">7</Cell><Cell key="Y">8</Cell></Entry>');
  await vi.waitFor(() => expect([0, 1, 2, 4, 5].map((ref) => inlet.latest(ref)?.value)).toEqual([3.5, 1, 19, 2, 7]));
  const end = Date.UTC(2026, 0, 1, 0, 0, 1) * 1000;
  expect(
    inlet
      .samples(2)
      .filter(({ status }) => status === 0)
      .map(({ time }) => time),
  ).toEqual(points.map((_, i) => end - (19 - i) * 1000));
  expect(inlet.waveforms.at(-1)).toMatchObject({ start: end - 19_000, dtS: 0.001, unit: "m/s2", status: 0 });
  expect(inlet.waveforms.at(-1)?.points[19]).toBe(19);
  mill.observe(ITEMS.vars, '<Entry key="a">3</Entry>');
  mill.observe(ITEMS.vars, '<Entry key="b" removed="true"/>');
  mill.observe(ITEMS.exec, "SINGING");
  await vi.waitFor(() => expect(inlet.latest(4)?.status).toBe(UNAVAILABLE));
  await vi.waitFor(() => expect(inlet.latest(1)?.status).toBe(0x80740000));
  mill.observe(ITEMS.vars, '<Entry key="b">4</Entry>');
  await vi.waitFor(() => expect(inlet.latest(4)?.value).toBe(4));
  mill.observe(ITEMS.vars, '<Entry key="a">5</Entry>', { attributes: 'resetTriggered="MANUAL"' });
  await vi.waitFor(() => expect(inlet.latest(4)?.status).toBe(UNAVAILABLE));
});

it("[MT4] numbers are converted from the unit of the agent; where that is impossible they are Bad", async () => {
  const mill = await agent();
  mill.observe(ITEMS.x, "1500");
  const { inlet, logged } = run(mill.url, [
    { address: ADDRESS, binding: { dataItem: "x" }, tag: { type: "number", unit: "m" } },
    { address: ADDRESS, binding: { dataItem: "x" }, tag: { type: "number", unit: "Cel" } },
    numbers("nothing"),
  ]);
  await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(1.5));
  expect(inlet.latest(1)).toMatchObject({ value: Number.NaN, status: 0x80890000 });
  expect(logged).toContainEqual(expect.objectContaining({ unfit: ["x: MILLIMETER to Cel"] }));
  expect(logged).toContainEqual(expect.objectContaining({ missing: ["vmc-1 nothing"] }));
});

it("[MT5] a machine that the agent cannot reach is silent, although the agent answers", async () => {
  const mill = await agent();
  const { isLive, troubles } = run(mill.url, [numbers("x")]);
  await vi.waitFor(() => expect(isLive.get(0)).toBe(false));
  mill.observe(ITEMS.avail, "AVAILABLE");
  await vi.waitFor(() => expect(isLive.get(0)).toBe(true));
  mill.observe(ITEMS.avail, "UNAVAILABLE");
  await vi.waitFor(() => expect(isLive.get(0)).toBe(false));
  expect(troubles).toEqual([]);
});

it("[MT6] an agent that does not stream is polled; so is one whose config says so", async () => {
  const mill = await agent();
  mill.ways.doesNotStream = true;
  const streaming = run(mill.url, [numbers("x")]);
  const polling = run(mill.url, [numbers("x")], { mode: "poll", count: 2 });
  for (let value = 1; value <= 9; value++) mill.observe(ITEMS.x, String(value));
  for (const { inlet } of [streaming, polling]) {
    await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(9));
    expect(gapsOf([inlet])).toEqual([]);
  }
});

it("[MT7] goes on where it stopped, and takes what the agent's buffer kept meanwhile", async () => {
  const mill = await agent();
  mill.observe(ITEMS.x, "1");
  const first = run(mill.url, [numbers("x"), text("program")]);
  await vi.waitFor(() => expect(first.inlet.latest(0)?.value).toBe(1));
  await vi.waitFor(() => expect(mill.streams).toBe(1));
  expect(first.inlet.strangers).toEqual([["", 0]]);
  // An edge that ends before its first point is on disk begins anew.
  await vi.waitFor(() => expect(existsSync(join(first.dataDir, "resume.json"))).toBe(true));
  await first.stop();
  for (let value = 2; value <= 9; value++) mill.observe(ITEMS.x, String(value));
  const second = run(mill.url, [numbers("x"), text("program")], {}, first.dataDir);
  await vi.waitFor(() => expect(second.inlet.latest(0)?.value).toBe(9));
  const { inlet } = second;
  expect(inlet.samples(0).map(({ value, flags }) => [value, flags])).toEqual(
    [2, 3, 4, 5, 6, 7, 8, 9].map((value) => [value, 1]),
  );
  expect([inlet.samples(1).length, inlet.strangers, gapsOf([inlet])]).toEqual([1, [], []]);
});

it("[MT8] observations that the buffer no longer holds are a declared gap", async () => {
  const mill = await agent({ bufferSize: 20 });
  mill.observe(ITEMS.x, "1");
  const first = run(mill.url, [numbers("x")]);
  await vi.waitFor(() => expect(mill.streams).toBe(1));
  mill.observe(ITEMS.x, "1.5");
  await vi.waitFor(() => expect(first.inlet.latest(0)?.value).toBe(1.5));
  // An edge that ends before its first point is on disk begins anew.
  await vi.waitFor(() => expect(existsSync(join(first.dataDir, "resume.json"))).toBe(true));
  await first.stop();
  for (let value = 2; value <= 60; value++) mill.observe(ITEMS.x, String(value));
  const second = run(mill.url, [numbers("x")], {}, first.dataDir);
  await vi.waitFor(() => expect(second.inlet.latest(0)?.value).toBe(60));
  const oldest = second.inlet.samples(0).find(({ value }) => value === 41);
  expect(gapsOf([second.inlet])).toEqual([
    expect.objectContaining({ source: "line", to: oldest?.time, reason: "edge_down_no_history" }),
  ]);
});

it("[MT3] redirects are not followed, and other servers are named", async () => {
  const mill = await agent();
  mill.ways.redirect = true;
  const { troubles } = run(mill.url, [numbers("x")]);
  await vi.waitFor(() => expect(String(troubles[0])).toMatch(/redirects \(HTTP 302\)/));
  expect(mill.requests.every((path) => path === "/probe")).toBe(true);
});

it("[MT13] cutting tools are read at the start and whenever the agent says that they changed", async () => {
  const mill = await agent();
  const tool = (life: number, pot: number, more = "") =>
    `<CuttingTool assetId="T1" timestamp="2026-01-01T00:00:0${pot}Z" toolId="K7" deviceUuid="vmc-1" ${more}>` +
    `<CuttingToolLifeCycle><CutterStatus><Status>USED</Status></CutterStatus><ToolLife type="PART_COUNT" ` +
    `countDirection="DOWN" initial="100" limit="0">${life}</ToolLife><Location type="POT">${pot}</Location>` +
    `</CuttingToolLifeCycle></CuttingTool>`;
  mill.assets = tool(90, 5);
  const wanted = (binding: Want["binding"], type: "number" | "text"): Want => ({
    address: ADDRESS,
    binding,
    tag: { type, unit: type === "number" ? "1" : undefined },
  });
  const { inlet } = run(mill.url, [
    wanted({ tool: "T1", field: "life-parts" }, "number"),
    wanted({ tool: "T1", field: "location" }, "text"),
    wanted({ pot: "5", field: "life-parts-limit" }, "number"),
  ]);
  await vi.waitFor(() => expect(inlet.latest(2)?.value).toBe(100));
  expect([inlet.latest(0)?.value, inlet.latest(1)?.text]).toEqual([10, "5"]);
  await vi.waitFor(() => expect(mill.streams).toBe(1));
  mill.assets = tool(80, 6);
  mill.observe(ITEMS.asset, "T1", { attributes: 'assetType="CuttingTool"' });
  await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(20));
  expect([inlet.latest(1)?.text, inlet.latest(2)?.status]).toEqual(["6", UNAVAILABLE]);
  mill.assets = tool(80, 6, 'removed="true"');
  mill.observe(ITEMS.asset, "T1", { attributes: 'assetType="CuttingTool"' });
  await vi.waitFor(() => expect(inlet.latest(0)?.status).toBe(UNAVAILABLE));
});
