import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { drawn, fed, launch, MISSING, open, until } from "./page.ts";

describe.skipIf(MISSING !== "")("the main tasks without a mouse", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge();
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  it("finding a fault, going there, looking back, comparing, acting and arranging work by keys alone", async () => {
    const { page, faults } = await open(browser, edge.address);
    const press = (key: string) => page.keyboard.press(key);
    const screen = (name: string) =>
      until(page, `document.querySelector('.tab[aria-current="page"]')?.dataset.screen === "${name}"`);
    await drawn(page);
    // The alert list has the focus, its first alarm is opened, the machine is flown to and opened.
    await press("a");
    await until(page, "document.activeElement?.id === 'alerts-title'");
    await press("ArrowDown");
    await press("ArrowDown");
    await press("ArrowUp");
    await press("Enter");
    await page.locator(".card h2", { hasText: "CNC-206" }).waitFor();
    await press("f");
    await page.evaluate("document.activeElement?.blur()");
    await press("Enter");
    await screen("asset");
    await press("o");
    await page.locator('[aria-pressed="true"]', { hasText: "Show only this" }).waitFor();
    await press("Escape");
    await page.locator('[aria-pressed="false"]', { hasText: "Show only this" }).waitFor();
    // Rooms by number.
    for (const [key, name] of [
      ["2", "material"],
      ["3", "energy"],
      ["4", "maintenance"],
      ["5", "safety"],
      ["6", "quality"],
      ["7", "alerts"],
      ["8", "explore"],
      ["9", "dashboards"],
      ["d", "diagnostics"],
      ["1", "overview"],
    ] as const) {
      await press(key);
      await screen(name);
    }
    // Acknowledge by key, look back, pin, return.
    await press("Shift+A");
    await page.locator(".alert-acknowledged", { hasText: "CNC-206" }).waitFor();
    await press("Space");
    await page.locator(".clock-past").waitFor();
    await press("Shift+ArrowLeft");
    await press("g");
    await page.getByRole("button", { name: /Compared with/ }).waitFor();
    await press("g");
    await press("l");
    await page.locator(".clock", { hasText: "LIVE" }).waitFor();
    // Layers, plan, language, theme.
    await press("Home");
    await press("m");
    await page.locator(".chip-figure:visible").first().waitFor();
    await press("m");
    await press("t");
    await until(page, "location.hash.includes('plan=1')");
    await press("t");
    await press("Alt+T");
    await until(page, "document.documentElement.dataset.theme === 'dark'");
    await press("Alt+L");
    await until(page, "document.documentElement.lang === 'zh-CN'");
    await press("Alt+L");
    // The palette leads to the editor, where machines are moved, turned and put back.
    await press("Control+k");
    await page.locator(".search-input").waitFor();
    await page.keyboard.type("edit layout");
    await press("Enter");
    await screen("layout");
    await page.locator(".plan-asset").first().waitFor();
    await page.locator(".plan-asset").first().focus();
    const place = () => page.locator(".plan-asset").first().getAttribute("aria-label");
    const before = await place();
    await press("Shift+ArrowRight");
    await press("r");
    expect(await place()).not.toBe(before);
    await press("Control+z");
    await press("Control+z");
    expect(await place()).toBe(before);
    expect(faults).toEqual([]);
  });

  it("[HE6] [HE7] a new user takes the tour, reads help, a guide and a definition, and switches keys off", async () => {
    const { page, faults } = await open(browser, edge.address, { isNewUser: true });
    await fed(page);
    const press = (key: string) => page.keyboard.press(key);
    const focusIn = (place: string) => until(page, `document.activeElement?.closest("${place}") !== null`);
    // The tour is offered once; each step marks another element of the page.
    const start = page.getByRole("button", { name: "Tour of two minutes" });
    await page.locator(".tour-offer").getByRole("button", { name: "Tour of two minutes" }).press("Enter");
    const seen = new Set<string>();
    for (let step = 1; step <= 8; step++) {
      await page.locator(".tour-card", { hasText: `${step} of 8` }).waitFor();
      // The first step is placed once its card has a size.
      await until(page, "document.querySelector('.tour-ring').clientWidth > 20");
      seen.add(JSON.stringify(await page.locator(".tour-ring").boundingBox()));
      if (step < 8) await press(step % 2 === 0 ? "Enter" : "ArrowRight");
    }
    expect(seen.size).toBe(8);
    await press("Escape");
    await page.locator(".tour-card").waitFor({ state: "detached" });
    expect(await page.locator(".tour-offer").count()).toBe(0);
    expect(await page.evaluate("localStorage.getItem('gemba.tour')")).toBe("offered");
    // Help of the room; the room stays usable, and the help follows it.
    await press("?");
    await page.locator(".help-question", { hasText: "Is anything wrong, and where?" }).waitFor();
    await focusIn(".help-drawer");
    await press("3");
    await page.locator(".help-question", { hasText: "What uses power now" }).waitFor();
    await page.getByRole("button", { name: "Open the guide" }).press("Enter");
    await until(
      page,
      "document.activeElement?.matches('.guide h3') && document.activeElement.textContent === 'Energy'",
    );
    await page.getByRole("button", { name: "← All guides" }).press("Enter");
    await page.getByRole("searchbox", { name: "Search in all guides" }).fill("certificates thumbprint");
    await page.locator(".guide-hits .link", { hasText: "Connect an OPC UA server › Certificates" }).press("Enter");
    await until(page, "document.activeElement?.textContent === 'Certificates'");
    await press("Escape");
    await page.locator(".help-drawer").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "What is Output?" }).press("Enter");
    await page.locator(".definition", { hasText: "Good pieces since the shift began" }).waitFor();
    await press("Escape");
    await page.locator(".definition").waitFor({ state: "detached" });
    await until(page, "document.activeElement?.getAttribute('aria-label') === 'What is Output?'");
    // The tour can be repeated, and single-letter keys switched off.
    await press("?");
    await start.press("Enter");
    await page.locator(".tour-card", { hasText: "1 of 8" }).waitFor();
    await press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    await press("?");
    await page.getByRole("button", { name: "Keys" }).press("Enter");
    await page.getByLabel("Single-letter keys on").uncheck();
    await press("Escape");
    await page.locator(".help-drawer").waitFor({ state: "detached" });
    await press("2");
    await press("d");
    expect(await page.locator('.tab[aria-current="page"]').getAttribute("data-screen")).toBe("overview");
    expect(faults).toEqual([]);
  });
});
