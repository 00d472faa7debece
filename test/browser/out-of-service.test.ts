import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge } from "../fakes/viewer/edge.ts";
import { fed, launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("out of service in Chromium", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
  });

  it("a rule and an asset go out of service, are listed with user and reason, and come back", async () => {
    const edge = await startViewerEdge({ user: { name: "ann", role: "maintainer" } });
    const { page, faults } = await open(browser, edge.address, { hash: "#/alerts?l=en&th=light" });
    await fed(page);
    const takeOut = async (label: string, choice: string, reason: string) => {
      await page.getByRole("button", { name: `Shelve ${label}` }).click();
      await page.getByLabel(choice).click();
      await page.getByLabel("Reason").fill(reason);
      await page.locator(".dialog-shelve").getByRole("button", { name: "Take out of service" }).click();
    };
    await takeOut("CNC-103", "this rule of the asset out of service", "Sensor is being replaced");
    await takeOut("OVN-01", "all alerts of the asset out of service", "Oven cold for a week");
    const card = page.locator(".dock").getByRole("region", { name: "Out of service" });
    await card.locator("li").nth(1).waitFor();
    expect(await card.locator("li").allTextContents()).toEqual([
      expect.stringMatching(/CNC-103 · Tool life used too high.*Sensor is being replaced.*local · /),
      expect.stringMatching(/OVN-01 · whole asset.*Oven cold for a week.*local · /),
    ]);
    const scopes = edge.posts
      .filter(({ path }) => path === "/api/v1/out-of-service")
      .map(({ body }) => JSON.parse(body) as object);
    expect(scopes).toEqual([
      { assetUid: "urn:fake:cnc-103", rule: "tool-life-used/high", reason: "Sensor is being replaced" },
      { assetUid: "urn:fake:ovn-01", reason: "Oven cold for a week" },
    ]);
    await page.getByRole("tab", { name: "Out of service 2" }).click();
    await page
      .locator(".alert-row", { hasText: "CNC-103" })
      .getByRole("button", { name: "Return to service CNC-103" })
      .click();
    await card.locator("li").nth(1).waitFor({ state: "detached" });
    await card.getByRole("button", { name: "Return to service OVN-01" }).click();
    await card.waitFor({ state: "detached" });
    await page.getByRole("tab", { name: "Active 5" }).waitFor();
    expect(faults).toEqual([]);
    await edge.stop();
  });
});
