/** Sign-in at the company's provider on the page of all sites (docs/rules/company.md). */
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOidc } from "../../edge/access/oidc.ts";
import { startProvider } from "../fakes/access/oidc-provider.ts";
import { B, startCompanyHub } from "../fakes/fleet/company-hub.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { launch, MISSING, open } from "./page.ts";

const DIST = fileURLToPath(new URL("../../twin-viewer/dist/", import.meta.url));

describe.skipIf(MISSING !== "")("signing in at a hub, in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it("[CV45] the page offers the provider, and shows the sites of the person's groups after it", async () => {
    await using provider = await startProvider("gemba");
    provider.claims = { sub: "s-1", preferred_username: "ann@company.example", groups: ["plant-b"] };
    const port = await freePort();
    const config = {
      label: "Company login",
      issuer: provider.issuer,
      clientId: "gemba",
      publicUrl: `http://127.0.0.1:${port}`,
      scope: "openid profile",
      nameClaim: "preferred_username",
      roleClaim: "groups",
      recheckMinutes: 15,
      roles: [{ group: "plant-b", role: "operator", sites: [B] }] as const,
    };
    const oidc = createOidc(config, pino({ level: "silent" }));
    await using hub = await startCompanyHub({ oidc, staticDir: DIST });
    await hub.app.listen({ host: "127.0.0.1", port });
    const { page } = await open(browser, config.publicUrl, { hash: "#/sites?l=en&th=dark" });
    const dialog = page.getByRole("dialog", { name: "Sign in" });
    await dialog.getByRole("link", { name: "Sign in with Company login" }).click();
    await page.locator(".account", { hasText: "ann" }).waitFor();
    await page.locator(".site").first().waitFor();
    const shown = await page.evaluate("[...document.querySelectorAll('.site')].map((row) => row.dataset.edge)");
    expect(shown).toEqual([B]);
    await page.context().close();
  });
});
