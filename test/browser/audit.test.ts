import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { partOf } from "../run/long-sets.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { fed, launch, MISSING, open, until } from "./page.ts";

const SCREENS = [
  "overview",
  "material",
  "energy",
  "maintenance",
  "safety",
  "quality",
  "alerts",
  "explore",
  "dashboards",
  "diagnostics",
  "settings",
  "asset",
  "layout",
  "setup",
  "reports",
  "forecast",
  "schedule",
  "jobs",
];
/** Two of them in `npm test`: they differ in both language and theme. */
const APPEARANCES = partOf(
  [
    { language: "zh", theme: "light" },
    { language: "zh", theme: "dark" },
    { language: "en", theme: "dark" },
    { language: "en", theme: "light" },
  ],
  2,
);

/** Tab rows with some tabs out of sight and no menu of all beside them. */
const HIDDEN_TABS = `[...document.querySelectorAll('.tabs')]
  .filter((tabs) => tabs.nextElementSibling?.matches('.room-menu') !== true)
  .filter((tabs) => tabs.scrollWidth > tabs.clientWidth + 1)
  .map((tabs) => 'tabs ' + tabs.scrollWidth + ' in ' + tabs.clientWidth)`;

/**
 * The page's own words that are cut off or outside the window. Free texts from machines may end in an ellipsis; their
 * title has the whole text.
 */
const FIND_CLIPPED = `[...document.querySelectorAll(
  'button, .tab, th, h1, h2, h3, summary, legend, label, dt, ' +
  '.kpi-name, .kpi-target, .card-note, .legend li, .status span, .trail'
)].flatMap((element) => {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const hidden = element.closest('.visually-hidden, .labels, [hidden]') !== null || element.classList.contains('skip');
  if (box.width === 0 || style.visibility === 'hidden' || hidden) return [];
  const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible' && element.clientWidth > 0;
  const hasMenu = element.closest('.tabs')?.nextElementSibling?.matches('.room-menu') === true;
  const scrolls = hasMenu || element.closest('.page-scroll, .dock, .table') !== null;
  const outside = !scrolls && (box.right > innerWidth + 1 || box.left < -1);
  const words = element.className + ' ' + element.textContent.trim().slice(0, 60);
  return cut || outside ? [(cut ? 'cut: ' : 'outside: ') + words] : [];
})`;

describe.skipIf(MISSING !== "")("every screen in both languages and themes", () => {
  let browser: Browser;
  let edge: ViewerEdge;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge();
    ({ page, faults } = await open(browser, edge.address, {
      hash: "#/overview?l=zh&th=light&a=ROB-03",
      width: 1366,
      height: 768,
      isShared: true,
    }));
    await fed(page);
    await page.evaluate(AXE);
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  async function show(screen: string, { language, theme }: { language: string; theme: string }): Promise<void> {
    await page.evaluate(`location.hash = "#/${screen}?l=${language}&th=${theme}&a=ROB-03"`);
    await until(
      page,
      `document.documentElement.lang === "${language === "zh" ? "zh-CN" : "en-GB"}" &&
        document.documentElement.dataset.theme === "${theme}" &&
        document.querySelector('.tab[aria-current="page"]')?.dataset.screen === "${screen}"`,
    );
    if (screen === "layout") await page.locator(".plan-asset").first().waitFor();
  }

  it.each(SCREENS)("%s has no accessibility fault, and nothing is clipped at 1366 x 768", async (screen) => {
    for (const appearance of APPEARANCES) {
      await show(screen, appearance);
      expect(await page.evaluate(HIDDEN_TABS), `${appearance.language} ${appearance.theme}`).toEqual([]);
      expect(await page.evaluate(FIND_CLIPPED), `${appearance.language} ${appearance.theme}`).toEqual([]);
      expect(await page.evaluate(RUN_AXE), `${appearance.language} ${appearance.theme}`).toEqual([]);
      // Panels scroll; if the window scrolled too, a jump within a panel could hide the page's head.
      expect(
        await page.evaluate("document.documentElement.scrollHeight - innerHeight"),
        `${appearance.language} ${appearance.theme}`,
      ).toBe(0);
    }
  });

  it.each([320, 600, 900, 1024])("no screen is wider than a window of %i pixels", async (width) => {
    await page.setViewportSize({ width, height: 768 });
    const wider: string[] = [];
    for (const screen of SCREENS) {
      await show(screen, { language: "en", theme: "light" });
      if (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) wider.push(screen);
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    expect(wider).toEqual([]);
  });

  it("nothing is clipped on a wall of 3840 x 2160 pixels, in either language", async () => {
    await page.setViewportSize({ width: 3840, height: 2160 });
    for (const screen of partOf(SCREENS, 5))
      for (const language of ["zh", "en"]) {
        await show(screen, { language, theme: "light" });
        expect(await page.evaluate(FIND_CLIPPED), `${screen} ${language}`).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollHeight - innerHeight"), screen).toBe(0);
      }
    await page.setViewportSize({ width: 1366, height: 768 });
  });

  it.each([
    ["search", "/"],
    ["tree", "p"],
  ])("the %s dialog has no accessibility fault", async (_name, key) => {
    for (const appearance of APPEARANCES) {
      await show("overview", appearance);
      await page.evaluate("document.activeElement?.blur()");
      await page.keyboard.press(key);
      await page.locator("dialog[open]").waitFor();
      expect(await page.evaluate(RUN_AXE), `${appearance.language} ${appearance.theme}`).toEqual([]);
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({ state: "detached" });
    }
  });

  it("[HE6] [HE7] help, a guide, a definition and the tour have no accessibility fault", async () => {
    const check = async (what: string) => expect(await page.evaluate(RUN_AXE), what).toEqual([]);
    for (const appearance of APPEARANCES) {
      await show("overview", appearance);
      await page.evaluate("document.activeElement?.blur()");
      await page.keyboard.press("?");
      await page.locator(".help-steps").waitFor();
      await check("the room");
      await page.locator(".help-tabs .tab").nth(2).click();
      await page.locator(".help-body .keys").waitFor();
      await check("the keys");
      await page.locator(".help-tabs .tab").nth(1).click();
      await page.locator(".guide-list .link").first().click();
      await page.locator(".guide table").first().waitFor();
      await check("a guide");
      await page.keyboard.press("Escape");
      await page.locator(".help-drawer").waitFor({ state: "detached" });
      await page.locator(".info-mark").first().click();
      await page.locator(".definition").waitFor();
      await check("a definition");
      await page.keyboard.press("Escape");
      await page.locator(".definition").waitFor({ state: "detached" });
      await page.keyboard.press("?");
      await page.locator(".help-head .button").first().click();
      await page.locator(".tour-card").waitFor();
      await check("the tour");
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({ state: "detached" });
    }
  });

  it("switching through all screens leaves no error", () => {
    // The settings request admin data; Chromium itself reports the refusal.
    expect(faults.filter((fault) => !/status of 403/.test(fault))).toEqual([]);
  });

  it("[PG2] figures whose inputs are all silent are drawn as old, and can still be read", async () => {
    for (const source of edge.sources) edge.setLive(source, false);
    edge.freeze();
    for (const screen of ["energy", "asset"])
      for (const appearance of APPEARANCES) {
        await show(screen, appearance);
        await page.locator(".heard-note.is-dead ~ *").first().waitFor();
        expect(await page.evaluate(RUN_AXE), `${screen} ${appearance.language} ${appearance.theme}`).toEqual([]);
      }
    for (const source of edge.sources) edge.setLive(source, true);
  });

  it("the phone page and the sheet of labels have no accessibility fault; the phone page fits 360 pixels", async () => {
    for (const [path, width] of [
      ["phone.html?a=CNC-206", 360],
      ["labels.html", 900],
    ] as const) {
      const { page: other, faults: own } = await open(browser, edge.address, { hash: path, width, height: 740 });
      await other.locator("h1").waitFor();
      await other.evaluate(AXE);
      expect(await other.evaluate(RUN_AXE), path).toEqual([]);
      expect(await other.evaluate("document.documentElement.scrollWidth <= innerWidth"), path).toBe(true);
      expect(own, path).toEqual([]);
      await other.close();
    }
  });
});
