import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { viewerAlerts } from "../fakes/viewer/alerts.ts";
import { companySites, fakeSite, linkOf } from "../fakes/viewer/company-sites.ts";
import { startViewerHub, type ViewerHub } from "../fakes/viewer/hub.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { fed, launch, MISSING, open, until } from "./page.ts";

const ID = "binjiang-1";
const COMPANY = { en: "Gemba Tools", zh: "格物机械" };
/** Addresses in the page that would leave the site's folder. */
const ABSOLUTE = `[...document.querySelectorAll('[href^="/"], [src^="/"]')]
  .map((one) => one.getAttribute('href') ?? one.getAttribute('src'))
  .filter((address) => !address.startsWith('/sites/${ID}/') && address !== '/company.html')`;

/** Script of a page that asks for the list every half second instead of every five. */
const OFTEN = `window.setTimeout = (set => (run, ms, ...more) =>
  set(run, ms === 5_000 ? 500 : ms, ...more))(setTimeout);`;

const edgesOf = (page: Page): Promise<string[]> =>
  page.evaluate("[...document.querySelectorAll('.site')].map((row) => row.dataset.edge)");

describe.skipIf(MISSING !== "")("the page of all sites, and a site through the hub, in Chromium", () => {
  let browser: Browser;
  let hub: ViewerHub;

  beforeAll(async () => {
    browser = await launch();
    hub = await startViewerHub({ edgeId: ID, sites: companySites(Date.now()), company: COMPANY });
  });

  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
  });

  it("[CV21] [CV23] [CV24] [CV42] lists every site, the worst first, finds and filters, as list and map", async () => {
    hub.setSites(companySites(Date.now()));
    const { page, faults } = await open(browser, hub.address, {
      hash: "company.html#/sites?l=en&th=light",
      width: 1440,
    });
    await page.locator(".site").first().waitFor();
    expect((await edgesOf(page)).slice(0, 3)).toEqual([ID, "chengdu", "querétaro"]);
    const away = page.locator('[data-edge="chengdu"]');
    expect(await away.getAttribute("class")).toContain("is-dead");
    await away.getByText("the leased line of the site has been down").waitFor();
    await away.getByRole("link", { name: "Last picture of Chengdu Gears; not live" }).waitFor();
    for (const column of ["machines", "alerts", "oee", "energy"])
      expect(await away.locator(`.site-${column}`).textContent(), column).toContain("3 h old");
    const never = page.locator('[data-edge="line-9"]');
    expect(await never.textContent()).toMatch(/never heard.*no figures yet/s);
    expect(await never.locator("a").count()).toBe(0);
    await page.getByRole("button", { name: "OEE" }).click();
    expect((await edgesOf(page)).slice(-3)).toContain("line-9");
    await page.getByLabel("Search sites").fill("plant binjiang");
    expect((await edgesOf(page)).length).toBe(2);
    await page.getByLabel("Search sites").fill("");
    await page.getByLabel("Needs attention only").focus();
    await page.keyboard.press("Space");
    await until(page, "document.querySelectorAll('.site').length === 8 && /concerned=1/.test(location.hash)");
    await page.getByLabel("Needs attention only").click();
    await page.getByRole("button", { name: "Map" }).click();
    await page.getByRole("button", { name: /^4 sites: Binjiang Plant 1/ }).click();
    await page.getByRole("button", { name: /^2 sites: Binjiang Plant 1, Binjiang Plant 2/ }).click();
    await page.locator(".site-card").getByRole("button", { name: "Binjiang Plant 2" }).click();
    expect(await page.locator(".site-card a").getAttribute("href")).toBe("/sites/binjiang-2/#/overview");
    await page.getByRole("button", { name: /Mobile line 9/ }).waitFor();
    expect([faults, await page.evaluate("window.cspReports")]).toEqual([[], []]);
  });

  it.each([
    ["zh", "dark", 1440],
    ["en", "light", 390],
  ])("[CV29] in %s and %s at %i pixels it has no accessibility fault and is no wider", async (l, th, width) => {
    hub.setSites(companySites(Date.now()));
    const { page, faults } = await open(browser, hub.address, { hash: `company.html#/sites?l=${l}&th=${th}`, width });
    await page.locator(".site").first().waitFor();
    await page.evaluate(AXE);
    for (const view of ["list", "map"]) {
      await page.evaluate(`location.hash = "#/sites?l=${l}&th=${th}&view=${view}"`);
      await page
        .locator(view === "list" ? ".site" : ".map-mark")
        .first()
        .waitFor();
      expect(await page.evaluate(RUN_AXE), view).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view).toBe(true);
    }
    expect(faults).toEqual([]);
  });

  it("[CV41] on a wide screen its text is large, and list and map go by the room that is left", async () => {
    hub.setSites(companySites(Date.now()));
    const hash = "company.html#/sites?l=en&th=dark";
    const { page, faults } = await open(browser, hub.address, { hash, width: 3840, height: 2160 });
    const zoom = "getComputedStyle(document.getElementById('app')).zoom";
    await page.locator(".site").first().waitFor();
    expect([await page.evaluate(zoom), await page.locator(".company-map").isVisible()]).toEqual(["2.6", false]);
    await page.getByRole("button", { name: "Large text for a wall screen" }).click();
    await page.locator(".company-map").waitFor();
    expect(await page.evaluate(zoom)).toBe("1");
    await page.reload();
    await page.locator(".company-map").waitFor();
    expect(faults).toEqual([]);
  });

  it("[CV25] a thousand sites: fifty rows at once, and an unchanged list is not sent again", async () => {
    hub.setSites(Array.from({ length: 1_000 }, (_, i) => fakeSite(`edge-${i}`, Date.now())));
    const { whole, unchanged } = hub.answers;
    const { page } = await open(browser, hub.address, { hash: "company.html#/sites?l=en&th=light", script: OFTEN });
    await page.locator(".site").first().waitFor();
    expect(await page.locator(".site").count()).toBe(50);
    await page.getByRole("button", { name: "Show 50 more" }).click();
    expect(await page.locator(".site").count()).toBe(100);
    await expect.poll(() => hub.answers.unchanged).toBeGreaterThan(unchanged);
    expect(hub.answers.whole).toBe(whole + 1);
    // [CV22] The session ends: nothing that it was shown stays.
    hub.setSignedOut(true);
    await page.locator(".signed-out").waitFor();
    expect(await page.locator(".site").count()).toBe(0);
    hub.setSignedOut(false);
  });

  it("[CV20] [CV26] [CV27] [CV30] [CV34] [CV37] [CV39] [CV53] [CV54] a site's twin; acts that wait", async () => {
    hub.setSites(companySites(Date.now()));
    hub.setAway(true);
    const before = hub.asked.length;
    const { page, faults } = await open(browser, hub.address, {
      ...{ hash: `sites/${ID}/#/overview?l=en&th=light`, width: 1000, height: 600 },
      script: OFTEN,
    });
    await fed(page);
    const bar = page.locator(".hub-bar");
    await bar.getByText("Through the hub of Gemba Tools").waitFor();
    await bar.getByText("link: connected").waitFor();
    await page.getByRole("button", { name: /Acknowledge CNC-206/ }).click();
    const waits = page.locator(".alerts .waiting-acts");
    await waits.filter({ hasText: /Acknowledge .*waiting for the plant \(the plant cannot be reached\)/ }).waitFor();
    expect(await page.getByRole("button", { name: /Acknowledge CNC-206/ }).count()).toBe(0);
    expect(await page.locator(".alert-acknowledged", { hasText: "CNC-206" }).count()).toBe(0);
    await page.reload();
    await waits.filter({ hasText: /Acknowledge .* · ann: .*waiting for the plant/ }).waitFor();
    await page.locator(".alerts .alert-main", { hasText: "CNC-206" }).first().click();
    const drawer = page.locator(".drawer");
    await drawer.getByRole("button", { name: /^Shelve/ }).click();
    const shelves = page.getByRole("dialog");
    expect(await shelves.getByRole("radio", { name: /service/i }).count()).toBe(0);
    await shelves.getByRole("button", { name: "Cancel" }).click();
    expect(await drawer.getByRole("button", { name: /Create work item|Reset/ }).count()).toBe(0);
    await drawer.getByRole("button", { name: "Close details" }).click();
    const site = companySites(Date.now()).find(({ edgeId }) => edgeId === ID);
    const why = { en: "no answer on the link", zh: "链路没有应答" };
    if (site !== undefined) hub.setSites([{ ...site, link: linkOf("away", Date.now() - 600_000, { why }) }]);
    await bar.getByText("NOT LIVE").waitFor();
    await page.locator(".clock", { hasText: "NO DATA 0 %" }).waitFor();
    await page.getByText(/ · as last heard at \d/).waitFor();
    const standing = page.locator(".alerts .alert-when", { hasText: /for / });
    await standing.filter({ hasText: "as of 10 min ago" }).first().waitFor();
    expect(await standing.count()).toBe(await standing.filter({ hasText: "as of 10 min ago" }).count());
    await page.evaluate('location.hash = "#/alerts?l=en&th=light"');
    await page.locator(".page-tabs", { hasText: "as last heard at" }).waitFor();
    await page.locator(".page td", { hasText: "as of 10 min ago" }).first().waitFor();
    await page.evaluate('location.hash = "#/overview?l=en&th=light"');
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    hub.refuse({ en: "acts of the hub are off", zh: "未启用集控端操作" });
    await waits.filter({ hasText: "refused by the plant (acts of the hub are off)" }).waitFor();
    await page.getByRole("button", { name: /Acknowledge CNC-206/ }).click();
    await waits.filter({ hasText: "waiting for the plant" }).waitFor();
    hub.setAway(false);
    await hub.deliver();
    await waits.waitFor({ state: "detached" });
    await page.locator(".alert-acknowledged", { hasText: "CNC-206" }).waitFor();
    for (const screen of ["reports", "diagnostics", "explore", "energy"]) {
      await page.evaluate(`location.hash = "#/${screen}?l=en&th=light"`);
      await until(page, `document.querySelector('.tab[aria-current="page"]')?.dataset.screen === "${screen}"`);
      expect(await page.evaluate(ABSOLUTE), screen).toEqual([]);
      // [CV30] A link may lead to a room whose books are at the edge alone.
      const isElsewhere = (await page.getByText("only at the plant's own edge").count()) > 0;
      expect(isElsewhere, screen).toBe(screen === "reports");
      if (screen !== "diagnostics") continue;
      const sources = page.getByRole("region", { name: "Sources" });
      await sources.getByText("figures: at the plant's own edge").waitFor();
      expect(await sources.textContent()).not.toMatch(/received|dropped/);
    }
    const outside = hub.asked.slice(before).filter((path) => !path.startsWith(`/sites/${ID}/`));
    expect([...new Set(outside)].sort()).toEqual([
      `/api/v1/company/acts?site=${ID}`,
      `/api/v1/company/sites?site=${ID}`,
    ]);
    expect(faults).toEqual([]);
  });

  it("[CV26] [CV27] [CV37] [CV38] a phone draws nothing of an absent plant as live, and says refusals", async () => {
    hub.setSites(companySites(Date.now()));
    hub.setAway(true);
    hub.edge.setAlerts(viewerAlerts(viewerPlant().signals, Date.now()));
    const path = `sites/${ID}/phone.html?a=CNC-206`;
    const { page, faults } = await open(browser, hub.address, { hash: path, width: 390, height: 844, script: OFTEN });
    await page.locator(".phone-state", { hasText: "running" }).waitFor();
    const [site] = companySites(Date.now());
    const storedTo = "2026-01-01T04:00:00Z";
    if (site !== undefined)
      hub.setSites([{ ...site, link: linkOf("away", Date.now() - 600_000), missing: { ...site.missing, storedTo } }]);
    await page.locator(".phone-state", { hasText: "source silent" }).waitFor();
    expect(await page.locator(".phone-values dd:not(.is-old):not(.pred)").filter({ hasText: /\d s$/ }).count()).toBe(0);
    // Times are the site's, as all others of the page.
    await page.locator(".hub-bar", { hasText: "data until 2026-01-01 12:00" }).waitFor();
    const card = page.getByRole("article", { name: "Spindle bearing temperature high" });
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await card.locator(".waiting-acts", { hasText: "waiting for the plant" }).waitFor();
    hub.refuse({ en: "acts of the hub are off", zh: "未启用集控端操作" });
    await card.locator(".waiting-acts", { hasText: "refused by the plant (acts of the hub are off)" }).waitFor();
    await card.getByRole("button", { name: "Acknowledge" }).waitFor();
    hub.setAway(false);
    await page.getByText("Create work item").waitFor({ state: "detached" });
    expect(await page.locator(".enter").count()).toBe(0);
    // A link leads to the inspections, which are at the edge.
    await page.evaluate("location.hash = '#/inspections'");
    await page.getByText("Inspections: only at the plant's own edge").waitFor();
    await page.locator(".hub-bar", { hasText: "data until 2026-01-01 12:00" }).waitFor();
    expect(hub.asked.filter((asked) => asked.includes("/safety/inspections"))).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("[CV28] the past of a site opens at its time", async () => {
    hub.setSites(companySites(Date.now()));
    const { page } = await open(browser, hub.address, { hash: "company.html#/sites?l=en&th=light" });
    await page.getByRole("button", { name: "Twin of Binjiang Plant 1 in the past" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "8 h back" }).click();
    await dialog.getByRole("link", { name: "Open" }).click();
    await page.locator(".clock-past", { hasText: "REPLAY" }).waitFor();
    expect(page.url()).toContain(`/sites/${ID}/#/overview`);
    expect(await page.locator('[data-edge="joint"] a').count()).toBe(0);
  });
});
