import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { drawn, fed, launch, MISSING, open, until } from "./page.ts";

describe.skipIf(MISSING !== "")("screens and time in Chromium", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await edge?.stop();
  });

  afterAll(async () => {
    await browser?.close();
  });

  it("the alert screen filters, groups and acts on the same alerts", async () => {
    edge = await startViewerEdge();
    const { page, faults } = await open(browser, edge.address, { hash: "#/alerts?l=en&th=light" });
    await page.locator(".alert-row", { hasText: "CNC-206" }).waitFor();
    await page.getByRole("searchbox").fill("cnc-103");
    await page.locator(".alert-row", { hasText: "CNC-206" }).waitFor({ state: "detached" });
    await page.locator(".alert-row", { hasText: "CNC-103" }).waitFor();
    await page.getByRole("searchbox").fill("");
    await page.getByLabel("Group by").selectOption("asset");
    await page.locator(".table-group", { hasText: "CNC-206" }).waitFor();
    await page.getByRole("button", { name: "Acknowledge CNC-206" }).click();
    await page.locator(".alert-row.alert-acknowledged", { hasText: "CNC-206" }).waitFor();
    expect(edge.posts.map(({ path }) => path)).toEqual(["/api/v1/alerts/alert-cnc-206-800/acknowledge"]);
    expect(faults).toEqual([]);
  });

  it("[PG24] rooms that find no place beside the others stand in a menu; no figure of safety is cut", async () => {
    edge = await startViewerEdge();
    const { page, faults } = await open(browser, edge.address, { hash: "#/overview?l=en&th=light" });
    await page.setViewportSize({ width: 960, height: 768 });
    const menu = page.locator(".room-menu");
    await menu.locator("summary").click();
    const names = await page.locator(".tab").allTextContents();
    expect(names.length).toBeGreaterThan(8);
    expect(await menu.getByRole("button").allTextContents()).toEqual(names);
    await page.keyboard.press("Escape");
    await menu.getByRole("button", { name: "Settings" }).waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    await menu.getByRole("button", { name: "Settings" }).click();
    await page.locator(".tab[data-screen=settings][aria-current=page]").waitFor();
    await menu.getByRole("button", { name: "Settings" }).waitFor({ state: "hidden" });
    // Beside the menu, tabs fade out.
    await until(
      page,
      `(() => {
        const [tab, tabs] = ['.tab[aria-current=page]', '.tabs']
          .map((part) => document.querySelector(part).getBoundingClientRect());
        return tab.left >= tabs.left && tab.right <= tabs.right - 27;
      })()`,
    );
    const isCut = await page
      .locator(".kpi-safety-lines")
      .evaluate((lines) => [...lines.children].some((one) => one.scrollWidth > lines.clientWidth));
    expect(isCut).toBe(false);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await menu.waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });

  it("[S9] settings: trust follows a shown thumbprint; channels are tested, the config reloaded", async () => {
    edge = await startViewerEdge({ user: { name: "ann", role: "engineer" } });
    const { page, faults } = await open(browser, edge.address, { hash: "#/settings?l=en&th=light" });
    await page.getByRole("button", { name: "Trust urn:plc:press-1" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.textContent()).toContain("cdcd cdcd");
    await dialog.getByRole("button", { name: "Trust", exact: true }).click();
    await page.getByText("Trusted. Takes effect").waitFor();
    await page.getByRole("button", { name: "Test shift" }).click();
    await page.getByText("Test message sent by shift.").waitFor();
    await page.getByRole("button", { name: "Reload configuration" }).click();
    await page.getByText("Needs a restart: Data sources.").waitFor();
    expect(edge.posts.map(({ path }) => path)).toEqual([
      `/api/v1/certificates/${"cd".repeat(20)}/trust`,
      "/api/v1/notify/channels/shift/test",
      "/api/v1/config/reload",
    ]);
    expect(faults).toEqual([]);
  });

  it("diagnostics shows quality and both ages of tags, finds old ones, and renders few rows", async () => {
    edge = await startViewerEdge();
    const { page, faults } = await open(browser, edge.address, { hash: "#/diagnostics?l=en&th=light" });
    await page.locator(".tag-table tbody tr", { hasText: "good" }).first().waitFor();
    expect(await page.locator(".tag-table tbody tr").count()).toBeLessThan(80);
    edge.setLive("milling", false);
    await page.getByRole("button", { name: "Old or bad" }).click();
    await page.locator(".tag-table tbody tr", { hasText: "milling" }).first().waitFor();
    expect(await page.locator(".tag-table tbody tr", { hasText: "turning" }).count()).toBe(0);
    await page.keyboard.press("Escape");
    expect(faults).toEqual([]);
  });

  it("the whole page goes back to a clicked instant, blocks actions, plays and returns to now", async () => {
    edge = await startViewerEdge();
    const { page, faults } = await open(browser, edge.address, { hash: "#/overview?l=en&th=light&a=CNC-206" });
    await drawn(page);
    await page.locator(".timeline-gap").first().waitFor();
    const box = await page.locator(".timeline-host").boundingBox();
    if (box === null) throw new Error("no timeline");
    await page.mouse.click(box.x + box.width * 0.95, box.y + 30);
    await page.locator(".clock-past", { hasText: "REPLAY" }).waitFor();
    await page.locator(".link-line", { hasText: "as recorded" }).waitFor();
    await until(page, "/[?&]t=\\d{4}-/.test(location.hash)");
    expect(await page.getByRole("button", { name: "Acknowledge CNC-206" }).isDisabled()).toBe(true);
    const shown = await page.locator(".clock-past time").textContent();
    await page.getByRole("button", { name: "Play" }).click();
    await until(page, `document.querySelector(".clock-past time")?.textContent !== ${JSON.stringify(shown)}`);
    await page.getByRole("button", { name: "Live" }).click();
    await page.locator(".clock", { hasText: "LIVE" }).waitFor();
    await page.locator('.live[data-freshness="live"]').first().waitFor();
    await page.locator("button:enabled", { hasText: "Ack" }).first().waitFor();
    await until(page, "!location.hash.includes('t=2')");
    expect(faults).toEqual([]);
  });

  it("a link to an instant opens there", async () => {
    edge = await startViewerEdge();
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const { page, faults } = await open(browser, edge.address, { hash: `#/overview?l=en&th=light&a=CNC-206&t=${at}` });
    await page.locator(`.clock-past time[datetime="${at}"]`).waitFor();
    await fed(page);
    await page.locator('.live[data-freshness="live"]').first().waitFor();
    expect(faults).toEqual([]);
  });

  it("[SL5] no label covers another, a button, the legend or an edge, in any room and language, up to 4K", async () => {
    edge = await startViewerEdge();
    const { page, faults } = await open(browser, edge.address, { hash: "#/overview?l=en&th=light" });
    await drawn(page);
    edge.freeze();
    const seen = new Set<string>();
    const screen = await page.context().newCDPSession(page);
    for (const [width, height] of [
      [1366, 768],
      [3840, 2160],
    ] as const) {
      // Without a GPU a picture of so many pixels takes seconds: few pixels are painted, the page has its size.
      const metrics = { width, height, deviceScaleFactor: 0.15, mobile: false };
      await screen.send("Emulation.setDeviceMetricsOverride", metrics);
      for (const _ of ["en", "zh"]) {
        for (const [key, layer] of Object.entries(PAINTED)) {
          await page.keyboard.press(key);
          await page.locator(`.layer-menu[data-layer=${layer}]`).waitFor();
          await page.evaluate(AFTER_A_PICTURE);
          const { labels, faults: covered } = await page.evaluate<{ labels: number; faults: string[] }>(COVERED);
          expect(covered, `${width} ${layer}`).toEqual([]);
          if (labels > 3) seen.add(layer);
        }
        await page.keyboard.press("Alt+L");
      }
    }
    expect([...seen].sort()).toEqual(["energy", "flow", "health", "safety", "states"]);
    expect(faults).toEqual([]);
  });

  it("[SL1] [SL10] a chosen layer and large text stay; pointers find what is under them", async () => {
    edge = await startViewerEdge();
    const { page, faults } = await open(browser, edge.address, { hash: "#/overview?l=en&th=light" });
    await drawn(page);
    await page.getByLabel("What the picture shows").selectOption("Age of data");
    await page.locator(".legend", { hasText: /\d+ of \d+ live/ }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("large text");
    await page.keyboard.press("Enter");
    await until(page, "document.documentElement.dataset.text === 'wall'");
    await page.reload();
    await drawn(page);
    await page.locator(".layer-menu[data-layer=age]").waitFor();
    expect(await page.evaluate("document.documentElement.dataset.text")).toBe("wall");
    // The middle of a lane is the middle of its ten minutes.
    const lane = (await page.locator(".timeline-host").boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.click(lane.x + lane.width / 2, lane.y + lane.height / 2);
    await until(page, "/[?&]t=\\d{4}-/.test(location.hash)");
    const agoMs = await page.evaluate<number>(
      "Date.now() - Date.parse(/[?&]t=([^&]+)/.exec(decodeURIComponent(location.hash))[1])",
    );
    expect(agoMs / 60_000).toBeGreaterThan(4);
    expect(agoMs / 60_000).toBeLessThan(6);
    await page.keyboard.press("l");
    const scene = (await page.locator(".scene-canvas").boundingBox()) ?? { x: 0, y: 0 };
    const foot = await page.evaluate<{ x: number; y: number }>("window.__twin.whereIs('CMP-01')");
    await page.mouse.click(scene.x + foot.x, scene.y + foot.y - 4);
    await until(page, "location.hash.includes('a=CMP-01')");
    expect(faults).toEqual([]);
  });
});

/** Rooms by their keys, with the layers that they paint. */
const PAINTED = { "1": "states", "2": "flow", "3": "energy", "4": "health", "5": "safety", "6": "states" };

const AFTER_A_PICTURE = `new Promise((resolve) => {
  let left = 4;
  const next = () => (left-- > 0 ? requestAnimationFrame(next) : resolve(undefined));
  next();
})`;

/** How many labels there are, and which of them cover something. */
const COVERED = `(() => {
  const scene = document.querySelector(".scene");
  const edge = scene.getBoundingClientRect();
  const shown = (selector) => [...scene.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const labels = shown(".chip");
  const others = shown(".scene-buttons > *, .legend, .compass, .first-steps");
  const faults = [];
  for (const [i, label] of labels.entries()) {
    const a = label.getBoundingClientRect();
    if (a.left < edge.left || a.top < edge.top || a.right > edge.right || a.bottom > edge.bottom)
      faults.push(label.textContent + " crosses an edge");
    for (const other of [...labels.slice(0, i), ...others]) {
      const b = other.getBoundingClientRect();
      if (a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top)
        faults.push(label.textContent + " covers " + other.textContent);
    }
  }
  return { labels: labels.length, faults };
})()`;
