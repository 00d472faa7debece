import { chromium } from "playwright-core";
import { expect, it } from "vitest";
import { buildApi } from "../../edge/api/server.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { patient } from "./page.ts";

it("the description of the API works under the content security policy and asks no other host", async () => {
  const app = buildApi(fakeEdge().deps);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const origin = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`;
  const browser = await chromium.launch({
    executablePath: process.env["GEMBA_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const page = patient(await browser.newPage());
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith("data:"))
        complaints.push(`asked ${request.url()}`);
    });
    await page.goto(`${origin}/api/docs`);
    const operation = page.locator(".opblock", { hasText: "/api/v1/health" });
    await operation.click();
    await operation.getByRole("button", { name: "Execute" }).click();
    await operation.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor();
    expect(await page.locator(".opblock").count()).toBeGreaterThanOrEqual(14);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    await app.close();
  }
});
