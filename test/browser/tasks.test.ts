import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";
import { drawn, launch, MISSING, open, PATIENCE_MS, until } from "./page.ts";

/** Tasks for a new user, by mouse and by the texts on the screen only. */
describe.skipIf(MISSING !== "")("tasks of a new user, by mouse", () => {
  let browser: Browser;
  let edge: ViewerEdge;
  /** One page for all tasks but the last, in their order, as one user would try them. */
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge();
    ({ page } = await open(browser, edge.address, { isShared: true }));
    await drawn(page);
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  it("find the machine to look at first, why, since when, and what the plant did at that time", async () => {
    const response = {
      action: { en: "Stop the spindle, look at its bearing", zh: "停止主轴，检查轴承" },
      consequence: { en: "The bearing seizes", zh: "轴承抱死" },
      withinS: 600,
    };
    edge.setAlerts(edge.alerts.map((one) => (one.alertUid.includes("cnc-206") ? { ...one, response } : one)));
    const first = page.locator(".alert").first();
    expect(await first.textContent()).toContain("CNC-206");
    await first.locator(".alert-main").click();
    await page.locator(".drawer dd", { hasText: /^at \d\d:\d\d:\d\d, .* ago$/ }).waitFor();
    // What to do and what happens otherwise, in the language of the reader.
    const advice = page.locator(".drawer-advice");
    await advice.filter({ hasText: "Stop the spindle" }).waitFor();
    await page.keyboard.press("Alt+L");
    await advice.filter({ hasText: "停止主轴" }).waitFor();
    await page.keyboard.press("Alt+L");
    await page.getByRole("button", { name: "Show the start" }).click();
    await page.locator(".clock-past").waitFor();
    await page.locator(".link-line", { hasText: "as recorded" }).waitFor();
    const alert = edge.alerts.find(({ alertUid }) => alertUid.includes("cnc-206"));
    const shown = Date.parse((await page.locator(".clock-past time").getAttribute("datetime")) ?? "");
    expect(Math.abs(shown - ((alert?.raisedAt ?? 0) / 1000 - 5_000))).toBeLessThan(1_000);
    await page.locator(".bottom").getByRole("button", { name: "Live", exact: true }).click();
    await page.locator(".clock", { hasText: "LIVE" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".drawer").waitFor({ state: "detached" });
  });

  it("acknowledge one alarm and shelve another with a reason", async () => {
    // A page that was starved for seconds takes the edge for gone, and its buttons refuse to act.
    await until(page, "window.__twin.stats().connection === 'open'");
    await page.getByRole("button", { name: "Acknowledge CNC-206" }).click();
    await page.locator(".alert-acknowledged", { hasText: "CNC-206" }).waitFor();
    await page.locator(".alert-main", { hasText: "CNC-103" }).click();
    await page.getByRole("button", { name: "Shelve CNC-103" }).click();
    await page.getByLabel("Reason").fill("Tool comes at noon");
    await page.locator(".dialog-shelve").getByRole("button", { name: "Shelve" }).click();
    await page.locator(".shelved summary", { hasText: "2" }).waitFor();
    expect(edge.posts.map(({ path }) => path.split("/").at(-1))).toEqual(["acknowledge", "shelve"]);
  });

  it("find where piece N is now and where it was a while ago", async () => {
    await page.locator(".tab", { hasText: "Material" }).click();
    // Pieces move on every 90 s and a slow page may be late, so the test does not expect a certain piece here.
    const piece = page.locator(".piece", { hasText: "CNC-101" }).first();
    await piece.waitFor();
    expect(await piece.textContent()).toMatch(/^PC-\d{7}CNC-101/);
    await page.getByRole("button", { name: "One hour earlier" }).click();
    await page.locator(".clock-past").waitFor();
    await page.locator(".piece", { hasText: "PC-" }).first().waitFor();
    await page.locator(".piece-bar").getByRole("button", { name: "Live" }).click();
    await page.locator(".clock", { hasText: "LIVE" }).waitFor();
  });

  it("find old or bad data", async () => {
    edge.setLive("milling", false);
    await page.locator(".tab", { hasText: "Diagnostics" }).click();
    await page.getByRole("button", { name: "Old or bad" }).click();
    await until(page, "document.querySelector('.tag-table tbody').textContent.includes('milling')");
    edge.setLive("milling", true);
    await page.locator(".tab", { hasText: "Overview" }).click();
  });

  it("find a value by its Chinese name, in characters or initials", async () => {
    await page.keyboard.press("Alt+L");
    for (const words of ["206 轴承温度", "cnc-206 zcwd"]) {
      await page.locator(".search-button").click();
      await page.locator(".search-input").fill(words);
      await page.locator(".hit", { hasText: "轴承温度" }).first().click();
      await page.locator(".trend h2", { hasText: "轴承温度" }).waitFor();
      expect(await page.locator(".trend h2").textContent()).toContain("CNC-206");
      await page.keyboard.press("Escape");
      await page.locator(".trend").waitFor({ state: "detached" });
    }
    await page.keyboard.press("Alt+L");
  });

  it("compare two spindles over the last shift, and keep the table", async () => {
    await page.setViewportSize({ width: 1366, height: 768 });
    const openAsset = async (label: string) => {
      await page.locator(".search-button").click();
      await page.locator(".search-input").fill(label);
      await page.locator(".hit", { hasText: label }).first().click();
    };
    await openAsset("CNC-101");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.locator(".value-table .link", { hasText: "Spindle speed" }).click();
    await openAsset("CNC-206");
    await page.getByLabel("Compare Spindle speed with the open trend").click();
    await page.locator(".curves li").nth(1).waitFor();
    expect(await page.locator(".curves li").allTextContents()).toEqual([
      expect.stringContaining("CNC-101"),
      expect.stringContaining("CNC-206"),
    ]);
    // [AV12] CNC-206's source lost its link for half a minute.
    await page.locator(".trend .chart-range", { hasText: /Data missing .*: milling, / }).waitFor();
    await page.getByRole("button", { name: "Last shift" }).click();
    await until(page, "(document.querySelector('.chart')?.getAttribute('aria-label') ?? '').includes('Last shift')");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    expect((await download).suggestedFilename()).toMatch(/^trend-CNC-101-Spindle-speed-.*\.csv$/);
  });

  it("[U2] row 9: without users the editor explains why nothing is saved, with the remedy", async () => {
    await page.getByRole("button", { name: "Edit layout" }).click();
    await page.locator(".layout-hint", { hasText: "gemba users invite" }).waitFor();
    await page.locator(".plan-asset").first().click();
    await page.keyboard.press("ArrowUp");
    expect(await page.getByRole("button", { name: "Save to the plant's config" }).isDisabled()).toBe(true);
  });

  it("share the moment with a colleague, whose page shows the same", async () => {
    await page.evaluate("location.hash = '#/overview?l=en&th=dark&a=OVN-01'");
    await page.locator(".card h2", { hasText: "OVN-01" }).waitFor();
    await page.getByRole("button", { name: "Send this moment" }).click();
    const link = await page.getByLabel("Link to this moment").inputValue();
    // Two pages that draw on one processor would keep each other waiting.
    await page.close();
    const { page: other } = await open(browser, edge.address, { hash: link.slice(link.indexOf("#")) });
    await other.locator(".clock-past").waitFor();
    await other.locator(".card h2", { hasText: "OVN-01" }).waitFor();
    expect(await other.evaluate("document.documentElement.dataset.theme")).toBe("dark");
  });

  it("build a line of five machines in the editor and see it live", async () => {
    const { plant, signals } = viewerPlant();
    const line = ["CNC-201", "CNC-202", "CNC-203", "CNC-204", "CNC-205"];
    const assets = plant.assets.map((asset) => {
      if (!line.includes(asset.label)) return asset;
      const { pose: _, ...rest } = asset;
      return rest;
    });
    const user = { name: "ann", role: "engineer" };
    const own = await startViewerEdge({ model: { plant: { ...plant, assets }, signals }, healthy: true, user });
    const { page, faults } = await open(browser, own.address);
    await drawn(page);
    await page.getByRole("button", { name: "Edit layout" }).click();
    await page.locator(".plan-asset").first().waitFor();
    const plan = await page.locator(".plan").boundingBox();
    if (plan === null) throw new Error("no plan");
    for (const [i, label] of line.entries()) {
      await page.locator(".dock").getByRole("button", { name: label, exact: true }).click();
      await page.mouse.click(plan.x + plan.width * (0.7 + 0.04 * i), plan.y + plan.height * 0.78);
      await page.locator(`.plan-asset[aria-label^="${label}"]`).waitFor();
    }
    await page.getByText("All configured assets are placed.").waitFor();
    await page.getByRole("button", { name: "Save to the plant's config" }).click();
    await page.getByText("Saved to assets.yaml").waitFor();
    const { poses } = JSON.parse(own.posts.at(-1)?.body ?? "{}") as { poses: { pose: { x: number; y: number } }[] };
    expect(poses).toHaveLength(5);
    await page.locator(".tab", { hasText: "Overview" }).click();
    await drawn(page);
    const box = await page.locator(".scene-canvas").boundingBox();
    // The camera is still settling: each click reads the machine's place again.
    await expect
      .poll(
        async () => {
          const at = await page.evaluate<{ x: number; y: number } | undefined>("window.__twin.whereIs('CNC-203')");
          if (at === undefined) return [];
          await page.mouse.click((box?.x ?? 0) + at.x, (box?.y ?? 0) + at.y);
          return page.locator(".card h2").allTextContents();
        },
        { timeout: PATIENCE_MS, interval: 500 },
      )
      .toContain("Asset · CNC-203");
    await page.locator('.live[data-freshness="live"]').first().waitFor();
    expect(faults).toEqual([]);
    await own.stop();
  });
});
