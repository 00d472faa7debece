import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { inspectConfig } from "../../../edge/config/load.ts";
import { layoutOf, planSave } from "../../../edge/config/plan-save.ts";
import type { LayoutChange } from "../../../edge/contracts/plant/layout.ts";
import { GOOD_PLANT, plantFolder, testPlugins } from "../../fakes/config/plant-folder.ts";

let folder: ReturnType<typeof plantFolder>;
beforeEach(() => {
  folder = plantFolder(GOOD_PLANT);
});
afterEach(() => folder[Symbol.dispose]());

/** The config after a change, read from the texts to be written. */
function after(change: Omit<LayoutChange, "revision">) {
  const { config } = inspectConfig(folder.path, testPlugins);
  if (config === undefined) throw new Error("the plant is wrong");
  const { contents } = planSave(
    { path: folder.path, change: { ...change, revision: layoutOf(config).revision } },
    testPlugins,
  );
  const texts = new Map([...contents].map(([path, text]) => [path, String(text)]));
  const { config: next, problems } = inspectConfig(folder.path, testPlugins, { texts });
  expect(problems).toEqual([]);
  return next;
}

const polygon = [
  [1, 1],
  [2, 1],
  [2, 2],
] as const;
const YAML_WORDS = [
  "[ 1, 2 ]",
  "[ [1, 2] ]",
  "a: b",
  "- x",
  "# x",
  " #",
  "\n",
  "\r\n",
  "\r",
  "\t",
  "---",
  "...",
  "&a",
  "*a",
  "!!js",
  "!<x>",
  "|",
  ">",
  "'",
  '"',
  "\\",
  "{",
  "}",
  "%YAML",
  "null",
  "~",
  "true",
  "0x1f",
  ".inf",
  "1e3",
  "2026-11-27",
  "<<",
  "__proto__",
  "\u0000",
  "\u0085",
  "\u2028",
  "\uFEFF",
  " ",
  "?",
  "@",
  "`",
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...YAML_WORDS), { minLength: 1, maxLength: 5 }).map((words) => words.join("")),
  fc.array(fc.constantFrom(...YAML_WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join("\n")),
  fc.string({ unit: "binary", minLength: 1 }),
);
const allowed = text.filter((one) => !one.includes("${"));

it("[CF7] any name is read back as it was sent, and nothing else changes", () => {
  fc.assert(
    fc.property(allowed, allowed, allowed, (zh, en, node) => {
      const zone = { id: "z", name: { zh, en }, kind: "area" as const, polygon };
      const config = after({ zones: [zone], routes: { nodes: [{ id: node, x: 1, y: 1 }], edges: [] } });
      expect(config?.zones).toEqual([zone]);
      expect(config?.routes.nodes).toEqual([{ id: node, x: 1, y: 1 }]);
      expect(config?.site).toEqual(inspectConfig(folder.path, testPlugins).config?.site);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    }),
    { numRuns: 40, examples: [["\u0000", "[ 1, 2 ]", " \n"]] },
  );
});

it("[CF7] brackets within a name do not affect the file's formatting", () => {
  const zone = { id: "z", name: { zh: "[ 1, 2 ]", en: "bay [ 3 ]" }, kind: "area" as const, polygon };
  expect(after({ zones: [zone] })?.zones[0]?.name).toEqual(zone.name);
});

it("[Y6] a drawing is not written through a link that leads out of the plant's folder", () => {
  mkdirSync(join(folder.path, "../elsewhere"));
  symlinkSync("../elsewhere", join(folder.path, "layout"));
  const base64 = Buffer.from("<svg/>").toString("base64");
  const underlay = { image: { kind: "svg" as const, base64 }, x: 0, y: 0, width: 9, height: 9, rotateDeg: 0 };
  expect(() => after({ underlay })).toThrow(/layout is a link to outside of the plant's folder/);
});
