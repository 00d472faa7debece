import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Api } from "../../edge/api/http/api.ts";
import { buildApi } from "../../edge/api/server.ts";
import { type FakeAccounts, PASSWORD, startAccounts } from "../fakes/access/accounts.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { islandBook } from "../fakes/islands.ts";
import { launch, MISSING, open, until } from "./page.ts";

const DIST = fileURLToPath(new URL("../../twin-viewer/dist/", import.meta.url));

describe.skipIf(MISSING !== "")("signing in, in Chromium", () => {
  let browser: Browser;
  let app: Api;
  let people: FakeAccounts;
  let record: ReturnType<typeof islandBook>;

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await app.close();
    await people[Symbol.asyncDispose]();
    record[Symbol.dispose]();
  });

  afterAll(async () => {
    await browser?.close();
  });

  /** The real API and accounts, and the built page. */
  async function start(): Promise<string> {
    people = await startAccounts();
    record = islandBook();
    app = buildApi(fakeEdge({ accounts: people.accounts, staticDir: DIST, islands: record.open() }).deps);
    return await app.listen({ host: "127.0.0.1", port: 0 });
  }

  it("[PG4] [U14] signed out, only the form is shown; it names the failure, the user, and missing rights", async () => {
    const address = await start();
    await people.add("root", "admin");
    await people.add("ann", "viewer");
    const { page, faults } = await open(browser, address);
    const dialog = page.getByRole("dialog", { name: "Sign in" });
    const submit = dialog.getByRole("button", { name: "Sign in" });
    await page.locator(".clock", { hasText: "SIGNED OUT" }).waitFor();
    await page.locator(".signed-out", { hasText: "Signed out" }).getByRole("button", { name: "Sign in" }).waitFor();
    for (const known of [".kpis", ".dock", ".bottom", ".no-data", ".scene"])
      expect(await page.locator(known).count(), known).toBe(0);
    await dialog.getByLabel("Name").fill("ann");
    await dialog.getByLabel("Password").fill("not the password");
    await submit.click();
    await dialog.getByRole("alert").filter({ hasText: "The name or the password is wrong." }).waitFor();
    await dialog.getByLabel("Password").fill(PASSWORD);
    await submit.click();
    await page.locator(".account", { hasText: "ann" }).waitFor();
    // The only link has delivered nothing yet.
    await page.locator(".clock", { hasText: "NO DATA 0 %" }).waitFor();
    const refused = page.getByRole("button", { name: "Acknowledge CNC-101" });
    await until(page, "document.querySelector('.alert-actions [aria-disabled=true]') !== null");
    expect([await refused.isDisabled(), await refused.getAttribute("title")]).toEqual([
      true,
      "This needs the role Operator; yours is Viewer.",
    ]);
    await page.getByRole("button", { name: "Sign out" }).click();
    await dialog.waitFor();
    await page.locator(".signed-out").waitFor();
    // Chromium itself reports the two refused answers of the test, and the stream after sign-out, if the page requested
    // it again.
    expect(
      faults.filter((fault) => !/status of (401|403)|stream' failed: HTTP Authentication failed/.test(fault)),
    ).toEqual([]);
    expect(await page.evaluate("window.cspReports")).toEqual([]);
  });

  it("[U1] a one-time link asks for name and password, hides its secret, and creates the admin", async () => {
    const address = await start();
    const secret = people.accounts.invite("admin");
    const { page, faults } = await open(browser, address, { hash: `#/overview?l=zh&invitation=${secret}` });
    const dialog = page.getByRole("dialog", { name: "创建我的账号" });
    await dialog.getByLabel("用户名").fill("李明");
    await dialog.getByLabel("密码").fill(PASSWORD);
    expect(page.url()).not.toContain(secret);
    await dialog.getByRole("button").click();
    await page.locator(".account", { hasText: "李明" }).waitFor();
    expect(people.accounts.users()).toMatchObject([{ name: "李明", role: "admin" }]);
    expect(faults).toEqual([]);
  });
});
