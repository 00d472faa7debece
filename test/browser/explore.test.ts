import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { drawn, launch, MISSING, open, until } from "./page.ts";

/** The shown curves of the list, by name. */
const CURVES = "[...document.querySelectorAll('.explore-curve-name')].map((one) => one.textContent)";
/** Pixels of the charts that are not the ground. */
const INKED = `(() => {
  const canvas = document.querySelector('.explore-canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 0) count++;
  return count;
})()`;
const SPAN_H = `(() => {
  const times = [...document.querySelectorAll('.explore-time')].map(({ value }) => value.replace(' ', 'T') + 'Z');
  const [from, to] = times.map((text) => Date.parse(text));
  return (to - from) / 3600000;
})()`;

describe.skipIf(MISSING !== "")("the explore room in Chromium", () => {
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

  it("[XR10] a new user sees four tags over two shifts in one chart with the alarm that stopped the line", async () => {
    const { page, faults } = await open(browser, edge.address, { width: 1366, height: 768 });
    await drawn(page);
    await page.getByRole("button", { name: "Explore", exact: true }).click();
    const search = page.getByRole("combobox", { name: "Find tags" });
    for (const words of ["CNC-206 bearing", "CNC-206 spindle speed", "CNC-206 power", "CNC-101 spindle speed"]) {
      await search.fill(words);
      await page.locator(".explore-tag").first().click();
    }
    await page.getByLabel("Time range").selectOption({ label: "Last two shifts" });
    await until(page, `${SPAN_H} === 24`);
    await until(page, `${CURVES}.length === 4`);
    await until(page, `document.querySelectorAll('.explore-figures').length === 4`);
    const mark = page.locator(".explore-mark", { hasText: "Spindle bearing temperature high" });
    await mark.click();
    await page.locator(".drawer h2", { hasText: "Spindle bearing temperature high" }).waitFor();
    expect(await page.evaluate(INKED)).toBeGreaterThan(10_000);
    expect(faults).toEqual([]);
  });

  it("[XR11] works by keys alone: search, add, pan, zoom, cursors, panes", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/explore?l=en&th=light" });
    const press = (key: string) => page.keyboard.press(key);
    await page.getByRole("combobox", { name: "Find tags" }).focus();
    await page.keyboard.type("CNC-206 spindle");
    await page.locator(".explore-tag", { hasText: "CNC-206" }).first().waitFor();
    await press("Enter");
    await press("ArrowDown");
    await press("Enter");
    await until(page, `${CURVES}.length === 2`);
    await page.getByRole("application", { name: "Curves over time: 2" }).focus();
    await until(page, `${SPAN_H} === 1`);
    await press("-");
    await until(page, `${SPAN_H} === 1.5`);
    const before = await page.locator(".explore-time").first().inputValue();
    await press("ArrowLeft");
    await until(page, `document.querySelector('.explore-time').value < ${JSON.stringify(before)}`);
    await press("a");
    await press("b");
    await press("Shift+ArrowRight");
    await page.locator(".explore-at", { hasText: "Δ" }).first().waitFor();
    await page.locator(".explore-pane").nth(1).focus();
    await press("ArrowDown");
    await until(page, "document.querySelectorAll('.explore-pane')[1].value === '1'");
    expect(faults).toEqual([]);
  });

  it("[XR12] tables, trends and alerts open their tags here, and a value is dragged into a pane", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/diagnostics?l=en&th=light" });
    await page.getByRole("searchbox").fill("CNC-206");
    await page.locator(".explore-open").first().click();
    await until(page, `${CURVES}.length === 1 && ${CURVES}[0].startsWith('CNC-206')`);
    await page.locator(".tab", { hasText: "Alerts" }).click();
    await page
      .locator(".alert-row", { hasText: "CNC-206" })
      .getByText("Spindle bearing temperature high")
      .first()
      .click();
    await page.locator(".drawer").getByRole("button", { name: "Open in Explore" }).click();
    await until(page, `${CURVES}.length === 2 && ${SPAN_H} < 1`);
    await page.getByRole("combobox", { name: "Find tags" }).fill("OVN-01");
    const chart = await page.locator(".explore-chart").boundingBox();
    if (chart === null) throw new Error("no chart");
    await page
      .locator(".explore-tag", { hasText: "OVN-01" })
      .first()
      .dragTo(page.locator(".explore-chart"), {
        targetPosition: { x: chart.width / 2, y: chart.height - 6 },
      });
    await until(page, `${CURVES}.length === 3`);
    await until(page, "document.querySelectorAll('.explore-pane')[2].value === '1'");
    expect(faults).toEqual([]);
  });

  it("[SL11] a machine is dragged from the picture onto the room's tab; keys choose its tags too", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/overview?l=en&th=light&a=CNC-101" });
    await drawn(page);
    const tab = page.locator(".tab", { hasText: "Explore" });
    await page.locator(".chip-selected").dragTo(tab);
    const dialog = page.getByRole("dialog", { name: "Curves of CNC-101 in Explore" });
    await dialog.getByLabel(/^Spindle speed/).check();
    await dialog.getByRole("button", { name: "Open in Explore" }).click();
    await until(page, `${CURVES}.length === 1 && ${CURVES}[0].startsWith('CNC-101')`);
    // The picture turns with the empty floor, and not with the selected machine.
    await page.locator(".tab", { hasText: "Overview" }).click();
    const address = await page.evaluate("location.hash");
    const at = await page.evaluate<{ x: number; y: number }>(`(() => {
      const { left, top } = document.querySelector('.scene-canvas').getBoundingClientRect();
      const foot = window.__twin.whereIs('CNC-101');
      return { x: left + foot.x, y: top + foot.y };
    })()`);
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    const target = await tab.boundingBox();
    if (target === null) throw new Error("no tab");
    await page.mouse.move(target.x + 5, target.y + 5, { steps: 4 });
    await page.mouse.up();
    await dialog.waitFor();
    expect(await dialog.getByLabel(/^Spindle speed/).isChecked()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.evaluate("location.hash")).toBe(address);
    // The same by keys, on a machine of the same kind: what was chosen last is ticked, so that Enter is enough.
    await page.evaluate("location.hash = '#/overview?l=en&th=light&a=CNC-102'");
    await page.getByRole("button", { name: "Curves of CNC-102 in Explore" }).focus();
    await page.keyboard.press("Enter");
    await page
      .getByRole("dialog")
      .getByLabel(/^Spindle speed/)
      .focus();
    await page.keyboard.press("Enter");
    await until(page, `${CURVES}.length === 2 && ${CURVES}[1].startsWith('CNC-102')`);
    expect(faults).toEqual([]);
  });

  it("[XR5] compares, [XR6] saves and links, [XR7] shows XY and histogram, [XR14] saves a picture", async () => {
    const { page, faults } = await open(browser, edge.address, {
      hash: "#/explore?l=en&th=dark",
      width: 1920,
      height: 1080,
    });
    const search = page.getByRole("combobox", { name: "Find tags" });
    for (const words of ["CNC-206 bearing", "CNC-206 power"]) {
      await search.fill(words);
      await page.locator(".explore-tag").first().click();
    }
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await page.getByRole("button", { name: "Day before" }).click();
    await page.locator(".explore-compared .explore-figures").nth(1).waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Bearing of CNC-206");
    await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const link = await page.evaluate("location.href");
    await page.getByRole("button", { name: "XY" }).click();
    await page.getByText(/\d points, r = /).waitFor();
    await page.getByRole("button", { name: "Histogram" }).click();
    await until(page, "document.querySelectorAll('.explore-plain-host').length === 2");
    await page.getByRole("button", { name: "Remove all" }).click();
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("button", { name: "Bearing of CNC-206", exact: true }).click();
    await until(page, `${CURVES}.length === 2`);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "PNG" }).click();
    expect((await download).suggestedFilename()).toMatch(/^curves-CNC-206-.*\.png$/);
    const other = await open(browser, edge.address, { hash: String(link).split("/").slice(3).join("/") });
    await until(other.page, `${CURVES}.length === 2`);
    await other.page.getByRole("button", { name: "Day before ×" }).waitFor();
    expect([...faults, ...other.faults]).toEqual([]);
  });

  it("[XR13] [XR17] [XR18] computes a curve, keeps it as a tag, finds and orders periods, keeps a remark", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/explore?l=en&th=light" });
    const search = page.getByRole("combobox", { name: "Find tags" });
    await search.fill("CNC-206 power");
    await page.locator(".explore-tag").first().click();
    await page.getByText("Calculate a curve").click();
    await page.getByLabel("Formula, such as a / b").fill("a / 1000");
    await page.getByLabel("Name, to keep it as a tag").fill("Power in kW");
    await page.getByRole("button", { name: "Save and add" }).click();
    await until(page, `${CURVES}[1] === 'Power in kW'`);
    await page.getByText("Find periods").click();
    await page.getByLabel("Condition, such as a > 5").fill("a > 5");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText("3 periods").waitFor();
    // [XR17] The batch with the least power comes first.
    const begins = page.locator(".explore-periods tbody .link");
    const oldest = await begins.first().textContent();
    await page.getByLabel("Order of the periods").selectOption({ index: 3 });
    await until(
      page,
      `document.querySelector('.explore-periods tbody .link').textContent !== ${JSON.stringify(oldest)}`,
    );
    expect(await begins.nth(2).textContent()).toBe(oldest);
    await page
      .getByRole("button", { name: /^Lay the period of .* over/ })
      .first()
      .click();
    await page.locator(".explore-compared").first().waitFor();
    // [XR18] A calculated tag is removed where it is listed.
    await page.getByRole("button", { name: "Delete Power in kW" }).click();
    await page.getByRole("button", { name: "Delete Power in kW" }).waitFor({ state: "detached" });
    const chart = await page.locator(".explore-chart").boundingBox();
    if (chart === null) throw new Error("no chart");
    await page.locator(".explore-chart").click({ position: { x: chart.width / 2, y: chart.height / 2 } });
    await page.getByRole("textbox", { name: "Remark" }).fill("New tool");
    await page.getByRole("button", { name: /^Add at / }).click();
    await page.locator(".explore-records li", { hasText: "New tool" }).getByText("local").waitFor();
    expect(faults).toEqual([]);
  });

  it("[XR11] has no accessibility fault in either theme, and clips nothing from 1366 to 3840 pixels", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/explore?l=zh&th=light", width: 1366, height: 768 });
    await page.getByRole("combobox", { name: "查找标签" }).fill("CNC-206");
    for (const at of [0, 1, 2]) await page.locator(".explore-tag", { hasText: "CNC-206" }).nth(at).click();
    await until(page, "document.querySelectorAll('.explore-figures').length === 3");
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await page.keyboard.press("Alt+T");
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    for (const [width, height] of [
      [1366, 768],
      [3840, 2160],
    ] as const) {
      await page.setViewportSize({ width, height });
      const beyond = await page.evaluate(`[...document.querySelectorAll('.explore-bar *, .explore-curve *')]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 80))`);
      expect(beyond).toEqual([]);
    }
  });
});
