/** The event view, photos, map and risk over time of the safety room (rules RE2, RE16, RE17, SL20, SL30, LV41). */
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { png } from "../fakes/safety/pictures.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { fed, launch, MISSING, open } from "./page.ts";

const PHOTO = { name: "p.png", mimeType: "image/png", buffer: png() };

describe.skipIf(MISSING !== "")("the safety room", () => {
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

  /** A room with a drill that goes on, and what is reported as blocked in it. */
  async function withDrill(page: Page, blocked: { exits: string[]; places: object[] }): Promise<Route[]> {
    const acts: Route[] = [];
    const drill = async () => {
      const answer = await (await fetch(`${edge.address}/api/v1/safety/responses/drill-1`)).json();
      return Object.assign(answer as object, { blocked });
    };
    await page.route("**/api/v1/safety/responses", async (route) =>
      route.fulfill({ json: { responses: [await drill()] } }),
    );
    await page.route("**/api/v1/safety/responses/drill-1", async (route) => route.fulfill({ json: await drill() }));
    await page.route("**/api/v1/work-items/drill-1/acts", (route) => void acts.push(route));
    return acts;
  }

  it("[RE2] a report keeps what others report meanwhile, frees what it frees, and takes no half place", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/safety?l=en&th=light" });
    const blocked = { exits: ["EX-1"], places: [] as object[] };
    const acts = await withDrill(page, blocked);
    await fed(page);
    await page.getByRole("button", { name: "Report as blocked" }).click();
    const dialog = page.locator("dialog");
    await dialog.getByRole("checkbox", { name: /^EX-1/ }).uncheck();
    await dialog.getByLabel("What is in the way").fill("a pallet");
    await dialog.getByLabel("x, m").fill("3");
    await dialog.locator("button[type=submit]").click();
    expect(await dialog.locator("input:invalid").count()).toBe(2);
    await dialog.getByLabel("y, m").fill("4");
    await dialog.getByLabel("Radius, m").fill("1.5");
    blocked.exits = ["EX-1", "EX-9"];
    blocked.places = [{ x: 9, y: 9, radiusM: 2 }];
    await dialog.locator("button[type=submit]").click();
    await expect.poll(() => acts.length).toBe(1);
    expect(acts[0]?.request().postDataJSON().blocked).toEqual({
      exits: ["EX-9"],
      places: [
        { x: 9, y: 9, radiusM: 2 },
        { x: 3, y: 4, radiusM: 1.5 },
      ],
    });
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("[RE17] no plan is chosen beforehand", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/safety?l=en&th=light" });
    const sent: Route[] = [];
    await page.route("**/api/v1/safety/responses", (route) => {
      if (route.request().method() === "POST") sent.push(route);
      else void route.continue();
    });
    await fed(page);
    await page.getByRole("button", { name: "Open a plan" }).first().click();
    const dialog = page.locator("dialog");
    const plan = dialog.getByLabel("Plan", { exact: true });
    await plan.locator("option").nth(1).waitFor({ state: "attached" });
    expect(await plan.inputValue()).toBe("");
    await dialog.getByRole("radio", { name: "Drill" }).check();
    await dialog.locator("button[type=submit]").click();
    expect(await dialog.locator("select:invalid").count()).toBe(1);
    await plan.selectOption("RP-1");
    await dialog.locator("button[type=submit]").click();
    await expect.poll(() => sent.length).toBe(1);
    expect(sent[0]?.request().postDataJSON()).toMatchObject({ plan: "RP-1", isDrill: true });
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("[SL20] [SL30] cameras, permits and photos have no accessibility fault in either theme", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/safety?l=zh&th=light&pic=register" });
    await page.route("**/api/v1/safety/dangers?*", async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      answer.dangers[0].work.danger.pictures = ["a".repeat(64)];
      await route.fulfill({ response, json: answer });
    });
    await page.route("**/api/v1/safety/pictures/a*", (route) =>
      route.fulfill({ contentType: "image/png", body: png() }),
    );
    await fed(page);
    await page.evaluate(AXE);
    for (const theme of ["light", "dark"]) {
      await page.evaluate(`location.hash = "#/safety?l=zh&th=${theme}&pic=register"`);
      await expect.poll(() => page.evaluate("document.documentElement.dataset.theme")).toBe(theme);
      for (const part of [".camera-row .is-unknown", ".map-card", ".pm-board", ".photo-strip img"])
        await page.locator(part).first().waitFor();
      await page.locator(".map-row").first().click();
      expect(await page.evaluate(RUN_AXE), `${theme}: the room`).toEqual([]);
      await page.locator(".photo-small").click();
      await page.locator("dialog img.photo-whole").waitFor();
      expect(await page.evaluate(RUN_AXE), `${theme}: a photo`).toEqual([]);
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "上报隐患" }).click();
      await page.locator("dialog input[type=file]").setInputFiles(PHOTO);
      await page.locator("dialog .photo-strip li").first().waitFor();
      expect(await page.evaluate(RUN_AXE), `${theme}: photos of a report`).toEqual([]);
      await page.locator("dialog").getByRole("button", { name: "放弃上报及照片" }).click();
      await page.locator("dialog").waitFor({ state: "detached" });
    }
    expect(faults).toEqual([]);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("[LV41] strips say each time by keys and as a table, up to the page's time, on a phone and a desk", async () => {
    for (const [width, theme] of [
      [390, "dark"],
      [1280, "light"],
    ] as const) {
      const { page, faults } = await open(browser, edge.address, { hash: `#/safety?l=en&th=${theme}`, width });
      const asked: URLSearchParams[] = [];
      page.on("request", (request) => {
        if (request.url().includes("/zones/history")) asked.push(new URL(request.url()).searchParams);
      });
      await fed(page);
      const strips = page.locator(".zh-strip");
      await strips.first().waitFor();
      expect(await strips.count()).toBe(3);
      await strips.nth(1).focus();
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowLeft");
      const words = "high: interlock bypassed · gas at an alarm level";
      expect(await strips.nth(1).getAttribute("aria-valuetext")).toContain(words);
      await expect.poll(() => page.locator(".zh-said").textContent()).toContain(words);
      await page.locator(".zh-table summary").click();
      const rows = page.locator(".zh-table tbody tr");
      expect(await rows.count()).toBe(11);
      expect(await rows.first().textContent()).toContain("unknown in part");
      await page.evaluate(AXE);
      expect(await page.evaluate(RUN_AXE), `${theme}, ${width}`).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      await page.getByRole("button", { name: "24 h", exact: true }).click();
      await expect.poll(() => asked.map((one) => one.get("from"))).toContain("-24h");
      // The past: nothing is live, and the strips end at that moment.
      const at = new Date(Math.floor((Date.now() - 3_600_000) / 60_000) * 60_000);
      await page.evaluate(`location.hash = "#/safety?l=en&th=${theme}&t=${at.toISOString()}"`);
      await expect.poll(() => asked.map((one) => one.get("to"))).toContain(at.toISOString());
      await strips.first().waitFor();
      expect(faults).toEqual([]);
      await page.close();
    }
  });
});
