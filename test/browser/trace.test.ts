import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startViewerEdge, type ViewerEdge } from "../fakes/viewer/edge.ts";
import { HASH, routeTrace, SIGNER_PASSWORD } from "../fakes/viewer/trace.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { launch, MISSING, open, until } from "./page.ts";

describe.skipIf(MISSING !== "")("traces of pieces", () => {
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

  it("[TC23] [TC24] [TC27] [SG8] [SG9] [SG10] [SG16] recalls, opens a record, signs, and checks a file", async () => {
    const { page, faults } = await open(browser, edge.address, { hash: "#/overview?l=en&th=light", width: 1366 });
    const posts = await routeTrace(page);
    const link = `#/material?l=en&th=light&tr=${encodeURIComponent("recall?machine=CNC-102&lot=LOT-1")}`;
    await page.goto(`${edge.address}/${link}`);
    await page.reload();

    // A link repeats its question.
    const dialog = page.getByRole("dialog", { name: "Recall simulation" });
    await dialog.getByText("812 pieces").waitFor();
    expect(posts).toEqual([{ path: "/api/v1/trace/recall", body: { lot: "LOT-1", machine: "CNC-102" } }]);
    expect(await dialog.getByRole("status").textContent()).toMatch(/answered in \d+\.\d\d s/);
    await dialog.getByText("audit log 412 · SHA-256 7c7c7c7c7c7c…").waitFor();
    await dialog.getByText("3 shipped pieces have no known customer.").waitFor();
    await dialog.getByRole("row", { name: /SH-1.*Nordhaven Hydraulik GmbH 809/ }).waitFor();
    await dialog.getByRole("button", { name: "Show PC-1 at CNC-102" }).waitFor();
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await dialog.getByLabel("From").fill("yesterday");
    await dialog.getByLabel("From").press("Enter");
    await dialog.getByRole("alert").filter({ hasText: "Write times as" }).waitFor();

    await dialog.getByRole("button", { name: "PC-1", exact: true }).click();
    const record = page.getByRole("dialog", { name: "Record of piece PC-1" });
    await record.getByText("Nordhaven Hydraulik GmbH").waitFor();
    await record.getByText("not a person's signature").waitFor();
    await record.getByText("Ed25519 3f0a12").waitFor();
    await record.getByText("signed an earlier version").waitFor();
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      record.getByRole("button", { name: "Record (PDF)" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("gemba-passport-PC-1.pdf");

    // By keyboard: a wrong password first, which is not kept.
    await record.getByRole("button", { name: "Sign…" }).press("Enter");
    const sign = page.getByRole("dialog", { name: "Sign the record of piece PC-1" });
    await sign.getByText(HASH).waitFor();
    expect(await sign.getByRole("radio", { name: /released \(needs the role/ }).isDisabled()).toBe(true);
    await sign.getByLabel("Reason").fill("in limits");
    const password = sign.getByLabel("Password of li, again");
    await password.fill("a wrong one");
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await password.press("Enter");
    await sign.getByRole("alert").filter({ hasText: "The password is wrong" }).waitFor();
    expect([
      await password.inputValue(),
      await password.evaluate((it) => it === it.ownerDocument.activeElement),
    ]).toEqual(["", true]);
    await password.fill(SIGNER_PASSWORD);
    await password.press("Enter");
    await record.getByText("Signed as reviewed.").waitFor();
    await record.getByText("signed this version").waitFor();
    const body = { kind: "piece", id: "PC-1", hash: HASH, meaning: "reviewed", reason: "in limits" };
    expect(posts.at(-1)).toEqual({ path: "/api/v1/signatures", body: { ...body, password: SIGNER_PASSWORD } });
    expect(await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")).not.toContain(
      "password",
    );

    await record.getByRole("button", { name: "Check a passport" }).click();
    const check = page.getByRole("dialog", { name: "Check a passport" });
    const file = (buffer: string) => ({ name: "p.json", mimeType: "application/json", buffer: Buffer.from(buffer) });
    await check.getByLabel("Passport file").setInputFiles(file("{}"));
    await check.getByText("This file is no passport.").waitFor();
    await check.getByLabel("Passport file").setInputFiles(file('{"format":"gemba-passport/1"}'));
    await check.getByText("Valid: this edge sealed it").waitFor();
    await page.keyboard.press("Escape");
    await until(page, "!location.hash.includes('tr=')");
    // A person of the provider goes there instead, and finds the same record open after the return (rule SG16).
    const there = await routeTrace(page, "Plant login");
    await page.goto(`${edge.address}/?a${link.replace(/tr=.*/, "tr=piece%2FPC-1")}`);
    for (const [reason, said] of [
      ["cancel", "It was cancelled at the provider: nothing is signed."],
      ["in limits", "Confirmed at the provider: the record is signed."],
    ] as const) {
      await record.getByRole("button", { name: "Sign…" }).press("Enter");
      await sign.getByLabel("Reason").fill(reason);
      expect(await sign.getByLabel("Password").count()).toBe(0);
      await sign.getByRole("button", { name: "Confirm at Plant login" }).press("Enter");
      await record.getByText(said).waitFor();
    }
    expect(there.map(({ path }) => path)).toEqual(Array(2).fill("/api/v1/signatures/provider"));
    // A wrong password is answered by 403, which browsers write into their console.
    expect(faults.filter((one) => !one.includes("403"))).toEqual([]);
  });
});
