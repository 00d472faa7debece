import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { drawn, fed, launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("time and range on the overview", () => {
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

  it("areas have a lane each until an asset is selected; then it has one. Values show their range", async () => {
    const { page, faults } = await open(browser, edge.address);
    await drawn(page);
    const lanes = page.locator(".timeline-area");
    await lanes.first().waitFor();
    const rows = await page.evaluate<string[]>(
      "[...new Set([...document.querySelectorAll('.timeline-area')].map((one) => one.getAttribute('y')))]",
    );
    expect(rows).toHaveLength(5);
    expect(
      await page.locator(".timeline-area title", { hasText: "Machining: 12 machines worked 90 % of the time" }).count(),
    ).toBeGreaterThan(0);
    await page.locator(".alert-main", { hasText: "CNC-206" }).click();
    await lanes.first().waitFor({ state: "detached" });
    const row = page.locator(".tag-row", { hasText: "Spindle speed" });
    // 2,100 to 2,700 of 0 to 4,500: around the middle of a band of 72.
    await expect
      .poll(async () => Number(/^M([\d.]+)/.exec((await row.locator(".band-mark").getAttribute("d")) ?? "")?.[1]))
      .toSatisfy((x: number) => x > 32 && x < 45);
    expect(faults).toEqual([]);
  });

  it("replay shows how many people were in zones in that minute, never their identity", async () => {
    const at = new Date(Date.now() - 600_000).toISOString();
    const { page, faults } = await open(browser, edge.address, { hash: `#/safety?l=en&th=light&t=${at}` });
    await fed(page);
    const card = page.getByRole("region", { name: "People in zones in that minute" });
    await card.getByText("at most 2 at once").waitFor();
    await card.getByText("Positions were known in 54 of 60 s").waitFor();
    await page.locator(".chip-figure", { hasText: "at most 2 at once" }).waitFor();
    await page.locator(".chip-figure").first().click();
    await page.getByRole("button", { name: "Live", exact: true }).first().click();
    await card.waitFor({ state: "detached" });
    await page.locator(".chip-figure").first().waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });
});
