import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { launch, MISSING, open, patient } from "./page.ts";

describe.skipIf(MISSING !== "")("production in Chromium", () => {
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

  it("material shows places, orders, bottleneck and mismatches; a piece opens its history and record", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/material?l=en&th=light" });
    await page.locator(".piece", { hasText: "CNC-102 · inferred" }).waitFor();
    await page.getByText("Method: active period").waitFor();
    await page.getByText("22 of 23 places agree").waitFor();
    await page.getByText("the rack reads 7 pieces").waitFor();
    const orders = page.getByRole("region", { name: "Orders" });
    expect(await orders.locator("tr", { hasText: "ORD-00017" }).textContent()).toMatch(
      /41 of 96 good, 60 started.*late/,
    );
    expect(await orders.locator("tr", { hasText: "ORD-00018" }).textContent()).toContain(
      "no piece of the order has started",
    );
    await page.locator(".place-row", { hasText: "11 / 12" }).click();
    await page.locator(".piece").nth(1).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "All places" }).click();
    await page.locator(".piece").nth(1).click();
    const life = page.getByRole("region", { name: "Life of the piece" });
    await life.getByText("OP20 Milling").waitFor();
    await life.getByRole("button", { name: "Record" }).waitFor();
    expect(faults).toEqual([]);
  });

  it("a piece without a place is drawn as unknown, one in transit as in transit, counted ones as unknown", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/material?l=en&th=light" });
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
    await page.route("**/api/v1/pieces?**", async (route) => {
      const answer = (await (await route.fetch()).json()) as { pieces: object[] };
      const at = (piece: string, seconds: number | null) => ({
        ...answer.pieces[0],
        piece,
        place: null,
        carrier: null,
        since: seconds === null ? null : ago(seconds),
        isInferred: false,
      });
      await route.fulfill({
        json: { ...answer, total: 3, pieces: [at("PC-0000001", 20), at("PC-0000002", 900), at("PC-0000003", null)] },
      });
    });
    await page.route("**/api/v1/places?**", async (route) => {
      const answer = (await (await route.fetch()).json()) as { places: object[] };
      await route.fulfill({
        json: {
          ...answer,
          places: [
            ...answer.places,
            { ...answer.places[0], place: "RCK-01", name: null, pieces: 8, unidentified: 24, capacity: null },
          ],
        },
      });
    });
    await page.locator(".piece", { hasText: "PC-0000001" }).getByText("between two places").waitFor();
    expect(await page.locator(".piece.is-unknown").allTextContents()).toEqual([
      expect.stringMatching(/PC-0000002place unknown15 ?min/),
      "PC-0000003place unknownbefore record",
    ]);
    const rack = page.locator(".place-row", { hasText: "8 + 24" });
    await rack.waitFor();
    const [known = 0, unknown = 0] = await Promise.all(
      [".bar-fill", ".bar-unknown"].map(async (part) => (await rack.locator(part).boundingBox())?.width ?? 0),
    );
    expect(unknown / known).toBeCloseTo(3, 1);
    await page.getByText("24 unknown").waitFor();
    await page.goto(`${edge.address}/#/material?l=zh&th=dark`);
    await page.locator(".piece.is-unknown", { hasText: "PC-0000002" }).getByText("位置未知").waitFor();
    expect(faults).toEqual([]);
  });

  it("in the past, cards and strip show figures of that time and hide those known only for now", async () => {
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const { page, faults } = await open(browser, edge.address, { hash: `#/material?l=en&th=light&t=${at}` });
    await page.locator(".answer-note", { hasText: "as of" }).first().waitFor();
    const orders = page.getByRole("region", { name: "Orders" });
    await orders.locator(".answer-note", { hasText: "as of" }).waitFor();
    expect(await orders.locator("tr", { hasText: "ORD-00017" }).textContent()).toMatch(
      /12 of 96 good, 31 started.*what was forecast then is not kept/,
    );
    expect(await orders.locator("tr", { hasText: "ORD-00016" }).count()).toBe(0);
    await page.getByText("Known only for now").first().waitFor();
    await page.locator(".kpi", { hasText: "OEE" }).getByText("61.2").waitFor();
    await page.locator(".kpi", { hasText: "WIP" }).getByText("6", { exact: true }).waitFor();
    // 90 s a piece: forty pieces before the present one.
    await page
      .locator(".piece", { hasText: "CNC-101" })
      .getByText(/PC-000012\d/)
      .waitFor();
    expect(faults).toEqual([]);
  });

  it("the asset page names its loss model, shows states by time element, and takes stop reasons", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/asset?l=en&th=light&a=CNC-206" });
    const oee = page.getByRole("region", { name: "OEE and losses" });
    await oee.getByText("65.8 %").waitFor();
    await oee.getByText("Parts from events of pieces. 2 of them were counted by the machine only.").waitFor();
    await oee.getByRole("combobox").selectOption("nakajima");
    await oee.getByText("Minor stops are shorter than").waitFor();
    await page.locator(".state-lane[aria-label^='ADET']").waitFor();
    await page.getByLabel("Stop reason").first().selectOption("tool");
    await expect.poll(() => edge.posts.map(({ path }) => path)).toContain("/api/v1/states/reason");
    expect(JSON.parse(edge.posts.find(({ path }) => path === "/api/v1/states/reason")?.body ?? "{}")).toMatchObject({
      reason: "tool",
    });
    await page.getByRole("region", { name: "Meter tree" }).getByText("0.43").waitFor();
    expect(faults).toEqual([]);
  });

  it("the record of a piece is a separate page, marked as simulated, that prints without controls", async () => {
    const page = await patient(await browser.newPage({ locale: "zh-CN" }));
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(`${edge.address}/record.html?piece=PC-0000206`);
    await page.locator(".record-simulated", { hasText: "仿真数据" }).waitFor();
    await page.getByRole("button", { name: "EN" }).click();
    await page.getByRole("heading", { name: "Piece record PC-0000206" }).waitFor();
    await page.getByText("Nordhaven Hydraulik GmbH").waitFor();
    // A value beyond the limit must look so.
    expect(await page.locator(".record-inspection tr.is-out").textContent()).toContain("50.034");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".record-tools").isVisible()).toBe(false);
    await page.emulateMedia({ media: "screen" });
    await page.getByRole("link", { name: "LOT-0007" }).click();
    await page.locator("td", { hasText: "PC-0000207" }).waitFor();
    expect(faults).toEqual([]);
  });
});
