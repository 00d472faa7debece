import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";
import { drawn, launch, MISSING, open, stats, until } from "./page.ts";

/** A glTF of one box, two by one by one metres, as a .glb: header, JSON, positions and indexes. */
function boxGlb(): Uint8Array {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [
    (i & 1) === 0 ? -1 : 1,
    (i & 2) === 0 ? 0 : 1,
    (i & 4) === 0 ? -0.5 : 0.5,
  ]);
  const faces = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ].flatMap(([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, a, c, d]);
  const binary = Buffer.concat([
    Buffer.from(new Float32Array(corners).buffer),
    Buffer.from(new Uint16Array(faces).buffer),
  ]);
  const json = JSON.stringify({
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, name: "door" }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    buffers: [{ byteLength: binary.length }],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: 96 },
      { buffer: 0, byteOffset: 96, byteLength: 72 },
    ],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 8, type: "VEC3", min: [-1, 0, -0.5], max: [1, 1, 0.5] },
      { bufferView: 1, componentType: 5123, count: 36, type: "SCALAR" },
    ],
  });
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / 4) * 4, " "));
  const chunk = (type: number, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(data.length, 0);
    head.writeUInt32LE(type, 4);
    return Buffer.concat([head, data]);
  };
  const body = Buffer.concat([chunk(0x4e4f534a, text), chunk(0x004e4942, binary)]);
  const header = Buffer.alloc(12);
  header.writeUInt32LE(0x46546c67, 0);
  header.writeUInt32LE(2, 4);
  header.writeUInt32LE(12 + body.length, 8);
  return Buffer.concat([header, body]);
}

const ARM = `<robot name="arm">
  <link name="base"><visual><geometry><cylinder radius="0.3" length="0.4"/></geometry></visual></link>
  <link name="upper"><visual><origin xyz="0 0 0.5"/><geometry><box size="0.2 0.2 1"/></geometry></visual></link>
  <link name="fore"><visual><origin xyz="0 0 0.4"/><geometry><box size="0.15 0.15 0.8"/></geometry></visual></link>
  <joint name="turn" type="revolute">
    <parent link="base"/><child link="upper"/><origin xyz="0 0 0.2"/><axis xyz="0 0 1"/>
    <limit lower="-3" upper="3" effort="1" velocity="1"/>
  </joint>
  <joint name="lift" type="revolute">
    <parent link="upper"/><child link="fore"/><origin xyz="0 0 1" rpy="0 0.5 0"/><axis xyz="0 1 0"/>
    <limit lower="-2" upper="2" effort="1" velocity="1"/>
  </joint>
</robot>`;

describe.skipIf(MISSING !== "")("events that must not break the page", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge();
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  it("the picture recovers after the graphics context was lost", async () => {
    const { page } = await open(browser, edge.address);
    await drawn(page);
    await page.evaluate(
      `window.gl = document.querySelector('.scene-canvas').getContext('webgl2');
      window.lose = window.gl.getExtension('WEBGL_lose_context');
      window.lost = new Promise((resolve) => window.gl.canvas.addEventListener('webglcontextlost', resolve));
      window.lose.loseContext();`,
    );
    // The extension refuses to restore before the page has seen the loss.
    await page.evaluate("window.lost.then(() => undefined)");
    await until(page, "window.gl.isContextLost()");
    await page.evaluate("window.lose.restoreContext()");
    const before = Number((await stats(page))["frames"]);
    await until(page, `window.__twin.stats().frames > ${before + 2}`);
    const { calls, triangles } = await stats(page);
    expect(calls).toBeGreaterThan(5);
    expect(triangles).toBeGreaterThan(10_000);
  });

  it("[SW14] models in the plant's folder replace the kind's figure; their axes get tags by mouse", async () => {
    const { plant, signals } = viewerPlant();
    const models = new Map([
      ["ROB-03", "models/arm.urdf"],
      ["PCK-01", "models/box.glb"],
      ["WSH-01", "models/missing.glb"],
    ]);
    const assets = plant.assets.map((asset) => {
      const model = models.get(asset.label);
      return model === undefined ? asset : { ...asset, model };
    });
    const files = new Map<string, Uint8Array>([
      ["models/arm.urdf", Buffer.from(ARM)],
      ["models/box.glb", boxGlb()],
    ]);
    const user = { name: "ann", role: "engineer" };
    const own = await startViewerEdge({ model: { plant: { ...plant, assets }, signals }, files, healthy: true, user });
    const { page, faults } = await open(browser, own.address);
    await drawn(page);
    // Three links and one box are four more shapes, each with faces and edges.
    await until(page, "window.__twin.stats().shapes === 8");
    await until(page, "window.__twin.stats().modelFailures === 1");
    expect(Number((await stats(page))["calls"])).toBeLessThanOrEqual(60);
    // By mouse a joint of the URDF and a node of the glTF get the tags that move them.
    await page.getByRole("button", { name: "Edit layout" }).click();
    const card = page.getByRole("region", { name: "Axes of the model" });
    await page.locator('.plan-asset[aria-label^="ROB-03"]').click();
    await card.getByText("No tag moves a part of the model yet.").waitFor();
    await card.getByRole("button", { name: "Add an axis" }).click();
    const joints = card.getByRole("combobox", { name: "Joint or node" });
    expect(await joints.locator("option").allTextContents()).toEqual(["turn", "lift"]);
    await joints.selectOption("lift");
    await card.getByRole("combobox", { name: "Tag", exact: true }).selectOption("axis-2/position");
    await page.locator('.plan-asset[aria-label^="PCK-01"]').click();
    await card.getByRole("button", { name: "Add an axis" }).click();
    await card.getByRole("combobox", { name: "Motion" }).selectOption({ label: "slides" });
    await card.getByRole("combobox", { name: "Axis", exact: true }).selectOption("x");
    await page.getByRole("button", { name: "Save to the plant's config" }).click();
    await page.getByText("Saved to assets.yaml").waitFor();
    const { axes } = JSON.parse(own.posts.at(-1)?.body ?? "{}") as { axes: { axes: object[] }[] };
    expect(axes.map((one) => one.axes)).toEqual([
      [{ node: "lift", tag: "axis-2/position" }],
      [{ node: "door", tag: "power", motion: "slide", axis: "x" }],
    ]);
    // The picture builds both models anew, so that they have joints of these names.
    await page.locator(".tab", { hasText: "Overview" }).click();
    await until(page, "window.__twin.stats().shapes > 8");
    expect(faults.filter((fault) => !fault.includes("404"))).toEqual([]);
    await own.stop();
  });

  it("a pinned moment shows where things were, in the picture and in the trend", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/overview?l=en&th=light&a=CNC-206" });
    await drawn(page);
    const calls = Number((await stats(page))["calls"]);
    await page.getByRole("button", { name: /Axis X position/ }).click();
    await page.locator(".trend canvas").waitFor();
    await page.getByRole("button", { name: "Compare with this moment" }).click();
    await page.locator(".curves li", { hasText: "pinned instant" }).waitFor();
    await until(page, `window.__twin.stats().calls > ${calls}`);
    await until(page, "location.hash.includes('cmp=')");
    await page.getByRole("button", { name: /Compared with/ }).click();
    await until(page, `window.__twin.stats().calls <= ${calls}`);
    expect(faults).toEqual([]);
  });

  it("a shift is recapped, stopping at its alarms", async () => {
    const { page } = await open(browser, edge.address);
    await drawn(page);
    await page.getByRole("button", { name: "Recap: the shift in a minute" }).click();
    await page.locator(".clock-past").waitFor();
    await until(page, "(document.querySelector('[aria-label=\"End the recap\"]')?.title ?? '').includes('of')");
    await page.getByRole("button", { name: "End the recap" }).click();
    await page.getByRole("button", { name: "Recap: the shift in a minute" }).waitFor();
  });

  it("a silent source appears in lists and on the floor within two seconds of the edge's report", async () => {
    const own = await startViewerEdge();
    const { page } = await open(browser, own.address, { hash: "#/safety?l=en&th=light" });
    await drawn(page);
    await page.locator(".whereabouts", { hasText: "AGV-01" }).waitFor();
    await until(page, "document.querySelectorAll('.whereabouts.is-unknown').length === 0");
    const speaker = viewerPlant().signals.find(({ tag }) => tag.role === "agv-x")?.tag.source ?? "";
    own.setLive(speaker, false);
    await page.locator(".whereabouts.is-unknown", { hasText: "place unknown" }).first().waitFor();
    expect(await page.locator("body").textContent()).not.toMatch(/\b(clear|safe)\b/i);
    await own.stop();
  });

  it("a wall screen shows no controls, has its own address, and frames a new alarm of priority 1", async () => {
    const own = await startViewerEdge();
    const [urgent, ...others] = own.alerts;
    if (urgent === undefined) throw new Error("no alert");
    own.setAlerts(others);
    const { page } = await open(browser, own.address, {
      hash: "#/overview?l=en&th=dark&kiosk=1&tour=45",
      width: 1920,
      height: 1080,
    });
    await drawn(page);
    expect(await page.locator(".search-button").isVisible()).toBe(false);
    expect(await page.locator(".bottom").isVisible()).toBe(false);
    expect(page.url()).toContain("kiosk=1&tour=45");
    own.setAlerts([urgent, ...others]);
    await page.locator(".card h2", { hasText: "CNC-206" }).waitFor();
    await own.stop();
  });

  it("the phone page works without three.js: state, alerts, a trend, acknowledging, a verdict", async () => {
    const own = await startViewerEdge();
    const { page, faults } = await open(browser, own.address, {
      hash: "phone.html?a=CNC-206",
      width: 360,
      height: 740,
    });
    await page.locator(".phone-state").waitFor();
    // What the page loads before it can draw anything is in its HTML. Later parts (entry of measurements, words of
    // causes) come when the page is idle, at any time, so they are counted when all are there.
    const loaded = `performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js'))`;
    for (const later of ["enter-section-", "work-cycle-", "cause-words-"]) {
      await until(page, `${loaded}.some((one) => one.name.includes('/${later}'))`);
    }
    const scripts = await page.evaluate<[string, number][]>(
      `${loaded}.map((one) => [one.name.split('/').at(-1), one.encodedBodySize])`,
    );
    const html = await (await fetch(`${own.address}/phone.html`)).text();
    const sum = (some: [string, number][]) => some.reduce((bytes, [, size]) => bytes + size, 0);
    const isFirst = ([name]: [string, number]) => html.includes(name);
    expect(scripts.map(([name]) => name).join()).not.toContain("three");
    expect(scripts.filter(isFirst).length).toBeGreaterThan(5);
    expect(sum(scripts.filter(isFirst))).toBeLessThan(161_000);
    const later = scripts.filter((one) => !isFirst(one) && !one[0].startsWith("cause-words-"));
    expect(sum(later)).toBeLessThan(20_000);
    await page.getByText("Spindle bearing temperature high").waitFor();
    await page.locator(".sparkline path").waitFor();
    await page.getByRole("button", { name: "Acknowledge" }).first().click();
    await page.getByRole("button", { name: "False alarm" }).first().click();
    await page.getByText("Noted, thank you").waitFor();
    expect(own.posts.map(({ path }) => path.split("/").at(-1))).toEqual(["acknowledge", "comment"]);
    expect(faults).toEqual([]);
    await own.stop();
    await page.locator(".phone-banner", { hasText: "NO DATA since" }).waitFor();
  });
});
