import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import type { ConfigEdit } from "../../../edge/contracts/plant/config-edit.ts";
import { columnOf } from "../../../edge/contracts/plant/tag-table/columns.ts";
import { inheritedOf } from "../../../edge/contracts/plant/tag-table/inherited.ts";
import { type TagRow, tagRows } from "../../../edge/contracts/plant/tag-table/rows.ts";
import {
  editedBy,
  pathOfText,
  pathText,
  valueAt,
  withEdit,
} from "../../../twin-viewer/src/screens/setup/edit-values.ts";
import { chineseIn, plainText } from "../../../twin-viewer/src/screens/setup/forms/descriptions.tsx";
import {
  fieldOf,
  type Schema,
  sectionSchema,
  startOf,
  variantOf,
} from "../../../twin-viewer/src/screens/setup/forms/schema.ts";
import {
  anew,
  check,
  discard,
  edit,
  edits,
  editTogether,
  enterAnew,
  undo,
} from "../../../twin-viewer/src/screens/setup/state.ts";
import { matching, sorted } from "../../../twin-viewer/src/screens/setup/tags/arrange.ts";

const WHOLE = JSON.parse(readFileSync(new URL("../../../config/schema.json", import.meta.url), "utf8")) as object;

it("[CE12] every place of the config's schema has a field, so that a new section has a form without more code", () => {
  const unknown: string[] = [];
  let places = 0;
  const walk = (schema: Schema, path: string, depth: number): void => {
    if (depth > 12) return;
    places++;
    const field = fieldOf(schema);
    if (field.kind === "unknown") unknown.push(path);
    else if (field.kind === "list") walk(field.item, `${path}[]`, depth + 1);
    else if (field.kind === "record") walk(field.value, `${path}.*`, depth + 1);
    else if (field.kind === "tuple")
      for (const [i, item] of field.items.entries()) walk(item, `${path}[${i}]`, depth + 1);
    else if (field.kind === "variants")
      for (const [i, one] of field.variants.entries()) walk(one, `${path}|${i}`, depth + 1);
    else if (field.kind === "map")
      for (const [key, one] of Object.entries(field.properties)) walk(one, `${path}.${key}`, depth + 1);
    expect(() => startOf(schema)).not.toThrow();
  };
  for (const [name, schema] of Object.entries((WHOLE as { properties: Record<string, Schema> }).properties))
    walk(schema, name, 0);
  expect(places).toBeGreaterThan(800);
  expect(unknown).toEqual([]);
});

it("[CE19] every description of the config's schema has a Chinese one, and no line is left over", () => {
  const table = readFileSync(
    new URL("../../../twin-viewer/src/screens/setup/forms/descriptions.zh.tsv", import.meta.url),
    "utf8",
  );
  const chinese = chineseIn(table);
  const english = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value))
      if (key === "description" && typeof inner === "string") english.add(plainText(inner));
      else walk(inner);
  };
  walk((WHOLE as { properties: object }).properties);
  expect(english.size).toBeGreaterThan(600);
  expect([...english].filter((text) => !chinese.has(text))).toEqual([]);
  expect([...chinese.keys()].filter((text) => !english.has(text))).toEqual([]);
  expect(table.trimEnd().split("\n")).toHaveLength(chinese.size);
  for (const [text, words] of chinese) {
    // Symbols of a standard are the same in both.
    if (/[a-z]{3}/.test(text)) expect(words, text).toMatch(/\p{Script=Han}/u);
    expect(words, text).not.toMatch(/[,;?!] ?\p{Script=Han}/u);
  }
});

it("[CE12] secrets have a field of their own and no start value; a channel starts with what it needs", () => {
  const notify = sectionSchema(WHOLE, "notify") as Schema;
  const channels = fieldOf((notify.properties as Record<string, Schema>)["channels"] as Schema);
  if (channels.kind !== "list") throw new Error(channels.kind);
  const { properties = {} } = channels.item;
  expect(fieldOf(properties["secret"] as Schema).kind).toBe("secret");
  expect(fieldOf(properties["mail"]?.properties?.["password"] ?? {}).kind).toBe("secret");
  expect(startOf(channels.item)).toEqual({ id: "", kind: "email" });
});

it("[CE12] the variant of a value is found by its constants and keys", () => {
  const sources = fieldOf(sectionSchema(WHOLE, "sources") as Schema);
  if (sources.kind !== "list") throw new Error(sources.kind);
  const variants = fieldOf(sources.item);
  if (variants.kind !== "variants") throw new Error(variants.kind);
  const names = variants.variants.map(({ title }) => title);
  for (const kind of ["opcua", "modbus"]) expect(names[variantOf(variants.variants, { name: "x", kind })]).toBe(kind);
});

it("[CE12] edits apply to the values as the edge applies them; typing makes one edit", () => {
  const values = { a: [{ id: 1 }, { id: 2 }], b: { c: 1 } };
  const edits: ConfigEdit[] = [
    { kind: "insert", path: ["a", 1], value: { id: 9 } },
    { kind: "set", path: ["a", 1, "id"], value: 8 },
    { kind: "remove", path: ["b", "c"] },
    { kind: "set", path: ["d", "e"], value: true },
    { kind: "secret", path: ["d", "password"], value: "x" },
  ];
  expect(editedBy(values, edits)).toEqual({ a: [{ id: 1 }, { id: 8 }, { id: 2 }], b: {}, d: { e: true } });
  expect(values).toEqual({ a: [{ id: 1 }, { id: 2 }], b: { c: 1 } });
  const typed = ["1", "12", "123"].map((value): ConfigEdit => ({ kind: "set", path: ["b", "c"], value }));
  expect(typed.reduce(withEdit, edits)).toHaveLength(edits.length + 1);
  expect(valueAt(values, ["a", 1, "id"])).toBe(2);
  const path = ["types", 'a "b', "tags", 3, "limits"];
  expect(pathText(path)).toBe('types["a \\"b"].tags[3].limits');
  expect(pathOfText(pathText(path))).toEqual(path);
});

it("[CE30] secrets that a check asks for go with the version or the edits, and are forgotten with it", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    sent.push(JSON.parse(init.body as string));
    return Response.json({ problems: [], warnings: [], diff: [], sections: [], applied: [], restart: [] });
  });
  await check(3);
  const path = ["notify", "channels", 0, "secret"];
  enterAnew(path, "typed");
  enterAnew(path, "typed again");
  await check(3);
  await check(2);
  edit({ kind: "set", path: ["site", "id"], value: "a" });
  enterAnew(path, "x");
  await check();
  discard();
  vi.unstubAllGlobals();
  const secret = (value: string) => ({ kind: "secret", path, value });
  expect(sent).toEqual([
    { revision: "", version: 3 },
    { revision: "", version: 3, edits: [secret("typed again")] },
    { revision: "", version: 2 },
    { revision: "", edits: [{ kind: "set", path: ["site", "id"], value: "a" }, secret("x")] },
  ]);
  expect(anew.value).toEqual([]);
});

it("[CE13] the table is filtered by all words and by limits, and sorted; empty cells come last", () => {
  const tag = (signal: string, more: object = {}) => ({
    ...{ signal, component: "spindle", name: { zh: "转速", en: `Speed ${signal}` }, type: "number", unit: "/min" },
    ...more,
  });
  const tags = [
    tag("s10", { limits: { high: 5 } }),
    { signal: "door", name: { zh: "门", en: "Door" }, type: "boolean" },
    tag("s9", { limits: { high: 40 } }),
    tag("s1"),
  ];
  const rows = tagRows({ types: { lathe: { tags } }, assets: [{ type: "lathe", label: "CNC-1" }] });
  const signals = (list: readonly TagRow[]) => list.map(({ signal }) => signal);
  expect(signals(matching(rows, "LATHE 转速 s1", "numbers"))).toEqual(["s10", "s1"]);
  expect(signals(matching(rows, "cnc-1", "all"))).toHaveLength(4);
  expect(signals(matching(rows, "", "limits"))).toEqual(["s10", "s9"]);
  expect(signals(matching(rows, "", "unlimited"))).toEqual(["s1"]);
  const numbers = matching(rows, "", "numbers");
  expect(signals(sorted(numbers, null, "en"))).toEqual(["s10", "s9", "s1"]);
  expect(signals(sorted(numbers, { key: "signal", isDown: false }, "en"))).toEqual(["s1", "s9", "s10"]);
  expect(signals(sorted(numbers, { key: "high", isDown: false }, "en"))).toEqual(["s10", "s9", "s1"]);
  expect(signals(sorted(numbers, { key: "high", isDown: true }, "en"))).toEqual(["s9", "s10", "s1"]);
});

it("[CE13] what applies without a value of its own comes from the first entry that fits and has the field", () => {
  const tags = [{ component: "spindle", signal: "load", name: { zh: "负载", en: "Load" }, type: "number" }];
  const values = {
    types: { lathe: { kind: "lathe", tags } },
    assets: [{ type: "lathe", label: "CNC-1" }],
    detectors: {
      limits: {
        onDelayS: 7,
        adjust: [
          { tags: { kinds: ["lathe"], component: "spindle", signal: "load" }, onDelayS: 1 },
          { tags: { component: "spindle" }, offDelayS: 4 },
          { tags: { assets: ["CNC-*"] }, offDelayS: 5, hysteresisPercent: 3 },
          { tags: { kinds: ["mill"] }, hysteresisPercent: 9 },
        ],
      },
    },
  };
  const [row] = tagRows(values);
  if (row === undefined) throw new Error("no row");
  expect(row.cells.onDelay).toBe(1);
  const inherited = (["onDelay", "offDelay", "deadBand", "annunciation"] as const).map((key) =>
    inheritedOf(values, row, columnOf(key)),
  );
  expect(inherited).toEqual([7, 4, 3, undefined]);
});

it("[CE13] a change of many tags is undone at once; typing in one cell is one change", () => {
  const at = (i: number): ConfigEdit => ({ kind: "set", path: ["types", "a", "tags", i, "unit"], value: "m" });
  discard();
  edit(at(0));
  editTogether([at(1), at(2), at(3)]);
  edit({ kind: "set", path: ["types", "a", "tags", 3, "unit"], value: "mm" });
  expect(edits.value).toHaveLength(4);
  undo();
  expect(edits.value).toEqual([at(0)]);
  undo();
  expect(edits.value).toEqual([]);
});
