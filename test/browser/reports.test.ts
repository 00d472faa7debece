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

  it("[BR10] a line is called not useful by keys, taken back, declined with a reason, and made work", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/reports?r=brief&l=en&th=light" });
    const line = page.locator(".brief-line").first();
    await line.getByText("Check the coolant pump").waitFor();
    await line.getByRole("button", { name: "Not useful" }).focus();
    await page.keyboard.press("Enter");
    // A judgement moves no alarm.
    await line.getByText("Not useful; safety, stops and alarms keep their place").waitFor();
    // The pressed button is gone; the next key takes it back.
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Take back");
    await page.keyboard.press("Enter");
    await line.getByRole("button", { name: "Decline" }).click();
    await page.keyboard.type("known, waits for a part");
    await page.keyboard.press("Enter");
    await line.getByText("Declined").waitFor();
    await line.getByRole("button", { name: "Take back" }).click();
    await line.getByRole("button", { name: "Create work item" }).click();
    await line.getByRole("link", { name: "Work items" }).waitFor();
    const posts = edge.posts.filter(({ path }) => path.includes("/recommendations/"));
    const sent = posts.map(({ body }) => JSON.parse(body));
    expect(sent.map(({ kind, note, reportWork }) => [kind, note ?? reportWork])).toEqual([
      ["not-useful", undefined],
      ["take-back", undefined],
      ["decline", "known, waits for a part"],
      ["take-back", undefined],
      ["accept", true],
    ]);
    await page.getByRole("button", { name: "As paper" }).click();
    await page.frameLocator(".report-frame").getByText("[accepted] Check the coolant pump").waitFor();
    expect(page.url()).toContain("r=brief");
    expect(faults).toEqual([]);
  });

  it("[BR10] on a phone each line of the brief has its buttons within the width of the screen", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/reports?r=brief&l=zh", width: 390, height: 844 });
    const button = page.locator(".brief-line").nth(1).getByRole("button", { name: "无用" });
    await button.waitFor();
    const box = await button.boundingBox();
    expect((box?.x ?? 400) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
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
