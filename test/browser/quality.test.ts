import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { fed, launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("the quality room", () => {
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

  it("[QY24] [QY25] [QY27] [QY45] [QC9] [QC15] [QC22] [QY42] [SG11] from list to chart to frozen limits", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/quality?l=en&th=light", width: 1366 });
    await fed(page);
    const rows = page.locator(".spc-row");
    await rows.filter({ hasText: "n = 200" }).waitFor();
    const first = rows.first();
    expect(await first.textContent()).toMatch(/Bore diameter CNC-101.*Signal standing.*Limits version 1/);
    expect(await first.textContent()).toMatch(/Cpk\d\.\d\d\d\.\d\d to \d\.\d\d \(95 %\)n = 200/);
    expect(await rows.filter({ hasText: "Blemishes" }).textContent()).toContain("Nothing measured yet");
    expect(await rows.filter({ hasText: "CNC-102" }).textContent()).toContain("Inspection due after set-up (12 pieces");

    const costs = page.getByRole("region", { name: "Cost of quality and energy" });
    expect(await costs.getByRole("row", { name: /^OP60 Vision inspection/ }).textContent()).toMatch(
      /1\s?204942 \(19 pcs\)0361310 402 kWh207 kg 0\.17 kg each1\.08 \+ 0\.26quality 1\.08, energy 0\.26$/,
    );
    await costs.getByText("Without a CO₂ factor: water.").waitFor();
    await costs.getByRole("button", { name: "OP60 Vision inspection" }).click();
    await costs.getByRole("region", { name: "Pieces of OP60 Vision inspection" }).getByText("PC-0000017").waitFor();
    await costs.getByText("The begin of 1 completion was not reported").waitFor();
    await costs.getByRole("combobox", { name: "by" }).selectOption("variant");
    await costs.getByRole("row", { name: /^a variant/ }).waitFor();

    const figures = costs.getByRole("region", { name: "Key figures" });
    const share = figures.getByRole("row", { name: /^Scrap share/ });
    await share.filter({ hasText: "2.83 %" }).waitFor();
    expect(await share.textContent()).toMatch(/2\.83 % until .*2\.83 % until/);
    expect(
      await costs
        .getByRole("link", { name: /as XLSX$/ })
        .first()
        .getAttribute("href"),
    ).toMatch(/costs\/table\?by=variant&format=xlsx&language=en$/);

    const lots = page.getByRole("region", { name: "Lots of suppliers" });
    expect(await lots.getByRole("row", { name: /^Foundry North/ }).textContent()).toMatch(/41024 6.7 %$/);
    await lots.getByText("Pieces now: RCK-01 12, CNC-201 1").waitFor();
    await lots.getByRole("button", { name: "Result of L-0042" }).click();
    await lots.getByLabel("Nonconforming").fill("9");
    await lots.getByText("Ac 1 of 13: the lot is rejected.").waitFor();

    const table = page.getByRole("region", { name: "Capability of all features" }).last();
    const head = table.getByRole("columnheader", { name: "Required" });
    await head.getByRole("button").press("Enter");
    await head.getByRole("button").press("Enter");
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    expect(await table.getByRole("row").nth(1).textContent()).toContain("Leak rate");
    await table.getByRole("row", { name: /not in control/ }).waitFor();

    // By keyboard.
    await first.focus();
    await page.keyboard.press("Enter");
    const about = page.getByRole("region", { name: "Bore diameter CNC-101" });
    await about.getByRole("img", { name: /^Mean: 50 subgroups/ }).waitFor();
    await about.getByRole("img", { name: /^Range R: 50 subgroups/ }).waitFor();
    expect(await about.getByText(/^Limits version 1/).textContent()).toContain("Left out: 7. Remark: 7: broken insert");
    expect(await about.locator(".spc-excluded").count()).toBe(2);
    await about.getByText("The chart is not in control").waitFor();
    await about.getByRole("row", { name: /^Cpk/ }).waitFor();

    const signal = about.getByRole("button", { name: /^Rule 4: a run of points is on one side of the centre/ }).first();
    await signal.click();
    const slider = about.getByLabel("Subgroup to read");
    const at = Number(await slider.inputValue());
    expect(at).toBeGreaterThan(40);
    await slider.focus();
    await page.keyboard.press("ArrowLeft");
    await about.locator(".spc-readout", { hasText: `Subgroup ${at - 1} ` }).waitFor();
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);

    await about.getByRole("button", { name: "Freeze limits" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("It becomes version 2").waitFor();
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    const freeze = dialog.getByRole("button", { name: "Freeze limits" });
    await dialog.getByLabel("I have checked").check();
    await dialog.getByLabel("To subgroup").fill("18");
    await dialog.getByText("At least 20 subgroups are needed.").waitFor();
    expect(await freeze.isDisabled()).toBe(true);
    await dialog.getByLabel("To subgroup").fill("40");
    await dialog.getByLabel(/^Leave out/).fill("7, 12-13");
    expect(await freeze.isDisabled()).toBe(true);
    await dialog.getByLabel(/^Remark/).fill("trial pieces");
    await freeze.click();
    await dialog.waitFor({ state: "detached" });
    await about.getByText(/^Limits version 2/).waitFor();
    expect(edge.posts.map(({ path, body }) => [path, JSON.parse(body) as object])).toEqual([
      [
        "/api/v1/quality/limits",
        { plan: "bore", machine: "CNC-101", from: 0, to: 40, excluded: [7, 12, 13], comment: "trial pieces" },
      ],
    ]);
    await about.getByText("Earlier limits (1)").click();
    await about.getByText(/^Version 1: li, .* subgroups 0 to 29 Left out: 7\./).waitFor();
    const none = { hash: "a".repeat(64), signatures: [], meanings: [] };
    await page.route(/\/api\/v1\/signatures/, (route) => route.fulfill({ json: none }));
    await about.getByText("Signatures under limits version 2").click();
    await about.getByText("Nobody has signed this record.").waitFor();
    expect(faults).toEqual([]);

    await about.getByRole("button", { name: "Close chart" }).click();
    await about.waitFor({ state: "detached" });
    expect(await page.evaluate("document.activeElement.className")).toContain("spc-row");
  });

  it("[QY26] [QY28] shows a person without the permission no freezing, and the past as it was", async () => {
    const other = await startViewerEdge({ user: { name: "wang", role: "viewer" } });
    const { page } = await open(browser, other.address, { hash: "#/quality?l=en&th=dark", width: 360, height: 740 });
    await fed(page);
    await page.locator(".spc-row").first().click();
    const about = page.getByRole("region", { name: "Bore diameter CNC-101" });
    await about.getByRole("row", { name: /^Ppk/ }).waitFor();
    expect(await about.getByRole("button", { name: "Freeze limits" }).count()).toBe(0);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);

    const past = new Date(Date.now() - 150 * 60_000).toISOString();
    await page.evaluate(`location.hash = "#/quality?l=en&th=dark&t=${past}"`);
    await page.getByText("State and newest value are known only for now").waitFor();
    await about.getByText("with the limits that are in force now").waitFor();
    await about.getByRole("img", { name: /^Mean: 38 subgroups/ }).waitFor();
    await other.stop();
  });

  it("[RC8] [QY32] [QY33] [QY34] [QY35] [QY46] [QY47] goes from the Pareto to a held piece and a case", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/quality?l=en&th=light", width: 1366 });
    await fed(page);
    const pareto = page.getByRole("region", { name: "Pareto of defects" });
    await pareto
      .getByRole("img", { name: "Bars: bad pieces; line: cumulated share. 2 of 4 rows make 80 %." })
      .waitFor();
    expect(await pareto.getByRole("row", { name: /^1 OP60/ }).textContent()).toBe(
      "1OP60 blemishes too large245.9 %81259 %59 %",
    );
    await pareto.getByText("Not counted: 3 bad verdicts of further defects").waitFor();
    await pareto.getByRole("combobox", { name: "In order of" }).selectOption("cost");
    await pareto.getByRole("row", { name: /^1 OP80 film-thickness/ }).waitFor();
    await pareto.getByRole("combobox", { name: "By" }).selectOption("reason");
    await pareto.getByText("27 pieces scrapped or sent to rework, 9 without a reason (33 %)").waitFor();
    await pareto.getByRole("row", { name: /^2 without a reason 9/ }).waitFor();
    await pareto.getByRole("combobox", { name: "By" }).selectOption("variant");
    await pareto.getByRole("button", { name: "PH-80B" }).click();
    await pareto.getByText("Bad pieces", { exact: true }).click();
    await pareto.getByRole("button", { name: "PC-0001204" }).waitFor();

    await pareto.getByRole("button", { name: "OP60 blemishes too large" }).press("Enter");
    const about = page.getByRole("region", { name: "OP60 blemishes too large" });
    await about.getByText("Curves of good and bad pieces").click();
    await about.getByRole("img", { name: /^OP100 .*curve. 90 curves of good pieces, 14 of bad/ }).waitFor();
    await about.getByRole("combobox", { name: "Curve" }).selectOption({ label: "OP100 Position curve" });
    await about.getByText("Fewer than three curves").waitFor();
    await about.getByText("These pieces cannot tell OP20 machine CNC-202 · OP20 tool 3 CNC-202/T-4471 apart").waitFor();
    await about
      .getByText("32 percentage points more bad (21 to 44, 95 %) · 33 times as many (11 to 98)")
      .first()
      .waitFor();
    await about.getByRole("img", { name: /^Share of bad pieces by value: 34\.0 % to 67\.6 %/ }).waitFor();
    await about.getByText("An association, not cause.").waitFor();

    await about.getByRole("checkbox", { name: "Choose PC-0001220" }).check();
    await about.getByRole("button", { name: "Hold", exact: true }).click();
    const dialog = page.getByRole("dialog");
    const hold = dialog.getByRole("button", { name: "Hold", exact: true });
    expect(await hold.isDisabled()).toBe(true);
    await dialog.getByLabel("Reason").fill("tool T-4471 is worn");
    await hold.click();
    await about.getByRole("row", { name: /PC-0001220 .*on hold li: tool T-4471 is worn/ }).waitFor();
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);

    await about.getByRole("button", { name: "Open case OP20 machine CNC-202" }).click();
    await dialog.getByLabel(/^Pieces of the check/).fill("60");
    await dialog.getByRole("button", { name: "Open case" }).click();
    const board = page.getByRole("region", { name: "Closed loop" });
    await board
      .getByRole("region", { name: "Cause, no plan yet" })
      .getByRole("article", { name: "New case" })
      .waitFor();
    const late = board.getByRole("region", { name: "Action" }).getByRole("article");
    expect(await late.textContent()).toMatch(/zhang · due .*\(! overdue\)/);
    await board.getByText("22 of 60 pieces judged since").waitFor();
    await board.getByRole("region", { name: "Closed", exact: true }).getByText("Effective").waitFor();
    expect(edge.posts.slice(-2).map(({ path, body }) => [path, JSON.parse(body) as object])).toMatchObject([
      ["/api/v1/quality/dispositions", { what: "hold", pieces: ["PC-0001220"], reason: "tool T-4471 is worn" }],
      ["/api/v1/quality/cases", { key: "OP60 blemishes high", cause: 0, pieces: 60 }],
    ]);
    await page.route(/\/api\/v1\/signatures/, (route) =>
      route.fulfill({ json: { hash: "ab".repeat(32), signatures: [], meanings: [] } }),
    );
    await board.getByRole("button", { name: "Record and signatures" }).click();
    await dialog.getByText("Before 9/90 (10 %), after 0/60 (0 %); p = 0.009").waitFor();
    await dialog.getByText("Nobody has signed").waitFor();
    await dialog.getByRole("button", { name: "Close record" }).click();
    await about.getByRole("button", { name: "Close defect" }).click();
    await about.waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });

  it("[QY31] [QY33] an alert of a chart opens the chart, one of a cause the page of its defect", async () => {
    edge.setAlerts(
      edge.alerts.map((one) => {
        if (one.assetUid.endsWith("cnc-103")) return { ...one, rule: "quality/film" };
        return one.assetUid.endsWith("cnc-206") ? { ...one, rule: "quality/cause/OP60-blemishes-high" } : one;
      }),
    );
    const { page, faults } = await open(browser, edge.address, { hash: "#/alerts?l=zh&th=light", width: 1366 });
    await fed(page);
    await page.locator(".alert-row", { hasText: "CNC-103" }).locator(".alert-open").click();
    await page.locator(".drawer").getByRole("button", { name: "控制图" }).click();
    await page.getByRole("region", { name: "涂层厚度" }).getByRole("img").first().waitFor();
    await page.evaluate(`location.hash = "#/alerts?l=zh&th=light"`);
    await page.locator(".alert-row", { hasText: "CNC-206" }).locator(".alert-open").click();
    await page.locator(".drawer").getByRole("button", { name: "原因与工件" }).click();
    await page.getByRole("region", { name: "OP60 blemishes 偏大" }).getByText("相关不等于因果").first().waitFor();
    expect(faults).toEqual([]);
  });

  it("[QY28] says what failed, and that no plan is configured", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/overview?l=en&th=light" });
    await fed(page);
    const path = "**/api/v1/quality/features";
    await page.route(path, (route) => route.fulfill({ status: 503, json: { title: "x", detail: "down for now" } }));
    await page.evaluate(`location.hash = "#/quality?l=en&th=light"`);
    const card = page.getByRole("region", { name: "Measured features" });
    await card.getByText("down for now").waitFor();
    expect(await card.getByText("No inspection plan").count()).toBe(0);
    await page.unroute(path);
    await page.route(path, (route) => route.fulfill({ json: { isCurrent: false, features: [] } }));
    await page.evaluate(`location.hash = "#/overview?l=en&th=light"`);
    await card.waitFor({ state: "detached" });
    await page.evaluate(`location.hash = "#/quality?l=en&th=light"`);
    await card.getByText("No inspection plan is configured.").waitFor();
  });
});
