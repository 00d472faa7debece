/** References that arrive over the API (docs/rules/config.md, CF2). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createLayoutEditor } from "../../../edge/config/layout-editor.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import { layoutOf, planSave } from "../../../edge/config/plan-save.ts";
import type { LayoutChange, LayoutEditor } from "../../../edge/contracts/plant/layout.ts";
import { GOOD_PLANT, plantFolder, testPlugins } from "../../fakes/config/plant-folder.ts";
import { savesIn } from "../../fakes/config/saves.ts";

const CANARY = "canary7f3a9b";
const REFERENCE = `\${env:GEMBA_TEST_CANARY}`;

let folder: ReturnType<typeof plantFolder>;
beforeEach(() => {
  folder = plantFolder(GOOD_PLANT);
  process.env["GEMBA_TEST_CANARY"] = CANARY;
});
afterEach(() => {
  delete process.env["GEMBA_TEST_CANARY"];
  folder[Symbol.dispose]();
});

function editorOf(path: string): LayoutEditor {
  return createLayoutEditor({ saves: savesIn(path) });
}

const text = { zh: "区", en: "Zone" };
const polygon = [
  [1, 1],
  [2, 1],
  [2, 2],
] as const;
const zone = { id: "z", name: text, kind: "area" as const, polygon };
const pose = { x: 1, y: 1, z: 0, yawDeg: 0 };
const added = {
  label: "L-9",
  type: "lathe",
  name: text,
  path: "acme/one/turning/l-9",
  pose,
  source: "line",
  address: { rack: "R9" },
};
const node = { id: "n", x: 1, y: 1 };

it.each<[string, Omit<LayoutChange, "revision">]>([
  ["a zone's name", { zones: [{ ...zone, name: { ...text, en: REFERENCE } }] }],
  ["a zone's id", { zones: [{ ...zone, id: REFERENCE }] }],
  ["a text around it", { zones: [{ ...zone, name: { ...text, zh: `a${REFERENCE}b` } }] }],
  ["a secret file", { zones: [{ ...zone, name: { ...text, en: `\${file:/proc/self/environ}` } }] }],
  ["half a reference", { zones: [{ ...zone, name: { ...text, en: `\${env:` } }] }],
  ["an asset's label", { added: [{ ...added, label: REFERENCE }] }],
  ["an asset's path", { added: [{ ...added, path: `acme/one/turning/${REFERENCE}` }] }],
  ["an asset's address", { added: [{ ...added, address: { rack: REFERENCE } }] }],
  ["a key of an address", { added: [{ ...added, address: { rack: "R9", [REFERENCE]: 1 } }] }],
  ["deep in an address", { added: [{ ...added, address: { rack: ["a", { b: REFERENCE }] } }] }],
  ["a node of the roads", { routes: { nodes: [{ ...node, id: REFERENCE }], edges: [] } }],
  ["a map's id", { maps: [{ id: REFERENCE, scale: 1, rotateDeg: 0, x: 0, y: 0 }] }],
])("[CF2] row 1: a reference that arrives over the API in %s is refused", async (_, change) => {
  const { revision } = layoutOf(await loadConfig(folder.path, testPlugins));
  const plan = () => planSave({ path: folder.path, change: { revision, ...change } }, testPlugins);
  expect(plan).toThrow(/holds "\$\{"/);
});

it("[CF2] a refused change writes nothing and shows nothing", async () => {
  const editor = editorOf(folder.path);
  const { revision } = await editor.read();
  await expect(editor.save({ revision, zones: [{ ...zone, name: { ...text, en: REFERENCE } }] }, "li")).rejects.toThrow(
    /zones\.0\.name\.en holds/,
  );
  for (const [name, written] of Object.entries(GOOD_PLANT))
    expect(readFileSync(join(folder.path, name), "utf8")).toBe(written);
  expect(JSON.stringify([editor.plant(), await editor.read()])).not.toContain(CANARY);
});
