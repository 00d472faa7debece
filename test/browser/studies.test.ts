import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { BEST_AS_IT_IS, CANNOT_BE, SEARCHING, STUDIED } from "../fakes/viewer/studies.ts";
import { fed, launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("studies in Chromium", () => {
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

  it("[FK85] a study with mistakes is refused with the lines, and asked once they are mended", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/forecast?l=en&th=light" });
    await fed(page);
    await page.getByRole("button", { name: "New study" }).click();
    const text = page.getByLabel("Study (YAML or JSON)");
    const good = await text.inputValue();
    await text.fill(good.replace("vehicles: [-1, 1]", "vehicels: [-1, 1]"));
    await page.getByRole("button", { name: "Study", exact: true }).click();
    await page.getByText("The study has mistakes:").waitFor();
    expect(await page.locator(".config-problems code").allTextContents()).toEqual(["study:5 factors[0].vehicels"]);
    await text.fill(good);
    expect(await page.locator(".config-problems").count()).toBe(0);
    await page.getByRole("button", { name: "Study", exact: true }).click();
    await page.getByText("Waits for its turn").waitFor();
    expect(page.url()).toContain("st=00000000");
    // The page itself wrote nothing; the browser notes the refused request.
    expect(faults.filter((fault) => !/400/.test(fault))).toEqual([]);
  });

  it("[FK85] the pick is recommended, decided on, looked at as islands, and taken over as a forecast", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?l=en&st=${STUDIED}&th=light` });
    await page.getByText("Good pieces: +57.4 (+56.2 … +58.6) expected").waitFor();
    await page.getByRole("button", { name: "Preview of islands" }).click();
    await page.getByText("Island 1: CNC-101 ← PH-40*").waitFor();
    await page.getByText("What this would do").waitFor();
    await page.getByRole("button", { name: "Recommend", exact: true }).click();
    await page.getByText("In the book of recommendations.").waitFor();
    expect(await page.getByRole("button", { name: "Recommend", exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: /^Accept/ }).click();
    await page.locator(".brief-state").waitFor();
    expect(edge.posts.map(({ path }) => path)).toContain(`/api/v1/studies/${STUDIED}/recommendation`);
    await page.getByRole("button", { name: "As a forecast" }).click();
    await page.getByRole("button", { name: "Compute" }).click();
    await page.getByRole("heading", { name: "lathes: 1.2" }).waitFor();
    const asked = JSON.parse(edge.posts.findLast(({ path }) => path === "/api/v1/forecasts")?.body ?? "{}");
    expect(asked.futures).toEqual([{ name: "lathes: 1.2", changes: [{ speed: 1.2, at: "CNC-10*" }] }]);
    expect(page.url()).not.toContain("st=");
    expect(faults).toEqual([]);
  });

  it("[FK85] plot and table show one variant together, by keys too", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?l=en&st=${STUDIED}&th=light` });
    // Without a chosen variant, back begins with the last one.
    await page.getByRole("button", { name: "Variant before" }).click();
    const last = await page.locator(".study-table tr[aria-current] th").textContent();
    await page.getByRole("button", { name: "Next variant" }).click();
    await page.getByRole("button", { name: "Variant before" }).click();
    expect(await page.locator(".study-table tr[aria-current] th").textContent()).toBe(last);
    expect(last).toBe("lathes: 1.2, vehicles: +2");
    const next = page.getByRole("button", { name: "Next variant" });
    await next.focus();
    for (let press = 0; press < 9; press++) await page.keyboard.press("Enter");
    expect(await page.locator(".study-table tr[aria-current] th").textContent()).toBe("lathes: 1.2, vehicles: +2");
    await page.getByText("lathes: 1.2, vehicles: +2: Good pieces").waitFor();
    expect(await page.locator(".study-chosen").count()).toBe(1);
    expect(await page.locator(".study-table tbody tr").count()).toBe(9);
    expect(faults).toEqual([]);
  });

  it("[FK85] working, best as it is and impossible are each said, in Chinese as well", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?l=zh&st=${SEARCHING}&th=light` });
    await page.getByText("已运行 1 240 次（最多 5 200 次），剩余 64 个方案").waitFor();
    await page.locator(".forecast-row", { hasText: "Nothing better" }).click();
    await page.getByText("没有更好的方案：保持工厂现状。").waitFor();
    await page.getByText("实际合格 611 件").waitFor();
    expect(page.url()).toContain(`st=${BEST_AS_IT_IS}`);
    await page.locator(".forecast-row", { hasText: "Wrong machine" }).click();
    await page.getByText("因子 speed，水平 1.1，第 1 项更改").waitFor();
    expect(page.url()).toContain(`st=${CANNOT_BE}`);
    expect(faults).toEqual([]);
  });
});
