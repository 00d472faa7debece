import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Dashboard } from "../../edge/contracts/dashboards/dashboard.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { drawn, launch, MISSING, open, until } from "./page.ts";

const ITEMS = "document.querySelectorAll('.dash-item').length";
const ENGINEER = { name: "li", role: "engineer" };

/** Words of the room that are cut off, or outside the window. */
const CLIPPED = `[...document.querySelectorAll('.dash-page button, .dash-page label, .dash-page h2, .dash-title')]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && !one.closest('.visually-hidden') && (box.right > innerWidth + 1 || box.left < -1);
  }).map((one) => one.textContent)`;

async function add(page: Page, kind: string): Promise<void> {
  await page.locator(".dash-palette").getByRole("button", { name: kind, exact: true }).click();
}

describe.skipIf(MISSING !== "")("dashboards in Chromium", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge({ user: ENGINEER });
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    edge.dashboards.section = { list: [], rotation: [], defaults: {} };
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  it("[DB10] a new user makes a wall dashboard for milling by mouse", async () => {
    const { page, faults } = await open(browser, edge.address, { width: 1366, height: 768 });
    await drawn(page);
    await page.locator(".tab", { hasText: "Dashboards" }).click();
    await page.getByRole("button", { name: "New dashboard" }).click();
    await page.getByLabel("Title (English)").first().fill("Milling");
    await page.getByLabel("Choice in the head").selectOption({ label: "Area or line" });
    const place = page.locator(".dash-edit-bar .page-choice", { hasText: "Area or line" }).locator("select");
    await place.selectOption("binjiang/bj1/machining/milling");
    for (const kind of ["Area map", "Alarms", "State timeline", "Gauge"]) await add(page, kind);
    await until(page, `${ITEMS} === 4`);
    const before = await page.locator('[data-panel="3"]').boundingBox();
    if (before === null) throw new Error("no panel");
    await page.mouse.move(before.x + before.width / 2, before.y + 20);
    await page.mouse.down();
    await page.mouse.move(before.x + before.width / 2 + 300, before.y + 60, { steps: 5 });
    await page.mouse.up();
    await until(page, `document.querySelector('[data-panel="3"]').getBoundingClientRect().left > ${before.x + 100}`);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await until(page, "document.querySelector('.dash-palette') === null");
    const [saved] = edge.dashboards.section.list;
    expect(saved).toMatchObject({
      id: "milling",
      title: { en: "Milling" },
      variable: { kind: "area", default: "binjiang/bj1/machining/milling" },
    });
    expect(saved?.panels.map(({ kind }) => kind)).toEqual(["map", "alerts", "states", "gauge"]);
    await until(page, "location.hash.includes('d=milling')");
    await page.locator(".dash-map rect").first().waitFor();
    expect(faults).toEqual([]);
  });

  it("[DB11] a dashboard is made, arranged, undone and saved by keys alone", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/dashboards?l=en&th=dark" });
    const press = (key: string) => page.keyboard.press(key);
    await page.getByRole("button", { name: "New dashboard" }).focus();
    await press("Enter");
    await page.locator(".dash-palette").getByRole("button", { name: "Value", exact: true }).focus();
    await press("Enter");
    await press("Enter");
    await until(page, `${ITEMS} === 2`);
    await page.locator('[data-panel="0"] .dash-cover').focus();
    await press("ArrowDown");
    await press("Shift+ArrowRight");
    const style = "document.querySelector('[data-panel=\"0\"]').style";
    await until(page, `${style}.getPropertyValue('--y') === '2' && ${style}.getPropertyValue('--w') === '4'`);
    await page.locator('[data-panel="1"] .dash-cover').focus();
    await press("Delete");
    await until(page, `${ITEMS} === 1`);
    await page.getByRole("button", { name: "Undo" }).focus();
    await press("Enter");
    await until(page, `${ITEMS} === 2`);
    await page.getByRole("button", { name: "Save", exact: true }).focus();
    await press("Enter");
    await until(page, "document.querySelector('.dash-palette') === null");
    expect(edge.dashboards.section.list[0]?.panels[0]?.at).toEqual({ x: 0, y: 1, w: 4, h: 2 });
    expect(faults).toEqual([]);
  });

  it("[DB11] has no accessibility fault and clips nothing in both languages and themes, at every width", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/dashboards?l=en&th=light" });
    await page.evaluate(AXE);
    await page.locator(".dash-map").waitFor();
    for (const [language, theme] of [
      ["en", "light"],
      ["zh", "dark"],
    ]) {
      await page.evaluate(`location.hash = '#/dashboards?l=${language}&th=${theme}'`);
      await until(page, `document.documentElement.dataset.theme === '${theme}'`);
      expect(await page.evaluate(RUN_AXE), `${language} ${theme}`).toEqual([]);
      await page.locator(".dash-edit").click();
      await until(page, "document.querySelector('.dash-palette') !== null");
      await page.locator(".dash-cover").first().click();
      expect(await page.evaluate(RUN_AXE), `edit ${language} ${theme}`).toEqual([]);
      for (const [width, height] of [
        [1366, 768],
        [3840, 2160],
        [390, 844],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect(await page.evaluate(CLIPPED), `${width} ${language}`).toEqual([]);
      }
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.evaluate("document.querySelectorAll('.dash-edit-bar .button').item(2)?.click()");
      await until(page, "document.querySelector('.dash-palette') === null");
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const lefts =
      "new Set([...document.querySelectorAll('.dash-item')].map((one) => one.getBoundingClientRect().left))";
    expect(await page.evaluate(`${lefts}.size`)).toBe(1);
    expect(faults).toEqual([]);
  });

  it("[DB12] keeps the draft when somebody else saved the dashboard meanwhile", async () => {
    const mine: Dashboard = { id: "mine", title: { zh: "甲", en: "Mine" }, panels: [] };
    edge.dashboards.section = { list: [mine], rotation: [], defaults: {} };
    const { page, faults } = await open(browser, edge.address, { hash: "#/dashboards?l=en&th=light&d=mine" });
    await page.getByRole("button", { name: "Edit" }).click();
    await add(page, "Alarms");
    const theirs: Dashboard = { ...mine, title: { zh: "乙", en: "Theirs" } };
    const other: Dashboard = { ...mine, id: "other" };
    edge.dashboards.section = { list: [other, theirs], rotation: [], defaults: {} };
    edge.dashboards.revision++;
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Somebody else saved this dashboard").waitFor();
    expect(edge.dashboards.section.list).toEqual([other, theirs]);
    await page.getByRole("button", { name: "Continue with theirs" }).click();
    await until(page, `${ITEMS} === 0`);
    await page.getByRole("button", { name: "Undo" }).click();
    await until(page, `${ITEMS} === 1`);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await until(page, "document.querySelector('.dash-palette') === null");
    expect(edge.dashboards.section.list).toMatchObject([{ id: "other" }, { id: "mine", title: { en: "Mine" } }]);
    expect(edge.dashboards.section.list[1]?.panels).toHaveLength(1);
    expect(faults).toEqual([]);
  });

  it("[DB13] an old value looks old in every panel, and a timeline has its legend", async () => {
    const panels: Dashboard["panels"] = [
      { kind: "value", at: { x: 0, y: 0, w: 3, h: 2 }, signal: "spindle/speed" },
      { kind: "gauge", at: { x: 3, y: 0, w: 3, h: 3 }, signal: "spindle/speed", min: 0, max: 12_000 },
      { kind: "bar", at: { x: 6, y: 0, w: 3, h: 3 }, signal: "spindle/speed" },
      { kind: "table", at: { x: 0, y: 3, w: 6, h: 3 }, signals: ["spindle/speed"] },
      { kind: "states", at: { x: 6, y: 3, w: 6, h: 3 } },
    ];
    const variable = { kind: "asset" as const, default: "CNC-206" };
    const dashboard: Dashboard = { id: "old", title: { zh: "甲", en: "Old" }, variable, panels };
    edge.dashboards.section = { list: [dashboard], rotation: [], defaults: {} };
    const { page, faults } = await open(browser, edge.address, { hash: "#/dashboards?l=en&th=light&d=old" });
    const fresh = "[...document.querySelectorAll('.dash-page .live')].map((one) => one.dataset.freshness)";
    await until(page, `${fresh}.length === 4 && ${fresh}.every((one) => one === 'live')`);
    await page.locator(".dash-legend", { hasText: "running" }).waitFor();
    for (const source of edge.sources) edge.setLive(source, false);
    await until(page, `${fresh}.every((one) => one === 'stale')`);
    await until(page, "document.querySelector('.dash-gauge.is-stale') && document.querySelector('.dash-bar.is-stale')");
    expect(await page.locator(".dash-page .live-age").first().textContent()).toContain("old");
    for (const source of edge.sources) edge.setLive(source, true);
    expect(faults).toEqual([]);
  });

  it("[DB14] [DB15] [DB20] shows one panel in a page of its own, with a token and without three.js", async () => {
    const variable = { kind: "asset" as const, default: "CNC-206" };
    const panels: Dashboard["panels"] = [
      { kind: "text", at: { x: 0, y: 0, w: 3, h: 2 }, text: { zh: "第一", en: "First" } },
      { kind: "value", at: { x: 3, y: 0, w: 3, h: 2 }, signal: "spindle/speed" },
      { kind: "alerts", at: { x: 0, y: 2, w: 6, h: 4 } },
      { kind: "balance", at: { x: 6, y: 0, w: 6, h: 6 }, medium: "water" },
    ];
    edge.dashboards.section = {
      list: [{ id: "in-frame", title: { zh: "甲", en: "A" }, variable, panels }],
      rotation: [],
      defaults: {},
    };
    const query = "embed.html?dashboard=in-frame&panel=2&l=en&th=dark";
    const { page, faults } = await open(browser, edge.address, { hash: `${query}#token=gemba_secret` });
    const asked: { readonly url: string; readonly token: string | undefined }[] = [];
    page.on("request", (request) => {
      asked.push({ url: request.url(), token: request.headers()["authorization"] });
    });
    await page.reload();
    await page.locator('.live[data-freshness="live"]').waitFor();
    expect(await page.locator(".dash-panel").count()).toBe(1);
    expect(await page.locator(".top, .kpis, canvas").count()).toBe(0);
    const ofApi = asked.filter(({ url }) => url.includes("/api/v1/"));
    expect(ofApi.length).toBeGreaterThan(2);
    expect(ofApi.filter(({ token }) => token !== "Bearer gemba_secret")).toEqual([]);
    expect(asked.filter(({ url }) => url.split("#")[0]?.includes("gemba_secret"))).toEqual([]);
    const bodies = await page.evaluate(
      `Promise.all(performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
        .map(({ name }) => fetch(name).then((answer) => answer.text())))`,
    );
    expect((bodies as string[]).filter((body) => body.includes("WebGLRenderer"))).toEqual([]);
    // Of a whole dashboard: nothing asks to be opened that a frame cannot open (rule DB20).
    await page.goto(`${edge.address}/${query.replace("&panel=2", "")}#token=gemba_secret`);
    await page.locator("div.alert-main").first().waitFor();
    await page.getByRole("table", { name: "Probable leaks" }).waitFor();
    expect(await page.getByRole("button", { name: "Open" }).or(page.locator("button.alert-main")).count()).toBe(0);
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("[DB17] makes the token of a frame, and the settings revoke it", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/dashboards?l=en&th=light" });
    await page.getByRole("button", { name: "Wall and frames" }).click();
    const address = page.getByLabel("Address for the frame");
    expect(await address.inputValue()).toContain("#token=TOKEN");
    await page.getByRole("button", { name: "Make a token for this frame" }).click();
    await page.getByText("it reads until 2027-11-25").waitFor();
    expect(await address.inputValue()).toMatch(/\/embed\.html\?dashboard=.*#token=gemba_made$/);
    const { path, body } = edge.posts.at(-1) ?? { path: "", body: "{}" };
    expect([path, JSON.parse(body)]).toMatchObject(["/api/v1/tokens", { role: "viewer", days: 366 }]);
    await page.keyboard.press("Escape");
    await page.evaluate("location.hash = '#/settings?l=en&th=light'");
    await page.getByRole("button", { name: "Revoke frame milling" }).click();
    await page.getByText("Revoked. Takes effect at once.").waitFor();
    await page.getByLabel("For which program").fill("assistant");
    await page.getByLabel("Opens").selectOption({ label: "only tools for agents" });
    await page.getByRole("button", { name: "Make a token", exact: true }).click();
    await expect.poll(() => page.getByLabel("Token, shown this once").inputValue()).toBe("gemba_made");
    expect(JSON.parse(edge.posts.at(-1)?.body ?? "{}")).toEqual({
      ...{ label: "assistant", role: "viewer", scope: "agents", days: 90 },
    });
    // A user of the role engineer reads no list of users.
    expect(faults.filter((fault) => !fault.includes("403"))).toEqual([]);
  });

  it("[DB18] what is due at the machines of a dashboard, without names of people", async () => {
    const due: Dashboard = {
      id: "due",
      title: { zh: "甲", en: "Due" },
      variable: { kind: "asset", default: "CNC-206" },
      panels: [
        { kind: "due", at: { x: 0, y: 0, w: 6, h: 5 } },
        { kind: "due", at: { x: 6, y: 0, w: 6, h: 5 }, scope: { asset: "PCK-01" } },
      ],
    };
    edge.dashboards.section = { list: [due], rotation: [], defaults: {} };
    const { page, faults } = await open(browser, edge.address, { hash: "#/dashboards?l=en&th=light&d=due" });
    const rows = page.locator(".dash-due-row");
    await rows.first().waitFor();
    expect(new Set((await rows.allTextContents()).map((text) => text.includes("CNC-206")))).toEqual(new Set([true]));
    await page.getByText("Nothing is due").waitFor();
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("[DB16] a wall screen goes through the rotation of the config", async () => {
    const page = (id: string): Dashboard => ({
      id,
      title: { zh: id, en: id },
      panels: [{ kind: "text", at: { x: 0, y: 0, w: 12, h: 30 }, text: { zh: `页 ${id}`, en: `page ${id}` } }],
    });
    const rotation = ["one", "two"].map((dashboard) => ({ dashboard, seconds: 5 }));
    edge.dashboards.section = { list: [page("one"), page("two")], rotation, defaults: {} };
    const hash = "#/dashboards?l=en&th=dark&kiosk=1&only=dashboards";
    const { page: wall, faults } = await open(browser, edge.address, { hash, width: 1920, height: 1080 });
    await wall.getByText("page one").waitFor();
    await wall.getByText("page two").waitFor();
    await wall.getByText("page one").waitFor();
    expect(await wall.locator(".page-bar").first().isVisible()).toBe(false);
    const room = "document.querySelector('.dash-room')";
    expect(await wall.evaluate(`${room}.scrollHeight - ${room}.clientHeight`)).toBeLessThanOrEqual(1);
    expect(faults).toEqual([]);
  });
});
