import type { Browser } from "playwright-core";
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

  it("[PE22] the energy room has kWh per piece and step, and a piece its energy by step", async () => {
    await using edge = await startViewerEdge().then((one) => ({ ...one, [Symbol.asyncDispose]: () => one.stop() }));
    const { page, faults } = await open(browser, edge.address, { hash: "#/energy?l=en&th=light" });
    const card = page.getByRole("region", { name: "Energy per piece" });
    await card.getByRole("row", { name: /OP20 PH-40A 0\.300/ }).waitFor();
    await card.getByRole("row", { name: /CNC-101 12\.0/ }).waitFor();
    if (process.env["GEMBA_SHOT"] !== undefined) await card.screenshot({ path: process.env["GEMBA_SHOT"] });
    const material = await open(browser, edge.address, { hash: "#/material?l=zh&th=light" });
    await material.page.locator(".piece").nth(1).click();
    await material.page.getByText("0.210 千瓦时，").waitFor();
    expect([...faults, ...material.faults]).toEqual([]);
  });
});
