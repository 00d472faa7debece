import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { drawn, launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("reports in Chromium", () => {
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

  it("[RP9] a new user finds the last shift as a page, and saves it as a PDF", async () => {
    const { page, faults } = await open(browser, edge.address);
    await drawn(page);
    await page.getByRole("button", { name: "Reports" }).click();
    const paper = page.frameLocator(".report-frame");
    await paper.getByRole("heading", { name: "Shift report" }).waitFor();
    expect(await paper.locator("dd[data-definition=oee-line]").textContent()).toBe("73.1 %");
    const link = page.getByRole("link", { name: "Download PDF" });
    const address = new URL((await link.getAttribute("href")) ?? "", edge.address);
    const file = Buffer.from(await (await fetch(address)).arrayBuffer());
    expect(file.toString("latin1", 0, 5)).toBe("%PDF-");
    expect(await page.locator(".report-frame").getAttribute("sandbox")).not.toContain("allow-scripts");
    expect(faults).toEqual([]);
  });

  it("a machine is chosen by its label, in the language of the page", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/reports?l=zh&th=light" });
    // By keys: the next kinds after the shift's are day, order and machine.
    await page.getByLabel("班次", { exact: true }).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowDown");
    await page.getByText("请选择报告内容。").waitFor();
    await page.locator(".report-field select").first().selectOption("CNC-101");
    const paper = page.frameLocator(".report-frame");
    await paper.getByRole("heading", { name: "设备报告：CNC-101" }).waitFor();
    await page.getByLabel("上次当班以来").check();
    await paper.getByRole("heading", { name: "上次当班以来的变化" }).waitFor();
    expect(await page.getByLabel("时段").count()).toBe(0);
    await page.getByLabel("区域").selectOption({ index: 1 });
    await paper.getByRole("heading", { name: "上次当班以来的变化：" }).waitFor();
    expect(await page.getByRole("link", { name: "下载 PDF" }).getAttribute("href")).toContain(
      "&area=binjiang%2Fbj1%2F",
    );
    expect(faults).toEqual([]);
  });

  it("[RP21] on a phone the paper can be read", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/reports?l=en&th=light", width: 390, height: 844 });
    await page.frameLocator(".report-frame").getByRole("heading", { name: "Shift report" }).waitFor();
    expect((await page.locator(".report-frame").boundingBox())?.height).toBeGreaterThan(500);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });

  it("the palette leads to reports", async () => {
    const { page } = await open(browser, edge.address);
    await drawn(page);
    await page.keyboard.press("/");
    await page.locator(".search-input").fill("报告");
    await page.keyboard.press("Enter");
    await page.locator(".report-page").waitFor();
  });
});
