import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { OPEN, SCORED, UNKNOWN_MACHINE } from "../fakes/viewer/forecasts.ts";
import { drawn, launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("what-if in Chromium", () => {
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

  it("[FK55] a user asks what a machine's stop costs, and sees both futures on one scale", async () => {
    const { page, faults } = await open(browser, edge.address);
    await drawn(page);
    await page.locator('.tab[data-screen="forecast"]').click();
    await page.getByLabel("Name", { exact: true }).fill("Tonight");
    await page.getByRole("button", { name: "Add a future" }).click();
    await page.getByRole("button", { name: "Add a change" }).click();
    await page.getByRole("button", { name: "Compute" }).click();
    expect(edge.posts.filter(({ path }) => path === "/api/v1/forecasts")).toEqual([]);
    await page.getByLabel("Machine", { exact: true }).selectOption("CNC-101");
    await page.getByLabel("For, h").fill("4");
    await page.getByRole("button", { name: "Compute" }).click();
    await page.getByRole("heading", { name: "Tonight" }).waitFor();
    const asked = edge.posts.findLast(({ path }) => path === "/api/v1/forecasts");
    expect(JSON.parse(asked?.body ?? "{}")).toEqual({
      name: "Tonight",
      hours: 8,
      replications: 30,
      futures: [{ name: "Future 1", changes: [{ out: "CNC-101", from: 0, hours: 4 }] }],
    });
    expect(await page.locator(".forecast-card h3").allTextContents()).toEqual(["As it is", "Future 1"]);
    expect(await page.getByText("more in 0 of 30 runs, fewer in 30").count()).toBe(1);
    expect(await page.locator(".forecast-right .forecast-tag").count()).toBeGreaterThanOrEqual(3);
    expect(page.url()).toContain("f=00000000");
    expect(faults).toEqual([]);
  });

  it("[FK50] [FK55] a refusal stands at the change that caused it, in the page's language", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/forecast?l=zh&th=dark" });
    await page.getByRole("button", { name: "添加方案" }).click();
    await page.getByRole("button", { name: "添加更改" }).click();
    await page.getByLabel("设备", { exact: true }).selectOption(UNKNOWN_MACHINE);
    await page.getByRole("button", { name: "计算" }).click();
    const problem = page.locator(".forecast-change .forecast-problem");
    await problem.waitFor();
    expect(await problem.textContent()).toContain(`工厂中没有机床 ${UNKNOWN_MACHINE}`);
    // A change of the question takes it back.
    await page.getByLabel("设备", { exact: true }).selectOption("CNC-101");
    expect(await problem.count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it("[FK55] [FK56] a link opens a stored forecast, which says what happened; deleting asks once more", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?f=${SCORED}&l=en&th=light` });
    await page.getByText("433 good pieces were made: inside the interval.").waitFor();
    expect(await page.locator(".forecast-bar").getAttribute("aria-label")).toContain("What happened: 433");
    await page.locator(".forecast-row", { hasText: "Next shift" }).press("Enter");
    await page.getByRole("heading", { name: "lathe 101 out" }).waitFor();
    expect(page.url()).toContain(`f=${OPEN}`);
    await page.getByRole("button", { name: "Delete forecast Next shift" }).press("Enter");
    await page.getByText("Delete for everybody?").waitFor();
    await page.getByRole("button", { name: "Delete forecast Next shift" }).press("Enter");
    await page.getByText("Ask a question on the left").waitFor();
    expect(await page.locator(".forecast-row", { hasText: "Next shift" }).count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
