import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openModel } from "../../../edge/compose/model.ts";
import { StopStack } from "../../../edge/compose/stop-stack.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import { definePlugins } from "../../../edge/contracts/plant/plugins.ts";
import { plugins } from "../../../edge/plugins.ts";
import { GOOD_PLANT, plantFolder, temporaryFolder, testPlugins } from "../../fakes/config/plant-folder.ts";
import { log } from "../detect/bench-plant.ts";

it("[FS18] a data folder of a later release is refused by edge.json, before any other file is opened", async () => {
  using plant = plantFolder(GOOD_PLANT);
  using folder = temporaryFolder();
  const { sources, sinks } = testPlugins;
  const config = await loadConfig(plant.path, definePlugins({ ...plugins, sources, sinks }), { env: {} });
  // Each of these files would be refused, cut or replaced if it were opened.
  const files = { "edge.json": '{"version":2,"edgeId":"e","epoch":1}\n', "tags.log": "?", "assignments.log": "?" };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  const stop = new StopStack(1_000, log);
  expect(() => openModel(config, { dataDir: folder.path, log, now: () => 0 }, stop)).toThrow(
    /edge\.json was written by a newer version \(format 2\)/,
  );
  await stop.run();
  const left = readdirSync(folder.path).map((name) => [name, readFileSync(join(folder.path, name), "utf8")]);
  expect(Object.fromEntries(left)).toEqual(files);
});
