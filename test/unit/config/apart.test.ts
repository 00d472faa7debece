import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { afterEach, beforeEach, expect, it } from "vitest";
import { answerApart, loadConfigApart } from "../../../edge/config/apart.ts";
import { createLayoutEditor } from "../../../edge/config/layout-editor.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import { ConfigError } from "../../../edge/config/problems.ts";
import type { LayoutEditor } from "../../../edge/contracts/plant/layout.ts";
import { GOOD_PLANT, plantFolder, SITE } from "../../fakes/config/plant-folder.ts";
import { savesIn } from "../../fakes/config/saves.ts";

const THREAD = new URL("../../fakes/config/config-thread.ts", import.meta.url);

let folder: ReturnType<typeof plantFolder>;
let editor: LayoutEditor;
beforeEach(async () => {
  folder = plantFolder({
    ...GOOD_PLANT,
    "gemba.yaml": 'gemba: 1\ninclude: [site.yaml, sources.yaml, types/*.yaml, assets.yaml, "more*.yaml"]\n',
    "more.yaml": "zones: []\n",
  });
  editor = createLayoutEditor({
    saves: savesIn(folder.path, { answer: (task) => answerApart(task, THREAD) }),
  });
  process.env["GEMBA_TEST_TASKS"] = join(folder.path, "..", "tasks");
  writeFileSync(process.env["GEMBA_TEST_TASKS"], "");
});
afterEach(() => {
  delete process.env["GEMBA_TEST_TASKS"];
  folder[Symbol.dispose]();
});

const tasks = () =>
  readFileSync(join(folder.path, "..", "tasks"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { kind: string; threadId: number; isMainThread: boolean });

it("[Y8] row 4: concurrent requests for the layout check the config once, in a thread of its own", async () => {
  const layouts = await Promise.all(Array.from({ length: 20 }, () => editor.read()));
  expect(new Set(layouts.map(({ revision }) => revision)).size).toBe(1);
  expect(tasks()).toMatchObject([{ kind: "layout", isMainThread: false }]);
  expect(tasks()[0]?.threadId).not.toBe(threadId);
});

it("[Y8] row 4: the layout is checked again when a file of the config has changed, and only then", async () => {
  const { revision } = await editor.read();
  await editor.read();
  expect(tasks()).toHaveLength(1);
  writeFileSync(join(folder.path, "site.yaml"), SITE.replace("width: 50", "width: 60"));
  const changed = await editor.read();
  expect(changed.floor.width).toBe(60);
  expect(changed.revision).not.toBe(revision);
  await editor.read();
  expect(tasks()).toHaveLength(2);
});

it("[Y8] a file that newly matches a pattern is a change, and so is a removed one", async () => {
  await editor.read();
  writeFileSync(
    join(folder.path, "more-2.yaml"),
    "zones: [{ id: a, name: { zh: a, en: a }, kind: area, polygon: [[1, 1], [2, 1], [2, 2]] }]\n",
  );
  expect((await editor.read()).zones).toHaveLength(1);
  mkdirSync(join(folder.path, "gone"));
  writeFileSync(join(folder.path, "site.yaml"), "gemba: 1\n");
  await expect(editor.read()).rejects.toThrow(ConfigError);
  await expect(editor.read()).rejects.toThrow(/"site" is missing/);
  // A refusal is cached too: an invalid config must not cost more than a valid one.
  expect(tasks()).toHaveLength(3);
});

it("[Y8] a save is checked in a thread of its own, and the next request sees it", async () => {
  const { revision } = await editor.read();
  const saved = await editor.save({ revision, floor: { width: 70, depth: 30 } }, "li");
  expect((await editor.read()).floor.width).toBe(70);
  expect((await editor.read()).revision).toBe(saved.revision);
  expect(tasks().map(({ kind, isMainThread }) => [kind, isMainThread])).toEqual([
    ["layout", false],
    ["save", false],
    ["layout", false],
  ]);
});

it("[Y8] more saves than can be checked soon are refused", async () => {
  const { revision } = await editor.read();
  const saves = await Promise.allSettled(
    Array.from({ length: 9 }, (_, n) => editor.save({ revision, floor: { width: 70 + n, depth: 30 } }, "li")),
  );
  const reasons = saves.map((save) => (save.status === "fulfilled" ? "saved" : save.reason.code));
  expect(reasons).toEqual(["saved", ...Array(4).fill("conflict"), ...Array(4).fill("unavailable")]);
});

it("a config read in the thread equals one read here, with the same problems", async () => {
  const demo = join(import.meta.dirname, "../../../config/demo");
  const { plugins } = await import("../../../edge/plugins.ts");
  expect(await loadConfigApart(demo)).toEqual(await loadConfig(demo, plugins));
  writeFileSync(join(folder.path, "site.yaml"), "gemba: 1\n");
  const here = await loadConfig(folder.path, plugins).catch((error: ConfigError) => error.problems);
  const apart = await loadConfigApart(folder.path).catch((error: ConfigError) => [
    error instanceof ConfigError,
    error.problems,
  ]);
  expect(apart).toEqual([true, here]);
});

it("[CE8] a change that is nested too deeply to be given to the thread is refused", async () => {
  const nested = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);
  const ask = (value: unknown) =>
    answerApart(
      { kind: "edits", path: folder.path, revision: "", edits: [{ kind: "set", path: ["x"], value }] },
      THREAD,
    );
  for (const levels of [70, 100_000])
    await expect(ask(nested(levels))).rejects.toMatchObject({ code: "bad-request", message: /64 levels/ });
  expect(await ask(nested(50))).toMatchObject({ code: "conflict" });
});
