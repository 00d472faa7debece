import { expect, it } from "vitest";
import { buildApi } from "../../edge/api/server.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { launch, MISSING, patient } from "./page.ts";

it.skipIf(MISSING !== "")("the description of the API needs no other host and obeys the security policy", async () => {
  const app = buildApi(fakeEdge().deps);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const origin = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`;
  const browser = await launch();
  try {
    const page = await patient(await browser.newPage());
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
    await page.locator(".opblock-tag").first().waitFor();
    // Groups are closed at first: more than some 130 operations at once are not drawn.
    expect(await page.locator(".opblock-tag").count()).toBeGreaterThanOrEqual(10);
    for (const group of ["samples", "operation"])
      await page.locator(".opblock-tag", { hasText: group }).first().click();
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
