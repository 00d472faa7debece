import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { fed, launch, MISSING, open, UNDO_LASTS, until } from "./page.ts";

const FOCUSED = "document.activeElement?.closest('tr')?.textContent ?? ''";

/** One page for all tests: each starts from the state that the last one left. */
describe.skipIf(MISSING !== "")("the alert screen as a tool", () => {
  let browser: Browser;
  let edge: ViewerEdge;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge();
    edge.setAlerts(withEverything(edge.alerts));
    ({ page, faults } = await open(browser, edge.address, {
      hash: "#/alerts?l=en&th=dark",
      width: 1366,
      height: 768,
      isShared: true,
      script: UNDO_LASTS,
    }));
    await fed(page);
    await page.evaluate(AXE);
    await page.locator(".alert-row", { hasText: "CNC-206" }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  it("a click on a message opens the alert's details; Esc closes them and restores the focus", async () => {
    await page.locator(".alert-row", { hasText: "CNC-206" }).locator(".alert-open").click();
    const drawer = page.getByRole("complementary", { name: "Alert of CNC-206" });
    await drawer.locator(".alert-chart").waitFor();
    const text = (await drawer.textContent()) ?? "";
    for (const part of [
      "Check the spindle cooling",
      "left to respond",
      "The bearing fails",
      "91.4 °C",
      "Consequences: 130",
      "and 128 more",
      "on my way",
      "not yet, waiting for",
    ])
      expect(text).toContain(part);
    await drawer.locator("summary").click();
    await drawer.locator(".drawer-members li", { hasText: "CNC-103" }).waitFor();
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await drawer.getByRole("textbox", { name: "Comment" }).fill("looked");
    await drawer.getByRole("button", { name: "Add" }).click();
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });
    await until(page, `(${FOCUSED}).includes("CNC-206")`);
    expect(edge.posts.map(({ path, body }) => `${path} ${body}`)).toEqual([
      '/api/v1/alerts/alert-cnc-206-800/comment {"comment":"looked"}',
    ]);
  });

  it("the page shows no URN and no acknowledge button that is not needed", async () => {
    expect(await page.locator("body").textContent()).not.toMatch(/urn:/);
    await page.locator(".alert-row", { hasText: "This edge" }).waitFor();
    await page.getByRole("tab", { name: /^Advisories/ }).click();
    await page.locator(".alert-row", { hasText: "CNC-104" }).waitFor();
    expect(await page.locator(".table-actions, .page-bar").getByRole("button", { name: /Ack/ }).count()).toBe(0);
    await page.getByRole("tab", { name: /^Active/ }).click();
  });

  it("selected alerts are acknowledged together, unless undone; a refused one is named", async () => {
    const before = edge.posts.length;
    await page.getByLabel("Select CNC-206").click();
    await page.getByLabel("Select CNC-103").click();
    await page.getByRole("button", { name: "Acknowledge 2" }).click();
    // The undo button has the focus.
    await until(page, "document.activeElement?.textContent === 'Undo'");
    await page.keyboard.press("Enter");
    await page.locator(".toast").waitFor({ state: "detached" });
    expect(edge.posts.length).toBe(before);
    await page.route("**/alerts/acknowledge", async (route) => {
      const response = await route.fetch();
      const { results } = (await response.json()) as { results: { alertUid: string }[] };
      const again = { result: "refused", reason: "the alert has been raised again since" };
      await route.fulfill({
        response,
        json: { results: results.map((one) => (one.alertUid === "alert-cnc-103-600" ? { ...one, ...again } : one)) },
      });
    });
    await page.getByRole("button", { name: "Acknowledge 3" }).click();
    await page.getByRole("button", { name: "Send now" }).click();
    await page.locator(".toast", { hasText: "Acknowledged: 2" }).waitFor();
    expect(await page.locator(".toast li").allTextContents()).toEqual([
      expect.stringMatching(/CNC-103.*the alert has been raised again since/),
    ]);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await page.getByRole("button", { name: "Close", exact: true }).click();
  });

  it("columns are chosen and kept, headers sort, and listed rows are exported", async () => {
    await page.locator(".menu summary", { hasText: "Columns" }).click();
    await page.getByLabel("Rule", { exact: true }).check();
    await page.locator(".alert-table th", { hasText: "Rule" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Raised", exact: true }).click();
    expect(await page.locator('th[aria-sort="ascending"]').textContent()).toContain("Raised");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /^CSV/ }).click();
    const file = readFileSync(await (await download).path(), "utf8").split("\r\n");
    expect(file[0]).toMatch(/^\uFEFFPriority,Asset,Message,Value,Raised,Duration,State,Rule,raisedAt/);
    expect(file).toHaveLength((await page.locator(".alert-row").count()) + 2);
    await page.reload();
    await page.locator(".alert-table th", { hasText: "Rule" }).waitFor();
    expect(faults).toEqual([]);
  });
});

/** The fake's alerts with advice, figures, members and a comment; one of the edge itself; one with a cause. */
function withEverything(alerts: readonly AlertView[]): readonly AlertView[] {
  const [first, second, third] = alerts as readonly [AlertView, AlertView, AlertView];
  const at = first.raisedAt;
  const [evidence] = first.evidence;
  const asset = (uid: string) => uid as AssetUid;
  return [
    {
      ...first,
      response: {
        action: { zh: "检查主轴冷却", en: "Check the spindle cooling" },
        consequence: { zh: "轴承损坏", en: "The bearing fails" },
        withinS: 36_000,
      },
      ...(evidence === undefined
        ? {}
        : { values: { tag: evidence.tag, raised: 86.2, peak: 91.4, peakAt: at, now: 88, nowAt: at } }),
      members: [
        { assetUid: asset("urn:fake:cnc-103"), rule: "link-stale/milling", since: at },
        { assetUid: asset("urn:gone:old-1"), rule: "link-stale/milling", since: at },
      ],
      memberCount: 130,
      comments: [{ at, by: "li", comment: "on my way" }],
    },
    ...alerts.slice(1),
    {
      ...third,
      alertUid: "of-the-edge",
      assetUid: asset("urn:gemba:edge:7f3a"),
      rule: "edge/disk-space",
      message: { zh: "磁盘空间不足", en: "Disk nearly full" },
    },
    { ...second, alertUid: "member", state: "suppressed", suppressedBy: "cause", causedBy: first.alertUid },
  ];
}
