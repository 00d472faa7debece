import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cell, xlsx } from "../../edge/tables/xlsx.ts";
import { readXlsx } from "../../edge/tables/xlsx-reader.ts";
import { runGemba, startRealEdge } from "../fakes/cli/real-edge.ts";
import { startModelServer } from "../fakes/opcua/model-server.ts";
import { AXE, RUN_AXE } from "./axe.ts";
import { launch, MISSING, open } from "./page.ts";

const PLANT = `gemba: 1 # the first file
site: { enterprise: acme, id: one, name: { zh: 一厂, en: Plant 1 }, timeZone: Europe/Berlin, currency: EUR, shifts: [] }
floor: { width: 20, depth: 10 }
`;
const PASSWORD = "correct horse battery";

describe.skipIf(MISSING !== "")("set-up in the browser", () => {
  let browser: Browser;
  let dir: string;

  beforeAll(async () => {
    browser = await launch();
    dir = mkdtempSync(join(tmpdir(), "gemba-setup-"));
    mkdirSync(join(dir, "plant"));
    writeFileSync(join(dir, "plant/gemba.yaml"), PLANT);
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("[CE14] from a one-time link to three live machines of a foreign server, a limit, and back", async () => {
    await using server = await startModelServer(join(dir, "server-pki"));
    await using edge = await startRealEdge(join(dir, "plant"), join(dir, "data"));
    const invited = await runGemba(join(dir, "data"), "users", "invite");
    const hash = /#\/\S+/.exec(invited)?.[0] ?? "";
    const { page } = await open(browser, edge.address, { hash: `${hash}&l=en&th=light`, width: 1366, height: 768 });
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("li");
    await dialog.getByLabel("Password").fill(PASSWORD);
    await dialog.getByRole("button").click();
    await page.locator(".account", { hasText: "li" }).waitFor();

    // The first steps lead to the set-up.
    await page.getByRole("button", { name: "Connect a server" }).click();
    const room = page.getByRole("region", { name: "Set-up" });
    await room.getByLabel("Address").fill(server.endpoint);
    await room.getByRole("button", { name: "Find what is there" }).click();
    // The edge knows nobody yet: the person compares the certificate, and trusts it.
    expect(await room.locator(".thumbprint").textContent()).toBe(server.thumbprint.replaceAll(/(.{4})(?!$)/g, "$1 "));
    await room.getByRole("button", { name: "Trust" }).click();
    const mill = room.getByRole("row", { name: /Mill 7/ });
    await mill.waitFor();
    // Recognised by its companion type, three steps below a vendor's.
    expect(await mill.getByRole("combobox").inputValue()).toBe("machining-centre");
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    const rows = room.locator(".setup-machines tbody tr");
    for (let i = 3; i < (await rows.count()); i++) await rows.nth(i).getByRole("checkbox").uncheck();
    await rows.nth(1).getByRole("combobox").selectOption("oven");
    const labels = await Promise.all([0, 1, 2].map((i) => rows.nth(i).getByRole("textbox").first().inputValue()));
    await room.getByRole("button", { name: "Check 3 machines" }).click();
    await room.getByRole("button", { name: "Save" }).waitFor();
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    expect(readFileSync(join(dir, "plant/gemba.yaml"), "utf8")).toBe(PLANT);
    await room.getByLabel("Why").fill("first machines");
    await room.getByRole("button", { name: "Save" }).click();
    await room.getByRole("button", { name: "Restart the edge" }).click();

    // Sessions end when the edge restarts.
    await dialog.waitFor();
    await dialog.getByLabel("Name").fill("li");
    await dialog.getByLabel("Password").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await room.getByText(/Mill 7: [1-9]\d* of \d+ tags have a value/).waitFor();
    const written = readFileSync(join(dir, "plant/gemba.yaml"), "utf8");
    expect(written.startsWith(PLANT)).toBe(true);
    expect(written).toContain(server.endpoint);
    expect(written).toContain("sign-and-encrypt");

    // A limit in the table of all tags, which takes effect at once.
    await room.getByRole("button", { name: "Tags and limits" }).click();
    await room.getByLabel("Filter tags").fill("feed");
    await room
      .getByLabel(/^High: .*feed/)
      .first()
      .fill("130");
    await room
      .getByLabel(/^High: .*feed/)
      .first()
      .press("Tab");
    await room.getByRole("button", { name: "Check" }).click();
    await room.getByText("Takes effect at once: Limits of tags").waitFor();
    await room.getByRole("button", { name: "Save" }).click();
    await room.getByText(/^Saved in gemba\.yaml/).waitFor();
    expect(readFileSync(join(dir, "plant/gemba.yaml"), "utf8")).toContain("high: 130");

    // The same table in a spreadsheet: out, changed, compared, taken over, and put aside again.
    const download = page.waitForEvent("download");
    await room.getByRole("button", { name: "Export XLSX" }).click();
    const path = await (await download).path();
    const sheet = readXlsx(readFileSync(path), { bytes: 1e7, rows: 10_000, columns: 100 }).map(({ cells }) =>
      Array.from({ length: 30 }, (_, i): Cell => {
        const cell = cells.get(i) as Cell | undefined;
        return cell === 130 ? 125 : (cell ?? null);
      }),
    );
    const back: Buffer[] = [];
    for await (const piece of xlsx({ name: "x", head: [], rows: sheet })) back.push(piece);
    await room
      .locator("input[type=file]")
      .setInputFiles({ name: "tags.xlsx", mimeType: "application/octet-stream", buffer: Buffer.concat(back) });
    await room.getByText(/0 cells added, 1 changed, 0 emptied/).waitFor();
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await room.getByRole("button", { name: "Take over: 1" }).click();
    await room.getByText("1 change, not saved").waitFor();
    await room.getByRole("button", { name: "Discard" }).click();

    // The newest save is undone, as a version of its own.
    await room.getByRole("button", { name: "Versions" }).click();
    await room.getByRole("button", { name: "Undo version 2" }).click();
    await room.getByRole("button", { name: "Save" }).click();
    await room.getByRole("row", { name: /^3 / }).waitFor();
    expect(readFileSync(join(dir, "plant/gemba.yaml"), "utf8")).toBe(written);
    // The page is a new one since the sign-in.
    await page.evaluate(AXE);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);

    // [PG26] A limit that is an alarm with a response, and a mail about it.
    await room.getByRole("button", { name: "Tags and limits" }).click();
    const high = room.getByLabel(/^High: .*feed/).first();
    await high.fill("130");
    await high.press("Tab");
    await room.getByText("When a limit is crossed").click();
    await room.locator("details.setup-group select").selectOption("alarm");
    for (const name of ["What to do", "What happens otherwise"]) {
      const texts = room.getByRole("group", { name }).getByRole("textbox");
      await texts.nth(0).fill("降低进给");
      await texts.nth(1).fill("Slow the feed down");
    }
    await room.getByRole("button", { name: "Add mail" }).click();
    for (const [name, text] of [
      ["host", "127.0.0.1"],
      ["from", "gemba@plant.example"],
      ["1", "crew@plant.example"],
    ] as const)
      await room.getByRole("textbox", { name, exact: true }).fill(text);
    await room.getByRole("button", { name: "Check" }).click();
    await room.getByRole("button", { name: "Save" }).click();
    await room.getByText(/^Saved in gemba\.yaml/).waitFor();
    const alarm = readFileSync(join(dir, "plant/gemba.yaml"), "utf8");
    for (const text of ["high: 130", "annunciation: alarm", "Slow the feed down", "crew@plant.example"])
      expect(alarm).toContain(text);

    // The form of a section in the other language and theme, by keys.
    await page.keyboard.press("Alt+T");
    await page.keyboard.press("Alt+L");
    await page.getByRole("button", { name: "配置", exact: true }).press("Enter");
    await page.locator(".setup-choice", { hasText: "reports" }).press("Enter");
    await page.locator(".setup-form h2", { hasText: "报告" }).waitFor();
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
    await page.keyboard.press("Alt+L");

    // The three machines stand on the floor, by mouse.
    await room.getByRole("button", { name: "Connect", exact: true }).click();
    await room.getByRole("button", { name: "Place assets" }).click();
    const plan = await page.locator(".plan").boundingBox();
    if (plan === null) throw new Error("no plan");
    for (const [i, label] of labels.entries()) {
      await page.locator(".dock").getByRole("button", { name: label, exact: true }).click();
      await page.mouse.click(plan.x + plan.width * (0.3 + 0.2 * i), plan.y + plan.height * 0.5);
      await page.locator(`.plan-asset[aria-label^="${label}"]`).waitFor();
    }
    await page.getByText("All configured assets are placed.").waitFor();
    await page.getByRole("button", { name: "Save to the plant's config" }).click();
    await page.getByText("Saved to gemba.yaml").waitFor();
    expect(readFileSync(join(dir, "plant/gemba.yaml"), "utf8").match(/pose:/g)).toHaveLength(3);
  });
});
