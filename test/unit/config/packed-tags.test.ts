import { join } from "node:path";
import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import { openConfig, packConfig } from "../../../edge/config/packed-tags.ts";
import { plugins } from "../../../edge/plugins.ts";

const DEMO = join(import.meta.dirname, "../../../config/demo");

it("[PA9] a config is the same after its way through the thread that reads it", async () => {
  const config = await loadConfig(DEMO, plugins);
  const opened = openConfig<typeof config>(structuredClone(packConfig(config)));
  expect(opened.assets.flatMap(({ tags }) => tags).length).toBeGreaterThan(2_000);
  expect(opened).toEqual(config);
  expect(JSON.stringify(opened)).toBe(JSON.stringify(config));
  expect({ ...opened.assets[0] }).toEqual(config.assets[0]);
});
