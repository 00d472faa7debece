import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge, type ViewerEdgeOptions } from "../fakes/viewer/edge.ts";
import { CHANCES_TO_DRAW, drawn, launch, MISSING, open, PATIENCE_MS, stats, until, type WatchedPage } from "./page.ts";

describe.skipIf(MISSING !== "")("the viewer in Chromium", () => {
  let browser: Browser;
  let edge: ViewerEdge;
  let watched: WatchedPage;
  let page: Page;

  /** The tests of a group share a page, because opening one draws for seconds; they run in their order. */
  async function show(edgeOptions: ViewerEdgeOptions, hash?: string) {
    edge = await startViewerEdge(edgeOptions);
    watched = await open(browser, edge.address, { isShared: true, ...(hash === undefined ? {} : { hash }) });
    page = watched.page;
    await drawn(page);
  }

  async function close(): Promise<void> {
    await page?.close();
    await edge?.stop();
  }

  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
  });

  describe("the picture and its words", () => {
    beforeAll(() => show({}));
    afterAll(close);

    it("[S11] [SW1] draws the plant in few calls, in both looks, without faults or foreign hosts", async () => {
      const figures = await stats(page);
      expect(figures["assets"]).toBeGreaterThanOrEqual(60);
      expect(figures["calls"]).toBeLessThanOrEqual(60);
      expect(figures["programs"]).toBeLessThanOrEqual(8);
      expect(figures["triangles"]).toBeGreaterThan(10_000);
      // The showcase keeps to the same budget, and is remembered.
      const look = page.getByRole("button", { name: "Showcase" });
      await look.click();
      await until(page, "location.hash.includes('look=showcase') && localStorage['gemba.viewer'].includes('showcase')");
      await until(page, "window.__twin.stats().textures >= 3");
      const showcase = await stats(page);
      expect(showcase["calls"]).toBeLessThanOrEqual(60);
      expect(showcase["programs"]).toBeLessThanOrEqual(8);
      await look.click();
      await until(page, "!location.hash.includes('look=')");
      expect(await page.evaluate("window.cspReports")).toEqual([]);
      expect(watched.faults).toEqual([]);
    });

    it("the picture is not blank: machines, floor and alarm colours are in it", async () => {
      const picture = (await page.locator(".scene").screenshot()).toString("base64");
      const colours = await page.evaluate(`(async () => {
        const image = new Image();
        image.src = "data:image/png;base64,${picture}";
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = image.width; canvas.height = image.height;
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set(); let red = 0;
        for (let i = 0; i < data.length; i += 4) {
          seen.add((data[i] >> 3 << 10) | (data[i + 1] >> 3 << 5) | data[i + 2] >> 3);
          if (data[i] > 140 && data[i + 1] < 60 && data[i + 2] < 70) red++;
        }
        return { distinct: seen.size, red };
      })()`);
      expect((colours as { distinct: number }).distinct).toBeGreaterThan(150);
      expect((colours as { red: number }).red).toBeGreaterThan(250);
    });

    it("[PG25] a missing key figure says why, in sight", async () => {
      const why = page.locator(".kpi", { hasText: "WIP" }).locator(".kpi-why");
      await why.waitFor();
      expect(await why.textContent()).toContain("no piece has been reported yet");
    });

    it("switches language in place, labels and title too", async () => {
      expect(await page.locator(".plant-name").textContent()).toContain("Binjiang Plant 1");
      await page.keyboard.press("Alt+L");
      await page.locator(".plant-name", { hasText: "滨江一厂" }).waitFor();
      expect(await page.evaluate("document.documentElement.lang")).toBe("zh-CN");
      expect(await page.title()).toContain("滨江一厂");
      await page.locator(".chip-p1", { hasText: "主轴轴承温度高" }).waitFor();
      await until(page, "location.hash.includes('l=zh')");
    });

    it("Chinese is drawn with the bundled font, not as boxes", async () => {
      const loaded = await page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('13px \"Noto Sans SC Variable\"', '滨江一厂总览报警'))",
      );
      expect(loaded).toBe(true);
    });

    it("switches the theme, and the scene follows the tokens", async () => {
      await page.keyboard.press("Alt+L");
      await page.getByRole("button", { name: "Dark theme" }).click();
      await until(page, "document.documentElement.dataset.theme === 'dark'");
      await until(page, "location.hash.includes('th=dark')");
      expect(await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--scene').trim()")).toBe(
        "#24282d",
      );
    });
  });

  describe("acts on alerts", () => {
    beforeAll(() => show({}));
    afterAll(close);

    it("a refused action shows the reason", async () => {
      await page.route("**/acknowledge", (route) =>
        route.fulfill({
          status: 409,
          contentType: "application/problem+json",
          body: JSON.stringify({ detail: "It was acknowledged already." }),
        }),
      );
      await page.getByRole("button", { name: "Acknowledge CNC-206" }).click();
      await page.getByRole("alert").filter({ hasText: "It was acknowledged already." }).waitFor();
      expect(edge.posts).toEqual([]);
      await page.unroute("**/acknowledge");
    });

    it("acknowledging sends a request, and the row follows the edge's answer", async () => {
      await page.getByRole("button", { name: "Acknowledge CNC-206" }).click();
      await page.locator(".alert-acknowledged", { hasText: "CNC-206" }).waitFor();
      expect(edge.posts).toEqual([
        { path: "/api/v1/alerts/alert-cnc-206-800/acknowledge", body: '{"occurrenceUid":"occurrence-cnc-206-800"}' },
      ]);
    });

    it("shelving gives minutes and a reason, and the alert moves to its own group", async () => {
      await page.locator(".alert-main", { hasText: "CNC-103" }).click();
      await page.getByRole("button", { name: "Shelve CNC-103" }).click();
      await page.getByLabel("Reason").fill("Coolant pump is being changed");
      await page.locator(".dialog-shelve").getByRole("button", { name: "Shelve" }).click();
      await page.locator(".shelved summary", { hasText: "2" }).waitFor();
      expect(edge.posts.at(-1)?.path).toBe("/api/v1/alerts/alert-cnc-103-600/shelve");
      expect(JSON.parse(edge.posts.at(-1)?.body ?? "")).toMatchObject({
        minutes: 60,
        reason: "Coolant pump is being changed",
      });
    });
  });

  describe("ways to a value", () => {
    beforeAll(() => show({}, "#/overview?l=en&th=light&a=CNC-206"));
    afterAll(close);

    it("a click on a number opens its trend, Escape closes it", async () => {
      await page.getByRole("button", { name: /Bearing temperature.*Trend/ }).click();
      await page.locator(".trend canvas").waitFor();
      await until(page, "(document.querySelector('.chart')?.getAttribute('aria-label') ?? '').includes('°C')");
      await page.keyboard.press("Escape");
      await page.locator(".trend").waitFor({ state: "detached" });
      expect(watched.faults).toEqual([]);
      expect(await page.evaluate("window.cspReports")).toEqual([]);
    });

    it("search finds an asset, selects it and keeps it in the address", async () => {
      await page.keyboard.press("/");
      await page.locator(".search-input").fill("oven");
      await page.keyboard.press("Enter");
      await page.locator(".card h2", { hasText: "OVN-01" }).waitFor();
      await until(page, "location.hash.includes('a=OVN-01')");
    });
  });

  describe("a calm plant", () => {
    beforeAll(() => show({ healthy: true }, "#/overview?l=en&th=light&plan=1"));
    afterAll(close);

    it("a click on a machine in the picture selects it", async () => {
      const box = await page.locator(".scene-canvas").boundingBox();
      if (box === null) throw new Error("no canvas");
      const at = await page.evaluate<{ x: number; y: number }>("window.__twin.whereIs('OVN-01')");
      await page.mouse.click(box.x + at.x, box.y + at.y);
      await until(page, "location.hash.includes('a=OVN-01')");
      await page.locator(".card h2", { hasText: "OVN-01" }).waitFor();
    });

    it("the picture follows a selected vehicle", async () => {
      await page.evaluate("location.hash = '#/asset?l=en&th=light&a=AGV-02&plan=0'");
      await until(page, "location.hash.includes('a=AGV-02')");
      const place = async () =>
        (
          await page
            .locator(".value-table tr", { hasText: /Position [XY]/ })
            .locator(".live-value")
            .allTextContents()
        ).map((text) => Number.parseFloat(text.replace("−", "-"))) as [number, number];
      await page.locator('.value-table .live[data-freshness="live"]').nth(1).waitFor();
      const [x, y] = await place();
      // Farther than the picture is wide.
      await expect
        .poll(async () => Math.hypot((await place())[0] - x, (await place())[1] - y), { timeout: PATIENCE_MS })
        .toBeGreaterThan(12);
      const { width, height } = (await page.locator(".scene-canvas").boundingBox()) ?? { width: 0, height: 0 };
      const at = await page.evaluate<{ x: number; y: number }>("window.__twin.whereIs('AGV-02')");
      expect(Math.hypot(at.x - width / 2, at.y - height / 2)).toBeLessThan(width / 4);
    });

    it("draws no frame while nothing changes", async () => {
      await page.locator(".tab", { hasText: "Overview" }).click();
      edge.freeze();
      const frames = async () => Number((await stats(page))["frames"]);
      // Glides and hidden first flights end before counting begins.
      await expect
        .poll(
          async () => {
            const before = await frames();
            await page.evaluate(CHANCES_TO_DRAW);
            return (await frames()) - before;
          },
          { timeout: PATIENCE_MS },
        )
        .toBe(0);
    });
  });

  describe("data that fail", () => {
    beforeAll(() => show({}, "#/overview?l=en&th=light&a=CNC-206"));
    afterAll(close);

    it("one silent source makes its own assets stale and no others", async () => {
      edge.setLive("milling", false);
      await page.locator(".state-stale").waitFor();
      await page.locator(".link-line.is-stale", { hasText: "no publish response" }).waitFor();
      await until(page, "document.querySelector('.status').textContent.includes('7 of 8 sources live')");
      await page.keyboard.press("p");
      await page.locator(".tree-row", { hasText: "CNC-101" }).filter({ hasText: "running" }).waitFor();
      await page.locator(".tree-row", { hasText: "CNC-201" }).filter({ hasText: "source silent" }).waitFor();
      await page.keyboard.press("Escape");
      edge.setLive("milling", true);
    });

    it("[PG1] [PG2] [PG3] badge, figures and banner show silent sources and recover with them", async () => {
      const badge = (text: string) => page.locator(".clock", { hasText: text }).waitFor();
      await badge("LIVE 100 %");
      await until(page, "document.querySelectorAll('.source-banner, .kpi-dead, .kpi-part').length === 0");
      edge.setLive("milling", false);
      await page.locator(".source-banner", { hasText: "milling: no publish response (last heard" }).waitFor();
      await page.locator(".kpi-part", { hasText: "% live" }).first().waitFor();
      await until(page, "/LIVE [1-9]\\d? %/.test(document.querySelector('.clock').textContent)");
      for (const source of edge.sources) edge.setLive(source, false);
      await badge("NO DATA 0 %");
      await page.getByRole("alert").filter({ hasText: "NO DATA from any machine" }).waitFor();
      await until(page, "document.querySelectorAll('.kpi-dead').length === 7");
      await page.locator(".kpi-safety", { hasText: "No sensor reports" }).waitFor();
      for (const source of edge.sources) edge.setLive(source, true);
      await badge("LIVE 100 %");
      await page.locator(".source-banner").waitFor({ state: "detached" });
      await until(page, "document.querySelectorAll('.kpi-dead, .kpi-part').length === 0");
    });

    it("after a restart of the edge the page recovers without a reload", async () => {
      const port = Number(new URL(edge.address).port);
      await edge.stop();
      await page.getByRole("alert").filter({ hasText: "NO DATA since" }).waitFor();
      edge = await startViewerEdge({ port });
      await page.getByRole("alert").filter({ hasText: "NO DATA since" }).waitFor({ state: "detached" });
      await until(page, "window.__twin.stats().samplesPerSecond > 0");
    });

    it("within five seconds of the edge's end everything is stale, with the time", async () => {
      await page.locator('.live[data-freshness="live"]').first().waitFor();
      await edge.stop();
      await page.getByRole("alert").filter({ hasText: "NO DATA since" }).waitFor();
      await until(
        page,
        `document.querySelectorAll('.live[data-freshness="live"]').length === 0 &&
          document.querySelectorAll('.live[data-freshness="stale"]').length > 3`,
      );
      expect(await page.locator(".state").textContent()).toContain("source silent");
    });
  });
});
