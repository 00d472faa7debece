import { join } from "node:path";
import { expect, it } from "vitest";
import { checkPlant } from "../../../edge/config/check.ts";
import { plugins } from "../../../edge/plugins.ts";

it("the example of S7 controllers, with blocks, inputs, timers and counters, passes `gemba check`", async () => {
  const { text } = await checkPlant(join(import.meta.dirname, "../../../config/s7"), plugins);
  expect(text).toContain("3 assets, 16 tags, 1 files, no problems.");
});
