/** A test-only section and follower: one folder, test/fakes/config/tally, and a line for each. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { openProduction } from "../../../edge/compose/production/production.ts";
import { openSections } from "../../../edge/compose/sections.ts";
import { StopStack } from "../../../edge/compose/stop-stack.ts";
import { checkPlant } from "../../../edge/config/check.ts";
import { editorSchemaText } from "../../../edge/config/editor-schema.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import type { FollowerPlugin } from "../../../edge/contracts/path/follower-plugin.ts";
import type { TwinModel } from "../../../edge/contracts/path/twin.ts";
import { definePlugins } from "../../../edge/contracts/plant/plugins.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { buildPlant } from "../../../edge/model/plant.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { plugins } from "../../../edge/plugins.ts";
import { plantFolder, SITE, testPlugins } from "../../fakes/config/plant-folder.ts";
import { tallySection } from "../../fakes/config/tally/config.ts";
import { tallyFollower } from "../../fakes/config/tally/follower.ts";
import { LogFolder } from "../../fakes/log/folder.ts";

const extended = definePlugins({
  ...plugins,
  sections: [...plugins.sections, tallySection],
  followers: [...plugins.followers, tallyFollower],
});

const small = definePlugins({ ...testPlugins, sections: [...testPlugins.sections, tallySection] });

const log = pino({ level: "silent" });
const logs = new LogFolder();
const plantWith = (tally: string) => plantFolder({ "gemba.yaml": `gemba: 1\n${SITE}${tally}` });
const twin = { isLive: () => true, value: () => Number.NaN, status: () => 0 } as unknown as TwinModel;
const now = () => Date.now() * 1000;

async function builtPlant(tally: string) {
  using folder = plantWith(tally);
  const config = await loadConfig(folder.path, extended);
  const registry = { size: 0, assign: (all: readonly unknown[]) => all.map((_, at) => at as TagRef) };
  return { config, ...buildPlant(config, registry, extended) };
}

it("[CF9] a section plugin gives its values with their types, defaults filled in", async () => {
  using folder = plantWith("tally: { stopAt: 7 }\n");
  const { tally } = await loadConfig(folder.path, extended);
  // The compiler knows the section from the list: no cast.
  const sum: number = tally.stopAt + tally.type.length;
  expect([tally, sum]).toEqual([{ type: "tally.count", stopAt: 7 }, 18]);
});

it("[CF9] problems and advice of a section plugin are named with file, line and path", async () => {
  using wrong = plantWith("tally:\n  stopAt: 0\n  tipe: x\n");
  const { text } = await checkPlant(wrong.path, small);
  expect(text).toMatch(/plant\/gemba\.yaml:\d+ tally\.stopAt: /);
  expect(text).toMatch(/plant\/gemba\.yaml:\d+ tally\.tipe: unknown key "tipe" .* did you mean "type"\?/);
  using lost = plantWith("tally: { asset: L-9 }\n");
  expect((await checkPlant(lost.path, small)).text).toMatch(
    /plant\/gemba\.yaml:\d+ tally\.asset: there is no asset L-9 — write the label of an asset/,
  );
  using advised = plantWith("tally: { stopAt: 1 }\n");
  expect(await checkPlant(advised.path, small)).toEqual({
    ok: true,
    text: expect.stringMatching(/warning: plant\/gemba\.yaml:\d+ tally\.stopAt: the count ends at once/),
  });
  // A list without the line does not know the section.
  expect((await checkPlant(advised.path, testPlugins)).text).toMatch(/unknown key "tally"/);
});

it("[CF9] the schema for editors holds the section of a plugin, and two plugins of one name are refused", () => {
  const { properties } = JSON.parse(editorSchemaText(extended)) as { properties: Record<string, unknown> };
  expect(properties["tally"]).toMatchObject({ description: "Counts events.", additionalProperties: false });
  expect(Object.keys(properties)).toEqual([
    ...Object.keys((JSON.parse(editorSchemaText(plugins)) as { properties: object }).properties),
    "tally",
  ]);
  expect(() => definePlugins({ ...extended, sections: [...extended.sections, tallySection] })).toThrow(
    "two plugins of one sort are called tally",
  );
});

it("[CF9] an opened section gets its values, ticks as a separate job, and is closed at the stop", async () => {
  const { config, plant, tags } = await builtPlant("tally: { stopAt: 7 }\n");
  const stop = new StopStack(5_000, log);
  const jobs = new Jobs(log);
  openSections(
    { sections: extended.sections, values: { ...config }, plant, tags, twin, dataDir: logs.dir, log, jobs, now },
    stop,
  );
  expect(jobs.health().map(({ name }) => name)).toEqual(["section tally"]);
  const ticked = join(logs.dir, "tally", "ticked");
  await vi.waitFor(() => expect(readFileSync(ticked, "utf8")).toBe("7 true"), 10_000);
  expect(await stop.run()).toBe(true);
  expect(existsSync(ticked)).toBe(false);
});

it("[FO12] a follower plugin runs in the books' thread beside the books, and shows in health", async () => {
  const { config, plant, tags } = await builtPlant("tally: { stopAt: 3 }\n");
  const commitLog = await logs.start({ tags });
  const dataDir = join(logs.dir, "data");
  mkdirSync(dataDir);
  // A plugin that cannot be loaded affects no other.
  const absent: FollowerPlugin = {
    name: "absent",
    module: new URL("file:///nowhere/follower.ts"),
    plan: () => ({ own: undefined, goesBy: () => false }),
  };
  const stop = new StopStack(5_000, log);
  const production = await openProduction(
    {
      config,
      followers: [...extended.followers, absent],
      plant,
      tags,
      twin,
      commitLog,
      dataDir,
      log,
      edgeUid: "edge" as AssetUid,
      links: [],
      marks: { tick: () => undefined },
      book: { annunciatedSince: () => 0, apply: () => undefined, settled: async () => undefined },
      now,
    },
    stop,
  );
  try {
    const at = now();
    const about = { type: "tally.count", assetUid: "edge" as AssetUid, time: at, receivedAt: at, schema: "t/1" };
    const events = [1, 2, 3, 4].map((n) => ({ ...about, eventUid: `e${n}`, payload: {} }));
    commitLog.pushEvents({ events });
    const running = { state: "running", backlogItems: 0 };
    await vi.waitFor(
      () =>
        expect(production.health()).toMatchObject([
          { name: "material", ...running },
          { name: "states", ...running },
          { name: "energy", ...running },
          { name: "tally", taken: 4, ...running },
          { name: "absent", state: "degraded", reason: expect.stringContaining("follower.ts") },
        ]),
      30_000,
    );
  } finally {
    await stop.run();
  }
  expect(JSON.parse(readFileSync(join(dataDir, "production", "tally.db"), "utf8"))).toMatchObject({
    count: 3,
    position: commitLog.position,
  });
});
