/** A section and a follower unknown to the product: one folder, test/fakes/config/tally, and a line for each. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import { openProduction } from "../../../edge/compose/production/production.ts";
import { Sections } from "../../../edge/compose/sections.ts";
import { ConfigReload } from "../../../edge/compose/serving/config-reload.ts";
import { StopStack } from "../../../edge/compose/stop-stack.ts";
import { changesOf, liveParts } from "../../../edge/config/changes.ts";
import { checkPlant } from "../../../edge/config/check.ts";
import { editorSchemaText } from "../../../edge/config/editor-schema.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import type { FollowerPlugin } from "../../../edge/contracts/path/follower-plugin.ts";
import type { TwinModel } from "../../../edge/contracts/path/twin.ts";
import { definePlugins } from "../../../edge/contracts/plant/plugins.ts";
import { defineSection, type SectionContext } from "../../../edge/contracts/plant/section.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { Type } from "../../../edge/contracts/schema.ts";
import { buildPlant } from "../../../edge/model/plant.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { plugins } from "../../../edge/plugins.ts";
import { fakeEdge, MemoryJournal } from "../../fakes/api/deps.ts";
import { plantFolder, SITE, testPlugins } from "../../fakes/config/plant-folder.ts";
import { tallySection } from "../../fakes/config/tally/config.ts";
import { tallyFollower } from "../../fakes/config/tally/follower.ts";
import { tallyRoutes } from "../../fakes/config/tally/routes.ts";
import { LogFolder } from "../../fakes/log/folder.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../docs/extend.md"), "utf8");

/** The lines that docs/extend.md adds to the tables of permissions and costs. */
const [, ADDRESS = "", PERMISSION = ""] = /^ {2}"(GET [^"]+)": \["(\w+)"\],$/m.exec(PAGE) ?? [];
const [, PATH = "", COST = ""] = /^ {2}\["([^"]+)", "(\w+)"\],$/m.exec(PAGE) ?? [];

vi.mock(import("../../../edge/api/permissions.ts"), async (original) => {
  const real = await original();
  const permissionsOf: typeof real.permissionsOf = (method, url) =>
    `${method === "HEAD" ? "GET" : method} ${url}` === ADDRESS
      ? [PERMISSION as "read"]
      : real.permissionsOf(method, url);
  return { ...real, permissionsOf };
});
vi.mock(import("../../../edge/api/http/costs.ts"), async (original) => {
  const real = await original();
  const costOf: typeof real.costOf = (method, url) => (url === PATH ? (COST as "history") : real.costOf(method, url));
  return { ...real, costOf };
});

it("docs/extend.md shows the very files of the example, and the lines that add it", () => {
  const blocks = [...PAGE.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  for (const file of ["config.ts", "follower.ts", "open-follower.ts", "routes.ts"]) {
    const code = readFileSync(join(import.meta.dirname, "../../fakes/config/tally", file), "utf8");
    const moved =
      file === "routes.ts"
        ? code.replaceAll('"../../../../edge/api/', '"../').replaceAll('"../../../../edge/', '"../../')
        : code.replaceAll('"../../../../edge/', '"../');
    expect(blocks, file).toContain(moved);
  }
  expect([ADDRESS, PERMISSION, PATH, COST]).toEqual(["GET /api/v1/tally", "read", "/api/v1/tally", "history"]);
  for (const [file, line] of [
    ["plugins.ts", "tallySection"],
    ["plugins.ts", "tallyFollower"],
    ["api/server.ts", "tallyRoutes"],
  ])
    expect(PAGE).toMatch(new RegExp(`edge/${file}[^\\n]*\`${line}\``));
});

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
  expect([tally, sum]).toEqual([{ type: "tally.count", title: "Tally", stopAt: 7 }, 18]);
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
  // Without the line in the list, the section is unknown.
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

/** The running section, as the composition root opens it. */
async function openTally(text: string) {
  const built = await builtPlant(text);
  const { config, plant, tags } = built;
  const stop = new StopStack(5_000, log);
  const jobs = new Jobs(log);
  const sections = new Sections({ sections: [tallySection] as const, values: config, jobs });
  const edgeUid = "edge" as AssetUid;
  await sections.open(undefined, { plant, tags, twin, dataDir: logs.dir, edgeUid, jobs, log, now }, stop);
  return { ...built, sections, jobs, stop };
}

it("[CF9] a section that opens gets its values, ticks as a job of its own, and is closed at the stop", async () => {
  const { jobs, stop } = await openTally("tally: { stopAt: 7 }\n");
  expect(jobs.health().map(({ name }) => name)).toEqual(["section tally"]);
  const ticked = join(logs.dir, "tally", "ticked");
  await vi.waitFor(() => expect(readFileSync(ticked, "utf8")).toBe("7 true"), 10_000);
  expect(await stop.run()).toBe(true);
  expect(existsSync(ticked)).toBe(false);
});

it("[CF9] sections open in their order, stage by stage, and close in the reverse one", async () => {
  const order: string[] = [];
  const one = (name: string, opens?: "with-alerts") =>
    defineSection({
      name,
      schema: Type.Object({}),
      ...(opens === undefined ? {} : { opens }),
      open: () => {
        order.push(`open ${name}`);
        return { close: () => void order.push(`close ${name}`) };
      },
    });
  const list = [one("late"), one("early", "with-alerts"), one("later"), one("earlier", "with-alerts")];
  const sections = new Sections({ sections: list, values: {}, jobs: new Jobs(log) });
  const stop = new StopStack(5_000, log);
  const context = { log } as SectionContext;
  await sections.open("with-alerts", context, stop);
  await sections.open(undefined, context, stop);
  await stop.run();
  expect(order).toEqual([
    ...["early", "earlier", "late", "later"].map((name) => `open ${name}`),
    ...["later", "late", "earlier", "early"].map((name) => `close ${name}`),
  ]);
});

it("[CF12] values that a section calls live count at once; gemba check, reload and section agree", async () => {
  const live = ["detectors", "dashboards", "notify", "agents", "sql", "passport", "islands", "tally.title", "limits"];
  expect(liveParts(extended.sections)).toEqual(live);
  using folder = plantWith("tally: { title: Bolts, stopAt: 7 }\n");
  expect((await checkPlant(folder.path, small)).text).toContain(
    "Changes that need no restart (gemba reload): tally.title, limits.",
  );
  const before = await loadConfig(folder.path, extended);
  const after = { ...before, tally: { ...before.tally, title: "Nuts" } };
  expect(changesOf(before, after, extended.sections)).toEqual({
    merged: after,
    applied: ["tally.title"],
    restart: [],
  });
  const both = { ...before, tally: { ...before.tally, title: "Nuts", stopAt: 8 } };
  expect(changesOf(before, both, extended.sections)).toEqual({
    merged: after,
    applied: ["tally.title"],
    restart: ["tally"],
  });
});

it("[CF12] [CF13] a section takes over its live values; one that refuses them stops no other", async () => {
  using folder = plantWith("tally: { title: Bolts }\n");
  const { config, sections, stop } = await openTally("tally: { title: Bolts }\n");
  expect(sections.offers.tallyTitle()).toBe("Bolts");
  const applied: string[] = [];
  const apply = (name: string, next: Pick<typeof config, "assets">): void => {
    if (name === "notify") throw new Error("no such channel");
    applied.push(name);
    sections.apply(name, next);
  };
  const journal = new MemoryJournal();
  const running = {
    ...config,
    files: [join(folder.path, "gemba.yaml")],
    notify: { ...config.notify, viewer: "http://old" },
  };
  const parts = { config: running, sections: extended.sections, open: { apply }, journal, log };
  const load = () => loadConfig(folder.path, extended);
  const reload = new ConfigReload({ ...parts, load });
  writeFileSync(join(folder.path, "gemba.yaml"), `gemba: 1\n${SITE}tally: { title: Nuts }\n`);
  const by = { user: "eng", role: "local", origin: "cli" };
  expect(await reload.reload(by)).toEqual({ applied: ["tally.title"], restart: ["notify"] });
  expect([applied, sections.offers.tallyTitle()]).toEqual([["tally"], "Nuts"]);
  expect(reload.config.notify).toEqual(running.notify);
  await stop.run();
});

it("[FO12] [FO14] a follower plugin runs beside the books, shows in health, and answers a route", async () => {
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
          { name: "quality", ...running },
          { name: "costs", ...running },
          { name: "health", ...running },
          { name: "bursts", ...running },
          { name: "causes", ...running },
          { name: "load", ...running },
          { name: "entries", ...running },
          { name: "lots", ...running },
          { name: "tally", taken: 4, ...running },
          { name: "absent", state: "degraded", reason: expect.stringContaining("follower.ts") },
        ]),
      30_000,
    );
    const { deps } = fakeEdge();
    const api = buildApi(deps);
    void api.register((scope, _options, done) => {
      tallyRoutes(scope as typeof api, { ...production.readers, tallyTitle: () => "Bolts" });
      done();
    });
    const get = () => api.inject({ method: "GET", url: "/api/v1/tally" });
    expect((await get()).json()).toEqual({ title: "Bolts", count: 3 });
    await stop.run();
    const failed = await get();
    expect([failed.statusCode, failed.json().detail]).toEqual([503, expect.stringContaining("follower tally")]);
    await api.close();
  } finally {
    await stop.run();
  }
  expect(JSON.parse(readFileSync(join(dataDir, "production", "tally.db"), "utf8"))).toMatchObject({
    count: 3,
    position: commitLog.position,
  });
});
