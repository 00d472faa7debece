import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { fed, launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("the maintenance room", () => {
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

  it("lists components by time left, shows one with its life, and takes work from report to planned", async () => {
    const { page, faults } = await open(browser, edge.address, {
      hash: "#/maintenance?l=en&th=light",
      width: 390,
      height: 844,
    });
    await fed(page);
    const rows = page.locator(".room-row");
    await rows.first().waitFor();
    expect(await rows.locator("strong").allTextContents()).toEqual(["CNC-206", "CNC-103", "CNC-104", "OVN-01"]);
    expect(await rows.nth(2).textContent()).toContain("not known");
    // A condition is marked as old only while its machine is silent: not before its first data, and not after data
    // returned.
    const old = rows.first().getByText("data old");
    await old.waitFor({ state: "detached" });
    edge.setLive("milling", false);
    await old.waitFor();
    edge.setLive("milling", true);
    await old.waitFor({ state: "detached" });
    // By keyboard.
    await rows.first().focus();
    await page.keyboard.press("Enter");
    const about = page.getByRole("region", { name: "Spindle front bearing" });
    await about.getByText("Forecast, no promise").waitFor();
    await about.getByRole("img", { name: /health 38 to 100/ }).waitFor();
    await about.getByText("No spare named").waitFor();
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);

    await about.getByRole("button", { name: "Create work item" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByLabel("Title").inputValue()).toBe("Spindle front bearing: bearing wear");
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await dialog.getByRole("button", { name: "Create work item" }).click();
    await dialog.getByRole("button", { name: "Show the board" }).click();
    const reported = page.getByRole("region", { name: "Reported" });
    await reported.getByRole("button", { name: "Plan: Spindle front bearing: bearing wear" }).click();
    await dialog.getByLabel("Assignee").fill("wang");
    await dialog.getByLabel("Grade").selectOption("2");
    await dialog.getByRole("button", { name: "Plan" }).click();
    const planned = page.getByRole("region", { name: "Planned" });
    await planned.getByText("Spindle front bearing: bearing wear").waitFor();

    const [report, act] = edge.posts.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(report).toMatchObject({ assetUid: "urn:fake:cnc-206", component: "spindle" });
    expect(act).toMatchObject({ kind: "plan", assignee: "wang", grade: 2 });
    expect(faults).toEqual([]);

    // The focus comes back to the row that opened the page.
    await about.getByRole("button", { name: "Close component" }).focus();
    await page.keyboard.press("Enter");
    await about.waitFor({ state: "detached" });
    expect(await page.evaluate("document.activeElement.className")).toContain("room-row");
  });

  it("[PG20] shows MTBF and MTTR in hours, and a table to save", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/maintenance?l=en&th=light" });
    await fed(page);
    const figures = page.getByRole("region", { name: "MTBF and MTTR" });
    await figures.getByRole("row", { name: /^Plant 2 1.300 2.50/ }).waitFor();
    await figures.getByLabel("Time").selectOption("90");
    const link = figures.getByRole("link", { name: "Table (CSV): MTBF and MTTR" });
    expect(await link.getAttribute("href")).toBe("/api/v1/maintenance-figures.csv?from=-90d");
  });

  it("[PG14] says that nothing is watched instead of no signs, and counts old data among the usual", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/maintenance?l=en&th=light" });
    await fed(page);
    await page.getByText("As usual: 2").waitFor();
    expect(await page.getByText("data old: 2").count()).toBe(0);
    const setAllLive = (isLive: boolean): void => {
      for (const source of edge.sources) edge.setLive(source, isLive);
    };
    onTestFinished(() => setAllLive(true));
    setAllLive(false);
    await page.locator("summary", { hasText: "As usual: 2" }).getByText("data old: 2").waitFor();

    await page.route("**/api/v1/component-health", (route) => route.fulfill({ json: { components: [] } }));
    await page.reload();
    await page.getByText("Nothing is watched").waitFor();
    expect(await page.getByText("No signs of a fault").count()).toBe(0);
  });

  it("[PG16] sends one act for two clicks, and keeps a dialog that is open when a late answer comes", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/maintenance?l=en&th=light" });
    await fed(page);
    const sent = edge.posts.length;
    const answers: (() => Promise<void>)[] = [];
    await page.route("**/acts", async (route) => {
      // Only the answer is late: a slow machine would reach the limit of the page's requests before the edge had it.
      const response = await route.fetch();
      answers.push(() => route.fulfill({ response }).catch(() => undefined));
    });
    const planned = page.getByRole("region", { name: "Planned" });
    const start = planned.getByRole("button", { name: /^Start/ }).first();
    await start.click();
    await expect.poll(() => answers.length).toBe(1);
    expect(await start.isDisabled()).toBe(true);
    await answers[0]?.();
    await expect.poll(() => edge.posts.length).toBe(sent + 1);

    const plan = page.getByRole("region", { name: "Reported" }).getByRole("button", { name: /^Plan/ });
    const dialog = page.getByRole("dialog");
    await plan.first().click();
    await dialog.getByLabel("Assignee").fill("zhao");
    await dialog.getByRole("button", { name: "Plan" }).click();
    await expect.poll(() => answers.length).toBe(2);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    await page
      .getByRole("button", { name: /^Reject/ })
      .last()
      .click();
    await dialog.getByLabel("Reason or remark").fill("long text");
    await answers[1]?.();
    await page.getByRole("region", { name: "Planned" }).getByText("zhao").waitFor();
    expect(await dialog.getByLabel("Reason or remark").inputValue()).toBe("long text");
  });

  it("[PG19] books a delivery once, and a finish with several parts that the plan proposes", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/maintenance?l=en&th=light" });
    await fed(page);
    const stock = page.getByRole("region", { name: "Spare parts", exact: true });
    expect(await stock.locator(".due-row strong:first-child").first().textContent()).toContain("Spindle bearing");
    await stock.getByRole("button", { name: "Change stock: Spindle bearing 7020 CD/P4A BRG-7020" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("used by work").waitFor();
    await dialog.getByLabel("Pieces").fill("4");
    await dialog.getByText("On hand: 1 → 5").waitFor();
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    const send = dialog.getByRole("button", { name: "Delivery", exact: true });
    expect(await send.isDisabled()).toBe(true);
    await dialog.getByLabel("Delivery note or reason").fill("delivery 4812");
    await send.click();
    await dialog.waitFor({ state: "detached" });
    await stock.getByText("delivery 4812").waitFor();
    const booked = edge.posts.filter(({ path }) => path.startsWith("/api/v1/spares/"));
    expect(booked.map(({ path, body }) => [path, JSON.parse(body) as object])).toMatchObject([
      ["/api/v1/spares/BRG-7020/changes", { delta: 4, reason: "delivery 4812" }],
    ]);

    // Of the lathe's item the plan needs a filter, which one click takes over.
    await page.getByRole("button", { name: "Start: Inspect CNC-104" }).click();
    await page.getByRole("button", { name: "Finish: Inspect CNC-104" }).click();
    await dialog.getByLabel("Work done").fill("filter and bearing changed");
    await dialog.getByRole("button", { name: "Add a part" }).click();
    await expect.poll(() => dialog.getByLabel("Spare part 1").inputValue()).toBe("FLT-CF-25");
    await dialog.getByRole("button", { name: "Add a part" }).click();
    await dialog.getByLabel("Spare part 2").selectOption("BRG-7020");
    await dialog.getByLabel("Pieces of part 2").fill("2");
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await dialog.getByRole("button", { name: "Finish" }).click();
    await dialog.waitFor({ state: "detached" });
    const finish = edge.posts.map(({ body }) => JSON.parse(body) as object).at(-1);
    expect(finish).toMatchObject({
      kind: "finish",
      parts: [
        { part: "FLT-CF-25", quantity: 1 },
        { part: "BRG-7020", quantity: 2 },
      ],
    });
    expect(faults).toEqual([]);
  });
});
