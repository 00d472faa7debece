/** The set-up room and an S7 controller whose program is pasted: CE31 in docs/rules/config-edits.md. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runGemba, startRealEdge } from "../fakes/cli/real-edge.ts";
import { fakePlc } from "../fakes/s7/plc.ts";
import { launch, MISSING, open } from "./page.ts";

const PLANT = `gemba: 1
site: { enterprise: acme, id: one, name: { zh: 一厂, en: Plant 1 }, timeZone: Europe/Berlin, currency: EUR, shifts: [] }
floor: { width: 20, depth: 10 }
`;
const PASSWORD = "correct horse battery";
/** As STEP 7 writes it, with a long name and comments. */
const BLOCK = `DATA_BLOCK DB 10
  STRUCT
   Running : BOOL ;	//Drive of the spindle turns
   Speed_of_the_main_spindle_before_the_gear : REAL ;	//Speed of the main spindle, measured before the gear
   Temperatures : ARRAY  [1 .. 3 ] OF REAL ;	//Bearing temperature
  END_STRUCT ;
BEGIN
END_DATA_BLOCK
`;
const SYMBOLS = '"Start","M 0.3","BOOL","Start button"\n';

describe.skipIf(MISSING !== "")("an S7 controller in the browser", () => {
  let browser: Browser;
  let dir: string;

  beforeAll(async () => {
    browser = await launch();
    dir = mkdtempSync(join(tmpdir(), "gemba-plc-"));
    mkdirSync(join(dir, "plant"));
    writeFileSync(join(dir, "plant/gemba.yaml"), PLANT);
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("[CE31] a pasted program becomes machines with values, and its tags fit the room's width", async () => {
    await using plc = await fakePlc();
    plc.set("DB10", Buffer.alloc(18));
    await using edge = await startRealEdge(join(dir, "plant"), join(dir, "data"));
    const invited = await runGemba(join(dir, "data"), "users", "invite");
    const hash = /#\/\S+/.exec(invited)?.[0] ?? "";
    const { page } = await open(browser, edge.address, { hash: `${hash}&l=en&th=light`, width: 1366, height: 768 });
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("li");
    await dialog.getByLabel("Password").fill(PASSWORD);
    await dialog.getByRole("button").click();
    await page.locator(".account", { hasText: "li" }).waitFor();
    await page.getByRole("button", { name: "Connect a server" }).click();
    const room = page.getByRole("region", { name: "Set-up" });
    await room.getByLabel("Siemens S7 controller").check();
    await room.getByLabel("Name or address of the controller").fill(`127.0.0.1:${plc.port}`);

    // Two texts; the last one is not added by its button.
    const paste = room.getByLabel("or paste the text");
    await paste.fill(SYMBOLS);
    await room.getByRole("button", { name: "Add", exact: true }).click();
    await paste.fill(BLOCK);
    await room.getByRole("button", { name: "Find what is there" }).click();
    await room.getByText("2 machines found").waitFor();
    expect(await room.locator(".setup-exports li").allTextContents()).toEqual(["pasted 1×", "pasted 2×"]);
    await room.getByRole("row", { name: /DB10/ }).getByRole("button", { name: "5 tags" }).click();
    await room.getByRole("button", { name: /Read the values/ }).click();
    const table = room.locator(".setup-proposed");
    await table.locator("tbody tr").nth(1).locator(".setup-value", { hasText: "0" }).waitFor();
    const names = await table.getByLabel(/^English: /).all();
    expect(await Promise.all(names.map((one) => one.inputValue()))).toEqual([
      "Drive of the spindle turns",
      "Speed of the main spindle, measured before the gear",
      ...[1, 2, 3].map((i) => `Bearing temperature · Temperatures[${i}]`),
    ]);

    for (const language of ["en", "zh"]) {
      for (const width of [1366, 900]) {
        await page.setViewportSize({ width, height: 768 });
        expect(await overflowOf(page), `${language}, ${width} px`).toEqual([]);
      }
      await page.keyboard.press("Alt+L");
    }
  });
});

/** What is wider than the room shows, by class. */
function overflowOf(page: Page): Promise<string[]> {
  return page.locator(".setup-connect").evaluate((scroller) => {
    const wide = [scroller, ...scroller.querySelectorAll("fieldset, table")];
    return wide
      .filter((one) => {
        const { right } = one.getBoundingClientRect();
        return one.scrollWidth > one.clientWidth + 1 || right > scroller.getBoundingClientRect().right + 1;
      })
      .map((one) => `${one.className}: ${one.scrollWidth} in ${one.clientWidth}`);
  });
}
