import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HEAD_PX, ROW_PX, RULER_PX } from "../../twin-viewer/src/screens/schedule/rows.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AGAIN, FAILED, MADE, WAITING, WORKING } from "../fakes/viewer/schedules.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("the room of schedules in Chromium", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge({ healthy: true });
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  const room = (hash: string) => open(browser, edge.address, { hash, width: 1366, height: 768 });
  const asked = (path: string) => edge.posts.filter((post) => post.path === path).map(({ body }) => JSON.parse(body));

  /** Selects the first operation that nothing keeps, by keys. */
  async function selectFree(page: Page): Promise<void> {
    await page.locator(".gantt-scroll").press("ArrowRight");
    const lock = page.locator(".gantt-card").getByRole("button", { name: "Lock" });
    for (let i = 0; i < 20 && (await lock.count()) === 0; i++) await page.locator(".gantt-scroll").press("ArrowRight");
    expect(await lock.count()).toBe(1);
  }

  it("[SD29] [SD30] what is missing is said, files are sent as they are, mistakes stand below", async () => {
    const { page, faults } = await room("#/schedule?l=en&th=light");
    await page.getByText("No set-up times: the record has too few changes of variant").waitFor();
    expect(await page.locator(".schedule-row").count()).toBe(5);
    await page.getByLabel("A plan file").check();
    const make = page.getByRole("button", { name: "Make schedule" });
    expect(await make.isDisabled()).toBe(true);
    await page.getByLabel("Choose plan file").setInputFiles({
      name: "plan.yaml",
      mimeType: "application/yaml",
      buffer: Buffer.from("timeZone: Asia/Shanghai\nmachines: [{ id: M }]\n"),
    });
    await page.getByLabel("Choose orders").setInputFiles({
      name: "orders.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("order,variant,due\nA,P,2026-12-02\n"),
    });
    const text = { en: "no machine can make step mill", zh: "没有设备可加工工序 mill" };
    const remedy = { en: "name a machine of it", zh: "请为其指定设备" };
    const problem = { code: "x", file: "plan.yaml", line: 3, path: "variants[0]", text, remedy };
    const refusal = { status: 422, json: { title: "No", detail: "the plan has mistakes", problems: [problem] } };
    await page.route("**/api/v1/schedules", (route) =>
      route.request().method() === "POST" ? route.fulfill(refusal) : route.fallback(),
    );
    await make.click();
    const said = page.locator(".config-problems");
    await said.waitFor();
    expect(await page.locator(".schedule-refusal").textContent()).toContain("This cannot be planned:");
    expect(await said.textContent()).toContain("plan.yaml:3 variants[0]");
    expect(await said.textContent()).toContain("name a machine of it");
    await page.unroute("**/api/v1/schedules");
    await make.click();
    await page.locator(".gantt-canvas").waitFor();
    expect(asked("/api/v1/schedules").at(-1)).toMatchObject({
      seconds: 30,
      plan: { timeZone: "Asia/Shanghai", machines: [{ id: "M" }] },
      orders: { format: "csv", text: "order,variant,due\nA,P,2026-12-02\n" },
    });
    expect(page.url()).toContain("s=00000000");
    // Chromium itself reports the refused request.
    expect(faults.filter((fault) => !/status of 422/.test(fault))).toEqual([]);
  });

  it("[SD29] the state of each is said in both languages", async () => {
    const states = [
      [WAITING, "Waiting: another schedule is being made.", "排队中：正在求解另一个排产。"],
      [WORKING, "Searching: 40 % of the time", "求解中：已用时间 40 %"],
      [FAILED, "the edge ended twice while it was made. Ask for fewer seconds", "没有结果："],
      ["00000000-0000-4000-8000-00000000dead", "it was deleted, or the link is wrong.", "它已被删除，或链接有误。"],
    ] as const;
    const { page } = await room("#/schedule?l=en&th=dark");
    for (const [uid, english, chinese] of states) {
      await page.evaluate(`location.hash = "#/schedule?s=${uid}&l=en"`);
      await page.getByText(english).waitFor();
      expect(await page.getByRole("img", { name: /Cost fell from/ }).count()).toBe(uid === WORKING ? 1 : 0);
      await page.evaluate(`location.hash = "#/schedule?s=${uid}&l=zh"`);
      await page.getByText(chinese).waitFor();
    }
  });

  it("[SD29] deleting asks twice, and leads back to the list", async () => {
    const { page, faults } = await room(`#/schedule?s=${WAITING}&l=en&th=light`);
    await page.getByRole("button", { name: "Cancel schedule Waits" }).click();
    await page.getByRole("button", { name: "Keep" }).click();
    expect(edge.schedules.stored.has(WAITING)).toBe(true);
    await page.getByRole("button", { name: "Cancel schedule Waits" }).click();
    await page.getByRole("button", { name: "Stop and delete" }).click();
    await page.getByRole("heading", { name: "Stored schedules" }).waitFor();
    await page.locator(".schedule-row", { hasText: "Waits" }).waitFor({ state: "detached" });
    expect(edge.schedules.stored.has(WAITING)).toBe(false);
    // A look at its progress may still be under way when it is deleted.
    expect(faults.filter((fault) => !/status of 404/.test(fault))).toEqual([]);
  });

  it("[SD32] [SD34] keys reach an operation, its card says why it starts then, links of a chain lead on", async () => {
    const { page, faults } = await room(`#/schedule?s=${MADE}&l=en&th=light`);
    await selectFree(page);
    const card = page.locator(".gantt-card");
    expect(await card.textContent()).toMatch(/waits for step|is busy with order|can start from/);
    expect(await page.locator(".gantt [role=status]").textContent()).toContain("Order ORD-");
    await page.locator(".gantt-scroll").press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("gantt-card");
    // The latest order is the first of the table.
    await page.locator("tbody .link").first().click();
    const links = page.locator(".gantt-chain .link");
    await links.nth(1).click();
    expect(await links.nth(1).getAttribute("aria-current")).toBe("true");
    expect(await card.locator("h2").textContent()).toBe((await links.nth(1).textContent())?.replace(" ", " · "));
    // The table has the same, in words.
    await page.getByRole("button", { name: "Table" }).click();
    const rows = page.getByRole("region", { name: "Operations by their start" });
    expect(await rows.locator("table").getAttribute("aria-rowcount")).toBe("480");
    expect(await rows.locator("tbody tr").nth(1).textContent()).toContain("kept from the plan before");
    expect(faults).toEqual([]);
  });

  it("[SD35] [SD36] [SD37] what keys move is checked, locked, taken back, and kept when planned again", async () => {
    const { page, faults } = await room(`#/schedule?s=${MADE}&l=en&th=light`);
    await selectFree(page);
    const chart = page.locator(".gantt-scroll");
    await chart.press("m");
    // Half an hour earlier it lies in what is before it on its machine.
    for (let i = 0; i < 6; i++) await chart.press("ArrowLeft");
    await page.locator(".gantt-note .gantt-conflict").first().waitFor();
    expect(await page.locator(".gantt-note").textContent()).toMatch(/✗ conflict.*(works on order|ends only after)/);
    await chart.press("Escape");
    await page.getByText("Nothing is locked.").waitFor();
    await chart.press("m");
    await chart.press("ArrowLeft");
    await chart.press("Enter");
    await page.getByText("1 operation is locked").waitFor();
    await chart.press("Control+z");
    await page.getByText("Nothing is locked.").waitFor();
    await chart.press("Control+y");
    await page.getByText("1 operation is locked").waitFor();
    await page.getByRole("button", { name: "+ Machine down" }).click();
    await page.getByRole("button", { name: "Plan again" }).click();
    await page.getByText("A change is not complete").waitFor();
    await page.getByRole("group", { name: "Machine down" }).getByLabel("Machine").selectOption("TRN-02");
    await page.getByRole("button", { name: "Plan again" }).click();
    await page.getByRole("heading", { name: "Compared with Week 49" }).waitFor();
    const sent = asked("/api/v1/schedules").at(-1);
    expect(sent).toMatchObject({ from: MADE, events: { breakdowns: [{ machine: "TRN-02" }] } });
    expect(sent.locks).toHaveLength(1);
    expect(Date.parse(sent.locks[0].start) % 300_000).toBe(0);
    await page.getByText("1 operation is locked").waitFor();
    expect(faults).toEqual([]);
  });

  it("[SD35] [SD36] a bar that is dragged shows its conflict at once, and is locked where it is dropped", async () => {
    const { page, faults } = await room(`#/schedule?s=${MADE}&l=en&th=dark`);
    const chart = page.locator(".gantt-scroll");
    await page.locator(".gantt-canvas").waitFor();
    const box = await chart.boundingBox();
    if (box === null) throw new Error("the chart has no place");
    const note = page.locator(".gantt-note");
    // From the right end of the first row to its last bar.
    const y = box.y + RULER_PX + HEAD_PX + ROW_PX / 2;
    let x = box.x + box.width - 20;
    while (x > box.x + 150 && (await note.count()) === 0) {
      x -= 8;
      await page.mouse.move(x, y);
    }
    const name = (await note.locator("strong").textContent()) ?? "";
    await page.mouse.down();
    await page.mouse.move(x - 60, y, { steps: 3 });
    await page.mouse.move(x - 120, y, { steps: 3 });
    await note.locator(".gantt-conflict").first().waitFor();
    await page.mouse.up();
    await page.getByText("1 operation is locked").waitFor();
    expect(await page.locator(".gantt-card h2").textContent()).toBe(name.split(" · ").slice(0, 2).join(" · "));
    expect(await page.locator(".gantt-card .gantt-conflict").count()).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Nothing is locked.").waitFor();
    expect(faults).toEqual([]);
  });

  it("[SD43] a schedule stands beside what happened, and what is not known is said", async () => {
    const { page, faults } = await room(`#/schedule?s=${MADE}&l=en&th=light`);
    const card = page.locator("section", { has: page.getByRole("heading", { name: "Plan against what happened" }) });
    const { judged = [], score } = edge.schedules.stored.get(MADE) ?? {};
    const { actual = 0, planned = 0 } = score?.onTime ?? {};
    await card.getByText(`${actual} of ${judged.length} (planned ${planned})`).waitFor();
    await card.getByText("ends of orders further ahead").waitFor();
    const first = card.locator("table").last().locator("tbody tr").first();
    expect(await first.textContent()).toContain("not ended by then≥ +");
    await page.goto(`${edge.address}#/schedule?s=${AGAIN}&l=zh&th=dark`);
    await page.getByText("该时段内 cell-1 的报告有丢失").waitFor();
    expect(await page.getByText("中位偏差").count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it("[SD65] what happened stands in table, card and legend, and what is not known is said", async () => {
    const { page, faults } = await room(`#/schedule?s=${MADE}&l=en&th=light`);
    const chart = page.getByRole("region", { name: "Gantt chart" });
    await chart.getByText("What happened is known up to").waitFor();
    for (const sign of ["Actual start and end", "Goes on", "Not begun although due", "On another machine"])
      expect(await chart.locator(".gantt-legend", { hasText: sign }).count()).toBe(1);
    await page.getByRole("button", { name: "What happened" }).click();
    await chart.locator(".gantt-legend", { hasText: "Goes on" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Table" }).click();
    const rows = page.getByRole("region", { name: "Operations by their start" }).locator("tbody tr");
    await rows.filter({ hasText: "not begun" }).first().waitFor();
    expect(await rows.filter({ hasText: "made on" }).count()).toBeGreaterThan(0);
    expect(await rows.filter({ hasText: "unknown" }).count()).toBeGreaterThan(0);
    await rows.filter({ hasText: "not begun" }).first().locator(".link").click();
    await page.locator(".gantt-card", { hasText: "not begun although due" }).waitFor();
    await page.goto(`${edge.address}#/schedule?s=${AGAIN}&l=zh&th=dark`);
    await page.getByText("cell-1 的报告有丢失：实际开始可能更早").waitFor();
    expect(faults).toEqual([]);
  });

  it("[SD66] closed times behind those of the schedule are asked for, for the window in sight", async () => {
    const { page, faults } = await room("#/schedule?l=en&th=light");
    const { start = "" } = edge.schedules.stored.get(MADE) ?? {};
    const closedUntil = new Date(Date.parse(start) + 86_400_000).toISOString();
    await page.route(`**/api/v1/schedules/${MADE}`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...((await answer.json()) as object), closedUntil } });
    });
    const request = page.waitForRequest(/\/closed\?/);
    await page.goto(`${edge.address}#/schedule?s=${MADE}&l=en&th=light`);
    const { searchParams } = new URL((await request).url());
    expect(Date.parse(searchParams.get("from") ?? "")).toBeLessThan(Date.parse(start));
    expect(Date.parse(searchParams.get("to") ?? "")).toBeGreaterThan(Date.parse(closedUntil));
    await page.locator(".gantt-legend").getByText("Closed", { exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  it("[SD32] [SD34] [SD38] nothing is inaccessible in either language, or wider than 320 pixels", async () => {
    for (const [language, look, uid] of [
      ["zh", "light", MADE],
      ["en", "dark", AGAIN],
    ] as const) {
      const { page, faults } = await room(`#/schedule?s=${uid}&l=${language}&th=${look}`);
      await page.locator(".gantt-canvas").waitFor();
      await page.evaluate(AXE);
      await page.locator("tbody .link").first().click();
      await page.locator(".gantt-bar input[type=checkbox]").check();
      const late = edge.schedules.stored.get(uid)?.late ?? 0;
      await page.getByText(language === "zh" ? `显示 ${late}/110` : `${late} of 110`).waitFor();
      // The chart in one appearance, the table in the other.
      if (language === "en") {
        await page.locator(".segment").nth(1).click();
        await page.locator(".gantt-table tbody tr").first().waitFor();
      }
      expect(await page.evaluate(RUN_AXE)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 700 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
      expect(faults).toEqual([]);
      await page.close();
    }
  });
});
