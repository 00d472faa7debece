import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import {
  BY_API,
  FAILED,
  OPEN,
  OUTSIDE,
  OVER,
  REFUSED,
  SCORED,
  UNKNOWN,
  UNKNOWN_MACHINE,
  WAITING,
  WORKING,
} from "../fakes/viewer/forecasts.ts";
import { drawn, launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("what-if in Chromium", () => {
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

  it("[FK89] a machine that is moved in the layout editor, and not saved, is asked about with a lot size", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/layout?l=en&th=light" });
    await page.locator('.plan-asset[aria-label^="CNC-101"]').click();
    const ask = page.getByRole("button", { name: "What would it change?" });
    expect(await ask.isDisabled()).toBe(true);
    await page.keyboard.press("Shift+ArrowUp");
    await ask.click();
    await page.locator(".forecast-future").waitFor();
    expect(await page.getByLabel("Machine, stop or node").inputValue()).toBe("CNC-101");
    await page.getByLabel("East, m").fill("25.5");
    await page.getByRole("button", { name: "Add a change" }).click();
    await page.locator(".forecast-change").last().getByLabel("Kind of change").selectOption("lot");
    await page.getByLabel("Pieces of a lot").fill("8");
    await page.locator(".forecast-change").last().getByLabel("Variant").selectOption("*");
    await page.getByRole("button", { name: "Compute" }).click();
    await expect.poll(() => edge.posts.findLast(({ path }) => path === "/api/v1/forecasts")).toBeDefined();
    const asked = edge.posts.findLast(({ path }) => path === "/api/v1/forecasts");
    expect(JSON.parse(asked?.body ?? "{}")).toMatchObject({
      futures: [
        {
          name: "As drawn",
          changes: [
            { move: "CNC-101", to: [25.5, 52] },
            { lot: 8, variant: "*" },
          ],
        },
      ],
    });
    // The editor has its draft still.
    await page.evaluate("location.hash = '#/layout?l=en&th=light'");
    await ask.waitFor();
    expect(await ask.isDisabled()).toBe(false);
    edge.posts.length = 0;
    expect(faults).toEqual([]);
  });

  it("[FK55] a user asks what a machine's stop costs, and sees both futures on one scale", async () => {
    const { page, faults } = await open(browser, edge.address);
    await drawn(page);
    await page.locator('.tab[data-screen="forecast"]').click();
    await page.getByLabel("Name", { exact: true }).fill("Tonight");
    await page.getByRole("button", { name: "Add a future" }).click();
    await page.getByRole("button", { name: "Add a change" }).click();
    await page.getByRole("button", { name: "Compute" }).click();
    expect(edge.posts.filter(({ path }) => path === "/api/v1/forecasts")).toEqual([]);
    await page.getByLabel("Machine", { exact: true }).selectOption("CNC-101");
    await page.getByLabel("For, h").fill("4");
    await page.getByRole("button", { name: "Compute" }).click();
    await page.getByRole("heading", { name: "Tonight" }).waitFor();
    const asked = edge.posts.findLast(({ path }) => path === "/api/v1/forecasts");
    expect(JSON.parse(asked?.body ?? "{}")).toEqual({
      name: "Tonight",
      hours: 8,
      replications: 30,
      futures: [{ name: "Future 1", changes: [{ out: "CNC-101", from: 0, hours: 4 }] }],
    });
    expect(await page.locator(".forecast-card h3").allTextContents()).toEqual(["As it is", "Future 1"]);
    expect(await page.getByText("more in 0 of 30 runs, fewer in 30").count()).toBe(1);
    expect(await page.locator(".forecast-right .forecast-tag").count()).toBeGreaterThanOrEqual(3);
    expect(page.url()).toContain("f=00000000");
    expect(faults).toEqual([]);
  });

  it("[FK50] [FK55] a refusal stands at the change that caused it, in the page's language", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/forecast?l=zh&th=dark" });
    await page.getByRole("button", { name: "添加方案" }).click();
    await page.getByRole("button", { name: "添加更改" }).click();
    await page.getByLabel("设备", { exact: true }).selectOption(UNKNOWN_MACHINE);
    await page.getByRole("button", { name: "计算", exact: true }).click();
    const problem = page.locator(".forecast-change .forecast-problem");
    await problem.waitFor();
    expect(await problem.textContent()).toContain(`工厂中没有机床 ${UNKNOWN_MACHINE}`);
    // A change of the question takes it back.
    await page.getByLabel("设备", { exact: true }).selectOption("CNC-101");
    await problem.waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });

  it("[FK55] [FK56] a link opens a stored forecast, which says what happened; deleting asks once more", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?f=${SCORED}&l=en&th=light` });
    await page.getByText("433 good pieces were made: inside the interval.").waitFor();
    expect(await page.locator(".forecast-bar").getAttribute("aria-label")).toContain("What happened: 433");
    await page.locator(".forecast-row", { hasText: "Next shift" }).press("Enter");
    await page.getByRole("heading", { name: "lathe 101 out" }).waitFor();
    expect(page.url()).toContain(`f=${OPEN}`);
    await page.getByRole("button", { name: "Delete forecast Next shift" }).press("Enter");
    const question = page.getByRole("group", { name: "Delete for everybody?" });
    await page.locator('[aria-label="Delete for everybody?"]:focus').waitFor();
    await question.press("Escape");
    await question.waitFor({ state: "detached" });
    const first = page.getByRole("button", { name: "Delete forecast Next shift" });
    await page.locator('[aria-label="Delete forecast Next shift"]:focus').waitFor();
    await first.press("Enter");
    await page.getByRole("group", { name: "Delete for everybody?" }).press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Ask a question on the left").waitFor();
    await page.locator(".forecast-row", { hasText: "Next shift" }).waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });

  it("[FK55] [FK56] a question of the API has its forms, and keeps its instant and its seed", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: `#/forecast?f=${BY_API}&l=en&th=light` });
    await page.getByText("The record is too short for trials of 15 min: they are of 8 min").waitFor();
    await page.getByRole("button", { name: "Use as a new question" }).click();
    expect(await page.getByLabel("Kind of change").first().inputValue()).toBe("route");
    expect(await page.getByLabel("CNC-10*").isChecked()).toBe(true);
    await page.getByLabel("CNC-101").check();
    await page.getByText("weather: this page has no form for it").waitFor();
    await page.getByRole("button", { name: "Compute" }).click();
    await expect
      .poll(() => JSON.parse(edge.posts.findLast(({ path }) => path === "/api/v1/forecasts")?.body ?? "{}") as object)
      .toEqual({
        ...{ name: "By API", hours: 0.25, replications: 12, seed: 7, at: "2026-11-30T06:00:00.000Z" },
        futures: [
          { name: "island", changes: [{ route: "PH-50A", over: ["CNC-10*", "CNC-101"] }, { sequence: "short" }] },
          { name: "of a later edge", changes: [{ weather: "hot", hours: 2 }] },
        ],
      });
    expect(faults).toEqual([]);
  });

  it("[FK55] opening a refused forecast leaves the question that is being written", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/forecast?l=en&th=light" });
    await page.getByLabel("Name", { exact: true }).fill("Mine");
    await page.locator(".forecast-row", { hasText: "Too early" }).click();
    const refusal = page.locator(".forecast-refused");
    await refusal.waitFor();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Mine");
    // Times of a refusal are the site's.
    expect(await refusal.textContent()).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d has less than half an hour/);
    expect(faults).toEqual([]);
  });

  it.each([
    [WAITING, "Waiting: another forecast is being computed.", "排队中：正在计算另一个预测。"],
    [WORKING, "Computing: 40 % of the runs", "计算中：已完成 40 % 的运行"],
    [FAILED, "it took more than 300 s. Ask for fewer hours", "用时超过 300 秒。请减少小时数"],
    [REFUSED, "has less than half an hour of history before it", "之前的历史不足半小时"],
    [OVER, "when all reports of that time have come.", "该时段的报告全部到齐后"],
    [UNKNOWN, "It is unknown how many pieces were made: reports of plc-line-1", "实际件数未知：该时段内 plc-line-1"],
    [OUTSIDE, "440 good pieces were made: outside the interval.", "实际合格 440 件：在区间之外。"],
    ["00000000-0000-4000-8000-00000000dead", "it was deleted, or the link is wrong.", "它已被删除，或链接有误。"],
  ])("[FK55] the state of %s is said in both languages", async (uid, english, chinese) => {
    for (const [language, text] of [
      ["en", english],
      ["zh", chinese],
    ] as const) {
      const { page } = await open(browser, edge.address, { hash: `#/forecast?f=${uid}&l=${language}&th=dark` });
      const said = page.locator(".forecast-right").getByText(text);
      await said.waitFor();
      expect(await said.isVisible()).toBe(true);
      if (uid === OUTSIDE && language === "en")
        expect(await page.locator(".forecast-good strong").textContent()).toBe("421 (403 to 439)");
      await page.close();
    }
  });

  it.each([
    ["none", "尚无工件记录"],
    ["short", "还需约 20 分钟"],
    ["impossible", "构成没有出口的环；请补充工件离开的路线"],
  ] as const)("[FK54] [FK50] a record that is %s says why nothing can be asked", async (record, text) => {
    edge.forecasts.record = record;
    try {
      const { page, faults } = await open(browser, edge.address, { hash: "#/forecast?l=zh&th=light" });
      await page.getByText(text).waitFor();
      expect(await page.getByRole("button", { name: "计算", exact: true }).isDisabled()).toBe(true);
      expect(faults).toEqual([]);
    } finally {
      edge.forecasts.record = "whole";
    }
  });

  it("[FK55] [FK56] somebody else's deletion and an edge that is gone are said; cancelling asks", async () => {
    const { page } = await open(browser, edge.address, { hash: `#/forecast?f=${WORKING}&l=en&th=light` });
    await page.getByRole("button", { name: "Cancel forecast Works" }).click();
    await page.getByText("Stop it, and delete the question for everybody?").waitFor();
    expect(await page.getByRole("button", { name: "Stop and delete" }).count()).toBe(1);
    await page.getByRole("button", { name: "Keep" }).click();
    await page.route("**/api/v1/forecasts/**", (route) => route.abort());
    await page.locator(".forecast-right .answer-note").waitFor();
    expect(await page.getByText("Computing: 40 %").count()).toBe(1);
    await page.unroute("**/api/v1/forecasts/**");
    await page.locator(".forecast-right .answer-note").waitFor({ state: "detached" });
    const works = edge.forecasts.stored.get(WORKING);
    edge.forecasts.stored.delete(WORKING);
    await page.getByText("it was deleted, or the link is wrong.").waitFor();
    await page.getByText("Computing: 40 %").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByText("Ask a question on the left").waitFor();
    if (works !== undefined) edge.forecasts.stored.set(WORKING, works);
  });
});
