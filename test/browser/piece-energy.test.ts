import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge } from "../fakes/viewer/edge.ts";
import { launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("energy of pieces in Chromium", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
  });

  it("[PE22] [EN24] [EN25] the energy room has the balance of media, kWh by step, and a piece its own", async () => {
    await using edge = await startViewerEdge().then((one) => ({ ...one, [Symbol.asyncDispose]: () => one.stop() }));
    const { page, faults } = await open(browser, edge.address, { hash: "#/energy?l=en&th=light" });
    const card = page.getByRole("region", { name: "Energy per piece" });
    await card.getByRole("row", { name: /OP20 PH-40A 0\.300/ }).waitFor();
    await card.getByRole("row", { name: /OP10 Turning PH-40A/ }).waitFor();
    await card.getByRole("row", { name: /CNC-101 12\.0/ }).waitFor();
    await seesBalance(page);
    if (process.env["GEMBA_SHOT"] !== undefined) await card.screenshot({ path: process.env["GEMBA_SHOT"] });
    const material = await open(browser, edge.address, { hash: "#/material?l=zh&th=light" });
    await material.page.locator(".piece").nth(1).click();
    await material.page.getByText("0.210 kWh，").waitFor();
    expect([...faults, ...material.faults]).toEqual([]);
  });
});

/** The balance by picture and by keys: open a node, choose it, change the medium, find the leak. */
async function seesBalance(page: Page): Promise<void> {
  const card = page.getByRole("region", { name: "Balance of media" });
  const bar = card.getByRole("button", { name: /^MTR-E-MACHINING \d/ });
  await card.getByRole("row", { name: /MTR-E-FINISHING.*beyond 3 u_c.*changed by about \+2\.10 %/ }).waitFor();
  await bar.focus();
  await page.keyboard.press("Enter");
  await card.locator("tr[aria-current=true]", { hasText: "MTR-E-MACHINING" }).waitFor();
  await expect.poll(() => page.url()).toContain("a=MTR-E-MACHINING");
  await page.keyboard.press("Enter");
  await expect.poll(() => bar.getAttribute("aria-expanded")).toBe("false");
  await card.getByRole("button", { name: "Water" }).click();
  await card.getByRole("button", { name: "7 d" }).click();
  await card.getByRole("row", { name: /MTR-W-PLANT 0\.120 m³\/h.*4[\s\u2009]300 CNY/ }).waitFor();
  await expect.poll(() => page.url()).toContain("m=water.7d");
  expect(await card.getByRole("link", { name: "Save the balance as XLSX" }).getAttribute("href")).toContain(
    "medium=water",
  );
}
