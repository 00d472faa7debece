import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("the room of next jobs in Chromium", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge({ healthy: true, user: { name: "li", role: "operator" } });
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  const room = (hash: string, width = 1366) => open(browser, edge.address, { hash, width, height: 900 });
  const row = (label: string) => `.jobs-table tbody tr:has(th:has-text("${label}"))`;

  it("[DI26] a row for each station, states by sign and word, blocks and differences in words", async () => {
    const { page, faults } = await room("#/jobs?l=en&th=light");
    await page.locator(row("CNC-201")).waitFor();
    expect(await page.locator(".jobs-table tbody tr").count()).toBe(6);
    expect(await page.locator(row("CNC-201")).textContent()).toMatch(/makes PH-65A.*▶ running.*12 of 40 pieces/s);
    expect(await page.locator(row("CNC-202")).textContent()).toMatch(/≠ Differs from the plan.*the plan has PH-40C/s);
    expect(await page.locator(row("CNC-203")).textContent()).toMatch(/\? unknown.*it is not connected/s);
    expect(await page.locator(row("CNC-204")).textContent()).toMatch(/✗ Blocked.*dispatch\.programs/s);
    await page.locator(row("WSH-01")).getByRole("button", { name: "Mark as passed on: WSH-01" }).first().click();
    await page.locator(row("WSH-01")).getByText("passed on at").waitFor();
    expect(faults).toEqual([]);
  });

  it("[DI27] what will be written is listed, what would wait is confirmed, each job has its result", async () => {
    const { page, faults } = await room("#/jobs?l=en&th=light");
    await page.locator(row("CNC-202")).waitFor();
    expect(await page.locator(row("CNC-204")).locator("input[type=checkbox]").first().isDisabled()).toBe(true);
    for (const [label, at] of [
      ["CNC-201", 1],
      ["CNC-202", 0],
      ["CNC-202", 1],
    ] as const)
      await page.locator(row(label)).locator("input[type=checkbox]").nth(at).check();
    await page.getByText("3 jobs selected").waitFor();
    await page.getByRole("button", { name: "Give …" }).click();
    const dialog = page.locator(".dialog-jobs");
    expect(await dialog.textContent()).toMatch(
      /program PH-40C-OP20, order ORD-4102, 40 pieces.*SpindleLoadLimit = 80/s,
    );
    const give = dialog.getByRole("button", { name: "Give 3 jobs" });
    expect(await give.isDisabled()).toBe(true);
    await dialog.getByLabel("Give also what would wait").check();
    await give.click();
    await dialog.getByText("1 of 3 given and read back").waitFor();
    expect(await dialog.textContent()).toMatch(
      /✓ given.*≠ given, reads back otherwise.*pieces: given 40, read 36.*\? unknown/s,
    );
    const sent = edge.posts.filter(({ path }) => path === "/api/v1/dispatch/jobs").map(({ body }) => JSON.parse(body));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ early: true, schedule: expect.stringContaining("4000-9000") });
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.locator(row("CNC-202")).getByText("given").first().waitFor();
    await page.getByText("0 jobs selected").waitFor();
    expect(faults).toEqual([]);
  });

  it("[DI31] a job that is over is cleared at its machine when asked twice; then the rest can be given", async () => {
    const { page, faults } = await room("#/jobs?l=en&th=light");
    const cell = page.locator(row("CNC-204")).locator("td").nth(2);
    await cell.getByText("12 pieces are left").waitFor();
    await cell.getByRole("button", { name: "Clear at the machine: CNC-204, ORD-4114" }).click();
    await cell.getByText("Clear it at CNC-204? The remaining 12 pieces can then be given.").waitFor();
    expect(edge.posts.filter(({ path }) => path === "/api/v1/jobs/acts")).toEqual([]);
    await cell.getByRole("button", { name: "Clear at the machine", exact: true }).click();
    await cell.getByText("○ open").waitFor();
    expect(await cell.locator("input[type=checkbox]").isDisabled()).toBe(false);
    const [sent] = edge.posts.filter(({ path }) => path === "/api/v1/jobs/acts");
    expect(JSON.parse(sent?.body ?? "")).toEqual({
      ...{ asset: "urn:test:CNC-204", jobId: "GEMBA-ORD-4114/OP20", act: "clear" },
    });
    expect(faults).toEqual([]);
  });

  it("[DI33] a job without raw pieces says so, and what is at hand is counted", async () => {
    const { page, faults } = await room("#/jobs?l=zh&th=dark");
    await page.locator(row("CNC-204")).getByText("RCK-0* 没有可用的毛坯").waitFor();
    await page.locator(row("CNC-201")).getByText("毛坯 12 件").waitFor();
    expect(faults).toEqual([]);
  });

  it("[DI26] changeovers have unknown as a dash, and are saved in the page's language", async () => {
    const { page, faults } = await room("#/jobs?l=zh&th=dark");
    const card = page.getByRole("region", { name: "换型" }).first();
    await card.getByText("PH-40C → PH-65A").waitFor();
    expect(await card.locator("tbody tr", { hasText: "WSH-01" }).textContent()).toContain("—");
    expect(await card.locator("a[download]").getAttribute("href")).toContain("language=zh");
    expect(faults).toEqual([]);
  });

  it("[DI26] axe finds nothing in both themes, and on a phone nothing lies outside", async () => {
    for (const [theme, width] of [
      ["light", 1366],
      ["dark", 390],
    ] as const) {
      const { page, faults } = await room(`#/jobs?l=en&th=${theme}`, width);
      await page.locator(row("CNC-201")).waitFor();
      await page.evaluate(AXE);
      expect(await page.evaluate(RUN_AXE)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);

      expect(faults).toEqual([]);
      await page.context().close();
    }
  });

  it("[DI28] taking back asks twice; without a schedule in force the room says what to do", async () => {
    const { page, faults } = await room("#/jobs?l=en&th=light");
    await page.getByRole("button", { name: "Take back Week 49" }).click();
    await page.getByRole("button", { name: "Take back", exact: true }).click();
    await page.getByText("No schedule is in force, so no station has a next job.").waitFor();
    await page.getByText("Week 49 was taken back").waitFor();
    await page.getByLabel("Stored schedule").selectOption({ index: 1 });
    await page.getByRole("button", { name: "Put in force" }).click();
    await page.locator(row("CNC-201")).waitFor();
    expect(faults).toEqual([]);
  });
});
