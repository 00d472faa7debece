import { join } from "node:path";
import { expect, it } from "vitest";
import { checkPlant } from "../../../edge/config/check.ts";
import { plugins } from "../../../edge/plugins.ts";

it("the example of Modbus meters, with registers and SunSpec points, passes `gemba check`", async () => {
  const { text } = await checkPlant(join(import.meta.dirname, "../../../config/modbus"), plugins);
  expect(text).toContain("3 assets, 15 tags, 1 files, no problems.");
});
