/** Forms of the safety room's dangers (rules SR8 and SR12), with answers that come when the test lets them. */
import type { Browser, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
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

  it("[SR8] grading again keeps the due time; a late answer closes no other form and empties no board", async () => {
    const { page } = await open(browser, edge.address, { hash: "#/safety?l=en&th=light" });
    const due = new Date(Date.now() + 20 * 86_400_000).toISOString();
    const dangers = { held: false, routes: [] as Route[] };
    await page.route("**/api/v1/safety/dangers?*", async (route) => {
      if (dangers.held) return void dangers.routes.push(route);
      const response = await route.fetch();
      const answer = await response.json();
      answer.dangers[0].work.acts[0].due = due;
      answer.dangers[0].work.danger.proofs = ["IMG-1"];
      return await route.fulfill({ response, json: answer });
    });
    const acts: Route[] = [];
    await page.route("**/api/v1/work-items/danger-1/acts", (route) => void acts.push(route));
    await fed(page);
    await page.getByText("Evidence: IMG-1").waitFor();
    await page.getByRole("button", { name: "Grade: Interlock is loose" }).click();
    const days = page.getByLabel("Due in days");
    expect(await days.inputValue()).toBe("");
    await days.fill("3");
    await days.fill("");
    expect(await page.locator("dialog small").textContent()).toMatch(/^Due .+; left empty, it stays\.$/);
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
});
