import type { Browser, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { islandsAt, previewIslands } from "../../edge/api/services/production/islands.ts";
import { factsOf } from "../../edge/islands/facts.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { island, islandBook, SentIslands } from "../fakes/islands.ts";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { launch, MISSING, open } from "./page.ts";

const LATHES = ["CNC-101", "CNC-102", "CNC-103", "CNC-104"];
const ISLANDS = [
  island("small", ["CNC-101", "CNC-102", "CNC-201"], ["PH-40*", "PH-50*"]),
  island("large", ["CNC-103", "CNC-104", "CNC-202", "CNC-203"], ["PH-65*", "PH-80*"]),
];
const FACTS = factsOf({
  assets: [
    ...LATHES.map((label) => ({ label, kind: "lathe" })),
    ...["CNC-201", "CNC-202", "CNC-203"].map((label) => ({ label, kind: "machining-centre" })),
  ],
  ways: ["CNC-10* > CNC-20*"],
  operations: [
    { stations: ["CNC-10*"], id: "OP10" },
    { stations: ["CNC-20*"], id: "OP20" },
  ],
  variants: ["PH-40A", "PH-40B", "PH-50A", "PH-50B", "PH-65A", "PH-65B", "PH-80A", "PH-80B"],
  makes: [],
});
const LOCAL = { kind: "local", origin: "::1" } as const;

/** The edge's own services answer the page. */
async function withIslands(page: Page, isOfPlant: boolean) {
  const own = islandBook(ISLANDS, FACTS);
  own.clock.at = Date.now() * 1000 - 3600e6;
  const book = own.open();
  own.clock.at = Date.now() * 1000;
  if (isOfPlant) book.offer("cells", new SentIslands());
  const deps = { ...fakeEdge().deps, islands: book, material: undefined } as unknown as Parameters<typeof islandsAt>[0];
  const json = (route: Route, value: unknown) => route.fulfill({ json: value });
  const text = (time: number) => new Date(time / 1000).toISOString();
  const dated = (change: (typeof book.changes)[number]) => ({
    ...{ ...change, at: text(change.at), stateAt: text(change.stateAt) },
  });
  await page.route("**/api/v1/islands**", async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (pathname.endsWith("/preview")) {
      const { problems, moves } = await previewIslands(deps, LOCAL, { ...request.postDataJSON(), now: 0 });
      const flat = problems.map(({ steps: [at, key, entry], ...rest }) => ({
        ...rest,
        island: at,
        key,
        entry: entry ?? null,
      }));
      return json(route, { problems: flat, moves });
    }
    if (request.method() === "POST")
      return json(route, dated(book.change(request.postDataJSON(), { by: "li", seen: [] })));
    const asked = new URL(request.url()).searchParams.get("at");
    const at = asked === null ? undefined : Date.parse(asked) * 1000;
    const { inForce, pending, changes, ...rest } = await islandsAt(deps, LOCAL, { at, now: 0 });
    return json(route, {
      ...rest,
      inForce: { ...inForce, from: inForce.version === 0 ? null : text(inForce.from) },
      pending: pending === null ? null : dated(pending),
      changes: changes.map(dated),
    });
  });
  return { book, own };
}

describe.skipIf(MISSING !== "")("islands in Chromium", () => {
  let browser: Browser;
  let edge: ViewerEdge;

  beforeAll(async () => {
    browser = await launch();
    edge = await startViewerEdge({ healthy: true, user: { name: "li", role: "engineer" } });
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    await edge?.stop();
  });

  async function room({ isOfPlant = false, hash = "", width = 1366 } = {}) {
    const { page, faults } = await open(browser, edge.address, {
      hash: "#/overview?l=en&th=light",
      script: AXE,
      width,
      height: 768,
    });
    const made = await withIslands(page, isOfPlant);
    await page.goto(`${edge.address}/#/material?l=en&th=light${hash}`);
    return { page, faults, ...made };
  }

  const legend = (page: Page) => page.locator(".legend");

  it("[IS11] [IS16] the layer is offered without the Material room having been open, and follows changes", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/help?l=en&th=light" });
    const { book } = await withIslands(page, false);
    await page.goto(`${edge.address}/?fresh#/overview?l=en&th=light`);
    await page.locator(".layer-menu").selectOption("islands");
    await legend(page).getByText("Island large").waitFor();
    book.change({ version: 1, islands: [...ISLANDS, island("rush", [], [])], reason: "r" }, { by: "li", seen: [] });
    await legend(page).getByText("Island rush").waitFor();
    // The browser remembers the layer of the room.
    await page.reload();
    await legend(page).getByText("Island rush").waitFor();
    expect(faults).toEqual([]);
  });

  it("[IS11] a past moment has the islands of then, in the card and in the layer", async () => {
    const { page, faults, book, own } = await room();
    own.clock.at = Date.now() * 1000 - 600e6;
    book.change({ version: 1, islands: [...ISLANDS, island("rush", [], [])], reason: "r" }, { by: "li", seen: [] });
    const card = page.locator(".islands-card");
    await card.getByText("Island rush").first().waitFor();
    await card.getByRole("button", { name: "Show in plant" }).click();
    await legend(page).getByText("Island rush").waitFor();
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    await page.goto(`${edge.address}/#/material?l=en&th=light&t=${minutesAgo(30)}`);
    await legend(page).getByText("Island rush").waitFor({ state: "detached" });
    await card.getByText("Island rush").waitFor({ state: "detached" });
    await legend(page).getByText("Island large").waitFor();
    await card.getByText("version 1").first().waitFor();
    expect(await card.getByRole("button", { name: "Change", exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Live", exact: true }).first().click();
    await legend(page).getByText("Island rush").waitFor();
    await card.getByText("Island rush").first().waitFor();
    expect(faults).toEqual([]);
  });

  const member = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

  it("[IS12] [IS5] a machine goes to another island by keys, is previewed, and counts once confirmed", async () => {
    const { page, faults, book } = await room();
    await page.locator(".islands-card").getByText("Island small").waitFor();
    await page.getByRole("button", { name: "Change", exact: true }).click();
    const confirm = page.getByRole("button", { name: "Put into force" });
    expect(await confirm.isDisabled()).toBe(true);
    await member(page, "Machine CNC-102").press("ArrowRight");
    await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("CNC-102");
    await page.getByText("PH-40A at OP10: CNC-101, CNC-102 → CNC-101").waitFor();
    await page.getByLabel("Reason").fill("rush order of large housings");
    await confirm.click();
    await page.locator(".islands-pending").first().waitFor();
    expect(book.now.inForce.islands[1]?.machines).toContain("CNC-102");
    expect(book.changes.at(-1)).toMatchObject({ by: "li", reason: "rush order of large housings" });
    expect(faults).toEqual([]);
  });

  it("[IS12] what is impossible is said with its remedy, and cannot be confirmed; a mouse drags too", async () => {
    const { page } = await room();
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await member(page, "Machine CNC-201").dragTo(page.getByRole("region", { name: "Island large" }));
    await page.getByText("PH-40A has no machine at OP20").waitFor();
    await page.getByText("move one of these machines to its island small").first().waitFor();
    await page.getByLabel("Reason").fill("r");
    expect(await page.getByRole("button", { name: "Put into force" }).isDisabled()).toBe(true);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
  });

  it("[IS8] [IS11] a change of a plant with a controller is asked for, and the layer draws it dashed", async () => {
    const { page, book } = await room({ isOfPlant: true });
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await member(page, "Machine CNC-102").press("ArrowRight");
    await page.getByLabel("Reason").fill("rush order");
    await page.getByRole("button", { name: "Send to the plant" }).click();
    await page.locator(".islands-pending.is-asked").first().waitFor();
    expect(book.now.pending?.state).toBe("asked");
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Show in plant" }).click();
    await page.locator(".legend", { hasText: "Asked for, not reported yet" }).waitFor();
    await page.locator(".legend", { hasText: "Island large" }).waitFor();
  });

  it("[IS12] the dialog fits a window of 320 pixels, and buttons move without a mouse or arrows", async () => {
    const { page } = await room({ width: 320 });
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await member(page, "Machine CNC-102").click();
    await page.locator("fieldset.islands-buttons").getByRole("button", { name: "No island" }).click();
    await page.getByRole("region", { name: "No island" }).getByText("CNC-102").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
  });
});
