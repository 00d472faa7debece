import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { launch, MISSING, open } from "./page.ts";

const phone = { hash: "phone.html?a=CNC-206", width: 390, height: 844 };

/** The alarm with the figures and the response that a configured limit has. */
function withResponse(alert: AlertView): AlertView {
  const [evidence] = alert.evidence;
  if (alert.assetUid !== "urn:fake:cnc-206" || evidence?.tag === undefined) return alert;
  const at = alert.raisedAt;
  return {
    ...alert,
    values: { tag: evidence.tag, raised: 85.4, peak: 88.1, peakAt: at, now: 86.2, nowAt: at },
    response: {
      action: { zh: "检查前轴承的润滑", en: "Check the lubrication of the front bearing" },
      consequence: { zh: "轴承可能卡死", en: "the bearing may seize" },
      withinS: 600,
    },
  };
}

/** Whatever is pressed or filled in, and is smaller than a thumb in a glove. */
const TOO_SMALL = `[...document.querySelectorAll("button, a, summary, input, select, textarea")]
  .map((one) => ({ one, box: one.getBoundingClientRect() }))
  .filter(({ box }) => box.width > 0 && (box.width < 48 || box.height < 48))
  .map(({ one, box }) => one.outerHTML + " " + box.width + " x " + box.height)`;

describe.skipIf(MISSING !== "")("alerts on the phone page", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    const push = { publicKey: "B", channels: [{ id: "phones", sends: "alarms", priorities: [1] }] };
    edge = await startViewerEdge({ user: { name: "li", role: "maintainer" }, push });
    edge.setAlerts(edge.alerts.map(withResponse));
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  const cardOf = async (page: Page) => {
    const card = page.getByRole("article", { name: "Spindle bearing temperature high" });
    await card.locator(".alert-chart").waitFor();
    return card;
  };

  it("[WI45] reasons and readings are entered where people stand, corrected and taken back", async () => {
    const { page, faults } = await open(browser, edge.address, phone);
    const enter = page.getByRole("region", { name: "Enter" });
    await enter.getByRole("button", { name: "Scrap" }).click();
    await enter.getByRole("button", { name: "One more" }).click();
    await enter.getByRole("button", { name: "Chatter marks" }).click();
    expect(await page.evaluate(TOO_SMALL)).toEqual([]);
    await enter.getByRole("button", { name: "Enter scrap" }).click();
    await enter.getByText("2 × Chatter marks").waitFor();
    await enter.getByRole("button", { name: "Correct 2 × Chatter marks" }).click();
    await enter.getByRole("button", { name: "Porosity of the casting" }).click();
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await enter.getByRole("button", { name: "Save the correction" }).click();
    await enter.getByRole("button", { name: "Take back 2 × Porosity" }).click();
    await enter.getByText("taken back").waitFor();
    await enter.getByRole("button", { name: "Reading" }).click();
    await enter.getByLabel("Piece").fill("PC-0000017");
    await enter.getByLabel("Value in mm").fill("50,031");
    await enter.getByRole("button", { name: "Enter reading" }).click();
    await enter.getByText("Entered: beyond a limit.").waitFor();
    expect(faults).toEqual([]);
    await page.close();
  });

  it("[PG22] a card says what to do first, then the figures with the curve, and takes every act", async () => {
    const { page, faults } = await open(browser, edge.address, phone);
    const card = await cardOf(page);
    const text = (await card.textContent()) ?? "";
    const parts = [
      "Priority 1",
      "Spindle bearing temperature high",
      "Check the lubrication of the front bearing",
      "left to respond",
      "the bearing may seize",
      "When raised",
      "85.4",
      "88.1",
      "Limit",
      "Acknowledge",
      "Was the alert right?",
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places, text).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    const before = edge.posts.length;
    await card.getByRole("button", { name: "Shelve", exact: true }).click();
    const now = card.getByRole("button", { name: "Shelve now" });
    expect(await now.isDisabled()).toBe(true);
    await card.getByRole("button", { name: "1 h", exact: true }).click();
    await card.getByLabel("Reason").fill("grease is ordered");
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await now.click();
    await card.getByRole("button", { name: "Unshelve" }).click();
    await card.getByRole("button", { name: "Comment" }).click();
    await card.getByRole("textbox", { name: "Comment" }).fill("looked at it");
    await card.getByRole("button", { name: "Add" }).click();
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await card.getByRole("status").getByText("acknowledged").waitFor();
    expect(edge.posts.slice(before).map(({ path, body }) => [path.split("/").at(-1), JSON.parse(body)])).toEqual([
      ["shelve", { minutes: 60, reason: "grease is ordered", kind: "timed" }],
      ["unshelve", {}],
      ["comment", { comment: "looked at it" }],
      ["acknowledge", { occurrenceUid: "occurrence-cnc-206-800" }],
    ]);
    expect(faults).toEqual([]);
  });

  it("[PG23] everything works with gloves and fits the screen, and no 3D library is loaded", async () => {
    edge.setAlerts(edge.alerts.map((one) => ({ ...one, state: "active" as const, asksAck: true })));
    const { page } = await open(browser, edge.address, phone);
    const scripts: string[] = [];
    page.on("response", (response) => scripts.push(response.url()));
    await page.reload();
    const card = await cardOf(page);
    await card.locator("summary").click();
    await card.getByRole("button", { name: "Shelve", exact: true }).click();
    await card.getByLabel("Reason").waitFor();
    expect(await page.evaluate(TOO_SMALL)).toEqual([]);
    await card.getByRole("button", { name: "Comment" }).click();
    await page.getByRole("button", { name: "Create work item" }).first().click();
    await page.getByLabel("Title").first().waitFor();
    expect(await page.evaluate(TOO_SMALL)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(scripts.some((url) => url.endsWith(".js"))).toBe(true);
    expect(scripts.filter((url) => /three|scene/.test(url))).toEqual([]);
  });

  it("[N34] a link shows the alarm and acknowledges it by one press, not by being opened", async () => {
    edge.setAlerts(edge.alerts.map((one) => ({ ...one, state: "active" as const, asksAck: true })));
    const before = edge.posts.length;
    const hash = "phone.html#k=alert-cnc-206-800";
    const { page, faults } = await open(browser, edge.address, { ...phone, hash });
    const press = page.getByRole("button", { name: "I see to it: acknowledge" });
    await press.waitFor();
    const text = (await page.getByRole("article").textContent()) ?? "";
    for (const part of [
      "Spindle bearing temperature high",
      "Check the lubrication",
      "85.4 °C",
      "This link works until",
    ])
      expect(text).toContain(part);
    expect(edge.posts.slice(before).map(({ path }) => path)).toEqual(["/api/v1/links/read"]);
    expect(await page.evaluate(TOO_SMALL)).toEqual([]);
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await press.click();
    await page.getByRole("status").getByText("Acknowledged, thank you").waitFor();
    expect(edge.posts.at(-1)?.path).toBe("/api/v1/links/acknowledge");
    expect(faults).toEqual([]);
  });

  it("[N44] [N50] without a machine the page lists alerts, finds machines, and asks before it notifies", async () => {
    const { page, faults } = await open(browser, edge.address, { ...phone, hash: "phone.html" });
    const listed = page.getByRole("region", { name: "Alerts of the plant" }).getByRole("link");
    await listed.first().waitFor();
    expect(await listed.first().textContent()).toMatch(/CNC-206.*Spindle bearing temperature high/);
    await page.getByRole("searchbox", { name: "Find a machine" }).fill("robot");
    const found = page.getByRole("region", { name: "Find a machine" }).getByRole("link");
    await found.first().waitFor();
    expect(await found.count()).toBeLessThanOrEqual(8);
    await page.getByRole("button", { name: "Alarms P1 (phones)", pressed: false }).click();
    await page.getByRole("alert").getByText("The browser does not allow notices.").waitFor();
    expect(edge.posts.filter(({ path }) => path.includes("/push/"))).toEqual([]);
    expect(await page.evaluate(TOO_SMALL)).toEqual([]);
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await page.getByRole("searchbox").fill("no such machine");
    await page.getByText("No machine has this label or name").waitFor();
    await page.getByRole("searchbox").fill("cnc-206");
    await found.getByText("CNC-206", { exact: true }).click();
    await cardOf(page);
    expect(faults).toEqual([]);
  });

  it("[N35] a link that the edge refuses says why, and shows nothing of the plant", async () => {
    const { page } = await open(browser, edge.address, { ...phone, hash: "phone.html#k=old" });
    await page.getByRole("alert").getByText("No such alert.").waitFor();
    expect(await page.getByRole("article").count()).toBe(0);
  });
});
