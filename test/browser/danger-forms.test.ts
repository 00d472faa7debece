/** Forms and board of the safety room (rules SR8, SR12, SR16, SR21), with answers that come when the test lets them. */
import type { Browser, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { png } from "../fakes/safety/pictures.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { fed, launch, MISSING, open } from "./page.ts";

describe.skipIf(MISSING !== "")("forms of hidden dangers", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge();
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  it("[SR8] [SR35] a card shows its photos; grading again keeps the due time; a late answer harms none", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/safety?l=en&th=light" });
    const due = new Date(Date.now() + 20 * 86_400_000).toISOString();
    const dangers = { held: false, routes: [] as Route[] };
    await page.route("**/api/v1/safety/dangers?*", async (route) => {
      if (dangers.held) return void dangers.routes.push(route);
      const response = await route.fetch();
      const answer = await response.json();
      answer.dangers[0].work.acts[0].due = due;
      answer.dangers[0].work.danger.proofs = ["IMG-1"];
      answer.dangers[0].work.danger.pictures = ["a".repeat(64), "b".repeat(64)];
      return await route.fulfill({ response, json: answer });
    });
    await page.route("**/api/v1/safety/pictures/a*", (route) =>
      route.fulfill({ contentType: "image/png", body: png() }),
    );
    const detail = "the picture was deleted on 2026-11-30 by ada: a face";
    await page.route("**/api/v1/safety/pictures/b*", (route) => route.fulfill({ status: 404, json: { detail } }));
    const acts: Route[] = [];
    await page.route("**/api/v1/work-items/danger-1/acts", (route) => void acts.push(route));
    await fed(page);
    await page.getByText("Evidence: IMG-1").waitFor();
    await page.getByRole("button", { name: "Photo 1 of 2: Interlock is loose" }).click();
    await page.locator("dialog img.photo-whole").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.locator("dialog .photo-note", { hasText: "by ada: a face" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Grade: Interlock is loose" }).click();
    const days = page.getByLabel("Due in days");
    expect(await days.inputValue()).toBe("");
    await days.fill("3");
    await days.fill("");
    expect(await page.locator("dialog small").textContent()).toMatch(/^Due .+\. Leave this empty to keep it\.$/);
    await page.getByLabel("Money").fill("10");
    await page.getByLabel("Contingency plan").fill("stop the robot");
    await page.locator("dialog button[type=submit]").click();
    await expect.poll(() => acts.length).toBe(1);
    expect(acts[0]?.request().postDataJSON()).toMatchObject({ kind: "plan", due, money: 10 });
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Report a danger" }).click();
    await page.getByLabel("What is dangerous").fill("Fence is open");
    dangers.held = true;
    await acts[0]?.fulfill({ json: {} });
    await expect.poll(() => dangers.routes.length).toBeGreaterThan(0);
    expect(await page.getByLabel("What is dangerous").inputValue()).toBe("Fence is open");
    expect(await page.locator(".sr-board .work-card").count()).toBe(1);
  });

  it("[SR25] a link opens a report at its place; what was written outlives a failure and the page", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/safety?l=en&report=zone%3Acell-rob-01" });
    await page.setViewportSize({ width: 390, height: 844 });
    const sent: Route[] = [];
    await page.route("**/api/v1/safety/dangers", (route) => void sent.push(route));
    await fed(page);
    const title = page.getByLabel("What is dangerous");
    await title.fill("Fence is open");
    expect(await page.locator("dialog select").nth(1).inputValue()).toBe("zone:cell-rob-01");
    await page.locator("dialog button[type=submit]").click();
    await expect.poll(() => sent.length).toBe(1);
    const [first] = sent as [Route];
    const { itemUid } = first.request().postDataJSON() as { itemUid: string };
    await first.abort();
    await page.locator("dialog .failure").waitFor();
    await page.reload();
    await fed(page);
    await expect.poll(() => title.inputValue()).toBe("Fence is open");
    await page.locator("dialog button[type=submit]").click();
    await expect.poll(() => sent.length).toBe(2);
    expect(sent[1]?.request().postDataJSON()).toMatchObject({ itemUid, place: { zone: "cell-rob-01" } });
    await sent[1]?.fulfill({ json: {} });
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate(() => localStorage.getItem("gemba.danger-draft"))).toBeNull();
  });

  it("[SR34] a photo that cannot be sent says so and stays, over a reload too; the report has its id", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/safety?l=en&report=zone%3Acell-rob-01" });
    const uploads: Route[] = [];
    await page.route("**/api/v1/safety/pictures", (route) => void uploads.push(route));
    const sent: Route[] = [];
    await page.route("**/api/v1/safety/dangers", (route) => void sent.push(route));
    await fed(page);
    await page.getByLabel("What is dangerous").fill("Fence is open");
    const file = { name: "p.png", mimeType: "image/png", buffer: png("place and device") };
    await page.locator("dialog input[type=file]").setInputFiles(file);
    await page.getByText("1 photo not sent yet; kept on this device").waitFor();
    await page.locator("dialog button[type=submit]").click();
    await expect.poll(() => uploads.length).toBe(1);
    await uploads[0]?.abort();
    await page.locator("dialog .failure", { hasText: "Nothing is lost" }).waitFor();
    await page.reload();
    await fed(page);
    await page.getByText("1 photo not sent yet; kept on this device").waitFor();
    await page.locator("dialog button[type=submit]").click();
    await expect.poll(() => uploads.length).toBe(2);
    const body = uploads[1]?.request().postDataBuffer();
    // Drawn anew: a JPEG without what the camera wrote.
    expect([body?.subarray(0, 2), body?.includes("place and device")]).toEqual([Buffer.from([0xff, 0xd8]), false]);
    const id = "a".repeat(64);
    await uploads[1]?.fulfill({ status: 201, json: { id } });
    await expect.poll(() => sent.length).toBe(1);
    expect(sent[0]?.request().postDataJSON()).toMatchObject({ pictures: [id], place: { zone: "cell-rob-01" } });
    await sent[0]?.fulfill({ json: {} });
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("[SR16] ended dangers are shown by the time of their end, also a general one after many major ones", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/safety?l=en&th=light" });
    await page.route("**/api/v1/safety/dangers?*", async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      const [{ work, ...rest }] = answer.dangers;
      const ended = (day: number, isMajor: boolean) => ({
        ...rest,
        work: {
          ...{ ...work, itemUid: `ended-${day}`, state: day % 2 === 0 ? "closed" : "rejected" },
          ...{ title: { zh: `${day}`, en: `Day ${day}` }, danger: { ...work.danger, isMajor } },
          endedAt: `2026-11-${day}T02:00:00.000000Z`,
        },
      });
      const majors = Array.from({ length: 11 }, (_, n) => ended(10 + n, true));
      return await route.fulfill({ response, json: { ...answer, dangers: [...majors, ended(24, false)] } });
    });
    await fed(page);
    const cards = page.getByRole("region", { name: "Closed", exact: true }).locator(".work-card h4");
    await cards.first().waitFor();
    const days = [24, 20, 19, 18, 17, 16, 15, 14, 13, 12];
    expect(await cards.allTextContents()).toEqual(days.map((day) => `Day ${day}`));
    await page.getByText("2 more", { exact: true }).waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("[RE17] on a phone the posted plan of a drill comes first; a tick is shown when the edge has it", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/safety?l=en&th=light" });
    await page.setViewportSize({ width: 390, height: 844 });
    const ticks: Route[] = [];
    let isTicked = false;
    await page.route("**/api/v1/safety/responses", async (route) => {
      const drill = await (await fetch(`${edge.address}/api/v1/safety/responses/drill-1`)).json();
      await route.fulfill({ json: { responses: [drill] } });
    });
    await page.route("**/api/v1/safety/responses/drill-1", async (route) => {
      const response = await route.fetch();
      const drill = await response.json();
      if (isTicked) Object.assign(drill.steps[1], { result: "done", by: "li", at: drill.steps[0].at });
      await route.fulfill({ response, json: drill });
    });
    await page.route("**/api/v1/work-items/drill-1/acts", (route) => void ticks.push(route));
    await fed(page);
    const first = page.locator(".rs-first");
    await first.getByText("Beside the west door").waitFor();
    const box = await first.boundingBox();
    expect((box?.y ?? 844) + (box?.height ?? 0)).toBeLessThan(844);
    expect(await first.getByRole("link").getAttribute("href")).toBe("tel:119");
    expect(await page.locator(".rs-card").textContent()).toMatch(/DRILL.*posted escape plan.*whereabouts unknown/s);
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    const step = page.locator(".rs-steps > li").nth(1);
    await step.getByRole("button", { name: "Done: Leave the area", exact: true }).click();
    await expect.poll(() => ticks.length).toBe(1);
    expect(ticks[0]?.request().postDataJSON()).toMatchObject({ kind: "tick", step: { at: 1, result: "done" } });
    expect(await step.textContent()).toContain("nothing on record yet");
    isTicked = true;
    await ticks[0]?.fulfill({ json: {} });
    await step.getByText("Done · li").waitFor();
    expect(faults).toEqual([]);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("[SR21] an inspection that somebody began after its form was opened is not begun again", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/safety?l=en&th=light" });
    let isBegun = false;
    await page.route("**/api/v1/safety/inspections", async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      if (!isBegun) return await route.fulfill({ response, json: answer });
      answer.open[0].work.state = "in-progress";
      return await route.fulfill({ response, json: { ...answer, count: 7 } });
    });
    const kinds: string[] = [];
    await page.route("**/api/v1/work-items/round-1/acts", async (route) => {
      kinds.push(route.request().postDataJSON().kind);
      await route.fulfill({ json: {} });
    });
    await fed(page);
    await page.getByRole("button", { name: /^Inspect: / }).click();
    await page.getByLabel("ok", { exact: true }).check();
    isBegun = true;
    await page.locator(".sr-due small", { hasText: "7" }).waitFor();
    await page.locator("dialog button[type=submit]").click();
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(kinds).toEqual(["finish"]);
    // The page asks again and again: a question that is under way at the end is nobody's fault.
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
});
