import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";
import { drawn, launch, MISSING, open } from "./page.ts";

/** A simulated tool that wears 24 times as fast as a real one: no user may take its minutes for hours. */
describe.skipIf(MISSING !== "")("accelerated wear", () => {
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

  it("is shown in the header of the asset page and beside the tool's life, and on no other part", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/asset?l=zh&th=light&a=CNC-103" });
    await page.locator(".asset-head .wear", { hasText: /^刀具：仿真加速 ×24$/ }).waitFor();
    expect(await page.locator(".asset-head .wear").count()).toBe(1);
    await page
      .locator(".value-table tr", { hasText: "刀具寿命已用" })
      .locator(".wear", { hasText: "仿真加速 ×24" })
      .waitFor();
    expect(faults).toEqual([]);
    // Two pages that draw on one processor would keep each other waiting.
    await page.close();
    const { page: other } = await open(browser, edge.address, { hash: "#/asset?l=zh&th=light&a=CNC-104" });
    await other.locator('.value-table .live[data-freshness="live"]').first().waitFor();
    expect(await other.locator(".wear").count()).toBe(0);
  });

  it("is shown in the inspector, and beside an alarm about the part", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/overview?l=en&th=dark&a=CNC-206" });
    await drawn(page);
    await page.locator(".trail .wear", { hasText: "Spindle: simulated wear ×4" }).waitFor();
    await page.locator(".alert-main", { hasText: "CNC-206" }).click();
    await page.locator(".drawer .wear", { hasText: "simulated wear ×4" }).waitFor();
  });

  it("is shown with predictions: in the list, in the picture, and with every tool's life", async () => {
    const { signals } = viewerPlant();
    const tool = signals.find(({ tag }) => tag.assetUid === "urn:fake:cnc-103" && tag.role === "tool-life-used")?.tag;
    const own = await startViewerEdge();
    const [first] = own.alerts;
    const inMinutes = (minutes: number) => (Date.now() + minutes * 60_000) * 1000;
    const prediction: AlertView = {
      ...(first as AlertView),
      alertUid: "foretold",
      assetUid: "urn:fake:cnc-103" as AlertView["assetUid"],
      kind: "prediction",
      annunciation: "advisory",
      state: "active",
      message: { zh: "刀具寿命将用尽", en: "Tool life will be used up" },
      evidence: [
        {
          tag: tool?.ref as never,
          value: 80,
          prediction: { at: inMinutes(20), from: inMinutes(15), to: inMinutes(26), confidence: 0.8 },
          why: { zh: "趋势", en: "Trend" },
        },
      ],
    };
    own.setAlerts([prediction]);
    const { page } = await open(browser, own.address, { hash: "#/maintenance?l=en&th=light" });
    await drawn(page);
    await page.locator(".advisory", { hasText: "CNC-103" }).locator(".wear", { hasText: "wear ×24" }).waitFor();
    await page.locator(".chip-prediction", { hasText: "wear ×24" }).waitFor();
    const tools = page.getByRole("region", { name: "Tool life used" });
    await tools.locator(".tag-row", { hasText: "CNC-103" }).locator(".wear", { hasText: "wear ×24" }).waitFor();
    expect(await tools.locator(".tag-row", { hasText: "CNC-104" }).locator(".wear").count()).toBe(0);
    await own.stop();
  });

  it("is shown on the phone page", async () => {
    const { page } = await open(browser, edge.address, { hash: "phone.html?a=CNC-103", width: 360 });
    const wear = page.locator(".phone-head .wear", { hasText: /(刀具：仿真加速|Tool: simulated wear) ×24/ });
    await wear.waitFor();
    expect(await wear.count()).toBe(1);
  });
});
