import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { OPEN, SCORED } from "../fakes/viewer/forecasts.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { launch, MISSING, open, until } from "./page.ts";

/** Opens a stored forecast and plays a future of it; `play` is the word of its button. */
async function playing(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
  await page.locator(".future-banner").waitFor();
  await page.locator(".future-card").waitFor();
  await until(page, "(window.__twin?.stats().frames ?? 0) > 0");
}

const slider = (page: Page) => page.locator(".future-slider");

/** Moves the moment as a user of the slider does. */
async function scrubTo(page: Page, minutes: number): Promise<void> {
  const start = Number(await slider(page).getAttribute("min"));
  await slider(page).fill(String(start + 60_000 * minutes));
}

describe.skipIf(MISSING !== "")("a future in the scene, in Chromium", () => {
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

  it("[FK68] plays a future, unmistakable for now, with another one over it, and leaving restores live", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?f=${OPEN}&l=en&th=light` });
    await playing(page, "Play lathe 101 out in the scene");
    expect(await page.evaluate("document.documentElement.dataset.time")).toBe("future");
    expect(await page.locator(".clock-future").textContent()).toContain("FORECAST");
    expect(await page.locator(".kpis, .alert-list, .timeline, .layer-menu").count()).toBe(0);
    await scrubTo(page, 130);
    await page.getByText("+2 h 10 min after the start of the forecast").waitFor();
    const machines = page.getByRole("region", { name: "Machines" });
    expect(await machines.locator("li", { hasText: "CNC-101" }).textContent()).toContain("down");
    await page.getByLabel("Laid over it as ghosts").selectOption("0");
    await page.locator(".future-other").first().waitFor();
    expect(await page.locator(".legend").textContent()).toContain("Vehicles of As it is, as edges");
    // Compared run by run: fewer good pieces with the lathe out.
    expect(await page.locator(".future-figures tr", { hasText: "Good pieces so far" }).textContent()).toMatch(/\+\d+$/);
    await page.getByRole("button", { name: "Leave, back to live" }).click();
    await page.locator(".kpis").waitFor();
    expect(await page.evaluate("document.documentElement.dataset.time")).toBe("live");
    await until(page, "window.__twin?.stats().samples > 0");
    expect(await page.locator(".future-banner").count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it("[FK69] [FK70] [FK71] a selected machine shows its forecast; what is not forecast is unknown", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?f=${OPEN}&l=zh&th=dark` });
    await playing(page, "在场景中播放：现状");
    await page.locator(".future-list").getByRole("button", { name: "CNC-102" }).click();
    const object = page.getByRole("region", { name: "所选对象" });
    expect(await object.textContent()).toMatch(/CNC-102.*状态.*件数/s);
    await page.locator(".future-list").getByRole("button", { name: "CNV-01" }).click();
    expect(await object.textContent()).toMatch(/件数\d+ \/ 12/);
    expect(await page.locator(".legend").textContent()).toContain("未作预测：未知");
    // A store holds what nobody has forecast, and not nothing.
    expect(await page.locator(".future-list", { hasText: "RCK-03" }).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it("[FK72] keys play, pause, step and leave", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?f=${OPEN}&l=en&th=light` });
    await playing(page, "Play As it is in the scene");
    const value = async (): Promise<number> => Number(await slider(page).inputValue());
    const start = await value();
    await page.evaluate("document.activeElement?.blur()");
    await page.keyboard.press("ArrowRight");
    expect(await value()).toBe(start + 60_000);
    await page.keyboard.press("Space");
    await expect.poll(value).toBeGreaterThan(start + 120_000);
    await page.keyboard.press("Space");
    const rests = await value();
    await page.getByRole("button", { name: "Play", exact: true }).waitFor();
    expect(await value()).toBe(rests);
    await page.keyboard.press("l");
    await page.locator(".kpis").waitFor();
    expect(faults).toEqual([]);
  });

  it("[FK67] [FK68] a forecast of an earlier edge says that nothing can be played; another room leaves", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?f=${SCORED}&l=en&th=light` });
    await page.getByText("Nothing was kept to play").waitFor();
    expect(await page.getByRole("button", { name: /^Play / }).count()).toBe(0);
    await page.locator(".forecast-row", { hasText: "Next shift" }).click();
    await playing(page, "Play As it is in the scene");
    await page.locator('.tab[data-screen="material"]').click();
    await until(page, "document.documentElement.dataset.time === 'live'");
    expect(await page.locator(".future-banner").count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it.each([
    { language: "zh", theme: "light", width: 1366, play: "在场景中播放：现状" },
    { language: "en", theme: "dark", width: 320, play: "Play As it is in the scene" },
  ])("[FK72] has no violation of WCAG, and fits $width px", async ({ language, theme, width, play }) => {
    const hash = `#/forecast?f=${OPEN}&l=${language}&th=${theme}`;
    const { page, faults } = await open(browser, edge.address, { hash, width, height: 800 });
    await playing(page, play);
    await page.locator(".future-choices select").nth(1).selectOption("1");
    await page.locator(".swatch-other").waitFor();
    await scrubTo(page, 130);
    await page.locator(".future-other").first().waitFor();
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
  });
});
