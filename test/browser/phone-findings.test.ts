import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("findings on the phone page", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge({ user: { name: "li", role: "maintainer" } });
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  const phone = { width: 390, height: 844 };

  it("[PG17] a card says what, how sure, how long and what to look at, and creates a work item", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "phone.html?a=CNC-206", ...phone });
    const card = page.getByRole("article", { name: "Spindle front bearing" });
    await card.waitFor();
    const text = (await card.textContent()) ?? "";
    for (const part of ["bearing wear", "87 % likely", "or unbalance", "Forecast, no promise", "38 of 100", "no alarm"])
      expect(text).toContain(part);
    expect(text).toContain("Check vibration and temperature of the front bearing.");
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await card.getByRole("button", { name: "Create work item" }).click();
    expect(await card.getByLabel("Title").inputValue()).toBe("Spindle front bearing: bearing wear");
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await card.getByRole("button", { name: "Report", exact: true }).click();
    await card.getByText("The work item is on the board.").waitFor();
    const [report] = edge.posts.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(report).toMatchObject({ assetUid: "urn:fake:cnc-206", component: "spindle" });
    expect(faults).toEqual([]);
  });

  it("[PG17] the alert of a card is not listed again, and the card acknowledges and rates it", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "phone.html?a=CNC-104", ...phone });
    const card = page.getByRole("article", { name: "Spindle front bearing" });
    await card.waitFor();
    expect(await card.textContent()).toContain("not known");
    await page.locator(".phone-alert:not(.phone-finding)").first().waitFor({ state: "detached" });
    const before = edge.posts.length;
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await card.getByRole("button", { name: "False alarm" }).click();
    await card.getByText("Noted as a verdict in its work item").waitFor();
    const sent = edge.posts.slice(before);
    expect(sent.map(({ path }) => path.replace(/work-items\/.*\//, "work-items/ITEM/"))).toEqual([
      "/api/v1/alerts/alert-cnc-104-200/acknowledge",
      "/api/v1/work-items",
      "/api/v1/work-items/ITEM/acts",
    ]);
    const [report, act] = sent.slice(1).map(({ body }) => JSON.parse(body) as object);
    expect(report).toMatchObject({ cause: "alert-cnc-104-200" });
    expect(act).toMatchObject({ kind: "remark", verdict: "wrong" });
    for (const source of edge.sources) edge.setLive(source, false);
    await card.getByText("data old").waitFor();
    expect(faults).toEqual([]);
  });
});
